"""Draws the figures of a store: its model's own, or where none of them fits an overview. analysis/figures.py STORE [--output FOLDER]"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import overview  # noqa: E402
import walras  # noqa: E402


def module_of(model: str):
    """The module that draws a model's own figures, or None."""
    name = "models." + model.replace("-", "_")
    return importlib.import_module(name) if importlib.util.find_spec(name) else None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=pathlib.Path)
    parser.add_argument("--output", type=pathlib.Path, help="folder for the PNG files (default: beside the store)")
    arguments = parser.parse_args()
    if not arguments.store.is_file():
        print(f"figures: there is no store at {arguments.store}", file=sys.stderr)
        return 2
    with walras.open(arguments.store) as store:
        if not store.done.any():
            print(f"figures: no trial of {arguments.store} is done yet", file=sys.stderr)
            return 2
        folder = arguments.output or arguments.store.with_suffix("")
        folder.mkdir(parents=True, exist_ok=True)
        drawing = module_of(store.model)
        drawn = drawing.draw(store, folder) if drawing else []
        if not drawn:
            drawn = overview.draw(store, folder)
    for path in drawn:
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
