"""Real disks that are too small or fill up. What fails at each single call is in test_faults.py."""

import os

import pytest

from conftest import complaints, digest, mounted, walras


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
