#!/usr/bin/env python3
"""A Slurm of three nodes on this machine, without systemd: munged, slurmctld and a slurmd for each node, all on loopback.

    cluster.py FOLDER

brings it up in the folder, which must be empty, and prints the path of its slurm.conf: with SLURM_CONF set to it, sbatch, squeue and the
others work. It reads commands, one a line, and answers each with a line: "kill NODE" is what a power cut does to a node, "start NODE"
switches it on again. At the end of its input, however that comes about, everything ends that was started, jobs included.

It needs no root: Slurm then runs as the user who starts it, and takes jobs of that user alone.
"""

from __future__ import annotations

import contextlib
import ctypes
import getpass
import os
import pathlib
import secrets
import signal
import socket
import subprocess
import sys
import time

NODES = ("n1", "n2", "n3")
PROCESSORS, MEGABYTES = 16, 16000  # that each node pretends to have

# Two nodes for most, a partition that prefers a node of its own, and one that takes jobs without starting them. cred_expire is how long a
# requeued job is held (120 s where it is left out or less than 5).
CONFIGURATION = """
ClusterName=walras
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort={control_port}
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket,cred_expire=5
CredType=cred/munge
SlurmUser={user}
SlurmdUser={user}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/%n.pid
TmpFS={folder}/tmp-%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1,sched_min_interval=100000
SlurmdParameters=config_overrides
MpiDefault=none
ReturnToService=2
KillWait=5
UnkillableStepTimeout=10
SlurmdTimeout=5
MessageTimeout=5
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
{nodes}
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=1-00:00:00 State=UP
PartitionName=fragile Nodes=n1,n3 MaxTime=2:00:00 State=UP
PartitionName=closed Nodes=n1 State=DOWN
"""
NODE = "NodeName={name} NodeAddr=127.0.0.1 Port={port} CPUs={processors} RealMemory={memory} Weight={weight}"

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
libc = ctypes.CDLL(None, use_errno=True)


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def wait_until(condition, what: str, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"after {seconds} s still not: {what}")
        time.sleep(0.05)


def children() -> dict[int, list[int]]:
    """Numbers of the children of every process."""
    found: dict[int, list[int]] = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                if fields[0] not in "ZX":
                    found.setdefault(int(fields[1]), []).append(int(entry.name))
    return found


def descendants(number: int) -> list[int]:
    tree, found = children(), [number]
    for each in found:
        found.extend(tree.get(each, []))
    return found[1:]


def runs_on(number: int, node: str) -> bool:
    """Whether a process belongs to a job's step on that node."""
    with contextlib.suppress(OSError):
        return f"SLURMD_NODENAME={node}".encode() in pathlib.Path(f"/proc/{number}/environ").read_bytes().split(b"\0")
    return False


def kill(number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)


class Cluster:
    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.configuration = folder / "slurm.conf"
        self.environment = dict(os.environ, SLURM_CONF=str(self.configuration))
        self.daemons: dict[str, subprocess.Popen] = {}
        # What loses its parent becomes a child of this process, so that nothing escapes.
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def daemon(self, name: str, *command: str) -> None:
        with open(self.folder / f"{name}.log", "ab") as log:
            self.daemons[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment,
                                                  preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM))  # fmt: skip

    def start_munged(self) -> None:
        folder = self.folder / "munge"
        folder.mkdir(mode=0o755)
        key = folder / "key"
        key.write_bytes(secrets.token_bytes(1024))
        key.chmod(0o400)
        self.daemon("munged", "munged", "--foreground", "--force", f"--key-file={key}", f"--socket={folder}/socket",
                    f"--pid-file={folder}/pid", f"--seed-file={folder}/seed")  # fmt: skip
        wait_until((folder / "socket").exists, "munged has a socket")

    def start(self) -> None:
        ports = free_ports(1 + len(NODES))
        for name in ("state", *NODES, *(f"tmp-{node}" for node in NODES)):
            (self.folder / name).mkdir()
        nodes = [NODE.format(name=name, port=port, processors=PROCESSORS, memory=MEGABYTES, weight=1 if name == "n3" else 2)
                 for name, port in zip(NODES, ports[1:])]  # fmt: skip
        self.configuration.write_text(CONFIGURATION.format(folder=self.folder, control_port=ports[0], user=getpass.getuser(),
                                                           nodes="\n".join(nodes)))  # fmt: skip
        self.start_munged()
        self.daemon("slurmctld", "slurmctld", "-D", "-i")
        for node in NODES:
            self.start_node(node)
        wait_until(lambda: self.states().count("idle") == len(NODES), "all nodes are idle")

    def start_node(self, node: str) -> None:
        self.daemon(node, "slurmd", "-D", "-N", node)

    def states(self) -> list[str]:
        command = ["sinfo", "--noheader", "--Node", "--partition=main,fragile", "--format=%N %t"]
        run = subprocess.run(command, capture_output=True, text=True, env=self.environment, check=False)
        return [line.split()[1] for line in sorted(set(run.stdout.splitlines()))]

    def kill_node(self, node: str) -> None:
        """As a power cut: the daemon, the steps and what they run, all at once."""
        daemon = self.daemons[node].pid
        tree = children()
        parent = {child: number for number, many in tree.items() for child in many}
        victims = {daemon, *descendants(daemon)}
        for number in descendants(os.getpid()):
            if runs_on(number, node):
                victims.add(number)
                # The step's own daemon has no such variable.
                step = parent.get(number, 0)
                while step not in (0, 1, os.getpid()) and step not in victims and step not in {d.pid for d in self.daemons.values()}:
                    victims.add(step)
                    step = parent.get(step, 0)
        for number in victims:
            kill(number)
        self.daemons[node].wait()

    def stop(self) -> None:
        """Descendants may start others while they are killed."""
        while left := descendants(os.getpid()):
            for number in left:
                kill(number)
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0] != 0:
                    pass
            time.sleep(0.01)


def main() -> None:
    cluster = Cluster(pathlib.Path(sys.argv[1]).resolve())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the tests, and their end this
    try:
        cluster.start()
        print(cluster.configuration, flush=True)
        for line in sys.stdin:
            command, node = line.split()
            {"kill": cluster.kill_node, "start": cluster.start_node}[command](node)
            print("done", flush=True)
    finally:
        cluster.stop()


if __name__ == "__main__":
    main()
