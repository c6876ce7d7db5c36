"""Draws the figures of a store: its model's own, or where none of them fits an overview. analysis/figures.py STORE [--output FOLDER]"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import itertools
import pathlib
import sys
from typing import Iterator

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import headless  # noqa: E402, F401 - before matplotlib
import overview  # noqa: E402
import walras  # noqa: E402
from plotting import Drawing  # noqa: E402


def module_of(model: str):
    """The module that draws a model's own figures, or None."""
    name = "models." + model.replace("-", "_")
    return importlib.import_module(name) if importlib.util.find_spec(name) else None


def draw(store: walras.Store) -> Iterator[Drawing]:
    """The figures of the store's model, or the overview where it has none for this experiment. One at a time: each is closed by its use."""
    module = module_of(store.model)
    own = module.draw(store) if module else iter(())
    first = next(own, None)
    return overview.draw(store) if first is None else itertools.chain([first], own)


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
        digest = store.digest()
        drawings = 0
        for drawing in draw(store):
            print(drawing.save(folder / f"{drawing.name}.png", digest))
            drawings += 1
        if drawings == 0:
            print(f"figures: what is done of {arguments.store} makes no figure yet", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
