"""A store is read while it is written: by h5py, xarray, status and show, from other processes and without any environment variable."""

import json
import subprocess

import h5py
import numpy as np
import pytest

from conftest import ROOT, WALRAS, digest, environment, walras

ROWS = ("metrics/sample_mean", "metrics/sample_variance", "series/round_mean", "histograms/draws", "trials/crc", "trials/error_code")


def read_done(store) -> dict[str, np.ndarray]:
    """The rows of the trials that are marked done, the marks read first; with all trials' marks."""
    with h5py.File(store, "r") as file:
        status = file["trials/status"][...]
        return {"status": status} | {name: file[name][...] for name in ROWS if name in file}


@pytest.fixture(autouse=True)
def no_variable(monkeypatch):
    monkeypatch.delenv("HDF5_USE_FILE_LOCKING", raising=False)


def test_readers_see_only_finished_trials_while_a_run_writes(noise_config, tmp_path):
    xarray = pytest.importorskip("xarray")
    store = tmp_path / "s.h5"
    config = noise_config(replications=150, entities=60000, extra="run: { sync_seconds = 0.05; };\n")
    command = ["mpirun", "-n", "2", WALRAS, "run", str(config), "--output", str(store), "--threads", "1"]
    run = subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True)
    seen, counts = [], []
    while run.poll() is None:
        if not store.exists():
            continue
        seen.append(read_done(store))
        with xarray.open_dataset(store, group="metrics", engine="h5netcdf") as metrics:
            assert metrics["sample_mean"].shape == (3, 150)
            assert np.isfinite(metrics["sample_mean"].values[seen[-1]["status"] == 1]).all()
        assert walras("status", store, code=None).returncode in (0, 75)
        rows = json.loads(walras("show", store, "sample_mean", "--json").stdout)["rows"]
        counts.append(sum(row["trials"] for row in rows))
    assert run.returncode == 0, run.stderr.read()
    run.stderr.close()
    last = read_done(store)
    assert (last["status"] == 1).all() and len(last) > 4
    part = [snapshot for snapshot in seen if 0 < (snapshot["status"] == 1).sum() < last["status"].size]
    assert len(part) >= 3 and counts == sorted(counts) and len(set(counts)) >= 3
    for snapshot in seen:
        done = snapshot["status"] == 1
        for name in last.keys() - {"status"}:
            assert np.array_equal(snapshot[name][done], last[name][done]), name


HOLDERS = {
    "h5py": "import h5py, sys; file = h5py.File(sys.argv[1], 'r')",
    "a lock": "import fcntl, sys; file = open(sys.argv[1], 'rb'); fcntl.flock(file, fcntl.LOCK_EX)",
}


@pytest.mark.parametrize("holder", HOLDERS)
def test_a_file_that_somebody_holds_open_stops_no_run(noise_config, tmp_path, holder):
    """Not even under a lock like HDF5's own, where the site asks HDF5 to mind them."""
    config = noise_config()
    walras("run", config, "--output", tmp_path / "whole.h5")
    store = tmp_path / "s.h5"
    walras("run", config, "--output", store, "--only", 3)
    hold = HOLDERS[holder] + "; print('open', flush=True); sys.stdin.read()"
    python = ROOT / "tests" / "python.sh"
    process = subprocess.Popen([python, "-c", hold, store], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "open\n"
    assert "1 done" in walras("status", store, code=75, HDF5_USE_FILE_LOCKING="TRUE").stdout
    walras("resume", store, ranks=2, HDF5_USE_FILE_LOCKING="TRUE")
    process.communicate("")
    assert digest(store) == digest(tmp_path / "whole.h5")
