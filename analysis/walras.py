"""Reading a walras store: design points, metrics, series and tables as numpy and pandas objects.

    import walras
    with walras.open("market.h5") as store:
        frame = store.frame(["welfare", "welfare_optimal"])   # one row per point and replication
        welfare = store.series("welfare_share")               # [point, replication, round]
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
from typing import Iterable

os.environ.setdefault("HDF5_USE_FILE_LOCKING", "FALSE")

import h5py  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

DONE = 1


def program() -> str | None:
    """The walras program: $WALRAS, the one installed or built with this file, or the one on the PATH."""
    here = pathlib.Path(__file__).resolve().parent
    built, installed = here.parent / "build" / "release" / "walras", here.parent.parent.parent / "bin" / "walras"
    for candidate in (os.environ.get("WALRAS"), str(built), str(installed), shutil.which("walras")):
        if candidate and os.access(candidate, os.X_OK):
            return candidate
    return None


def _text(value) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


class Store:
    """One store, open for reading; also a context manager."""

    def __init__(self, path: str | os.PathLike):
        self.path = pathlib.Path(path)
        self.file = h5py.File(self.path, "r")
        self.done = self.file["trials/status"][...] == DONE

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *exception) -> None:
        self.file.close()

    def text(self, attribute: str) -> str:
        """A text attribute of the store: title, model, experiment (the resolved config), config, ..."""
        return _text(self.file.attrs[attribute])

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def model(self) -> str:
        return self.text("model")

    def digest(self) -> str:
        """The digest that `walras digest` prints, or "unknown" where the program is not at hand."""
        walras = program()
        if walras is None:
            return "unknown"
        run = subprocess.run([walras, "digest", str(self.path)], capture_output=True, text=True, check=False)
        return run.stdout.split()[0] if run.returncode == 0 and run.stdout else "unknown"

    def design(self) -> pd.DataFrame:
        """One row per design point, one column per parameter (and `label` for a union of grids)."""
        columns = {}
        for name, dataset in self.file["design"].items():
            if dataset.ndim == 1 and name not in ("point",) and "DIMENSION_SCALE" not in _text(dataset.attrs.get("CLASS", "")):
                values = dataset[...]
                columns[name] = [_text(v) for v in values] if values.dtype.kind == "O" else values
        return pd.DataFrame(columns)

    def swept(self) -> list[str]:
        """Names of the parameters that differ between points."""
        design = self.design()
        return [name for name in design.columns if design[name].nunique(dropna=False) > 1]

    def metrics(self) -> list[str]:
        """Names of the scalar and vector metrics."""
        return [name for name, item in self.file["metrics"].items() if item.ndim >= 2]

    def values(self, name: str) -> np.ndarray:
        """[point, replication] or [point, replication, k]; NaN where a trial is not done."""
        data = self.file["metrics"][name][...].astype(float)
        data[~self.done] = np.nan
        return data

    def units(self, name: str) -> str:
        return _text(self.file["metrics"][name].attrs.get("units", ""))

    def frame(self, metrics: Iterable[str] | None = None) -> pd.DataFrame:
        """One row per point and replication that is done: all design columns, then the metrics (vectors as name[1], name[2], ...)."""
        design = self.design()
        points, replications = self.done.shape
        frame = design.loc[np.repeat(np.arange(points), replications)].reset_index(drop=True)
        frame.insert(0, "replication", np.tile(np.arange(replications), points))
        frame.insert(0, "point", np.repeat(np.arange(points), replications))
        extra = {}
        for name in metrics if metrics is not None else self.metrics():
            data = self.values(name)
            if data.ndim == 2:
                extra[name] = data.reshape(-1)
            else:
                for k in range(data.shape[2]):
                    extra[f"{name}[{k + 1}]"] = data[:, :, k].reshape(-1)
        frame = pd.concat([frame, pd.DataFrame(extra)], axis=1)
        return frame[self.done.reshape(-1)].reset_index(drop=True)

    def series(self, name: str) -> np.ndarray:
        """[point, replication, round]; NaN where a trial is not done."""
        data = self.file["series"][name][...].astype(float)
        data[~self.done] = np.nan
        return data

    def histogram(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Counts [point, replication, bin] and edges [bin + 1]."""
        return self.file["histograms"][name][...], self.file["histograms"][name + "_edges"][...]


def open(path: str | os.PathLike) -> Store:  # noqa: A001 - reads as walras.open
    """Opens a store for reading."""
    return Store(path)
