"""The arrows between folders go one way: every #include of a source file is checked against the layer rule."""

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


def layer_of(path: pathlib.Path) -> str:
    return path.relative_to(ROOT / "src").parts[0]


def violations() -> list[str]:
    found = []
    for path in sorted((ROOT / "src").rglob("*.[ch]")):
        layer = layer_of(path)
        relative = path.relative_to(ROOT)
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if not match:
                continue
            target = match.group(1)
            first = target.split("/")[0]
            if first == "walras" or first == "walras_version.h":
                continue
            if layer == "models":
                folder = path.parent
                local = (folder / target).exists()
                own = target.startswith("models/" + path.relative_to(ROOT / "src" / "models").parts[0] + "/")
                if path.name == "models.h" or local or own or first == "numerics":
                    continue
            elif first == layer or first in ALLOWED[layer] or (path.parent / target).exists():
                continue
            found.append(f"{relative}:{number}: {layer} may not include {target}")
        text = path.read_text()
        if layer in ("models", "numerics") and re.search(r"#\s*include\s+<(mpi|hdf5|H5\w*|omp)\.h>|#\s*pragma\s+omp", text):
            found.append(f"{relative}: {layer} may use neither MPI, HDF5 nor OpenMP")
    return found


if __name__ == "__main__":
    problems = violations()
    print("\n".join(problems) if problems else "layers: every arrow goes the right way")
    sys.exit(1 if problems else 0)
