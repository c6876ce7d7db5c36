"""A run killed with kill -9 at any instant leaves a store that opens, and a resume that ends in the same bits."""

import random
import signal
import subprocess
import time

from conftest import WALRAS, digest, environment, walras


def start(config, store, ranks):
    command = ["mpirun", "-n", str(ranks), WALRAS, "run", str(config), "--output", str(store), "--threads", "1"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(), start_new_session=True)


def kill_everything(process):
    subprocess.run(["pkill", "-9", "-s", str(process.pid)], check=False)
    process.send_signal(signal.SIGKILL)
    process.wait()
    while subprocess.run(["pgrep", "-s", str(process.pid), "-r", "R,S,D"], capture_output=True, check=False).stdout:
        time.sleep(0.01)


def wait_until_some_trials_are_done(store, process):
    """Polls the store from outside while it is being written; returns False when the run ended first."""
    while process.poll() is None:
        status = walras("status", store, code=None) if store.exists() else None
        if status is not None and status.returncode in (0, 75) and " 0 done" not in status.stdout:
            return True
        time.sleep(0.01)
    return False


def test_killed_run_resumes_with_other_ranks_to_the_same_digest(noise_config, tmp_path):
    config = noise_config(replications=400, entities=60000)
    walras("run", config, "--output", tmp_path / "whole.h5", ranks=2)
    reference = digest(tmp_path / "whole.h5")
    generator = random.Random(5)
    for attempt in range(4):
        store = tmp_path / f"killed{attempt}.h5"
        process = start(config, store, generator.choice((1, 2, 3)))
        interrupted = wait_until_some_trials_are_done(store, process)
        time.sleep(generator.random() * 0.2)
        kill_everything(process)
        walras("status", store, code=75 if interrupted else None)
        walras("resume", store, "--threads", generator.choice((1, 2)), ranks=generator.choice((1, 2, 4)))
        walras("status", store, "--check")
        assert digest(store) == reference


def test_resume_of_a_finished_store_changes_nothing(noise_config, tmp_path):
    store = tmp_path / "noise.h5"
    walras("run", noise_config(), "--output", store)
    before = store.read_bytes()
    run = walras("resume", store)
    assert "nothing is pending" in run.stderr
    assert len(before) == store.stat().st_size


def test_sigterm_ends_in_75_and_resume_finishes(noise_config, tmp_path):
    config, store = noise_config(replications=2000, entities=60000), tmp_path / "noise.h5"
    process = subprocess.Popen([WALRAS, "run", str(config), "--output", str(store)], stderr=subprocess.PIPE, text=True, env=environment())
    assert wait_until_some_trials_are_done(store, process)
    process.send_signal(signal.SIGTERM)
    _, messages = process.communicate()
    assert process.returncode == 75, messages
    assert "walras resume" in messages
    walras("resume", store, ranks=2)
    walras("status", store)


def test_a_damaged_trial_is_found_and_repaired(noise_config, tmp_path):
    import h5py

    store = tmp_path / "noise.h5"
    walras("run", noise_config(), "--output", store)
    reference = digest(store)
    with h5py.File(store, "r") as file:
        dataset = file["metrics/sample_mean"]
        offset = dataset.id.get_offset() + 8 * 7
    with open(store, "r+b") as raw:
        raw.seek(offset + 3)
        byte = raw.read(1)
        raw.seek(offset + 3)
        raw.write(bytes([byte[0] ^ 0x10]))
    check = walras("status", store, "--check", code=75)
    assert "1" in check.stdout and "CRC" in check.stdout
    walras("resume", store)
    assert digest(store) == reference
