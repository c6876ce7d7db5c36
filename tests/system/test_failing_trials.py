"""A trial that goes wrong: recorded with its message while the others go on; or a crash, after which the store says where it was."""

import os
import pathlib
import signal
import subprocess

import pytest

from conftest import ROOT, WALRAS, complaints, digest, environment, walras

CONFIG = """
experiment: {{ name = "faults"; model = "faulty"; replications = 8; }};
parameters: {{ fault = "{fault}"; faulty = {faulty}; }};
output: {{ store = "x.h5"; }};
"""


@pytest.fixture(scope="module")
def plugin(tmp_path_factory):
    library = tmp_path_factory.mktemp("plugin") / "faulty.so"
    subprocess.run([os.environ.get("WALRAS_CC", "cc"), "-std=c11", "-O1", "-fPIC", "-shared", "-Wall", "-Wextra", "-Werror",
                    "-I", str(ROOT / "include"), str(ROOT / "tests/system/models/faulty.c"), "-o", str(library)], check=True)  # fmt: skip
    return library


def write(tmp_path, fault, faulty=-1):
    config = tmp_path / f"{fault}.cfg"
    config.write_text(CONFIG.format(fault=fault, faulty=faulty))
    return config


FAULTS = {
    "error": "no equilibrium in replication {}",
    "not_finite": "metric 'sum' is inf at position 0, which must be finite",
    "not_recorded": "metric 'sum' was not recorded",
    "memory": "out of memory for 1099511627776 elements of 1024 bytes",
}


@pytest.mark.parametrize("fault,ranks,threads,group", [
    ("error", 0, 1, 1), ("error", 2, 2, 2), ("not_finite", 1, 3, 1), ("not_recorded", 2, 1, 2), ("memory", 3, 1, 1), ("memory", 2, 1, 2),
])  # fmt: skip
def test_a_failing_trial_is_recorded_and_the_others_go_on(plugin, tmp_path, fault, ranks, threads, group):
    store = tmp_path / "x.h5"
    options = ["--plugin", plugin, "--threads", threads, "--ranks-per-trial", group]
    run = walras("run", write(tmp_path, fault), "--output", store, *options, ranks=ranks, code=1)
    assert "4 of 8 trials done, some failed" in run.stderr
    assert "resume --retry-failed runs them again" in run.stderr
    status = walras("status", store, "--check", "--plugin", plugin, code=1).stdout
    assert "8 trials: 4 done, 4 failed, 0 pending" in status
    for replication in (1, 3, 5, 7):
        assert f"trial {replication} (point 0, replication {replication}): {FAULTS[fault].format(replication)}" in status
    again = walras("resume", store, "--plugin", plugin, ranks=ranks, code=1)
    assert "nothing is pending" in again.stderr
    walras("resume", store, "--retry-failed", "--plugin", plugin, ranks=ranks, code=1)
    status = walras("status", store, code=1).stdout
    assert status.count("trial 3 (point 0, replication 3)") == 1, status


CRASHES = {
    "segmentation_fault": (signal.SIGSEGV, "Segmentation fault"),
    "abort": (signal.SIGABRT, "Aborted"),
    "late_segmentation_fault": (signal.SIGSEGV, "Segmentation fault"),
}


@pytest.mark.parametrize("fault,ranks,threads,group", [
    ("segmentation_fault", 0, 1, 1), ("segmentation_fault", 2, 1, 1), ("abort", 0, 2, 1), ("abort", 2, 2, 2), ("late_segmentation_fault", 2, 2, 2),
])  # fmt: skip
def test_a_crash_is_told_with_its_trial_and_can_be_skipped(plugin, tmp_path, fault, ranks, threads, group):
    store = tmp_path / "x.h5"
    number, name = CRASHES[fault]
    options = ["--plugin", plugin, "--threads", threads, "--ranks-per-trial", group]
    run = walras("run", write(tmp_path, fault, 5), "--output", store, *options, ranks=ranks, code=None)
    assert run.returncode == (-number if ranks == 0 else 128 + number), run.stderr
    said = [line for line in complaints(run) if "crashed: trial 5 signal" in line]
    # One line of each process that crashes: where a trial is a group's, all of its ranks may.
    assert 1 <= len(said) <= group and f"signal {int(number)} rank" in said[0] and "--skip-crashed" in said[0], run.stderr
    status = walras("status", store, code=75).stdout
    assert "trial 5 (point 0, replication 5) crashed the last run: " + name in status
    # Without being told, a resume tries again: the fault may have been the machine's.
    again = walras("resume", store, *options, ranks=ranks, code=None)
    assert "crashed: trial 5" in again.stderr
    after = walras("resume", store, *options, "--skip-crashed", ranks=ranks, code=1)
    assert "trial 5 crashed the last run and is recorded as failed" in after.stderr
    status = walras("status", store, "--check", "--plugin", plugin, code=1).stdout
    assert "8 trials: 7 done, 1 failed, 0 pending" in status
    assert f"trial 5 (point 0, replication 5): crashed: {name} on rank" in status


def test_the_trials_beside_a_failing_one_keep_their_bits(plugin, tmp_path):
    import h5py
    import numpy

    good, bad = tmp_path / "good.h5", tmp_path / "bad.h5"
    walras("run", write(tmp_path, "none"), "--output", good, "--plugin", plugin)
    walras("run", write(tmp_path, "error"), "--output", bad, "--plugin", plugin, ranks=2, code=1)
    with h5py.File(good) as a, h5py.File(bad) as b:
        done = b["trials/status"][:] == 1
        assert done.sum() == 4
        assert numpy.array_equal(a["metrics/sum"][:][done], b["metrics/sum"][:][done])
        assert numpy.isnan(b["metrics/sum"][:][~done]).all()


def signalled(config, store, number, ranks, times=1):
    """A run that gets a signal once it has begun; its exit code and messages."""
    command = [WALRAS, "run", str(config), "--output", str(store)]
    command = ["mpirun", "-n", str(ranks), *command] if ranks else command
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment())
    while process.poll() is None and not (store.exists() and b'"started"' in store.read_bytes()):
        pass
    for _ in range(times):
        process.send_signal(number)
    _, messages = process.communicate()
    return process.returncode, messages


def test_the_way_to_go_on_names_the_plugin(plugin, tmp_path):
    run = walras("run", write(tmp_path, "none"), "--output", tmp_path / "x.h5", "--plugin", plugin, "--only", "2", code=None)
    assert f"7 trials are pending; go on with: walras resume {tmp_path / 'x.h5'} --plugin {plugin}" in run.stderr


@pytest.mark.parametrize("number,ranks", [(signal.SIGTERM, 0), (signal.SIGINT, 0), (signal.SIGUSR1, 0), (signal.SIGUSR1, 2)])
def test_a_signal_ends_a_run_in_order(noise_config, tmp_path, number, ranks):
    """mpirun hands SIGUSR1 on to its ranks."""
    config, store = noise_config(replications=100000, entities=5000), tmp_path / "s.h5"
    code, messages = signalled(config, store, number, ranks)
    assert code == 75, messages
    lines = [line for line in messages.splitlines() if "pending; go on with: walras resume" in line]
    assert len(lines) == 1, messages
    assert walras("status", store, code=75).stdout.startswith("300000 trials: ")


def processor_ticks(number):
    """Hundredths of a second that a process has computed."""
    fields = pathlib.Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def test_a_second_interrupt_ends_a_run_at_once(tmp_path):
    """One long trial without rounds: the first interrupt lets it finish, the second one does not wait."""
    config, store = tmp_path / "long.cfg", tmp_path / "s.h5"
    config.write_text('experiment: { name = "long"; model = "noise"; }; parameters: { entities = 100000000000L; };')
    command = [WALRAS, "run", str(config), "--output", str(store)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment())
    while process.poll() is None and not (store.exists() and b'"started"' in store.read_bytes()):
        pass
    while process.poll() is None and processor_ticks(process.pid) < 50:  # half a second: it is in the trial
        pass
    process.send_signal(signal.SIGINT)
    before = processor_ticks(process.pid)
    while process.poll() is None and processor_ticks(process.pid) < before + 20:
        pass
    assert process.poll() is None, process.stderr.read()
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert process.returncode == -signal.SIGINT
    walras("status", store, code=75)
    assert len(digest(store)) == 64
