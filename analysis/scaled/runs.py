"""Runs of one experiment in several layouts, and what each says of itself in its store's log."""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import shlex
import shutil
import subprocess
from collections.abc import Iterator

import numpy as np
import walras


class Problem(Exception):
    """Something is wrong with what was asked for, or a run has failed: one line for the user. 2: the former, 1: the latter."""

    def __init__(self, message: str, code: int = 2):
        super().__init__(message)
        self.code = code


@dataclasses.dataclass(frozen=True)
class Layout:
    ranks: int
    threads: int

    @property
    def workers(self) -> int:
        return self.ranks * self.threads

    def __str__(self) -> str:
        return f"{self.ranks} x {self.threads}"


@dataclasses.dataclass(frozen=True)
class Case:
    """What is run: a layout and, in weak scaling, the size that goes with it. All cases of one `size` have the same results."""

    kind: str  # strong, weak
    layout: Layout
    size: int | None = None  # None: as the config says
    options: tuple[str, ...] = ()  # that make this size


@dataclasses.dataclass(frozen=True)
class Run:
    case: Case
    command: str
    seconds: float
    log: dict
    digest: str


def layouts(ranks: list[int], threads: list[int]) -> list[Layout]:
    """Every combination, the fewest workers first: that is the one which others are compared with."""
    return sorted((Layout(r, t) for r in sorted(set(ranks)) for t in sorted(set(threads))), key=lambda layout: (layout.workers, layout.ranks))


@dataclasses.dataclass(frozen=True)
class Launcher:
    """Starts the program in a layout. Without a template: by mpirun, and one rank by itself."""

    config: pathlib.Path
    folder: pathlib.Path  # of the stores; every rank must see it
    template: str | None = None
    options: tuple[str, ...] = ()  # of every run
    plugins: tuple[str, ...] = ()

    def _words(self, layout: Layout) -> list[str]:
        if self.template is None:
            return ["mpirun", "-n", str(layout.ranks)] if layout.ranks > 1 else []
        try:
            return shlex.split(self.template.format(ranks=layout.ranks, threads=layout.threads))
        except (KeyError, IndexError, ValueError) as error:
            raise Problem(f"--launch '{self.template}' is no launcher: it may name {{ranks}} and {{threads}} ({error})") from error

    def command(self, case: Case, store: pathlib.Path) -> list[str]:
        plugins = [word for plugin in self.plugins for word in ("--plugin", plugin)]
        run = ["run", str(self.config), "--output", str(store), "--overwrite", "--progress", "never", "--threads", str(case.layout.threads)]
        return [*self._words(case.layout), program(), *run, *self.options, *case.options, *plugins]

    def check(self, cases: list[Case]) -> None:
        """What can be seen before anything is run."""
        for case in cases:
            starter = self.command(case, self.folder)[0]
            if shutil.which(starter) is None:
                raise Problem(f"'{starter}', which would start the runs, is not on the PATH")

    def run(self, case: Case) -> Run:
        store = self.folder / "run.h5"
        command = self.command(case, store)
        finished = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "OMP_NUM_THREADS": str(case.layout.threads)})
        if finished.returncode != 0:
            raise _failure(command, finished)
        with walras.open(store, self.plugins) as opened:
            log = opened.sessions()[-1]
            if (log["ranks"], log["threads"]) != (case.layout.ranks, case.layout.threads):
                raise Problem(f"{shlex.join(command)} ran on {log['ranks']} ranks x {log['threads']} threads, not on {case.layout}: does its launcher fit?", 1)
            return Run(case, shlex.join(command), log["seconds"], log, opened.digest())

    def size_of(self, parameter: str) -> int:
        """The parameter's value in the store of the last run: what weak scaling multiplies."""
        with walras.open(self.folder / "run.h5", self.plugins) as opened:
            if parameter == "replications":
                return int(opened.done.shape[1])
            design = opened.design()
        if parameter not in design:
            raise Problem(f"--weak {parameter}: {walras.UnknownName('parameter', parameter, design.columns)}")
        values = design[parameter]
        if not np.issubdtype(values.dtype, np.integer):
            raise Problem(f"--weak {parameter}: only an integer parameter, or 'replications', can grow with the workers")
        if values.nunique() != 1:
            raise Problem(f"--weak {parameter}: it is swept; a size that is the same at all design points can grow with the workers")
        return int(values.iloc[0])


def program() -> str:
    found = walras.program()
    if found is None:
        raise Problem("the walras program was not found: put it on the PATH or name it in $WALRAS")
    return found


def _failure(command: list[str], ended: subprocess.CompletedProcess) -> Problem:
    """What was asked for is wrong where the program says so, be it in planning or in running."""
    return Problem(f"{shlex.join(command)} ended with code {ended.returncode}: {_why(ended.stderr)}", 2 if ended.returncode == 2 else 1)


def _why(messages: str) -> str:
    """What the program itself said last; a launcher adds words of its own."""
    lines = [line for line in messages.splitlines() if line.strip()]
    own = [line.removeprefix("walras: ") for line in lines if line.startswith("walras: ")]
    return (own or lines or ["without a word"])[-1]


def strong(chosen: list[Layout]) -> list[Case]:
    return [Case("strong", layout) for layout in chosen]


def weak(chosen: list[Layout], parameter: str, size: int) -> list[Case]:
    """The size grows with the workers; with the fewest it is that of the config."""
    cases = []
    for layout in chosen:
        scaled, rest = divmod(size * layout.workers, chosen[0].workers)
        if rest != 0:
            raise Problem(f"--weak {parameter}: {size} cannot grow from {chosen[0].workers} to {layout.workers} workers in whole numbers")
        option = ("--replications", str(scaled)) if parameter == "replications" else ("--set", f"{parameter}={scaled}L")
        cases.append(Case("weak", layout, scaled, option))
    return cases


def measure(launcher: Launcher, cases: list[Case], repeats: int) -> Iterator[Run]:
    """Each case `repeats` times, in turn, so that what disturbs the machine disturbs all alike. Runs of one size must have one digest."""
    digests: dict[int | None, Run] = {}
    for _ in range(repeats):
        for case in cases:
            run = launcher.run(case)
            first = digests.setdefault(case.size, run)
            if first.digest != run.digest:
                raise Problem(f"two runs of one experiment differ: {first.command} gave {first.digest[:16]}, {run.command} gave {run.digest[:16]}", 1)
            yield run


def predictions(launcher: Launcher, chosen: list[Layout]) -> list[dict]:
    """What `walras plan --scaling` expects of these layouts; nothing where the program has no such option."""
    helped = subprocess.run([program(), "plan", "--help"], capture_output=True, text=True, check=False)
    if "--scaling" not in helped.stdout:
        return []
    found = []
    for threads in sorted({layout.threads for layout in chosen}):
        ranks = ",".join(str(layout.ranks) for layout in chosen if layout.threads == threads)
        command = [program(), "plan", str(launcher.config), "--scaling", "--ranks-list", ranks, "--threads", str(threads), "--json"]
        command += [*launcher.options, *(word for plugin in launcher.plugins for word in ("--plugin", plugin))]
        plan = subprocess.run(command, capture_output=True, text=True, check=False)
        if plan.returncode != 0:
            raise _failure(command, plan)
        found += json.loads(plan.stdout)["scaling"]
    return found
