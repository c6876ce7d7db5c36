"""The kill harness: runs of several shapes, killed with kill -9 at random instants, resumed in other layouts, until the digest is there.

A sitting kills a run, or one of its resumes, again and again, each time another victim (any rank, rank 0, mpirun, everything) at another
instant, and ends with an undisturbed resume: the digest must be that of a run that nobody touched. Instants are spread over the whole life
of a run: its start, the creation of the store, trials, checkpoints, the end. What is drawn follows from the sitting's number.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import time

from conftest import WALRAS, digest, environment, walras

SMALL = "run: { ranks_per_trial = 1; sync_seconds = 0.02; };"
MANY_TRIALS = """
experiment: { name = "small markets"; model = "magentic-marketplace"; seed = 7; replications = 150; };
parameters: { requests = 20; consumers = 3000; };
sweep: { design = "grid"; axes = ( { parameter = "search_bandwidth"; values = [3, 10]; } ); };
output: { store = "x.h5"; };
""" + SMALL
ONE_TRIAL = """
experiment: { name = "one market"; model = "magentic-marketplace"; seed = 7; replications = 1; };
parameters: { requests = 60; consumers = 40000; rounds = 40; speed_update = "ab_gradient"; capacity = 2000; };
output: { store = "x.h5"; };
run: { checkpoint_rounds = 1; sync_seconds = 0.02; };
"""
MIXED = """
experiment: { name = "markets of both kinds"; model = "magentic-marketplace"; seed = 7; replications = 12; };
parameters: { requests = 20; consumers = 4000; speed_update = "ab_gradient"; };
sweep: { design = "grid"; axes = ( { parameter = "rounds"; values = [1, 25]; } ); };
output: { store = "x.h5"; };
run: { checkpoint_rounds = 2; sync_seconds = 0.02; };
"""
UNTIL_KNOWN = """
experiment: { name = "markets until known"; model = "magentic-marketplace"; seed = 7; };
replications: { initial = 12; step = 6; maximum = 300; metric = "welfare"; half_width = 220.0; versus = { search_bandwidth = 3; }; };
parameters: { requests = 20; consumers = 3000; };
sweep: { design = "grid"; axes = ( { parameter = "search_bandwidth"; values = [3, 5, 10]; } ); };
output: { store = "x.h5"; };
""" + SMALL
SHAPES = {"many": MANY_TRIALS, "one": ONE_TRIAL, "mixed": MIXED, "waves": UNTIL_KNOWN}
VICTIMS = ("rank", "rank 0", "mpirun", "everything")


@dataclasses.dataclass
class Shape:
    name: str
    config: pathlib.Path
    reference: str
    seconds: float  # that an undisturbed run takes


@dataclasses.dataclass
class Tally:
    kills: int = 0
    sittings: int = 0
    in_creation: int = 0  # no store stood yet
    with_checkpoint: int = 0  # at least one stood beside the store
    by_victim: dict[str, int] = dataclasses.field(default_factory=lambda: dict.fromkeys(VICTIMS, 0))

    def __str__(self) -> str:
        victims = ", ".join(f"{count} {name}" for name, count in self.by_victim.items())
        return (f"{self.kills} kills in {self.sittings} sittings survived ({victims}); {self.in_creation} before a store stood, "
                f"{self.with_checkpoint} with a checkpoint beside it")  # fmt: skip


def prepare(name: str, folder: pathlib.Path) -> Shape:
    config = folder / f"{name}.cfg"
    config.write_text(SHAPES[name])
    start = time.monotonic()
    walras("run", config, "--output", folder / f"{name}.h5", "--threads", 1, ranks=2)
    return Shape(name, config, digest(folder / f"{name}.h5"), time.monotonic() - start)


def processes_of(session: int) -> list[tuple[int, str]]:
    """Number and command line of every live process of a session; zombies are dead."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            if int(fields[3]) == session and fields[0] not in "ZX":
                found.append((int(entry.name), (entry / "cmdline").read_text().replace("\0", " ")))
        except (OSError, IndexError):
            continue
    return sorted(found)


def rank_of(number: int) -> int:
    try:
        found = re.search(rb"OMPI_COMM_WORLD_RANK=(\d+)", pathlib.Path(f"/proc/{number}/environ").read_bytes())
    except OSError:
        return -1
    return int(found.group(1)) if found else -1


def strike(session: int, victim: str, generator: random.Random) -> None:
    """kill -9 of the victim; then of what is left: a launcher takes its ranks down only after a while."""
    alive = processes_of(session)
    ranks = [number for number, command in alive if command.startswith(WALRAS)]
    if victim == "rank" and ranks:
        targets = [generator.choice(ranks)]
    elif victim == "rank 0":
        targets = [number for number in ranks if rank_of(number) == 0]
    elif victim == "mpirun":
        targets = [number for number, command in alive if command.startswith("mpirun")]
    else:
        targets = [number for number, _ in alive]
    for number in targets:
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            pass
    if victim != "everything":
        time.sleep(generator.choice((0.0, 0.0, 0.02, 0.3)))  # what the survivors do until they notice
    while remaining := processes_of(session):
        for number, _ in remaining:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.005)


def start(shape: Shape, store: pathlib.Path, generator: random.Random) -> subprocess.Popen:
    """A run where no store stands yet, else a resume; in some layout."""
    verb = ["resume", str(store)] if store.exists() else ["run", str(shape.config), "--output", str(store)]
    ranks, threads = generator.choice((1, 2, 3, 4)), generator.choice((1, 1, 2))
    group = str(generator.choice([size for size in (1, 2, ranks) if size <= ranks]))
    command = ["mpirun", "-n", str(ranks), WALRAS, *verb, "--threads", str(threads), "--ranks-per-trial", group]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(), start_new_session=True)


def sitting(shape: Shape, number: int, kills: int, folder: pathlib.Path, tally: Tally) -> None:
    """Kills until `kills` have struck or the run has ended in spite of them, then finishes the run and compares."""
    generator = random.Random(f"{shape.name} {number}")
    store = folder / f"{shape.name}-{number}.h5"
    checkpoints = store.with_name(store.name + ".ckpt")
    for _ in range(kills):
        victim = generator.choice(VICTIMS)
        process = start(shape, store, generator)
        # Some instants fall near the start, when launcher, MPI and store come up; the others anywhere.
        delay = shape.seconds * (generator.uniform(0.1, 1.1) if generator.random() < 0.7 else generator.uniform(0.0, 0.3))
        try:
            process.wait(delay)
            ended = process.returncode == 0
        except subprocess.TimeoutExpired:
            ended = False
        strike(process.pid, victim, generator)
        process.wait()
        if store.exists() and walras("status", store, code=None).returncode == 0:
            assert digest(store) == shape.reference, f"{shape.name}, sitting {number}: it looks complete, and is not"
        if ended:
            break
        tally.kills += 1
        tally.by_victim[victim] += 1
        tally.in_creation += not store.exists()
        tally.with_checkpoint += checkpoints.exists() and any(checkpoints.iterdir())
    verb = ["resume", store] if store.exists() else ["run", shape.config, "--output", store]
    walras(*verb, ranks=generator.choice((1, 2)))
    walras("status", store, "--check")
    assert digest(store) == shape.reference, f"{shape.name}, sitting {number}: another digest"
    assert not checkpoints.exists(), f"{shape.name}, sitting {number}: checkpoints are left"
    tally.sittings += 1
    left = sorted(path.name for path in folder.glob(store.name + "*"))
    for name in left:
        # A store that was never whole leaves the file it was written under; nothing else may stay.
        assert name == store.name or re.fullmatch(re.escape(store.name) + r"\.new\.\d+", name), left
        os.remove(folder / name)


def harness(kills: int, seed: int, folder: pathlib.Path, progress=None) -> Tally:
    """Sittings over all shapes in turn until so many kills have struck."""
    tally = Tally()
    shapes = [prepare(name, folder) for name in SHAPES]
    number = seed
    while tally.kills < kills:
        sitting(shapes[number % len(shapes)], number, 1 + number % 5, folder, tally)
        number += 1
        if progress is not None:
            progress(tally)
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0, help="number of the first sitting")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = harness(arguments.kills, arguments.seed, pathlib.Path(folder), lambda so_far: print(so_far, file=sys.stderr, flush=True))
    print(tally)


if __name__ == "__main__":
    main()
