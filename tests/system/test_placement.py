"""Where ranks and threads run: what the program says about it, what it records, and what it warns of, under real bindings of mpirun."""

import json
import os
import pathlib
import re
import subprocess

import pytest

from conftest import WALRAS, complaints, environment, walras

PROCESSORS = sorted(os.sched_getaffinity(0))
HOST = os.uname().nodename

SMT = pathlib.Path("/sys/devices/system/cpu/smt/active")
one_thread_a_core = pytest.mark.skipif(SMT.exists() and SMT.read_text().strip() == "1", reason="a core of this machine is more than one processor")
pytestmark = pytest.mark.skipif(len(PROCESSORS) < 2, reason="one processor leaves nothing to bind")


def bound(*arguments, policy: str, mpi=(), **env):
    """With mpirun's own defaults for binding where `policy` is ""; conftest's environment switches them off."""
    return walras(*arguments, ranks=env.pop("ranks", 2), mpi=("--bind-to", policy, *mpi) if policy else mpi, **env)


@pytest.fixture
def experiment(noise_config, tmp_path):
    return "run", noise_config(replications=2), "--output", tmp_path / "s.h5", "--overwrite"


def warnings_of(run) -> list[str]:
    return [line.removeprefix("walras: warning: ") for line in complaints(run) if line.startswith("walras: warning: ")]


def placed(run) -> str:
    (line,) = [line for line in complaints(run) if line.startswith("walras: placed on ")]
    return line.removeprefix("walras: placed on ")


def recorded(store) -> dict:
    import h5py

    with h5py.File(store) as file:
        entries = [json.loads(bytes(row).split(b"\0")[0]) for row in file["run/log"] if row[0] != 0]
    (session,) = entries
    return session


@one_thread_a_core
def test_threads_that_mpirun_binds_to_one_core_are_told_the_flag_and_the_flag_helps(experiment):
    run = bound(*experiment, "--threads", 2, policy="core")
    (warning,) = warnings_of(run)
    assert warning == (f"a rank on {HOST} runs 2 threads but is bound to 1 processor: add --map-by slot:PE=2 or --bind-to none to mpirun "
                       "(srun: --cpus-per-task=2), or --threads 1")  # fmt: skip
    assert re.fullmatch(rf"{HOST}: 2 ranks x 2 threads on processors \d+ \| \d+", placed(run))
    # What the message advises.
    assert warnings_of(bound(*experiment, "--threads", 1, policy="core")) == []
    assert not [line for line in warnings_of(bound(*experiment, "--threads", 2, policy="none")) if "bound" in line]
    alone = bound(*experiment, "--threads", 2, policy="", ranks=1, mpi=("--map-by", "slot:PE=2", "--bind-to", "core"))
    assert warnings_of(alone) == [] and re.fullmatch(rf"{HOST}: 1 rank x 2 threads on processors \d+[-,]\d+(:\d+)?", placed(alone))


@one_thread_a_core
def test_one_rank_that_mpirun_binds_to_a_core_leaves_the_others_idle(experiment):
    run = bound(*experiment, policy="core", ranks=1)
    assert warnings_of(run) == [f"1 rank x 1 thread use 1 of {len(PROCESSORS)} processors of {HOST}: mpirun --bind-to none lets them use all"]
    assert warnings_of(bound(*experiment, policy="none", ranks=1)) == []


def test_ranks_bound_to_one_processor_beside_an_idle_one_are_found(experiment):
    """As hand-made bindings and two overlapping mpiruns do."""
    first, second = PROCESSORS[:2]
    here, there = (["taskset", "-c", str(processor)] for processor in (first, second))
    run = together(experiment, here, there, there)
    assert f"2 ranks with 2 threads on {HOST} are bound to processor {second}, and others are idle: add --map-by slot:PE=1" in warnings_of(run)[0]
    assert placed(run) == f"{HOST}: 3 ranks x 1 thread on processors {first} | {second} | {second}"
    run = together(experiment, here, here)
    assert warnings_of(run) == [f"2 ranks x 1 thread share the 1 processor of {HOST}: mpirun -n 1 and --threads 1 are faster"]


def together(arguments, *prefixes):
    """One rank behind each prefix."""
    command = ["mpirun"]
    for prefix in prefixes:
        command += [":"] * (len(command) > 1) + ["-n", "1", *prefix, WALRAS, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment(), check=True)


def test_srun_that_forgot_the_processors_of_sbatch_is_told_the_variable(experiment):
    """Slurm 22.05 and later: the step has one processor a task, the variable of the job says two."""
    def step(processors, **env):
        command = ["taskset", "-c", ",".join(map(str, processors)), WALRAS, *map(str, experiment)]
        return subprocess.run(command, capture_output=True, text=True, env=environment(SLURM_STEP_ID="0", SLURM_PROCID="0", **env), check=True)

    (warning,) = warnings_of(step(PROCESSORS[:1], SLURM_CPUS_PER_TASK="2"))
    assert warning == (f"the job has 2 processors a task, but srun gave a rank on {HOST} only 1: since Slurm 22.05 srun ignores sbatch's "
                       "--cpus-per-task; export SRUN_CPUS_PER_TASK=2 before it, or srun --cpus-per-task=2")  # fmt: skip
    assert warnings_of(step(PROCESSORS[:2], SLURM_CPUS_PER_TASK="2")) == []
    # Without confinement a task keeps to what it was allotted.
    assert f"{HOST}: 1 rank x 1 thread" in placed(step(PROCESSORS[:2], SLURM_CPUS_PER_TASK="1"))


def test_the_placement_is_recorded_as_it_was_said(experiment, tmp_path):
    run = bound(*experiment, policy="core")
    (node,) = recorded(tmp_path / "s.h5")["placement"]
    assert node["host"] == HOST and node["nodes"] == 1 and node["ranks"] == 2 and node["threads"] == [1, 1]
    assert placed(run) == f"{HOST}: 2 ranks x 1 thread on processors {' | '.join(node['processors'])}"
    assert len(set(node["processors"])) == 2


def test_threads_follow_the_environment_where_nothing_is_asked_for(experiment):
    assert "1 rank x 2 threads" in placed(walras(*experiment, OMP_NUM_THREADS="2"))
    assert "1 rank x 1 thread " in placed(walras(*experiment, OMP_NUM_THREADS="1"))
    assert "1 rank x 2 threads" in placed(walras(*experiment, "--threads", 2, OMP_NUM_THREADS="1"))


def test_a_quiet_run_says_nothing_of_its_placement(experiment):
    assert len(complaints(walras(*experiment, "--progress=never", ranks=2))) == 1
