"""The arrows between folders go one way: every #include of a source file is checked against the layer rule.

An include is judged by the file that it reaches, in quotes or in angle brackets, whatever way its path takes.
"""

from __future__ import annotations

import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# What each folder may include beside itself and include/walras.
ALLOWED = {
    "main.c": {"cli"},
    "cli": {"experiment", "engine", "store", "models", "numerics"},
    "experiment": {"engine", "numerics"},
    "engine": {"store", "numerics"},
    "store": set(),
    "models": {"numerics"},
    "numerics": set(),
}
SHARED = "shared"
INCLUDE = re.compile(r"^[ \t]*#[ \t]*include(?:_next)?\b[ \t]*(.*?)[ \t]*$", re.MULTILINE)
OUTSIDE = re.compile(r'#\s*include\s*["<](mpi|hdf5|H5\w*|omp)\.h[">]|#\s*pragma\s+omp|_Pragma\s*\(\s*"\s*omp')


def layer_of(path: pathlib.Path, root: pathlib.Path) -> str | None:
    """The folder below src, "walras" for the public headers, None for files of others and generated ones."""
    for folder, inside in ((root / "src", None), (root / "include", "walras")):
        if path.is_relative_to(folder):
            return inside or path.relative_to(folder).parts[0]
    return None


def reached(including: pathlib.Path, target: str, root: pathlib.Path) -> pathlib.Path | None:
    """The project's file that an include opens: beside the including file, then below src and include. None: not the project's."""
    for folder in (including.parent, root / "src", root / "include"):
        path = pathlib.Path(os.path.normpath(folder / target))
        if path.is_file():
            return path.resolve() if path.is_symlink() else path
    return None


def model_of(path: pathlib.Path, root: pathlib.Path) -> str:
    return path.relative_to(root / "src" / "models").parts[0]


def allowed(including: pathlib.Path, path: pathlib.Path, root: pathlib.Path) -> bool:
    layer, other = layer_of(including, root), layer_of(path, root)
    if other is None or other == "walras":
        return True
    if layer == "walras":  # public headers stand on their own
        return False
    if layer == other == "models":  # one model does not know another; what families share stands in models/shared
        return model_of(path, root) in (model_of(including, root), SHARED)
    return other == layer or other in ALLOWED.get(layer, set())


def complaint(including: pathlib.Path, words: str, root: pathlib.Path) -> str | None:
    layer = layer_of(including, root)
    match = re.match(r'["<]([^">]+)[">]', words)
    if match is None:
        return f"{layer} may not include by a macro: {words}"
    path = reached(including, match.group(1), root)
    return None if path is None or allowed(including, path, root) else f"{layer} may not include {match.group(1)}"


def violations(root: pathlib.Path = ROOT) -> list[str]:
    found = []
    for path in sorted(file for folder in ("src", "include") for file in (root / folder).rglob("*") if file.suffix in {".c", ".h", ".inc"}):
        relative, text = path.relative_to(root), path.read_text().replace("\\\n", "")
        for match in INCLUDE.finditer(text):
            words = complaint(path, match.group(1), root)
            if words is not None:
                found.append(f"{relative}:{text.count(chr(10), 0, match.start()) + 1}: {words}")
        if relative.parts[1:3] == ("models", SHARED) and path.name == "model.c":
            found.append(f"{relative}: a folder of what models share declares no model")
        if layer_of(path, root) in ("models", "numerics", "walras") and OUTSIDE.search(text):
            found.append(f"{relative}: {layer_of(path, root)} may use neither MPI, HDF5 nor OpenMP")
    return found


if __name__ == "__main__":
    problems = violations()
    print("\n".join(problems) if problems else "layers: every arrow goes the right way")
    sys.exit(1 if problems else 0)
