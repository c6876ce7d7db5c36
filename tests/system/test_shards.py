"""An experiment in shards: each a store of its own, joined into the store that a single run makes, to the last bit."""

import errno
import os
import signal
import subprocess

import h5py
import pytest

import faults
from conftest import ROOT, complaints, digest, walras

# Normal draws with a series, a histogram and a table; the points differ in cost.
EVERYTHING = """
experiment: { name = "everything"; model = "noise"; seed = 5L; replications = 6; };
parameters: { rounds = 3; exact_median = true; block = 100; };
sweep: { design = "grid"; axes = ( { parameter = "entities"; values = [ 50, 2000 ]; }, { parameter = "mean"; values = [ 0.0, 1.0 ]; } ); };
output: { store = "everything.h5"; };
"""

# Sub-experiments with replications of their own.
GRIDS = """
experiment: { name = "grids"; model = "noise"; random_numbers = "independent"; };
parameters: { entities = 40L; rounds = 2; };
sweep: { design = "grids"; grids = (
  { label = "few"; replications = 3; axes = ( { parameter = "mean"; values = [ 0.0, 1.0, 2.0 ]; } ); },
  { label = "many"; replications = 11; axes = ( { parameter = "mean"; values = [ 3.0, 4.0 ]; } ); } ); };
output: { store = "grids.h5"; };
"""

# Points that stop by themselves, each after another number of replications.
SEQUENTIAL = """
experiment: { name = "sequential"; model = "noise"; };
replications: { initial = 4; step = 3; maximum = 60; metric = "sample_mean"; half_width = 0.05; };
parameters: { entities = 200L; };
sweep: { design = "grid"; axes = ( { parameter = "standard_deviation"; values = [ 0.1, 0.8, 1.2, 1.6, 2.4 ]; } ); };
output: { store = "sequential.h5"; };
"""

# Trials that fail.
FAILING = """
experiment: { name = "failing"; model = "noise"; replications = 7; };
parameters: { entities = 30L; fail_replication = 5; };
sweep: { design = "grid"; axes = ( { parameter = "mean"; values = [ 0.0, 1.0 ]; } ); };
output: { store = "failing.h5"; };
"""


@pytest.fixture(scope="module")
def plugin(tmp_path_factory):
    library = tmp_path_factory.mktemp("plugin") / "faulty.so"
    subprocess.run([os.environ.get("WALRAS_CC", "cc"), "-std=c11", "-O1", "-fPIC", "-shared", "-I", str(ROOT / "include"),
                    str(ROOT / "tests/system/models/faulty.c"), "-o", str(library)], check=True)  # fmt: skip
    return library


def write(folder, text):
    name = text.split('store = "')[1].split('.h5"')[0]
    path = folder / f"{name}.cfg"
    path.write_text(text)
    return path


def shard_store(config, number, count):
    return config.with_name(f"{config.stem}.{number}-of-{count}.h5")


def run_shards(config, count, *options, code=0, ranks=0):
    """Runs all shards beside their config; their stores in order."""
    for number in range(1, count + 1):
        alone = faults.ALONE if ranks == 0 else {}
        walras("run", config, "--shard", f"{number}/{count}", "--threads", 1, *options, ranks=ranks, code=code, **alone)
    return [shard_store(config, number, count) for number in range(1, count + 1)]


@pytest.mark.parametrize("text,counts,code", [
    (EVERYTHING, (1, 5), 0), (GRIDS, (2, 3), 0), (SEQUENTIAL, (2, 7), 0), (FAILING, (3, 16), 1),
], ids=["everything", "grids", "sequential", "failing"])  # fmt: skip
def test_joined_shards_are_the_store_of_a_single_run(tmp_path, text, counts, code):
    """Also shards of several ranks, and more shards than trials or points."""
    config, whole = write(tmp_path, text), tmp_path / "whole.h5"
    walras("run", config, "--output", whole, code=code)
    failures = [line for line in walras("status", whole, code=code).stdout.splitlines() if line.startswith("  trial ")]
    for count in counts:
        shards, merged = run_shards(config, count, code=None, ranks=2 if count == counts[0] else 0), tmp_path / f"merged{count}.h5"
        walras("merge", *reversed(shards), "--output", merged, code=code)
        assert digest(merged) == digest(whole), count
        assert walras("diff", whole, merged).stdout == "0 differences\n"
        status = walras("status", merged, "--check", code=code).stdout
        assert "every finished trial matches its CRC" in status and "shard" not in status
        assert [line for line in status.splitlines() if line.startswith("  trial ")] == failures
    assert not list(tmp_path.glob("*.lock"))


@pytest.mark.parametrize("config", sorted((ROOT / "tests" / "system" / "rounds").glob("*.cfg")), ids=lambda path: path.stem)
def test_every_model_can_be_split(tmp_path, config):
    whole, shards = tmp_path / "whole.h5", [tmp_path / "1.h5", tmp_path / "2.h5"]
    walras("run", config, "--output", whole)
    for number, shard in enumerate(shards, 1):
        walras("run", config, "--shard", f"{number}/2", "--output", shard)
    walras("merge", *shards, "--output", tmp_path / "merged.h5")
    assert digest(tmp_path / "merged.h5") == digest(whole), config


def test_a_joined_store_is_a_store_like_any_other(tmp_path):
    """Failed trials run again, claims are looked at, its experiment is run anew, it can be archived."""
    config = write(tmp_path, FAILING)
    shards, merged, again = run_shards(config, 2, code=1), tmp_path / "merged.h5", tmp_path / "again.h5"
    walras("merge", *shards, "--output", merged, code=1)
    with h5py.File(shards[0]) as shard, h5py.File(merged) as file:
        assert file.attrs["config"] == FAILING == shard.attrs["config"] and "shard" not in file.attrs
    walras("run", merged, "--from", "--output", again, code=1)
    assert digest(again) == digest(merged)
    walras("run", shards[1], "--from", "--output", again, "--overwrite", code=1)  # a shard's experiment is the whole one
    assert digest(again) == digest(merged)
    walras("resume", merged, "--retry-failed", code=1)
    assert digest(again) == digest(merged)
    assert "in 3 runs" in walras("status", merged, code=1).stdout  # of the two shards, and the last resume
    assert walras("verify", merged).stdout == "the experiment states no claims\n"
    walras("export", merged, "--ro-crate", tmp_path / "crate")


def test_shards_say_which_trials_they_have(tmp_path):
    config = write(tmp_path, GRIDS)
    covered = []
    for shard in run_shards(config, 4):
        with h5py.File(shard) as file:
            done = file["trials/status"][...] == 1
            covered += [(int(file["point"][p]), int(file["replication"][r])) for p, r in zip(*done.nonzero())]
            assert file["design/mean"].shape == file["point"].shape
            assert int(file["trials/replications"][...].sum()) == done.sum()
        first, second = walras("status", shard).stdout.splitlines()[:2]
        assert first.startswith("shard ") and first.endswith(" of 5 points x 11 replications; walras merge joins the shards")
        assert second == f"{done.sum()} trials: {done.sum()} done, 0 failed, 0 pending"
    assert covered == [(point, r) for point in range(5) for r in range(3 if point < 3 else 11)]


def test_shards_together_are_not_much_larger_than_the_whole(noise_config, tmp_path):
    """Beside what every store has, however small: their rows are at most three times those of the whole, whatever their number."""
    config, whole, least = noise_config(replications=3000, entities=1), tmp_path / "whole.h5", tmp_path / "least.h5"
    walras("run", config, "--output", whole, "--only", 0)
    walras("run", config, "--output", least, "--replications", 1)
    fixed = least.stat().st_size
    rows = sum(shard.stat().st_blocks * 512 - fixed for shard in run_shards(config, 7))
    assert rows < 3 * (whole.stat().st_size - fixed)


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    return faults.compile_shim(tmp_path_factory.mktemp("shim"))


@pytest.mark.parametrize("text", [EVERYTHING, SEQUENTIAL], ids=["everything", "sequential"])
def test_a_killed_shard_is_finished_by_resume(tmp_path, shim, text):
    """Killed before one call after the other that changes its files, resumed on two ranks."""
    config, other, shard = write(tmp_path, text), tmp_path / "other.h5", tmp_path / "disk" / "shard.h5"
    shard.parent.mkdir()
    walras("run", config, "--shard", "1/2", "--output", other)
    walras("run", config, "--shard", "2/2", "--output", shard)
    walras("run", config, "--output", tmp_path / "whole.h5")
    resumed = 0
    for at in (3, 30, 60, 90):
        shard.unlink()
        run = walras("run", config, "--shard", "2/2", "--output", shard, "--threads", 1, code=None, LD_PRELOAD=shim, FAULTS_UNDER=str(shard.parent),
                     FAULTS_FAIL="kill", FAULTS_AT=str(at), **faults.ALONE)  # fmt: skip
        assert run.returncode in (0, -signal.SIGKILL)
        if not shard.exists():
            walras("run", config, "--shard", "2/2", "--output", shard)
        elif walras("status", shard, code=None).returncode == 75:
            run = walras("merge", other, shard, "--output", tmp_path / "merged.h5", code=75)
            assert "pending; go on with: walras resume" in complaints(run)[0] and not (tmp_path / "merged.h5").exists()
            walras("resume", shard, ranks=2)
            resumed += 1
        walras("merge", other, shard, "--output", tmp_path / "merged.h5", "--overwrite")
        assert digest(tmp_path / "merged.h5") == digest(tmp_path / "whole.h5")
        (tmp_path / "merged.h5").unlink()
    assert resumed > 0


def test_a_trial_of_a_shard_goes_on_from_its_checkpoint(noise_config, tmp_path):
    """The trials of the second shard have other places in its store than in the experiment."""
    config, whole = noise_config(replications=2), tmp_path / "whole.h5"
    walras("run", config, "--output", whole)
    stores = [tmp_path / f"shard{number}.h5" for number in (1, 2)]
    for number, store in enumerate(stores, 1):
        walras("run", config, "--shard", f"{number}/2", "--output", store, "--threads", 1, code=75, WALRAS_STOP_AT_ROUND="1")
        trial = 3 * (number - 1)
        assert f"  trial {trial} (point {trial // 2}, replication {trial % 2}) can go on with round 2\n" in walras("status", store, code=75).stdout
        walras("resume", store)
    walras("merge", *stores, "--output", tmp_path / "merged.h5")
    assert digest(tmp_path / "merged.h5") == digest(whole)


def test_a_crash_in_a_shard_is_told_with_the_trials_own_number(plugin, tmp_path):
    config, stores = tmp_path / "c.cfg", [tmp_path / "1.h5", tmp_path / "2.h5"]
    config.write_text('experiment: { name = "crash"; model = "faulty"; replications = 8; }; parameters: { fault = "abort"; faulty = 5; };')
    walras("run", config, "--plugin", plugin, "--shard", "1/2", "--output", stores[0])
    run = walras("run", config, "--plugin", plugin, "--shard", "2/2", "--output", stores[1], code=-signal.SIGABRT)
    assert "crashed: trial 5 signal" in run.stderr
    assert "  trial 5 (point 0, replication 5) crashed the last run: Aborted" in walras("status", stores[1], code=75).stdout
    after = walras("resume", stores[1], "--plugin", plugin, "--skip-crashed", code=1)
    assert "trial 5 crashed the last run and is recorded as failed" in after.stderr
    run = walras("merge", *stores, "--plugin", plugin, "--output", tmp_path / "m.h5", code=1)
    assert "7 of 8 trials done, some failed, joined from 2 shards" in run.stderr
    assert "  trial 5 (point 0, replication 5): crashed: Aborted on rank 0" in walras("status", tmp_path / "m.h5", code=1).stdout


@pytest.fixture(scope="module")
def struck(tmp_path_factory, shim):
    """Shards, and a function that joins them under faults over an older store."""
    folder = tmp_path_factory.mktemp("struck")
    shards, disk = run_shards(write(folder, FAILING), 2, code=1), folder / "disk"
    disk.mkdir()
    old = folder / "old.h5"
    walras("run", folder / "failing.cfg", "--seed", 9, "--output", old, code=1)

    def merge(**fault):
        (disk / "m.h5").write_bytes(old.read_bytes())
        return walras("merge", *shards, "--output", disk / "m.h5", "--overwrite", code=None, LD_PRELOAD=shim, FAULTS_UNDER=str(disk), **fault)

    run = merge(FAULTS_COUNTS=str(folder / "counts"))
    assert run.returncode == 1 and "12 of 14 trials done" in run.stderr
    disk_calls, memory_calls = map(int, (folder / "counts").read_text().split()[:2])
    return merge, disk, disk_calls, memory_calls, digest(old), digest(disk / "m.h5")


def test_any_call_of_a_merge_may_fail_and_leaves_the_old_store_or_the_new_one(struck):
    merge, disk, disk_calls, memory_calls, old, new = struck
    step = 1 if faults.LONG else 4
    strikes = [faults.disk_fault(at, (errno.ENOSPC, errno.EIO)[at % 2], once=True) for at in range(0, disk_calls, step)]
    strikes += [faults.memory_fault(at, once=True) for at in range(0, memory_calls, 1 if faults.LONG else memory_calls // 16 + 1)]
    ends = []
    for fault in strikes:
        run = merge(**fault)
        said = complaints(run)
        ends.append(said[0].startswith("walras: 12 of 14 trials done"))
        assert run.returncode in (1, 2) and (ends[-1] or len(said) == 1), (fault, run.stderr)
        assert [path.name for path in disk.iterdir()] == ["m.h5"], (fault, list(disk.iterdir()))
        assert digest(disk / "m.h5") in ((new,) if ends[-1] else (old, new)), fault
    assert ends.count(False) > len(ends) // 2


def test_a_kill_at_any_call_of_a_merge_leaves_the_old_store_or_the_new_one(struck):
    merge, disk, disk_calls, _, old, new = struck
    for at in range(1, disk_calls, 1 if faults.LONG else 4):
        run = merge(FAULTS_FAIL="kill", FAULTS_AT=str(at))
        assert run.returncode == -signal.SIGKILL, (at, run.stderr)
        assert digest(disk / "m.h5") in (old, new), at
    assert merge().returncode == 1
    assert [path.name for path in disk.iterdir()] == ["m.h5"] and digest(disk / "m.h5") == new


@pytest.mark.parametrize("options,line", [
    (["--shard", "0/4"], "run: option --shard must be k/K with k from 1 to K, and K at most 1048576, as 3/8, but is '0/4'"),
    (["--shard", "5/4"], "run: option --shard must be k/K with k from 1 to K, and K at most 1048576, as 3/8, but is '5/4'"),
    (["--shard", "x"], "run: option --shard must be k/K with k from 1 to K, and K at most 1048576, as 3/8, but is 'x'"),
    (["--shard", "1/2", "--only", "1"], "run: --shard and --only exclude each other"),
])  # fmt: skip
@pytest.mark.parametrize("ranks", [0, 2])
def test_what_is_no_shard_starts_nothing(noise_config, tmp_path, options, line, ranks):
    run = walras("run", noise_config(), *options, code=2, ranks=ranks)
    assert complaints(run) == [f"walras: {line}"] and not list(tmp_path.glob("*.h5*"))


def test_points_that_wait_for_a_baseline_are_not_split(tmp_path):
    config = write(tmp_path, SEQUENTIAL.replace("half_width = 0.05;", "half_width = 0.05; versus = { standard_deviation = 0.1; };"))
    run = walras("run", config, "--shard", "1/2", code=2)
    assert complaints(run)[0].startswith("walras: sequential cannot be split into shards: with replications.versus")
    assert not list(tmp_path.glob("*.h5*"))
