"""What every bench uses: rows of the table, runs of the program, and the list that a bench enters itself into."""

from __future__ import annotations

import collections
import dataclasses
import json
import os
import pathlib
import shlex
import subprocess
import tempfile
import time
from collections.abc import Callable

import h5py

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BENCH = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(os.environ.get("WALRAS_BUILD", ROOT / "build" / "release"))
WALRAS = str(BUILD / "walras")
WIDE = str(BUILD / "tests" / "bench.wide.so")
TCP = ("--mca", "btl", "tcp,self", "--mca", "pml", "ob1")
PASSES = 5
_FOLDER = tempfile.TemporaryDirectory(prefix="walras-bench-")
WORK = pathlib.Path(_FOLDER.name)


@dataclasses.dataclass
class Row:
    """One line of the table. `ratio` is how far the figure is beyond its target: 1 and more meets it."""

    bench: str
    what: str
    figure: float
    unit: str
    command: str
    least: float | None = None
    most: float | None = None

    @property
    def ratio(self) -> float | None:
        if self.least is not None:
            return self.figure / self.least
        if self.most is not None:
            return self.most / self.figure if self.figure > 0 else float("inf")
        return None

    @property
    def target(self) -> str:
        return f">= {self.least:g}" if self.least is not None else f"<= {self.most:g}" if self.most is not None else ""


BENCHES: dict[str, list[Callable[[], list[Row]]]] = collections.defaultdict(list)
ON_REQUEST: set[str] = set()


def bench(function: Callable[[], list[Row]] | None = None, *, name: str = "", on_request: bool = False):
    """Enters a function that returns rows under its name, or under one that it shares with others."""
    if function is None:
        return lambda decorated: bench(decorated, name=name, on_request=on_request)
    BENCHES[name or function.__name__].append(function)
    if on_request:
        ON_REQUEST.add(name or function.__name__)
    return function


@dataclasses.dataclass
class Run:
    """One run of the program: wall seconds of the whole command, the store's run log, and the memory of the largest process."""

    command: str
    seconds: float
    log: dict
    largest_bytes: int


def text_of(command: list[str]) -> str:
    """A command as one would type it at the root of the source tree; $TMP stands for a folder of one's own."""
    return shlex.join(command).replace(str(ROOT) + "/", "").replace(str(WORK), "$TMP")


def mpi(ranks: int, *options: str) -> list[str]:
    return ["mpirun", *options, "-n", str(ranks)] if ranks > 0 else []


def measured_output_of(command: list[str]) -> tuple[str, int]:
    """Standard output, and the memory of the largest process of the command."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as messages:
        process = subprocess.Popen(command, stdout=out, stderr=messages, cwd=WORK)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        messages.seek(0)
        text = out.read()
        if process.returncode != 0:
            raise SystemExit(f"{text_of(command)}\nexit {process.returncode}\n{text}{messages.read()}")
        return text, 1024 * usage.ru_maxrss


def output_of(command: list[str]) -> str:
    return measured_output_of(command)[0]


def thrown_away(command: list[str]) -> tuple[float, int]:
    """Seconds and memory of a command whose output nobody reads."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=WORK)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{text_of(command)}\nexit {process.returncode}")
    return time.monotonic() - start, 1024 * usage.ru_maxrss


def values_of(command: list[str]) -> dict[str, float]:
    """The "name value" lines of a bench program."""
    return {name: float(value) for name, value in (line.split() for line in output_of(command).splitlines())}


def run_log(store: pathlib.Path) -> dict:
    """The last entry of a store's run log."""
    with h5py.File(store, "r") as file:
        entries = [bytes(row).rstrip(b"\0") for row in file["/run/log"][:]]
    return json.loads([entry for entry in entries if entry][-1])


def walras(config: str, *options: str, ranks: int = 0) -> Run:
    """A fresh run of a config."""
    store = WORK / (pathlib.Path(config).stem + ".h5")
    path = str(ROOT / config)
    command = [*mpi(ranks), WALRAS, "run", path, *options, "--output", str(store), "--overwrite", "--progress", "never"]
    start = time.monotonic()
    largest = measured_output_of(command)[1]
    return Run(text_of(command), time.monotonic() - start, run_log(store), largest)


def best(runs: list[Run]) -> Run:
    return min(runs, key=lambda run: run.log["seconds"])
