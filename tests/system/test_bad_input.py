"""Every mistake is one clear line on standard error, the designed exit code, and nothing half-written."""

import os
import subprocess

import pytest

from conftest import NOISE, ROOT, WALRAS, complaints, environment, mounted, walras

GOOD = NOISE.format(seed=1, replications=2, entities=10)

# What is wrong -> all that is said about it, word for word.
MISTAKES = [
    ('model = "noise"', 'model = "nois"', "2: unknown model 'nois'; did you mean 'noise'?"),
    ('model = "noise"', 'model = "noi\\x1bse"', "2: unknown model 'noi?se'; did you mean 'noise'?"),
    ("seed = 1", "sed = 1", "2: unknown key 'sed' in group 'experiment'; did you mean 'seed'?"),
    ("replications = 2", "replications = 0", "2: experiment.replications: expected an integer of at least 1, found 0"),
    ('name = "noise test";', "", "2: experiment.name is missing"),
    ("sweep: {", "swep: {", "4: unknown key 'swep' in the config; did you mean 'sweep'?"),
    ("rounds = 3", "roundz = 3", "3: unknown parameter 'roundz' of model 'noise'; did you mean 'rounds'?"),
    ("rounds = 3", 'rounds = "three"', "3: parameter 'rounds': expected an integer in [1, 1e6], found the text \"three\""),
    ("rounds = 3", "rounds = 2.5", "3: parameter 'rounds': expected an integer in [1, 1e6], found 2.5"),
    ("rounds = 3", "exact_median = 1", "3: parameter 'exact_median': expected true or false, found 1"),
    ("rounds = 3", "standard_deviation = -0.5", "3: parameter 'standard_deviation': expected a real number in [0, inf), found -0.5"),
    ("rounds = 3", "mean = 1e400", "3: the number 1e400 is too large for a real (at most about 1.8e308); infinity is written \"inf\""),
    ("rounds = 3", "rounds = 3; rounds = 4", "3: duplicate key 'rounds': it is given already on line 3 of {config}"),
    ("entities = 10L", "entities = -10L", "3: parameter 'entities': expected an integer in [1, 1e12], found -10"),
    (
        "entities = 10L",
        "entities = 5000000000",
        "3: the integer 5000000000 does not fit 32 bits: write 5000000000L (the suffix L makes it 64 bits)",
    ),
    ('design = "grid"', 'design = "gird"', "4: sweep.design: unknown word 'gird'; did you mean 'grid'?"),
    ('parameter = "mean"', 'parameter = "meen"', "4: unknown parameter 'meen' of model 'noise'; did you mean 'mean'?"),
    ("values = [ 0.0, 1.0, 2.0 ]", "values = [ ]", "4: axis 1: 'mean' has no values"),
    ("values = [ 0.0, 1.0, 2.0 ]", "values = ( 0.0, true )", "4: parameter 'mean': expected a real number, found true"),
    ('design = "grid";', 'design = "sobol";', "4: sweep.points is missing: the number of design points"),
    ('design = "grid";', 'design = "latin_hypercub"; points = 8;', "4: sweep.design: unknown word 'latin_hypercub'; did you mean 'latin_hypercube'?"),
    ('design = "grid";', 'design = "sobol"; point = 8; points = 8;', "4: unknown key 'point' in the sweep; did you mean 'points'?"),
    ('design = "grid";', 'design = "morris"; trajectories = 4; levels = 3;', "4: sweep.levels: expected an even number, found 3"),
    (
        "values = [ 0.0, 1.0, 2.0 ]",
        "minimum = 1.0; maximum = 0.0; count = 3",
        "4: axis 1: the minimum of 'mean' must be below its maximum",
    ),
    ("sweep: {", 'sweep: { where = "mean < 5 and";', '4: sweep.where: expected a parameter, a number or a word in quotes, found the end in "mean < 5 and"'),
    ("sweep: {", 'sweep: { where = "meen < 5";', "4: unknown parameter 'meen' of model 'noise'; did you mean 'mean'?"),
    ("sweep: {", 'sweep: { where = "mean > 5";', "4: 'where' drops all of the 3 points"),
    ("axes = (", 'axes = ( { parameter = "mean"; values = [ 5.0 ]; }, ', "4: axis 2: 'mean' is swept by an earlier axis too"),
]


def refused(*arguments, ranks=0, codes=(1, 2), **env) -> str:
    """The one line that the program says when it refuses, without its name."""
    run = walras(*arguments, ranks=ranks, code=None, **env)
    said = complaints(run)
    assert run.returncode in codes, (arguments, run.returncode, run.stderr)
    assert len(said) == 1, (arguments, ranks, run.stderr)
    assert ranks > 0 or run.stderr.count("\n") == 1, run.stderr
    assert run.stdout == "", run.stdout
    return said[0].removeprefix("walras: ")


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "good.cfg"
    path.write_text(GOOD)
    return path


@pytest.fixture
def store(config, tmp_path):
    path = tmp_path / "s.h5"
    walras("run", config, "--output", path)
    return path


@pytest.mark.parametrize("right, wrong, message", MISTAKES, ids=[wrong or "no name" for _, wrong, _ in MISTAKES])
def test_config_mistakes_are_told_word_for_word(tmp_path, right, wrong, message):
    bad = tmp_path / "bad.cfg"
    assert right in GOOD
    bad.write_text(GOOD.replace(right, wrong))
    expected = f"{bad}:{message}".replace("{config}", str(bad))
    assert refused("check", bad, codes=(2,)) == expected
    assert refused("run", bad, "--output", tmp_path / "bad.h5", codes=(2,)) == expected
    assert os.listdir(tmp_path) == ["bad.cfg"]


def test_mistakes_under_mpirun_are_told_once_and_end_every_rank(config, tmp_path):
    bad = tmp_path / "bad.cfg"
    bad.write_text(GOOD.replace("rounds = 3", "roundz = 3"))
    out = ("--output", tmp_path / "bad.h5")
    for arguments, word in (
        (("run", bad, *out), "roundz"),
        (("runn", config), "unknown command 'runn'"),
        (("run", config, *out, "--replication", 3), "unknown option '--replication'"),
        (("run", config, *out, "--threads", "many"), "--threads"),
        (("run", config, *out, "--set", "rounds=0"), "rounds"),
        (("run", config, *out, "--plugin", "nowhere.so"), "nowhere.so"),
        (("run", config, *out, "--only", 6), "0 to 5"),
        (("run", tmp_path / "missing.cfg", *out), "missing.cfg"),
        (("resume", tmp_path / "missing.h5"), "missing.h5"),
        (("run", config, *out, "--ranks-per-trial", 4), "4 ranks per trial were asked for, but there are only 3 ranks"),
    ):
        assert word in refused(*arguments, ranks=3, codes=(2,))
    assert sorted(os.listdir(tmp_path)) == ["bad.cfg", "good.cfg"]


@pytest.mark.parametrize("ranks", [0, 2])
def test_existing_store_needs_overwrite(config, store, ranks):
    before = store.read_bytes()
    assert refused("run", config, "--output", store, ranks=ranks) == (
        f"{store} exists; --overwrite replaces it, walras resume goes on with it"
    )
    assert store.read_bytes() == before
    walras("run", config, "--output", store, "--overwrite", ranks=ranks)
    assert sorted(os.listdir(store.parent)) == ["good.cfg", "s.h5"]


@pytest.mark.parametrize("ranks", [0, 2])
def test_places_where_no_store_can_be_are_refused(config, tmp_path, ranks):
    (tmp_path / "plain").write_text("x")
    for target, reason in (
        (tmp_path / "nowhere" / "s.h5", f"the folder {tmp_path}/nowhere cannot be written: No such file or directory"),
        (tmp_path / "plain" / "s.h5", f"the folder {tmp_path}/plain cannot be written: Not a directory"),
        (tmp_path, "is a folder; a store is a file"),
        ("/dev/null", "is not a regular file"),
    ):
        assert reason in refused("run", config, "--output", target, ranks=ranks)
    assert sorted(os.listdir(tmp_path)) == ["good.cfg", "plain"]


def test_a_folder_that_cannot_be_written_is_refused(config, tmp_path):
    with mounted(tmp_path / "still", "-t", "tmpfs", "-o", "ro", "none") as folder:
        for ranks in (0, 2):
            line = refused("run", config, "--output", folder / "s.h5", ranks=ranks)
            assert line == f"{folder}/s.h5: the folder {folder} cannot be written: Read-only file system"


def test_truncated_and_foreign_stores_are_refused_by_every_command(store, tmp_path):
    import h5py

    whole = store.read_bytes()
    (tmp_path / "short.h5").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.h5").write_text("hello")
    (tmp_path / "later.h5").write_bytes(whole[:-24] + (99).to_bytes(4, "little") + whole[-20:])
    (tmp_path / "changed.h5").write_bytes(whole)
    with h5py.File(tmp_path / "changed.h5", "r+") as file:
        file.attrs["note"] = "mine"
    with h5py.File(tmp_path / "foreign.h5", "w") as file:
        file["numbers"] = [1, 2, 3]
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for name, reason in (
        ("short.h5", "truncated"),
        ("text.h5", "is not an HDF5 file"),
        ("missing.h5", "No such file or directory"),
        ("later.h5", "has store format 99; this program reads format"),
        ("foreign.h5", "is an HDF5 file, but not a store of walras"),
        ("changed.h5", "was it changed by another program?"),
    ):
        path = tmp_path / name
        for command in (["status", path], ["status", path, "--check"], ["show", path], ["verify", path], ["digest", path], ["resume", path]):
            line = refused(*command)
            assert name in line and reason in line, (command, line)
        for pair in ([path, store], [store, path]):
            assert name in refused("diff", *pair)
        assert reason in refused("resume", path, ranks=2)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_more_ranks_per_trial_than_ranks(config, tmp_path):
    for ranks in (0, 2):
        line = refused("run", config, "--output", tmp_path / "s.h5", "--ranks-per-trial", 4, ranks=ranks, codes=(2,))
        assert line == f"4 ranks per trial were asked for, but there are only {max(ranks, 1)} ranks (mpirun -n 4 ...)"
    assert os.listdir(tmp_path) == ["good.cfg"]


@pytest.mark.parametrize("replications, words", [(10**11, "MiB are free there"), (10**13, "MiB are free there"), (10**17, "more trials than")])
def test_a_sweep_whose_store_would_not_fit_is_refused_with_sizes_and_little_memory(tmp_path, replications, words):
    config = tmp_path / "huge.cfg"
    config.write_text(GOOD.replace("replications = 2", f"replications = {replications}L"))
    limited = ["prlimit", f"--data={2**30}", WALRAS]
    for command in (["plan", config], ["run", config, "--output", tmp_path / "huge.h5"]):
        run = subprocess.run([*limited, *map(str, command)], capture_output=True, text=True, env=environment(), check=False)
        assert run.returncode == 2 and len(complaints(run)) == 1, run.stderr
        assert words in run.stderr and run.stdout == ""
    assert os.listdir(tmp_path) == ["huge.cfg"]


def test_a_population_too_large_for_the_memory_is_refused_with_the_numbers(tmp_path):
    config, store = ROOT / "configs" / "magentic-marketplace" / "scale.cfg", tmp_path / "s.h5"
    settings = ("--set", "requests=100000000", "--set", "businesses_per_request=20")
    for command in (("plan", config, *settings), ("run", config, "--output", store, *settings)):
        line = refused(*command, codes=(2,))
        assert line.startswith("a trial needs ") and "GiB of memory on each of 1 ranks, but a rank has " in line, line
    assert not list(tmp_path.iterdir())


def test_unknown_commands_and_options():
    for arguments in (("runn",), ("run",), ("run", "a.cfg", "--outputt", "b"), ("models", "extra"), ("show",)):
        run = walras(*arguments, code=2)
        assert run.stderr and run.stdout == ""


def test_a_trial_that_fails_is_recorded_and_the_others_go_on(noise_config, tmp_path):
    store = tmp_path / "s.h5"
    run = walras("run", noise_config(replications=4), "--output", store, "--set", "fail_replication=1", ranks=2, code=None)
    assert run.returncode == 1, run.stderr
    status = walras("status", store, code=None)
    assert "3 failed" in status.stdout and "9 done" in status.stdout


def test_full_disk_behind_standard_output(noise_config, tmp_path):
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    with open("/dev/full", "w") as full:
        run = subprocess.run([WALRAS, "models"], stdout=full, stderr=subprocess.PIPE, text=True, env=environment(), check=False)
    assert run.returncode == 1 and "standard output" in run.stderr
