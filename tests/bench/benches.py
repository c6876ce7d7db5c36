"""Figures of speed and memory beside their targets, measured in one run on this machine; tests/bench/run.sh builds and starts it.
The benches stand in rows/, one file for each subject."""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
import pathlib

from bench import BENCH, BENCHES, ON_REQUEST, Row

for path in sorted((BENCH / "rows").glob("*.py")):
    importlib.import_module(f"rows.{path.stem}")


def print_table(rows: list[Row]) -> None:
    what, target = max(len(row.what) for row in rows), max(len(row.target) for row in rows)
    print(f"{'bench':<10}  {'what':<{what}}  {'figure':>9} {'unit':<9}  {'target':<{target}}  {'ratio':>5}  command")
    for row in rows:
        ratio = f"{row.ratio:5.2f}" if row.ratio is not None else "     "
        figure = f"{row.figure:9.3g} {row.unit:<9}"
        print(f"{row.bench:<10}  {row.what:<{what}}  {figure}  {row.target:<{target}}  {ratio}  {row.command}")


def main() -> None:
    usual = [name for name in BENCHES if name not in ON_REQUEST]
    parser = argparse.ArgumentParser(prog="tests/bench/run.sh", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHES)}; without: all but {', '.join(sorted(ON_REQUEST))}")
    parser.add_argument("--json", metavar="FILE", help="also write the rows there")
    arguments = parser.parse_args()
    for name in arguments.names:
        if name not in BENCHES:
            parser.error(f"there is no bench '{name}'; the names are {', '.join(BENCHES)}")
    rows: list[Row] = []
    for name in arguments.names or usual:
        for bench in BENCHES[name]:
            rows += bench()
    print_table(rows)
    print("\nRatio: 1 and more meets the target. Figures are the best of a few passes; $TMP is any folder.")
    if arguments.json:
        records = [{**dataclasses.asdict(row), "ratio": row.ratio} for row in rows]
        pathlib.Path(arguments.json).write_text(json.dumps(records, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
