"""Two hosts out of network namespaces: own names, own interfaces, own /dev/shm and nothing but TCP between them, so that nothing that a run does can rely on
shared memory or on what one host alone sees."""

import contextlib
import os
import pathlib
import re
import shlex
import signal
import subprocess
import time

import pytest

from conftest import ROOT, WALRAS, complaints, digest, environment, walras

# ip netns exec HOST: enters the network; then a name and a /dev/shm of its own, and what a test wants mounted there. All of a host ends with its first process.
ENTER = """#!/bin/sh
host=$1
shift
exec ip netns exec "$host" unshare --uts --mount --pid --fork --mount-proc --kill-child sh -c '
  hostname "$1" && mount -t tmpfs tmpfs /dev/shm && . "$2/$3" && shift 3 && eval "$*"' sh "$host" "{folder}" "${{host##*-}}.sh" "$@"
"""


class Hosts:
    """The two hosts, a and b; the folder of the test is one file system on both unless `only_on` says otherwise."""

    def __init__(self, folder: pathlib.Path, names: list[str]):
        self.folder, self.names = folder, names
        (folder / "enter").write_text(ENTER.format(folder=folder))
        (folder / "enter").chmod(0o755)
        for name in names:
            self.on_entering(name, ":")

    def on_entering(self, name: str, command: str):
        (self.folder / f"{name.rpartition('-')[2]}.sh").write_text(command + "\n")

    def start(self, *arguments, slots=(2, 2), **env: str):
        """mpirun on the first host; `slots` ranks on each."""
        (self.folder / "hosts").write_text("".join(f"{name} slots={count}\n" for name, count in zip(self.names, slots)))
        mpirun = ["mpirun", "--hostfile", self.folder / "hosts", "--mca", "plm", "rsh", "--mca", "plm_rsh_agent", self.folder / "enter",
                  "--mca", "btl_tcp_if_include", "10.77.0.0/24", "-n", sum(slots), WALRAS, *arguments]  # fmt: skip
        command = [self.folder / "enter", self.names[0], "exec " + shlex.join(map(str, mpirun))]
        return subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE, text=True, env=environment(**env), start_new_session=True)

    def run(self, *arguments, code=0, **options):
        process = self.start(*arguments, **options)
        _, messages = process.communicate(timeout=600)
        assert code is None or process.returncode == code, messages
        return subprocess.CompletedProcess(process.args, process.returncode, "", messages)

    def processes(self, name: str) -> list[int]:
        return [int(pid) for pid in ip("netns", "pids", name).split()]

    def signal_mpirun(self, number: int):
        (mpirun,) = [pid for pid in self.processes(self.names[0]) if program_of(pid) in ("mpirun", "orterun")]
        os.kill(mpirun, number)

    def ranks(self, name: str) -> list[int]:
        """The processes of walras itself on a host."""
        return [pid for pid in self.processes(name) if program_of(pid) == pathlib.Path(WALRAS).name]


def program_of(pid: int) -> str:
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def ip(*words: str) -> str:
    run = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise OSError(f"ip {' '.join(words)}: {run.stderr.strip()}")
    return run.stdout


def connect(names: list[str]):
    """A cable between the hosts, with an address at each end."""
    for name in names:
        ip("netns", "add", name)
    ip("-n", names[0], "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", names[1])
    for number, name in enumerate(names, 1):
        ip("-n", name, "address", "add", f"10.77.0.{number}/24", "dev", "cable")
        for device in ("lo", "cable"):
            ip("-n", name, "link", "set", device, "up")


def remove_left_ones():
    """Of tests that were killed."""
    for name in re.findall(r"^walras\d+-[ab]", ip("netns", "list"), re.MULTILINE):
        if not pathlib.Path(f"/proc/{name[6:-2]}").exists():
            remove(name)


@pytest.fixture
def hosts(tmp_path):
    names = [f"walras{os.getpid()}-{letter}" for letter in "ab"]
    with contextlib.ExitStack() as stack:
        try:
            remove_left_ones()
            for name in names:
                stack.callback(remove, name)
            connect(names)
            entered = subprocess.run(["unshare", "--uts", "--mount", "--pid", "--fork", "--mount-proc", "true"], capture_output=True, text=True, check=False)
            if entered.returncode != 0:
                raise OSError(entered.stderr.strip())
        except OSError as error:
            pytest.skip(f"two hosts need the rights to make network namespaces (root with CAP_NET_ADMIN and CAP_SYS_ADMIN) and iproute2: {error}")
        yield Hosts(tmp_path, names)


def remove(name: str):
    """Ends what is left on a host, and the host. Its end of the cable goes with it."""
    with contextlib.suppress(OSError):
        for pid in ip("netns", "pids", name).split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        ip("netns", "delete", name)


ONE_TRIAL = """
experiment: {{ name = "two hosts"; model = "noise"; seed = 11; replications = 1; }};
parameters: {{ entities = 60000L; rounds = 150; }};
sweep: {{ design = "grid"; axes = ( {{ parameter = "mean"; values = [ {means} ]; }} ); }};
output: {{ store = "noise.h5"; }};
run: {{ ranks_per_trial = 4; checkpoint_rounds = 3; }};
"""


def market_of(folder: pathlib.Path, means: str):
    """Trials of many rounds, each in 15 blocks, and their digest from one process."""
    config = folder / "one.cfg"
    config.write_text(ONE_TRIAL.format(means=means))
    walras("run", config, "--output", folder / "alone.h5", "--ranks-per-trial", 1, "--threads", 1)
    return config, digest(folder / "alone.h5")


@pytest.fixture(scope="module")
def one_trial(tmp_path_factory):
    return market_of(tmp_path_factory.mktemp("one"), "1.0")


@pytest.fixture(scope="module")
def some_trials(tmp_path_factory):
    return market_of(tmp_path_factory.mktemp("some"), "0.0, 1.0, 2.0")


def wait_for_a_checkpoint(process, store, slot=0):
    """A second one: the first one is whole."""
    while process.poll() is None and not store.with_name(store.name + ".ckpt").joinpath(f"slot-{slot}.b").exists():
        time.sleep(0.01)
    assert process.poll() is None, process.communicate()[1]


def test_one_trial_over_two_hosts_has_the_bits_of_one_process(hosts, one_trial, tmp_path):
    config, expected = one_trial
    run = hosts.run("run", config, "--output", tmp_path / "two.h5", OMPI_MCA_btl_base_verbose="20")
    assert digest(tmp_path / "two.h5") == expected
    a, b = hosts.names
    assert any(line.startswith(f"walras: placed on {a} and {b}: 2 ranks x ") for line in complaints(run)), run.stderr
    # Shared memory within each host, TCP between them.
    assert "now connected to 10.77.0.1" in run.stderr
    ways = {(line[1 : line.index(":")], line.split()[-1]) for line in run.stderr.splitlines() if "Using vader btl" in line}
    assert ways == {(a, a), (b, b)}


@pytest.mark.parametrize("slots", [(1, 2), (2, 1)])
def test_ranks_with_threads_of_other_numbers_run_side_by_side(hosts, tmp_path, slots):
    """A rank alone on its host has a thread for each processor, and a trial on each; two share them. Each trial has a checkpoint of its own."""
    processors = sorted(os.sched_getaffinity(0))[:2]
    if len(processors) < 2:
        pytest.skip("one processor has no room for two threads")
    for name in hosts.names:
        hosts.on_entering(name, f"taskset -cp {processors[0]},{processors[1]} $$ >/dev/null")
    config = tmp_path / "small.cfg"
    text = ONE_TRIAL.format(means="1.0").replace("60000L", "600L").replace("replications = 1;", "replications = 100;")
    config.write_text(text.replace("rounds = 150", "rounds = 1000").replace("per_trial = 4; checkpoint_rounds = 3", "per_trial = 1; checkpoint_rounds = 300"))
    walras("run", config, "--output", tmp_path / "alone.h5", "--threads", 1)
    store = tmp_path / "two.h5"
    process = hosts.start("run", config, "--output", store, slots=slots)
    for slot in (0, 1, 2, 4) if slots == (1, 2) else (0, 2, 4, 5):  # two for each rank, of which a rank with one thread uses the first
        wait_for_a_checkpoint(process, store, slot)
    hosts.signal_mpirun(signal.SIGUSR1)
    _, messages = process.communicate(timeout=600)
    assert process.returncode == 75, messages
    both = f"processors {processors[0]}{'-' if processors[1] == processors[0] + 1 else ','}{processors[1]}"
    kinds = {1: f"1 rank x 2 threads on {both}", 2: f"2 ranks x 1 thread on {both}, shared"}
    assert f"placed on {hosts.names[0]}: {kinds[slots[0]]}; {hosts.names[1]}: {kinds[slots[1]]}" in messages
    assert len({file.name[:6] for file in store.with_name("two.h5.ckpt").iterdir()}) == 4
    hosts.run("resume", store, slots=slots[::-1])
    assert digest(store) == digest(tmp_path / "alone.h5")


def test_a_killed_host_costs_what_came_after_the_checkpoint(hosts, one_trial, tmp_path):
    config, expected = one_trial
    store = tmp_path / "two.h5"
    process = hosts.start("run", config, "--output", store)
    wait_for_a_checkpoint(process, store)
    for pid in hosts.processes(hosts.names[1]):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    _, messages = process.communicate(timeout=600)
    assert process.returncode not in (0, 75), messages
    assert "can go on with round" in walras("status", store, code=75).stdout
    hosts.run("resume", store)
    assert digest(store) == expected and not store.with_name("two.h5.ckpt").exists()


def test_a_signal_to_mpirun_stops_both_hosts_with_a_checkpoint(hosts, one_trial, tmp_path):
    config, expected = one_trial
    store = tmp_path / "two.h5"
    process = hosts.start("run", config, "--output", store)
    wait_for_a_checkpoint(process, store)
    hosts.signal_mpirun(signal.SIGUSR1)
    _, messages = process.communicate(timeout=600)
    assert process.returncode == 75, messages
    assert "can go on with round" in walras("status", store, code=75).stdout
    walras("resume", store, ranks=2)  # on one host: another layout
    assert digest(store) == expected


def test_a_signal_to_one_rank_far_from_the_coordinator_stops_all(hosts, some_trials, tmp_path):
    """As schedulers do that signal the processes of one node. Each host is a group, in a trial of its own; the rank is not its group's first."""
    config, expected = some_trials
    store = tmp_path / "two.h5"
    process = hosts.start("run", config, "--output", store, "--ranks-per-trial", 2)
    wait_for_a_checkpoint(process, store, slot=1)
    os.kill(hosts.ranks(hosts.names[1])[-1], signal.SIGUSR1)
    _, messages = process.communicate(timeout=600)
    assert process.returncode == 75, messages
    hosts.run("resume", store, "--ranks-per-trial", 2)
    assert digest(store) == expected


def test_a_plugin_that_one_host_lacks_is_told_with_the_host(hosts, one_trial, tmp_path):
    """The second host has nothing there; the first of its ranks speaks."""
    config, _ = one_trial
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    plugin = hidden / "plugin.so"
    subprocess.run([os.environ.get("WALRAS_CC", "cc"), "-shared", "-fPIC", f"-I{ROOT}/include", ROOT / "tests/plugin/zero_intelligence.c", "-o", plugin], check=True)
    hosts.on_entering(hosts.names[1], f"mount -t tmpfs tmpfs {shlex.quote(str(hidden))}")
    run = hosts.run("run", config, "--output", tmp_path / "two.h5", "--plugin", plugin, code=2)
    assert complaints(run) == [f"walras: rank 2 on {hosts.names[1]}: plugin '{plugin}' cannot be found"]


def test_a_folder_that_one_host_does_not_share_is_told_and_the_bits_are_the_same(hosts, one_trial, tmp_path):
    config, expected = one_trial
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    store = hidden / "two.h5"
    hosts.on_entering(hosts.names[1], f"mount -t tmpfs tmpfs {shlex.quote(str(hidden))}")
    run = hosts.run("run", config, "--output", store)
    warnings = [line for line in complaints(run) if "warning: " in line and "cannot see" in line]
    assert warnings == [f"walras: warning: rank 2 on {hosts.names[1]} and 1 other rank cannot see {store} (No such file or directory): trials there leave "
                        "no checkpoints, and begin anew after a stop; put the store on a file system that all nodes share"]  # fmt: skip
    assert digest(store) == expected and not store.with_name("two.h5.ckpt").exists()


def test_an_old_copy_of_the_store_on_a_host_is_not_taken_for_it(hosts, some_trials, tmp_path):
    """Stopped in trials of each host's own: the host that sees the store keeps its checkpoint; on the other one nothing is left in the copy."""
    config, expected = some_trials
    hidden, copies = tmp_path / "hidden", tmp_path / "copies"
    hidden.mkdir()
    copies.mkdir()
    store, copy = hidden / "two.h5", copies / "two.h5"
    copy.write_bytes(config.with_name("alone.h5").read_bytes())
    before = copy.read_bytes()
    hosts.on_entering(hosts.names[1], f"mount --bind {shlex.quote(str(copies))} {shlex.quote(str(hidden))}")
    run = hosts.run("run", config, "--output", store, "--ranks-per-trial", 2, code=75, WALRAS_STOP_AT_ROUND="30")
    assert "warning: rank 2 on " in run.stderr and "(another file stands there)" in run.stderr
    assert copy.read_bytes() == before and [file.name for file in copies.iterdir()] == ["two.h5"]
    assert walras("status", store, code=75).stdout.count("can go on with round") == 1
    hosts.run("resume", store, "--ranks-per-trial", 2)
    assert digest(store) == expected
