"""Draws the figures of a store's model: analysis/figures.py STORE [--output FOLDER]."""

from __future__ import annotations

import argparse
import importlib
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import walras  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=pathlib.Path)
    parser.add_argument("--output", type=pathlib.Path, help="folder for the PNG files (default: beside the store)")
    arguments = parser.parse_args()
    if not arguments.store.is_file():
        print(f"figures: there is no store at {arguments.store}", file=sys.stderr)
        return 2
    with walras.open(arguments.store) as store:
        folder = arguments.output or arguments.store.with_suffix("")
        module = "models." + store.model.replace("-", "_")
        try:
            drawing = importlib.import_module(module)
        except ModuleNotFoundError:
            print(f"figures: there are no figures for the model {store.model} (analysis/{module.replace('.', '/')}.py)", file=sys.stderr)
            return 2
        folder.mkdir(parents=True, exist_ok=True)
        drawn = drawing.draw(store, folder)
    for path in drawn:
        print(path)
    if not drawn:
        print("figures: this store holds none of the experiments that the model's figures show")
    return 0


if __name__ == "__main__":
    sys.exit(main())
