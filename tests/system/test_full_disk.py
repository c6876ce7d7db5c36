"""A disk that fills up: one clear line, exit code 1, nothing half-written, and a resume that ends in the undisturbed digest."""

import os
import subprocess

import pytest

from conftest import ROOT, complaints, digest, mounted, walras

SHIM = ROOT / "tests" / "system" / "full_disk.c"


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    library = tmp_path_factory.mktemp("shim") / "full_disk.so"
    compiler = os.environ.get("WALRAS_CC", "cc")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, SHIM, "-ldl"], check=True)
    return str(library)


def writes_of(path) -> int:
    return max(int(line) for line in path.read_text().split())


def expect_nothing_lost(config, store, reference, message_words):
    """After the failure: no store at all, or one that opens and resumes to the reference."""
    left = sorted(path.name for path in store.parent.iterdir() if path.name.startswith(store.name))
    assert left in ([], [store.name]), left
    if left:
        assert walras("status", store, code=None).returncode in (0, 75)
        walras("resume", store)
    else:
        walras("run", config, "--output", store)
    assert digest(store) == reference, message_words


@pytest.mark.parametrize("ranks", [0, 2])
def test_the_disk_is_full_at_any_write(noise_config, tmp_path, shim, ranks):
    config, store, writes = noise_config(replications=30), tmp_path / "s.h5", tmp_path / "writes"
    walras("run", config, "--output", store, LD_PRELOAD=shim, WALRAS_WRITES=str(writes), ranks=ranks)
    reference, total = digest(store), writes_of(writes)
    os.remove(store)
    # While it is created, and at each of the last writes: those of the run.
    instants = [0, total // 3] + list(range(total - 16, total, 1 if ranks == 0 else 5))
    for after in instants:
        mine = tmp_path / f"writes-{after}"
        run = walras("run", config, "--output", store, LD_PRELOAD=shim, WALRAS_FULL_AFTER=str(after), WALRAS_WRITES=str(mine),
                     ranks=ranks, code=None)  # fmt: skip
        said = [line for line in complaints(run) if " trials of noise on " not in line]  # what begins is announced
        if run.returncode != 0:  # only the log's last line may be lost without a word
            assert run.returncode == 1 and len(said) == 1, (after, run.returncode, run.stderr)
            assert "s.h5" in said[0] and "No space left on device" in said[0], said
        else:
            # how many writes a run makes depends on how its trials fell into batches
            assert after >= writes_of(mine) - 2, (after, writes_of(mine))
        expect_nothing_lost(config, store, reference, (after, said))
        os.remove(store)


def test_a_small_disk_is_refused_with_sizes_before_anything_is_written(noise_config, tmp_path):
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=400k", "none") as disk:
        for ranks in (0, 2):
            run = walras("run", noise_config(), "--output", disk / "s.h5", code=None, ranks=ranks)
            assert run.returncode in (1, 2) and len(complaints(run)) == 1, run.stderr
            assert "needs" in run.stderr and "MiB are free" in run.stderr
            assert not list(disk.iterdir())


def test_a_disk_that_fills_up_behind_a_store_stops_no_run(noise_config, tmp_path):
    """All bytes are the store's from the start; only the lock needs new ones."""
    config = noise_config()
    walras("run", config, "--output", tmp_path / "whole.h5")
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=4m", "none") as disk:
        walras("run", config, "--output", disk / "s.h5", "--only", 3)
        with open(disk / "junk", "wb", buffering=0) as junk:
            with pytest.raises(OSError):
                while True:
                    junk.write(b"x" * 4096)
        resume = walras("resume", disk / "s.h5", code=1)
        assert len(complaints(resume)) == 1 and "s.h5.lock" in resume.stderr and "No space left" in resume.stderr
        assert "1 done" in walras("status", disk / "s.h5", code=75).stdout
        os.remove(disk / "junk")
        walras("resume", disk / "s.h5")
        assert digest(disk / "s.h5") == digest(tmp_path / "whole.h5")
        assert [path.name for path in disk.iterdir()] == ["s.h5"]
