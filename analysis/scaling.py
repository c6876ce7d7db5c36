"""Measures how an experiment scales: runs it in every combination of ranks and threads, and tells efficiency and where the time went.

    analysis/scaling.py my.cfg --ranks 1,2,4 --threads 1,2                      strong scaling: the same experiment in every layout
    analysis/scaling.py my.cfg --ranks 1,2,4 --weak consumers                   weak scaling too: that parameter grows with ranks x threads
    analysis/scaling.py my.cfg --ranks 8,64 --threads 16 --launch "srun -n {ranks} -c {threads}"    where jobs are started by something else

The layouts are run in turn, several times; the best run of each counts. All runs of one size must have the same digest. Beside what was measured
stands what `walras plan --scaling` predicts, if the program can. Efficiency is relative to the layout of the fewest workers (ranks x threads).
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import headless  # noqa: E402, F401 - before matplotlib
from scaled import drawing, results, runs  # noqa: E402


def counts(text: str) -> list[int]:
    """Positive numbers, separated by commas."""
    try:
        values = [int(word) for word in text.split(",")]
    except ValueError:
        values = [0]
    if any(value < 1 or value > 1 << 24 for value in values):
        raise argparse.ArgumentTypeError(f"'{text}' is no list of positive numbers such as 1,2,4")
    return values


def positive(text: str) -> int:
    values = counts(text)
    if len(values) != 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no positive number")
    return values[0]


class Parser(argparse.ArgumentParser):
    def error(self, message: str):
        """One line, without the usage."""
        raise runs.Problem(message)


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = Parser(prog="scaling", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=pathlib.Path, metavar="CONFIG")
    parser.add_argument("--ranks", type=counts, default=[1, 2], metavar="N,...", help="(default 1,2)")
    parser.add_argument("--threads", type=counts, default=[1], metavar="N,...", help="of each rank (default 1)")
    parser.add_argument("--weak", metavar="PARAMETER", help="the integer parameter that grows with the workers, or 'replications'")
    parser.add_argument("--repeats", type=positive, default=3, metavar="N", help="runs of each layout, of which the best counts (default 3)")
    parser.add_argument("--launch", metavar="COMMAND", help="starts a run, with {ranks} and {threads} in it (default: mpirun -n {ranks})")
    parser.add_argument("--output", type=pathlib.Path, metavar="FOLDER", help="of the figures and, for the time being, the stores; all ranks must see it")
    parser.add_argument("--format", choices=("png", "svg"), default="png", help="of the figures")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="also write everything there")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="for every run, as in walras run (may be repeated)")
    parser.add_argument("--ranks-per-trial", type=positive, metavar="N", help="for every run")
    parser.add_argument("--replications", type=positive, metavar="N", help="for every run")
    parser.add_argument("--plugin", action="append", default=[], metavar="FILE.so", help="a model built outside the tree (may be repeated)")
    return parser.parse_args(arguments)


def run_options(options: argparse.Namespace) -> tuple[str, ...]:
    words = [word for setting in options.set for word in ("--set", setting)]
    for name in ("ranks_per_trial", "replications"):
        if getattr(options, name) is not None:
            words += ["--" + name.replace("_", "-"), str(getattr(options, name))]
    return tuple(words)


def say(run: runs.Run) -> runs.Run:
    print(f"{run.case.kind} {run.case.layout}: {run.seconds:.3f} s", file=sys.stderr)
    return run


def measure(options: argparse.Namespace, folder: pathlib.Path) -> tuple[list[results.Measured], list[dict]]:
    launcher = runs.Launcher(options.config.absolute(), folder, options.launch, run_options(options), tuple(options.plugin))
    chosen = runs.layouts(options.ranks, options.threads)
    cases = runs.strong(chosen)
    launcher.check(cases)
    predicted = runs.predictions(launcher, chosen)
    if options.weak is not None:
        say(launcher.run(cases[0]))  # which tells how large the experiment is
        cases += runs.weak(chosen, options.weak, launcher.size_of(options.weak))
    measured = [say(run) for run in runs.measure(launcher, cases, options.repeats)]
    return results.summarize(measured, predicted), predicted


def save(options: argparse.Namespace, folder: pathlib.Path, measured: list[results.Measured], predicted: list[dict]) -> None:
    log = measured[0].best.log
    if options.json is not None:
        report = {
            "config": str(options.config),
            "repeats": options.repeats,
            **{key: log[key] for key in ("version", "commit", "host", "machines", "processor", "processors", "mpi")},
            "runs": results.records(measured),
            "predicted": predicted,
        }
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    for figure in drawing.draw(measured):
        print(figure.save(folder / f"{figure.name}.{options.format}", measured[0].best.digest), file=sys.stderr)


def main(arguments: list[str] | None = None) -> int:
    try:
        options = parse(arguments)
        folder = options.output or pathlib.Path(options.config.stem + "-scaling")
        if not options.config.is_file():
            raise runs.Problem(f"there is no config at {options.config}")
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="runs-", dir=folder) as stores:
            measured, predicted = measure(options, pathlib.Path(stores).absolute())
        print(results.table(measured).to_string(index=False))
        save(options, folder, measured, predicted)
    except runs.Problem as problem:
        print(f"scaling: {problem}", file=sys.stderr)
        return problem.code
    except OSError as error:
        print(f"scaling: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
