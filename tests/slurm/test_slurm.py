"""Experiments submitted through jobs/submit to a real Slurm. All jobs start at once, as the queue's limits are minutes; each test then looks
after its own."""

import re
import types

import pytest
from conftest import ROOT

SCALE = ROOT / "configs" / "magentic-marketplace" / "scale.cfg"
TRADERS = ROOT / "tests" / "plugin" / "zero_intelligence.c"
NOISE = """
experiment: {{ name = "noise"; model = "noise"; seed = 3; replications = 12; }};
parameters: {{ entities = 5000; rounds = 2; }};
output: {{ store = "{name}.h5"; }};
"""
# Each trial waits for the gate in each of its rounds. Two trials, one for each rank.
GATED = """
experiment: {{ name = "gated"; model = "gated"; seed = 3; replications = {replications}; }};
parameters: {{ gate = "{gate}"; rounds = 5000; }};
output: {{ store = "{name}.h5"; }};
run: {{ ranks_per_trial = 1; }};
"""
LAYOUT = ("--tasks-per-node", 1, "--cpus-per-task", 1)


class Experiment(types.SimpleNamespace):
    """A config, its store, its job and perhaps the gate that its trials wait at."""

    def open(self):
        self.gate.touch()

    @property
    def log(self):
        return self.slurm.log(self.store)

    def job(self):
        return self.slurm.job(self.number)

    def wait_until_logged(self, pattern):
        return self.slurm.wait(lambda: re.search(pattern, self.log), f"'{pattern}' in the log of {self.store}:\n{self.log}")

    def wait_for_end(self):
        return self.slurm.wait_for_end(self.number)

    def trials(self):
        """The first line of walras status, and its exit code."""
        run = self.slurm.walras("status", self.store, code=None)
        return run.stdout.splitlines()[0], run.returncode

    def undisturbed(self):
        """The digest of a run that nobody touched."""
        self.slurm.walras("run", self.config, "--output", f"undisturbed {self.store}", "--progress", "never", *self.options)
        return self.slurm.digest(f"undisturbed {self.store}")


@pytest.fixture(scope="module")
def experiments(slurm, gated):
    """All of them, submitted."""
    found = {}

    def submit(name, text, *arguments, options=(), **values):
        gate = slurm.folder / f"{name} gate"
        config = slurm.folder / f"{name}.cfg"
        config.write_text(text.format(name=name, gate=gate, **values))
        number, joining = slurm.submit_job(config.name, *arguments, *options)
        found[name] = Experiment(slurm=slurm, name=name, config=config.name, store=f"{name}.h5", gate=gate, number=number,
                                 joining=joining, options=options)  # fmt: skip

    plugin = ("--plugin", gated)
    minute = ("--time", "1:00", *LAYOUT)
    submit("limited", GATED, "--nodes", 2, *minute, options=plugin, replications=2)
    submit("endless", GATED, *minute, options=(*plugin, "--set", "checkpoints=false"), replications=1)
    submit("frail", GATED, "--partition", "fragile", "--time", "30:00", *LAYOUT, options=plugin, replications=1)
    submit("cancelled", GATED, "--time", "30:00", *LAYOUT, options=plugin, replications=1)
    submit("stopped", GATED, "--time", "30:00", *LAYOUT, options=plugin, replications=1)
    submit("whole", NOISE, "--nodes", 2, "--time", "30:00", *LAYOUT)
    submit("failing", NOISE, "--time", "30:00", *LAYOUT, options=("--set", "fail_replication=5"))
    submit("threads", GATED, "--launcher", "srun", "--time", "30:00", "--nodes", 2, "--tasks-per-node", 1, "--cpus-per-task", 2,
           options=plugin, replications=2)  # fmt: skip
    submit("split", GATED, "--array", 3, "--time", "30:00", *LAYOUT, options=plugin, replications=6)
    return types.SimpleNamespace(slurm=slurm, **found)


def refusal(slurm, *arguments):
    """The one line that submit says; it leaves nothing behind and nothing in the queue."""
    files, jobs = slurm.files(), slurm.run("squeue", "--noheader", "--format=%F").stdout.split()
    run = slurm.submit(*arguments, code=2)
    assert run.stdout == "" and run.stderr.count("\n") == 1, run.stderr
    assert {name for name in slurm.files() - files if name.startswith(("new", "held", "huge", "traders"))} == set()
    assert set(slurm.run("squeue", "--noheader", "--format=%F").stdout.split()) <= set(jobs)
    return run.stderr.strip()


def test_what_the_cluster_has_not_is_refused_in_one_line(slurm, plugin):
    (slurm.folder / "new.cfg").write_text(NOISE.format(name="new"))
    new = ("new.cfg", *LAYOUT)
    assert refusal(slurm, *new, "--partition", "none") == "submit: there is no partition 'none'; there are: closed fragile main"
    assert refusal(slurm, *new, "--partition", "fragile", "--time", "2:00:01") == "submit: --time 2:00:01 is more than the partition's limit, 02:00:00"
    assert refusal(slurm, *new, "--nodes", 3) == "submit: --nodes 3 is more than the partition's 2"
    (slurm.folder / "odd").write_text((slurm.jobs / "slurm.sbatch").read_text().replace("##SBATCH --array=1-8", "#SBATCH --constraint=odd"))
    assert refusal(slurm, *new, "--template", "odd") == (
        "submit: sbatch does not take the job: sbatch: error: Batch job submission failed: Invalid feature specification")  # fmt: skip
    assert refusal(slurm, "new.cfg", "--tasks-per-node", 4, "--cpus-per-task", 5) == (
        "submit: 4 tasks x 5 processors are more than the 16 processors of a node")  # fmt: skip
    line = refusal(slurm, SCALE, "--tasks-per-node", 16, "--cpus-per-task", 1, "--node-memory", "2000M", "--output", "huge.h5")
    assert line.startswith("walras: ") and "memory" in line
    traders = ("--plugin", plugin(TRADERS), "--time", "1:00", "--tasks-per-node", 1, "--cpus-per-task", 1, "--output", "traders.h5")
    line = refusal(slurm, TRADERS.with_suffix(".cfg"), *traders, "--set", "pairs=1000000000000L")
    assert re.fullmatch(r"submit: a trial takes about \d+ s and leaves no checkpoint, but the job is asked to stop after 30 s: give it more --time", line)


def test_a_store_that_a_job_waits_for_is_not_submitted_again(slurm):
    (slurm.folder / "held.cfg").write_text(NOISE.format(name="held"))
    number, _ = slurm.submit_job("held.cfg", *LAYOUT, "--partition", "closed")
    assert slurm.job(number)["JobState"] == "PENDING"
    script = (slurm.folder / "held.h5.sbatch").read_text()
    assert refusal(slurm, "held.cfg", *LAYOUT, "--time", "20:00") == (
        f"submit: {slurm.folder}/held.h5 is in use by the queued job {number}; wait for it, or give it up with: scancel {number}")  # fmt: skip
    assert (slurm.folder / "held.h5.sbatch").read_text() == script
    slurm.run("scancel", number)
    # Its place is free again.
    number, _ = slurm.submit_job("held.cfg", *LAYOUT)
    assert slurm.wait_for_end(number) == "COMPLETED"


def test_a_run_over_two_nodes_finishes(experiments):
    whole = experiments.whole
    assert whole.wait_for_end() == "COMPLETED"
    assert whole.trials() == ("12 trials: 12 done, 0 failed, 0 pending", 0)
    assert "on 2 ranks x 1 thread" in whole.log and "complete: " in whole.log
    assert whole.slurm.digest(whole.store) == whole.undisturbed()
    left = {name for name in whole.slurm.files() if name.startswith("whole")}
    assert left == {"whole.cfg", "whole.h5", "whole.h5.log", "whole.h5.sbatch"}


def test_shards_are_joined_into_the_store_of_a_single_run_also_when_one_was_requeued(experiments):
    split, slurm = experiments.split, experiments.slurm
    shards = [f"split.{shard}-of-3.h5" for shard in (1, 2, 3)]
    for store in shards:
        slurm.wait(lambda: "2 trials of gated, shard " in slurm.log(store), f"{store} runs")  # noqa: B023
    slurm.run("scancel", "--batch", "--signal=USR1", f"{split.number}_2")
    slurm.wait(lambda: "goes on with" in slurm.log(shards[1]), "the second shard is requeued")
    assert slurm.job(f"{split.number}_2")["Restarts"] == "1" and slurm.job(split.joining)["JobState"] == "PENDING"
    split.open()
    assert slurm.wait_for_end(split.joining) == "COMPLETED"
    assert slurm.digest(split.store) == split.undisturbed()
    left = {name for name in slurm.files() if name.startswith("split") and name not in shards and not name.endswith("of-3.h5.log")}
    assert left == {"split.cfg", "split gate", "split.h5", "split.h5.log", "split.h5.sbatch", "split.h5.merge.sbatch"}


def test_a_failed_trial_does_not_requeue(experiments):
    failing = experiments.failing
    assert failing.wait_for_end() == "FAILED"
    assert failing.job()["Restarts"] == "0" and failing.job()["ExitCode"] == "1:0"
    assert failing.trials() == ("12 trials: 11 done, 1 failed, 0 pending", 1)
    assert "fails because fail_replication says so" in failing.log and "does not go on; walras resume --retry-failed" in failing.log


def test_srun_gives_each_task_the_processors_that_the_job_asked_for(experiments):
    threads = experiments.threads
    threads.wait_until_logged("2 trials of gated on 2 ranks x 2 threads")
    step = dict(re.findall(r"(\w+)=(\S*)", threads.slurm.run("scontrol", "--oneliner", "show", "step", f"{threads.number}.0").stdout))
    assert step["CPUs"] == "4" and step["Tasks"] == "2", step
    threads.open()
    assert threads.wait_for_end() == "COMPLETED"
    assert threads.slurm.digest(threads.store) == threads.undisturbed()


def test_a_user_who_stops_the_run_ends_the_job(experiments):
    stopped = experiments.stopped
    stopped.wait_until_logged("1 trial of gated on 1 rank")
    stopped.slurm.walras("stop", stopped.store)
    assert stopped.wait_for_end() == "FAILED"
    assert stopped.job()["Restarts"] == "0" and stopped.job()["ExitCode"] == "75:0"
    assert "asked to stop (walras stop) and does not go on by itself; go on with: sbatch '" in stopped.log
    # The line that the log names goes on where the run was.
    stopped.open()
    again = re.search(r"go on with: (sbatch '.*')", stopped.log).group(1)
    number = stopped.slurm.run("sh", "-c", again).stdout.split()[-1]
    assert stopped.slurm.wait_for_end(number) == "COMPLETED"
    assert stopped.slurm.digest(stopped.store) == stopped.undisturbed()


def test_a_cancelled_job_leaves_a_store_that_another_one_finishes(experiments):
    cancelled = experiments.cancelled
    cancelled.wait_until_logged("1 trial of gated on 1 rank")
    cancelled.slurm.run("scancel", cancelled.number)
    assert cancelled.wait_for_end() == "CANCELLED"
    assert cancelled.job()["Restarts"] == "0"
    assert cancelled.trials()[1] == 75
    cancelled.open()
    number, _ = cancelled.slurm.submit_job(cancelled.config, "--resume", "--time", "30:00", *LAYOUT, *cancelled.options)
    assert cancelled.slurm.wait_for_end(number) == "COMPLETED"
    assert cancelled.slurm.digest(cancelled.store) == cancelled.undisturbed()


def test_a_failed_node_requeues_the_job_and_it_resumes_elsewhere(experiments):
    frail = experiments.frail
    frail.wait_until_logged("1 trial of gated on 1 rank")
    assert frail.job()["NodeList"] == "n3"
    frail.slurm.node("kill", "n3")
    frail.wait_until_logged("goes on with")
    assert frail.job()["NodeList"] == "n1" and frail.job()["Restarts"] == "1"
    frail.open()
    assert frail.wait_for_end() == "COMPLETED"
    assert frail.slurm.digest(frail.store) == frail.undisturbed()
    frail.slurm.node("start", "n3")


def test_a_run_that_meets_its_limit_twice_requeues_itself_and_ends_in_the_undisturbed_digest(experiments):
    limited = experiments.limited
    limited.slurm.wait(lambda: int(limited.job()["Restarts"]) >= 2, "limited was requeued twice")
    limited.open()
    assert limited.wait_for_end() == "COMPLETED"
    log, restarts = limited.log, int(limited.job()["Restarts"])
    # All starts stand in one log: none truncated it.
    assert log.count("starts /") == 1 and log.count("goes on with /") == restarts
    # Each restart was asked for; on a busy machine a start may ask whose next one has nothing left to do.
    assert log.count("asked process") >= restarts and log.count("once more") >= restarts
    assert limited.slurm.digest(limited.store) == limited.undisturbed()
    assert not (limited.slurm.folder / "limited.h5.queue").exists()


def test_a_job_without_progress_ends_with_a_clear_line(experiments):
    endless = experiments.endless
    assert endless.wait_for_end() == "TIMEOUT"
    assert endless.job()["Restarts"] == "0"
    assert "brought neither a finished trial nor a newer checkpoint, and another one would not either" in endless.log
