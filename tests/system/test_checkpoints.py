"""A trial that is cut short between two rounds goes on from its checkpoint, with any other ranks and threads, to the undisturbed bits."""

import pathlib
import re
import subprocess
import time

import pytest

from conftest import ROOT, WALRAS, complaints, digest, environment, walras

ROUNDS = sorted((ROOT / "tests" / "system" / "rounds").glob("*.cfg"))
# Ranks, threads and ranks a trial of one session after the other.
LAYOUTS = [(2, 1, "2"), (1, 2, "1"), (3, 1, "3"), (2, 2, "1"), (4, 1, "2"), (1, 1, "1")]


def folder_of(store) -> pathlib.Path:
    return store.with_name(store.name + ".ckpt")


def run_stopping(config, store, at_round, layouts):
    """Runs to the end in sessions that all stop at one round of whatever trial they are in. Returns how many there were."""
    sessions, verb, code = 0, ["run", config, "--output", store], 75
    while code == 75:
        ranks, threads, group = layouts[sessions % len(layouts)]
        run = walras(*verb, "--threads", threads, "--ranks-per-trial", group, ranks=ranks, code=None, WALRAS_STOP_AT_ROUND=str(at_round))
        code = run.returncode
        assert code in (0, 75), run.stderr
        assert code == 0 or "walras resume" in run.stderr
        verb, sessions = ["resume", store], sessions + 1
        assert sessions < 50
    return sessions


@pytest.mark.parametrize("config", ROUNDS, ids=lambda path: path.stem)
def test_trials_of_every_model_go_on_in_the_middle_with_other_ranks(config, tmp_path):
    walras("run", config, "--output", tmp_path / "whole.h5")
    reference = digest(tmp_path / "whole.h5")
    for at_round, shift in ((3, 0), (7, 2)):  # in the middle, and after the last round
        store = tmp_path / f"stopped{at_round}.h5"
        sessions = run_stopping(config, store, at_round, LAYOUTS[shift:] + LAYOUTS[:shift])
        assert sessions > 2
        assert digest(store) == reference
        assert not folder_of(store).exists()


def test_every_registered_model_with_rounds_is_tried_here():
    models = re.findall(r"^  ([a-z0-9-]+) ", walras("models").stdout, re.M)
    assert len(models) >= 2
    for model in models:
        has_rounds = re.search(r"^  rounds$", walras("describe", model).stdout, re.M) is not None
        assert not has_rounds or any(path.stem == model for path in ROUNDS), model


def test_a_resumed_trial_does_not_begin_anew(noise_config, tmp_path):
    """Rounds that a checkpoint holds are not played again: a stop at a round that is behind does not come."""
    config, store = noise_config(replications=1), tmp_path / "s.h5"
    walras("run", config, "--output", store, "--threads", 1, code=75, WALRAS_STOP_AT_ROUND="1")
    status = walras("status", store, code=75).stdout
    assert "0 done" in status and "  trial 0 (point 0, replication 0) can go on with round 2\n" in status
    run = walras("resume", store, "--threads", 1, code=75, WALRAS_STOP_AT_ROUND="1")  # the first trial went on; the second one stops
    assert "1 of 3 trials done" in run.stderr


def test_a_damaged_checkpoint_is_passed_over_for_the_one_before(noise_config, tmp_path):
    config, store = noise_config(replications=1, extra="run: { checkpoint_rounds = 1; };"), tmp_path / "s.h5"
    walras("run", config, "--output", tmp_path / "whole.h5")
    reference = digest(tmp_path / "whole.h5")
    for victims in (["slot-0.b"], ["slot-0.a"], ["slot-0.a", "slot-0.b"]):
        walras("run", config, "--output", store, "--overwrite", "--threads", 1, code=75, WALRAS_STOP_AT_ROUND="1")
        folder = folder_of(store)
        assert sorted(path.name for path in folder.iterdir()) == ["slot-0.a", "slot-0.b"]
        for victim in victims:
            data = bytearray((folder / victim).read_bytes())
            data[8192] ^= 4  # behind header and CRCs: of the record
            (folder / victim).write_bytes(data)
        said = complaints(walras("resume", store, "--progress", "never"))
        passed_over = [line for line in said if "is damaged in" in line and "passed over" in line]
        # Round 1 was written to b, the newest; it is asked first.
        assert len(passed_over) == (0 if victims == ["slot-0.a"] else len(victims)), said
        assert digest(store) == reference


def test_a_checkpoint_that_cannot_be_written_costs_a_line_and_no_trial(noise_config, tmp_path):
    config, store = noise_config(replications=1, extra="run: { checkpoint_rounds = 1; };"), tmp_path / "s.h5"
    walras("run", config, "--output", tmp_path / "whole.h5")
    folder_of(store).write_text("in the way of the folder")
    run = walras("run", config, "--output", store)
    said = [line for line in complaints(run) if "could not be" in line]
    assert len(said) == 1 and "s.h5.ckpt" in said[0] and "goes on without it" in said[0], run.stderr
    assert digest(store) == digest(tmp_path / "whole.h5")


def test_a_new_store_does_not_go_on_from_an_old_ones_checkpoints(noise_config, tmp_path):
    config, store = noise_config(replications=1), tmp_path / "s.h5"
    walras("run", config, "--output", store, code=75, WALRAS_STOP_AT_ROUND="1")
    assert folder_of(store).exists()
    walras("run", config, "--output", store, "--overwrite", "--set", "threshold=0.5")
    walras("run", config, "--output", tmp_path / "whole.h5", "--set", "threshold=0.5")
    assert digest(store) == digest(tmp_path / "whole.h5")


def start(config, store, *options, ranks=2, **env):
    command = ["mpirun", "-n", str(ranks), WALRAS, "run", str(config), "--output", str(store), "--threads", "1", *options]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment(**env))


LONG = "run: { ranks_per_trial = 1; };"


@pytest.fixture
def long_trials(noise_config):
    """Three trials of many short rounds: far longer than it takes to ask for a stop, and quick to checkpoint."""
    path = noise_config("long.cfg", replications=1, entities=20000, extra=LONG)
    path.write_text(path.read_text().replace("rounds = 3", "rounds = 1000000"))
    return path


def wait_until_it_runs(process, store):
    """The log's first entry is written when all is ready for the first trial."""
    while process.poll() is None and not (store.exists() and b'"started"' in store.read_bytes()):
        time.sleep(0.01)
    assert process.poll() is None


def test_walras_stop_ends_all_groups_in_the_middle_of_their_trials(long_trials, tmp_path):
    store = tmp_path / "s.h5"
    process = start(long_trials, store)
    wait_until_it_runs(process, store)
    assert "asked process" in walras("stop", store).stdout
    _, messages = process.communicate()
    assert process.returncode == 75, messages
    assert "walras resume" in messages
    assert not store.with_name("s.h5.stop").exists()
    # Both groups were in a trial, and both left a checkpoint.
    assert len(list(folder_of(store).iterdir())) == 2
    assert "no run holds" in walras("stop", store, code=1).stderr


def test_mpirun_that_is_terminated_leaves_a_store_and_a_checkpoint_that_are_whole(long_trials, tmp_path):
    """It gives its ranks a second at most, in which a short run would end: what they were writing may be cut."""
    config, store = long_trials, tmp_path / "s.h5"
    config.write_text(config.read_text().replace(LONG, "run: { ranks_per_trial = 2; checkpoint_rounds = 50; };").replace("1000000", "8000"))
    process = start(config, store)
    while process.poll() is None and not (folder_of(store) / "slot-0.b").exists():
        time.sleep(0.01)
    process.terminate()
    process.communicate()
    assert "can go on with round" in walras("status", store, "--check", code=75).stdout
    walras("resume", store, ranks=2)
    walras("run", config, "--output", tmp_path / "whole.h5", "--ranks-per-trial", 1)
    assert digest(store) == digest(tmp_path / "whole.h5")


def test_a_stop_file_from_before_is_removed(noise_config, tmp_path):
    store = tmp_path / "s.h5"
    store.with_name("s.h5.stop").touch()
    run = walras("run", noise_config(), "--output", store)
    assert "s.h5.stop was left from before this run and is removed" in run.stderr
    assert not store.with_name("s.h5.stop").exists()


def test_a_stop_that_names_a_run_which_is_just_beginning_is_heard(long_trials, tmp_path):
    store = tmp_path / "s.h5"
    # The shell becomes the run, so that its number is known before there is anything to stop.
    command = f'echo "process $$ on $(uname -n)" >{store}.stop; exec {WALRAS} run {long_trials} --output {store} --threads 1'
    run = subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=environment(), check=False)
    assert run.returncode == 75 and "was left from before" not in run.stderr, run.stderr
    assert not store.with_name("s.h5.stop").exists()


def test_the_run_ends_in_time_for_the_wall_clock_with_its_margin(long_trials, tmp_path):
    config, store = long_trials, tmp_path / "s.h5"
    config.write_text(config.read_text().replace(LONG, "run: { wall_time_margin_seconds = 3600; };"))
    run = walras("run", config, "--output", store, "--wall-time", "1:00:01", ranks=2, code=75)
    assert "the allotted time ends in 60 min; this run stops 60 min before" in run.stderr, run.stderr
    later = int(time.time()) + 3601
    walras("resume", store, ranks=2, code=75, SLURM_JOB_END_TIME=str(later))
    # squeue is asked where Slurm says no more than the job's number.
    tool = tmp_path / "squeue"
    tool.write_text('#!/bin/sh\n[ "$3" = --jobs=77 ] && echo 1:00:01\n')
    tool.chmod(0o755)
    import os

    run = walras("resume", store, code=75, SLURM_JOB_ID="77", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert "the allotted time ends in 60 min" in run.stderr


def test_a_wall_time_that_is_none_is_refused_before_anything_is_created(noise_config, tmp_path):
    run = walras("run", noise_config(), "--output", tmp_path / "s.h5", "--wall-time", "soon", code=2)
    assert complaints(run) == ["walras: --wall-time: expected seconds, MM:SS, HH:MM:SS, D-HH:MM:SS or none, found 'soon'"]
    assert not (tmp_path / "s.h5").exists()


def test_two_runs_on_one_store_do_not_mix(long_trials, tmp_path):
    store = tmp_path / "s.h5"
    process = start(long_trials, store)
    wait_until_it_runs(process, store)
    for verb in (["resume", store], ["run", long_trials, "--output", store, "--overwrite"]):
        said = complaints(walras(*verb, code=2))
        assert len(said) == 1 and "is in use by process" in said[0], said
    process.terminate()
    process.communicate()
    walras("stop", store, code=1)
