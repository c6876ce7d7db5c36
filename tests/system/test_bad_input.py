"""Every mistake is one clear line on standard error, the designed exit code, and nothing half-written."""

import pathlib

import pytest

from conftest import NOISE, walras


@pytest.fixture
def run_text(tmp_path):
    def run(text: str, *arguments, ranks=0):
        config = tmp_path / "bad.cfg"
        config.write_text(text)
        before = set(tmp_path.iterdir())
        process = walras("run", config, "--output", tmp_path / "bad.h5", *arguments, ranks=ranks, code=None)
        left = {path.name for path in set(tmp_path.iterdir()) - before}
        assert not left, f"left behind: {left}"
        return process

    return run


GOOD = NOISE.format(seed=1, replications=2, entities=10)


@pytest.mark.parametrize(
    "change, expected",
    [
        (('model = "noise"', 'model = "nois"'), "noise"),
        (("rounds = 3", "roundz = 3"), "rounds"),
        (("rounds = 3", 'rounds = "three"'), "rounds"),
        (("entities = 10L", "entities = -10L"), "entities"),
        (("rounds = 3", "rounds = 3; rounds = 4"), "duplicate"),
        (("values = [ 0.0, 1.0, 2.0 ]", "values = [ ]"), "mean"),
        (("replications = 2", "replications = 0"), "replications"),
        (("entities = 10L", "entities = 5000000000"), "L"),
    ],
)
def test_config_mistakes_name_place_and_key(run_text, change, expected):
    process = run_text(GOOD.replace(*change))
    assert process.returncode == 2
    assert "bad.cfg:" in process.stderr and expected in process.stderr
    assert process.stdout == ""


def test_mistakes_under_mpirun_end_every_rank(run_text):
    process = run_text(GOOD.replace("rounds = 3", "roundz = 3"), ranks=3)
    assert process.returncode == 2 and "roundz" in process.stderr


def test_existing_store_needs_overwrite(noise_config, tmp_path):
    config, store = noise_config(replications=2), tmp_path / "s.h5"
    walras("run", config, "--output", store)
    before = store.read_bytes()
    run = walras("run", config, "--output", store, code=None)
    assert run.returncode in (1, 2) and "--overwrite" in run.stderr
    assert store.read_bytes() == before
    walras("run", config, "--output", store, "--overwrite")


def test_missing_folder_and_folder_as_store(noise_config, tmp_path):
    config = noise_config(replications=2)
    for target in (tmp_path / "nowhere" / "s.h5", tmp_path):
        run = walras("run", config, "--output", target, code=None)
        assert run.returncode in (1, 2) and str(target).split("/")[-1] in run.stderr


def test_truncated_and_foreign_stores_are_refused(noise_config, tmp_path):
    store = tmp_path / "s.h5"
    walras("run", noise_config(replications=2), "--output", store)
    whole = store.read_bytes()
    (tmp_path / "short.h5").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.h5").write_text("hello")
    for name in ("short.h5", "text.h5", "missing.h5"):
        for command in ("status", "show", "digest", "resume"):
            run = walras(command, tmp_path / name, code=None)
            assert run.returncode in (1, 2), (command, name, run.stdout)
            assert name in run.stderr and run.stderr.count("\n") == 1, (command, run.stderr)


def test_more_ranks_per_trial_than_ranks(noise_config, tmp_path):
    run = walras("run", noise_config(), "--output", tmp_path / "s.h5", "--ranks-per-trial", 4, ranks=2, code=None)
    assert run.returncode in (1, 2) and "4" in run.stderr and "2" in run.stderr
    assert not (tmp_path / "s.h5").exists()


def test_store_too_large_for_the_disk(tmp_path):
    config = tmp_path / "huge.cfg"
    config.write_text(GOOD.replace("replications = 2", "replications = 1000000000000L"))
    run = walras("run", config, "--output", tmp_path / "huge.h5", code=None)
    assert run.returncode in (1, 2) and run.stderr
    assert not list(tmp_path.glob("huge.h5*"))


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
    import os
    import subprocess

    from conftest import WALRAS, environment

    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    with open("/dev/full", "w") as full:
        run = subprocess.run([WALRAS, "models"], stdout=full, stderr=subprocess.PIPE, text=True, env=environment(), check=False)
    assert run.returncode == 1 and "standard output" in run.stderr
