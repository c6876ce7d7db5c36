"""jobs/submit without a Slurm: the scripts that it writes, what it refuses, and PBS and Flux, whose commands are played by small scripts that
run the job for real."""

import re
import shutil
import subprocess
import time

import pytest
from conftest import ROOT

CONFIG = """
experiment: { name = "noise"; model = "noise"; seed = 3; replications = 12; };
parameters: { entities = 5000; rounds = 2; };
output: { store = "first run.h5"; };
"""
LAYOUT = ("--nodes", 2, "--tasks-per-node", 2, "--cpus-per-task", 3, "--node-processors", 8, "--node-memory", "64G")
TEMPLATES = {"slurm": "slurm.sbatch", "pbs": "pbs.sh", "flux": "flux.sh"}

# A job has a number, runs in the background as the script that was submitted says, and is known as long as it runs.
QSUB = """#!/bin/sh
jobs={jobs}
number=$(($(ls "$jobs" | wc -l) + 1)).fake
cp "$1" "$jobs/$number"
echo localhost >"$jobs.nodes"
PBS_JOBID=$number PBS_NODEFILE=$jobs.nodes setsid sh "$jobs/$number" </dev/null >/dev/null 2>&1 &
echo $! >>"$jobs.processes"
echo "$number"
"""
QSTAT = """#!/bin/sh
pgrep -f "sh {jobs}/$1\\$" >/dev/null
"""
FLUX = """#!/bin/sh
jobs={jobs}
parent=
[ "$1" = --parent ] && parent=yes && shift
case $1 in
  batch)
    # Inside a job, a batch job would go to the job's own instance.
    [ -z "$FLUX_JOB" ] || [ -n "$parent" ] || {{ echo "not to the parent" >&2; exit 1; }}
    number=f$(($(ls "$jobs" | wc -l) + 1))
    cp "$2" "$jobs/$number"
    FLUX_JOB=$number setsid sh "$jobs/$number" </dev/null >/dev/null 2>&1 &
    echo "$number"
    ;;
  getattr) echo "$FLUX_JOB" ;;
  run)
    shift
    while :; do
      case $1 in
        --ntasks=*) ranks=${{1#*=}} ;;
        -o) shift ;;
        --*) ;;
        *) break ;;
      esac
      shift
    done
    exec mpirun -n "$ranks" "$@"
    ;;
  jobs) pgrep -f "sh $jobs/$4\\$" >/dev/null && echo RUN || echo INACTIVE ;;
esac
"""


@pytest.fixture
def pbs(site, tmp_path):
    return with_tools(site, tmp_path, qsub=QSUB, qstat=QSTAT)


@pytest.fixture
def flux(site, tmp_path):
    return with_tools(site, tmp_path, flux=FLUX)


def with_tools(site, folder, **tools):
    (folder / "tools").mkdir()
    (folder / "jobs").mkdir()
    for name, text in tools.items():
        path = folder / "tools" / name
        path.write_text(text.format(jobs=folder / "jobs"))
        path.chmod(0o755)
    place = site(folder / "tools")
    (place.folder / "first.cfg").write_text(CONFIG)
    place.submitted = lambda: sorted(path.name for path in (folder / "jobs").iterdir())
    return place


@pytest.fixture
def place(site):
    """Without any scheduler: only what it takes to run the scripts is in PATH."""
    place = site()
    (place.folder / "first.cfg").write_text(CONFIG)
    return place


def written(place, scheduler, *arguments):
    """The script of a dry run, which touches nothing, not even what a job that has ended left."""
    (place.folder / "first run.h5.queue").write_text("job 99\n")
    before = place.files()
    script = place.submit("first.cfg", "--scheduler", scheduler, "--dry-run", *arguments).stdout
    assert place.files() == before
    assert subprocess.run(["sh", "-n"], input=script, text=True, check=False).returncode == 0
    return script


def refusal(place, *arguments):
    """The one line that a refusal says; nothing is left behind."""
    before = place.files()
    run = place.submit(*arguments, code=2)
    assert place.files() == before and run.stdout == ""
    line, rest = run.stderr.split("\n", 1)
    assert rest == "", run.stderr
    return line


def test_the_script_for_slurm_says_what_was_asked_for(place):
    script = written(place, "slurm", *LAYOUT, "--time", "1-02:30", "--partition", "long", "--account", "science", "--set", "entities=6000",
                     "--set", "mean=1.5", "--output", "other's store.h5")  # fmt: skip
    lines = script.splitlines()
    for line in ("--nodes=2", "--ntasks-per-node=2", "--cpus-per-task=3", "--time=26:30:00", "--partition=long", "--account=science",
                 "--signal=B:USR1@120", "--requeue", "--open-mode=append", f'--output="{place.folder}/other\'s store.h5.log"',
                 "--job-name=walras-other_s_store"):  # fmt: skip
        assert f"#SBATCH {line}" in lines, line
    assert f"config='{place.folder}/first.cfg'" in lines
    assert f"store='{place.folder}/other'\\''s store.h5'" in lines
    assert "set -- '--set' 'entities=6000' '--set' 'mean=1.5'" in lines
    assert f"jobs='{place.jobs}'" in lines and f"walras='{place.program}'" in lines
    assert "##SBATCH --array=1-8" in lines and "launcher=mpirun" in lines


def test_a_dry_run_of_an_array_prints_the_script_of_the_shards_and_the_one_that_joins_them(place):
    shards, merge = written(place, "slurm", *LAYOUT, "--array", 3).split("#!/bin/sh\n")[1:]
    assert "#SBATCH --array=1-3\n" in shards and "\nshards=3\nmerge=\n" in shards
    assert f'#SBATCH --output="{place.folder}/first run.%a-of-3.h5.log"\n' in shards
    assert "##SBATCH --array=1-8\n" in merge and "\nshards=3\nmerge=yes\n" in merge
    assert "#SBATCH --ntasks-per-node=1\n" in merge and f'#SBATCH --output="{place.folder}/first run.h5.log"\n' in merge


def test_the_margin_is_that_of_the_config_but_a_short_job_is_not_stopped_before_half_of_its_time(place):
    assert "#SBATCH --signal=B:USR1@60\n" in written(place, "slurm", *LAYOUT, "--time", "2:00")
    assert "#SBATCH --signal=B:USR1@120\n" in written(place, "slurm", *LAYOUT, "--time", "10:00")
    (place.folder / "first.cfg").write_text(CONFIG + "run: { wall_time_margin_seconds = 299.5; };\n")
    assert "#SBATCH --signal=B:USR1@300\n" in written(place, "slurm", *LAYOUT, "--time", "11:00")


def test_the_scripts_for_pbs_and_flux_say_what_was_asked_for(place):
    asked = (*LAYOUT, "--time", "2:30:00", "--partition", "long", "--account", "science")
    lines = written(place, "pbs", *asked).splitlines()
    for line in ("-l walltime=02:30:00", "-q long", "-A science", "-N walras-first_ru", "-r y"):
        assert f"#PBS {line}" in lines, line
    assert re.search(r"^#PBS -l select=2:ncpus=6:mpiprocs=2:ompthreads=3:mem=\d+mb$", "\n".join(lines), re.M)
    assert {"nodes=2", "tasks_per_node=2", "threads=3", "seconds=9000", "margin=120"} <= set(lines)
    lines = written(place, "flux", *asked).splitlines()
    for line in ("--nodes=2", "--nslots=4", "--cores-per-slot=3", "--time-limit=150m", "--queue=long", "--bank=science"):
        assert f"#flux: {line}" in lines, line
    assert {"nodes=2", "tasks_per_node=2", "threads=3", "seconds=9000", "margin=120"} <= set(lines)


def test_layout_and_time_come_from_the_plan_where_they_are_not_given(place):
    script = written(place, "slurm", "--node-processors", 8, "--node-memory", "64G")
    tasks, threads = (int(re.search(rf"^#SBATCH --{name}=(\d+)$", script, re.M).group(1)) for name in ("ntasks-per-node", "cpus-per-task"))
    assert tasks * threads == 8
    assert "#SBATCH --nodes=1\n" in script and "#SBATCH --time=00:10:00\n" in script
    # Two trials have a domain each: the threads inside it share the rest.
    few = ("--replications", 2, "--node-processors", 64, "--node-domains", 4, "--node-memory", "64G")
    assert re.search(r"^#SBATCH --ntasks-per-node=4\n#SBATCH --cpus-per-task=16$", written(place, "slurm", *few), re.M)


def test_a_template_of_ones_own_is_filled_in_and_one_that_lacks_a_line_is_refused(place):
    own = (place.jobs / "slurm.sbatch").read_text().replace("# module load openmpi hdf5", "module load openmpi/4.1")
    (place.folder / "own").write_text(own)
    assert "\nmodule load openmpi/4.1\n" in written(place, "slurm", "--template", "own")
    (place.folder / "own").write_text(own.replace("#SBATCH --time=01:00:00\n", ""))
    line = refusal(place, "first.cfg", "--scheduler", "slurm", "--dry-run", "--template", "own")
    assert line == 'submit: own has no line "#SBATCH --time="'


@pytest.mark.parametrize(
    "arguments, said",
    [
        ((), "which CONFIG? submit --help says more"),
        (("none.cfg",), "there is no config at none.cfg"),
        (("first.cfg", "--scheduler", "pbs"), "there is no pbs here: qsub is not in PATH; --dry-run prints the job script"),
        (("first.cfg", "--scheduler", "lsf"), "--scheduler must be one of: slurm pbs flux; but is 'lsf'"),
        (("first.cfg", "--node", "2"), "unknown option '--node'; submit --help lists them"),
        (("first.cfg", "--nodes", "two"), "--nodes must be an integer from 1 to 1000000, but is 'two'"),
        (("first.cfg", "--nodes"), "option --nodes needs a value, or is unknown; submit --help lists them"),
        (("first.cfg", "--time", "90"), "--time must be MM:SS, HH:MM:SS, D-HH, D-HH:MM or D-HH:MM:SS (no number alone: minutes to some, "
         "seconds to others), but is '90'"),
        (("first.cfg", "--time", "00:30"), "--time must be a minute or more, but is '00:30'"),
        (("first.cfg", "--partition", "a b"), "--partition: 'a b' is no name"),
        (("first.cfg", "--overwrite"), "--overwrite is for walras run alone: a job goes on with a store that exists"),
        (("first.cfg", "--wall-time", "1:00"), "--wall-time: a job's limit is --time"),
        (("first.cfg", "other.cfg"), "one CONFIG at a time, but there are 'first.cfg' and 'other.cfg'"),
        (("first.cfg", "--scheduler", "slurm", "--dry-run", "--resume"), "there is no store at {folder}/first run.h5 to go on with"),
        (("first.cfg", "--scheduler", "slurm", "--dry-run", "--output", "no/x.h5"), "there is no folder {folder}/no for the store"),
        (("first.cfg", "--scheduler", "pbs", "--dry-run", "--array", "3"), "--array is for Slurm; elsewhere submit the K shards (walras run "
         "--shard k/K) by jobs of your own, then walras merge"),
        (("first.cfg", "--scheduler", "slurm", "--dry-run", "--tasks-per-node", "8", "--cpus-per-task", "2", "--node-processors", "8"),
         "8 tasks x 2 processors are more than the 8 processors of a node"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_one_line(place, arguments, said):
    assert refusal(place, *arguments) == "submit: " + said.format(folder=place.folder)


def test_without_a_scheduler_nothing_happens(place, tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "dirname", "basename", "cat", "sed", "wc", "env"):
        (tools / name).symlink_to(shutil.which(name))
    place.environment["PATH"] = str(tools)
    assert refusal(place, "first.cfg") == ("submit: there is no scheduler here: sbatch, qsub and flux are not in PATH; --scheduler NAME --dry-run "
                                           "prints a job script")  # fmt: skip


def test_the_mistakes_of_a_config_and_a_memory_that_does_not_suffice_are_told_by_walras(place):
    config = place.folder / "first.cfg"
    config.write_text(CONFIG.replace("entities", "entitys"))
    assert "did you mean 'entities'" in refusal(place, "first.cfg", "--scheduler", "slurm", "--dry-run")
    huge = (ROOT / "configs" / "magentic-marketplace" / "scale.cfg").read_text()
    config.write_text(huge)
    line = refusal(place, "first.cfg", "--scheduler", "slurm", "--dry-run", "--node-memory", "16M", "--output", "x.h5")
    assert line.startswith("walras: ") and "node" in line


def test_a_store_that_is_there_is_gone_on_with_only_when_asked(place):
    store = place.folder / "first run.h5"
    dry = ("first.cfg", "--scheduler", "slurm", "--dry-run")
    place.walras("run", "first.cfg", "--only", 3, "--progress", "never")
    line = refusal(place, *dry)
    assert line == f"submit: {store} exists (12 trials: 1 done, 0 failed, 11 pending); --resume goes on with it, --output STORE makes another"
    place.submit(*dry, "--resume")
    place.walras("resume", "first run.h5", "--progress", "never")
    assert refusal(place, *dry, "--resume") == f"submit: nothing is pending in {store} (12 trials: 12 done, 0 failed, 0 pending)"
    store.write_text("something else")
    assert "is not a store" in place.submit(*dry, code=2).stderr.splitlines()[-1]


def wait_for(condition, what, seconds=200.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"after {seconds} s still not: {what()}"
        time.sleep(0.05)


def wait_for_log(place, pattern, times=1, store="gated.h5"):
    wait_for(lambda: len(re.findall(pattern, place.log(store))) >= times, lambda: f"{times} x '{pattern}' in\n{place.log(store)}")


def gated_config(place, gated, extra=""):
    """An experiment of one trial that ends once the file `gate` is there; the arguments to submit it."""
    config = place.folder / "gated.cfg"
    config.write_text(f"""
experiment: {{ name = "gated"; model = "gated"; seed = 3; replications = 1; }};
parameters: {{ gate = "{place.folder}/gate"; rounds = 5000; {extra} }};
output: {{ store = "gated.h5"; }};
""")
    return ("gated.cfg", "--plugin", gated, "--tasks-per-node", 1, "--cpus-per-task", 1, "--time", "1:00")


def undisturbed(place, gated):
    place.walras("run", "gated.cfg", "--plugin", gated, "--output", "undisturbed.h5", "--progress", "never")
    return place.digest("undisturbed.h5")


def by_hand(place, scheduler, *arguments):
    """A script that submits itself, with an allotment of four seconds and a stop after the second of them."""
    script = place.submit(*arguments, "--scheduler", scheduler, "--dry-run").stdout
    path = place.folder / f"gated.h5.{scheduler}"
    path.write_text(script.replace("\nseconds=60\n", "\nseconds=4\n").replace("\nmargin=30\n", "\nmargin=2\n"))
    return path


@pytest.mark.parametrize("scheduler, command", [("pbs", ["qsub"]), ("flux", ["flux", "batch"])])
def test_a_job_that_meets_its_limit_submits_itself_again_until_the_store_is_complete(scheduler, command, request, gated):
    place = request.getfixturevalue(scheduler)
    script = by_hand(place, scheduler, *gated_config(place, gated))
    place.run(*command, script)
    wait_for_log(place, "once more", times=2)
    (place.folder / "gate").touch()
    wait_for_log(place, "complete: ")
    assert len(place.submitted()) >= 3
    assert place.log("gated.h5").count("starts /") == 1
    assert place.digest("gated.h5") == undisturbed(place, gated)
    assert not (place.folder / "gated.h5.queue").exists()


@pytest.mark.parametrize("scheduler", ["pbs", "flux"])
def test_a_store_that_a_job_is_queued_for_is_not_submitted_twice(scheduler, request, gated):
    place = request.getfixturevalue(scheduler)
    arguments = gated_config(place, gated)
    arguments = (*arguments, "--scheduler", scheduler)
    said = place.submit(*arguments).stdout
    number = place.submitted()[0]
    assert said.splitlines()[0] == f"submitted: job {number}"
    wait_for_log(place, "1 trial of gated on 1 rank")
    line = refusal(place, *arguments)
    assert line.startswith(f"submit: {place.folder}/gated.h5 is in use by the queued job {number}; wait for it, or give it up with: ")
    # Nor where nothing but the run itself tells.
    note = place.folder / "gated.h5.queue"
    text = note.read_text()
    note.unlink()
    line = refusal(place, *arguments)
    assert re.fullmatch(rf"submit: {place.folder}/gated.h5 is in use by process \d+ on \S+; walras stop '{place.folder}/gated.h5' asks it to end", line)
    note.write_text(text)
    (place.folder / "gate").touch()
    wait_for_log(place, "complete: ")
    wait_for(lambda: not (place.folder / "gated.h5.queue").exists(), lambda: "the job has forgotten its number")
    assert refusal(place, *arguments).startswith(f"submit: {place.folder}/gated.h5 exists (1 trials: 1 done")
    assert place.digest("gated.h5") == undisturbed(place, gated)


def test_what_the_queue_says_when_it_refuses_is_told_in_one_line(site, tmp_path):
    place = with_tools(site, tmp_path, qsub="#!/bin/sh\necho 'qsub: Unknown queue' >&2\necho >&2\nexit 170\n", qstat=QSTAT)
    assert refusal(place, "first.cfg", "--scheduler", "pbs", "--partition", "none") == "submit: qsub does not take the job: qsub: Unknown queue"


def run_here(place, script, number):
    """A start of the job, as its queue makes it; in a session of its own."""
    (place.folder / "nodes").write_text("localhost\n")
    environment = dict(place.environment, PBS_JOBID=number, PBS_NODEFILE=str(place.folder / "nodes"))
    return subprocess.Popen(["sh", str(script)], stdin=subprocess.DEVNULL, cwd=place.folder, env=environment, start_new_session=True)


def test_three_starts_that_are_killed_without_progress_are_enough(pbs, gated):
    script = by_hand(pbs, "pbs", *gated_config(pbs, gated, extra="checkpoints = false;"))
    for start in range(1, 4):
        job = run_here(pbs, script, "7.fake")
        wait_for_log(pbs, "1 trial of gated on 1 rank", times=start)
        subprocess.run(["pkill", "-9", "-s", str(job.pid)], check=True)
        job.wait()
        wait_for(lambda: subprocess.run(["pgrep", "-s", str(job.pid), "-r", "R,S,D"], stdout=subprocess.DEVNULL, check=False).returncode != 0,
                 lambda: "all processes of the job are gone")  # fmt: skip
    assert run_here(pbs, script, "7.fake").wait() == 75
    last = pbs.log("gated.h5").splitlines()[-1]
    assert last.endswith("three starts brought neither a finished trial nor a newer checkpoint: this job does not go on"), last
    assert pbs.submitted() == []


def test_starts_too_short_to_do_anything_are_repeated_but_not_for_ever(pbs, gated):
    script = by_hand(pbs, "pbs", *gated_config(pbs, gated))
    pbs.environment["WALRAS_STOP_AT_ROUND"] = "4"
    pbs.walras("run", "gated.cfg", "--plugin", gated, "--progress", "never", code=75)
    # The queue's signal comes before the run has begun.
    script.write_text(script.read_text().replace("  mpirun ", "  kill -USR1 $$; return 75\n  mpirun "))
    pbs.run("qsub", script)
    wait_for_log(pbs, "three starts brought neither a finished trial nor a newer checkpoint: this job does not go on")
    assert pbs.log("gated.h5").count("this start was too short to bring it further: once more") == 3
    assert len(pbs.submitted()) == 4


def test_a_run_that_does_not_begin_ends_the_job(pbs, gated):
    script = by_hand(pbs, "pbs", *gated_config(pbs, gated))
    (pbs.folder / "gated.cfg").unlink()
    assert run_here(pbs, script, "7.fake").wait() == 2
    assert re.search("^walras: .*gated.cfg", pbs.log("gated.h5"), re.M)
    assert pbs.log("gated.h5").endswith(f"the run did not begin, for the reason above; when that is mended: qsub '{script}'\n")
    assert pbs.submitted() == [] and pbs.files() == {"first.cfg", "gated.h5.pbs", "gated.h5.log", "nodes"}


def test_the_lock_that_a_failed_node_left_is_removed_by_the_same_job_alone(pbs, gated):
    script = by_hand(pbs, "pbs", *gated_config(pbs, gated))
    store, lock = pbs.folder / "gated.h5", pbs.folder / "gated.h5.lock"
    pbs.environment["WALRAS_STOP_AT_ROUND"] = "4"
    pbs.walras("run", "gated.cfg", "--plugin", gated, "--progress", "never", code=75)
    del pbs.environment["WALRAS_STOP_AT_ROUND"]
    (pbs.folder / "gate").touch()
    lock.write_text("host lost\npid 12\nboot 1-2\nstart 3\n")
    (pbs.folder / "gated.h5.queue").write_text("job 6.fake\nhost lost\nstood 1-2 1\n")
    assert run_here(pbs, script, "7.fake").wait() == 75
    assert "gated.h5 is in use by process 12 on lost" in pbs.log("gated.h5") and lock.exists()
    (pbs.folder / "gated.h5.queue").write_text("job 7.fake\nhost lost\nstood 1-2 1\n")
    assert run_here(pbs, script, "7.fake").wait() == 0
    assert "lost, where this job ran before, left the lock of" in pbs.log("gated.h5") and not lock.exists()
    assert pbs.digest(store) == undisturbed(pbs, gated)
