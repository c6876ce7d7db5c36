"""Reading a walras store as pandas and numpy objects that carry units and long names.

    import walras

    with walras.open("market.h5") as store:
        frame = store.frame(["welfare", "welfare_optimal"])           # one row per point and replication
        cheap = store.frame(["welfare"], where={"consumers": [10, 100]}, parameters=store.swept())
        paths = store.series("welfare_share_by_round")                # a row per trial, a column per round
        print(store.summaries(["welfare"], quantiles=[0.5]))          # the numbers of `walras show`
        print(store.differences(["welfare"], baseline={"consumers": 10}))
        print(store.claims()[["id", "verdict"]])                      # the verdicts of `walras verify`
        for part in store.frames(["welfare"]):                        # a bounded number of rows at a time
            ...

Only finished trials have rows. Numbers of statistics come from the program itself, so that they are the same everywhere: it is looked for in
$WALRAS, beside this file and on the PATH.
"""

from __future__ import annotations

import difflib
import json
import os
import pathlib
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Union

os.environ.setdefault("HDF5_USE_FILE_LOCKING", "FALSE")

import h5py  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

DONE = 1
CHUNK_VALUES = 1 << 20  # read at once

#: Which design points: values of parameters (or lists of which any will do, or `label`), or a function from the design to a mask.
Where = Union[Mapping[str, Any], Callable[[pd.DataFrame], Any], None]


class UnknownName(KeyError):
    """A name that the store does not have; the message gives the nearest one that it has."""

    def __init__(self, what: str, name: str, names: Iterable[str]):
        known = list(names)
        nearest = difflib.get_close_matches(name, known, 1, 0.5)
        hint = f"did you mean '{nearest[0]}'?" if nearest else f"there are {', '.join(known) if known else 'none'}"
        super().__init__(f"the store has no {what} '{name}'; {hint}")

    def __str__(self) -> str:
        return self.args[0]


class ProgramError(RuntimeError):
    """The walras program is missing, or said no; the message is what it said."""


def program() -> str | None:
    """The walras program: $WALRAS, the one installed or built with this file, or the one on the PATH."""
    here = pathlib.Path(__file__).resolve().parent
    built, installed = here.parent / "build" / "release" / "walras", here.parent.parent.parent / "bin" / "walras"
    for candidate in (os.environ.get("WALRAS"), str(built), str(installed), shutil.which("walras")):
        if candidate and os.access(candidate, os.X_OK):
            return candidate
    return None


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _attribute(item: h5py.Dataset, name: str) -> str:
    return _text(item.attrs.get(name, ""))


def _is_scale(item: h5py.Dataset) -> bool:
    return _attribute(item, "CLASS") == "DIMENSION_SCALE"


def _listed(value: Any) -> list[Any]:
    return [value] if isinstance(value, (str, bytes)) or not isinstance(value, Iterable) else list(value)


def _literal(value: Any) -> str:
    """A value in config syntax."""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (str, bytes)):
        return json.dumps(_text(value), ensure_ascii=False)
    return repr(int(value)) + "L" if isinstance(value, (int, np.integer)) else repr(float(value))


def _options(option: str, conditions: Mapping[str, Any]) -> list[str]:
    """The words of a command line that select by values of parameters."""
    return [word for name, value in conditions.items() for word in (option, f"{name}=({', '.join(map(_literal, _listed(value)))})")]


class Store:
    """One store, open for reading; also a context manager. `plugins` are the shared objects of models outside the program.

    A store that is being written may be read: it shows the trials that were finished when it was opened.
    """

    def __init__(self, path: str | os.PathLike, plugins: Iterable[str | os.PathLike] = ()):
        self.path = pathlib.Path(path)
        self.plugins = [str(plugin) for plugin in plugins]
        self.file = h5py.File(self.path, "r")
        if "trials/status" not in self.file:
            self.file.close()
            raise ValueError(f"{self.path} is not a store of walras")
        #: [point, replication] True where the trial is finished.
        self.done: np.ndarray = self.file["trials/status"][...] == DONE
        self._design: pd.DataFrame | None = None

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *exception) -> None:
        self.close()

    def __repr__(self) -> str:
        points, replications = self.done.shape
        return f"<walras store {str(self.path)!r}: {self.title}, {points} points x {replications} replications, {int(self.done.sum())} trials done>"

    def close(self) -> None:
        self.file.close()

    # ---- what the store says of itself ----

    def text(self, attribute: str) -> str:
        """A text attribute of the store: title, model, experiment (the resolved config), config, ..."""
        if attribute not in self.file.attrs:
            raise UnknownName("attribute", attribute, self.file.attrs)
        return _text(self.file.attrs[attribute])

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def model(self) -> str:
        return self.text("model")

    def digest(self) -> str:
        """The digest that `walras digest` prints, or "unknown" where the program is not at hand."""
        try:
            return self._run("digest").split()[0]
        except (ProgramError, IndexError):
            return "unknown"

    def sessions(self) -> list[dict[str, Any]]:
        """The runs and resumes that wrote the store, oldest first, as their log tells: command, machine, ranks, threads, seconds, ..."""
        rows = [bytes(row).rstrip(b"\0") for row in self.file["run/log"][...]] if "run/log" in self.file else []
        return [json.loads(row) for row in rows if row]

    def time_split(self) -> pd.DataFrame:
        """Where the time of each run and resume that has ended went: a row per session, a column of seconds per activity, summed over ranks.

        The columns after them: seconds from start to end, ranks, threads, and the seconds that all threads were in trials. The activities of a row
        sum to ranks * seconds.
        """
        ended = [session for session in self.sessions() if "time" in session]
        rows = [{**entry["time"], **{key: entry[key] for key in ("seconds", "ranks", "threads", "busy_thread_seconds")}} for entry in ended]
        return pd.DataFrame(rows)

    def traffic(self) -> pd.DataFrame:
        """Messages and bytes that the ranks of each run and resume sent, a row per session: messages_records, bytes_records, ...; and its trials."""
        ended = [session for session in self.sessions() if "messages" in session]
        rows = [{f"{what}_{purpose}": count for what in ("messages", "bytes") for purpose, count in entry[what].items()} for entry in ended]
        return pd.DataFrame([{**row, "trials": entry["trials"]} for row, entry in zip(rows, ended)])

    def names(self, group: str = "metrics") -> list[str]:
        """Names of what a group holds: "metrics" (scalars and vectors), "series", "histograms" or "tables"."""
        if group not in ("metrics", "series", "histograms", "tables"):
            raise UnknownName("group", group, ("metrics", "series", "histograms", "tables"))
        items = self.file[group].items() if group in self.file else ()
        return [name for name, item in items if (isinstance(item, h5py.Group) if group == "tables" else item.ndim >= 2)]

    def metrics(self) -> list[str]:
        """Names of the scalar and vector metrics."""
        return self.names("metrics")

    def units(self, name: str) -> str:
        """The unit of a scalar or vector metric: "1" for pure numbers."""
        return _attribute(self._item("metrics", name), "units")

    def long_name(self, name: str) -> str:
        """One line on a scalar or vector metric."""
        return _attribute(self._item("metrics", name), "long_name")

    # ---- the design ----

    def design(self) -> pd.DataFrame:
        """One row per design point, one column per parameter (and `label` for a union of grids); units and long names in `attrs`."""
        if self._design is None:
            items = {name: item for name, item in self.file["design"].items() if item.ndim == 1 and not _is_scale(item)}
            columns = {name: [_text(v) for v in item[...]] if item.dtype.kind == "O" else item[...] for name, item in items.items()}
            self._design = pd.DataFrame(columns, index=pd.RangeIndex(len(self.done), name="point"))
            self._design.attrs = self._attrs(items)
        return self._design.copy()

    def swept(self) -> list[str]:
        """Names of the parameters that differ between points."""
        design = self.design()
        return [name for name in design.columns if design[name].nunique(dropna=False) > 1]

    def points(self, where: Where = None) -> np.ndarray:
        """[point] True for the selected ones: `where={"mechanism": "median", "agents": [10, 100]}` or `where=lambda design: design.agents > 5`."""
        if callable(where):
            return np.asarray(where(self.design()), dtype=bool)
        selected = np.ones(len(self.done), dtype=bool)
        for name, value in (where or {}).items():
            selected &= self._parameter(name).isin(_listed(value)).to_numpy()
        return selected

    # ---- data ----

    def array(self, path: str) -> np.ndarray:
        """Any data per trial as reals [point, replication, ...], NaN where a trial is not finished: array("series/price")."""
        group, _, name = path.rpartition("/")
        if group not in self.file or not isinstance(self.file[group].get(name), h5py.Dataset):
            raise UnknownName("dataset", path, [f"{group}/{other}" for other in self.file.get(group, {})])
        data = self.file[path][...].astype(float)
        data[~self.done] = np.nan
        return data

    def values(self, name: str) -> np.ndarray:
        """A metric as reals, [point, replication] or [point, replication, k]; NaN where a trial is not finished."""
        self._item("metrics", name)
        return self.array(f"metrics/{name}")

    def frame(self, metrics: Iterable[str] | None = None, where: Where = None, parameters: Iterable[str] | None = None) -> pd.DataFrame:
        """One row per finished trial: point, replication, the parameters (all unless some are named), the metrics (all unless named; vectors as
        name[1], name[2], ...).

        Units and long names are in `attrs`, as in frame.attrs["units"]["welfare"]. Integers stay integers.
        """
        return self._frame(metrics, parameters, self.points(where), (0, len(self.done), 0, self.done.shape[1]))

    def frames(self, metrics: Iterable[str] | None = None, where: Where = None, parameters: Iterable[str] | None = None,
               trials: int = 100_000) -> Iterator[pd.DataFrame]:  # fmt: skip
        """The same rows in the same order, in frames of at most so many trials: for stores that are larger than the memory."""
        selected, chosen = self.points(where), None if metrics is None else list(metrics)
        columns = None if parameters is None else list(parameters)
        for block in self._blocks(trials):
            if selected[block[0] : block[1]].any():
                yield self._frame(chosen, columns, selected, block)

    def series(self, name: str, where: Where = None) -> pd.DataFrame:
        """A row per finished trial (index: point, replication), a column per round; NaN where a path is shorter.

        store.series("price").groupby("point").mean().T.plot() draws the mean path of each point.
        """
        item = self._item("series", name)
        return self._trial_rows(item, where, pd.Index(self._scale(item, 2), name="round"))

    def histogram(self, name: str, where: Where = None) -> pd.DataFrame:
        """Counts: a row per finished trial (index: point, replication), a column per bin (intervals closed on the left)."""
        item = self._item("histograms", name)
        edges = self.file["histograms"][name + "_edges"][...]
        return self._trial_rows(item, where, pd.IntervalIndex.from_breaks(edges, closed="left", name="bin"))

    def tables(self, name: str, where: Where = None) -> pd.DataFrame:
        """A row per entry of the table in each finished trial: point, replication, entry, then the table's columns; codes as their words."""
        if name not in self.names("tables"):
            raise UnknownName("table", name, self.names("tables"))
        group, selected = self.file["tables"][name], self.points(where)
        items = {column: item for column, item in group.items() if item.ndim == 3}
        used = self._column(group["entries"], selected).astype(int)
        trials = np.argwhere(self.done & selected[:, None])
        columns = {"point": np.repeat(trials[:, 0], used), "replication": np.repeat(trials[:, 1], used)}
        columns["entry"] = np.concatenate([np.arange(count) for count in used]) if used.size else np.empty(0, dtype=int)
        for column, item in items.items():
            data = self._column(item, selected)
            columns[column] = _words(item, data[np.arange(data.shape[1]) < used[:, None]])
        frame = pd.DataFrame(columns)
        frame.attrs = self._attrs(items)
        return frame

    def dataset(self, group: str = "metrics"):
        """A group as an xarray.Dataset with named dimensions and coordinates, lazily read (needs xarray and h5netcdf)."""
        import xarray

        return xarray.open_dataset(self.path, group=group, engine="h5netcdf")

    # ---- statistics, by the program ----

    def summaries(self, metrics: Iterable[str] | None = None, where: Where = None, quantiles: Iterable[float] = ()) -> pd.DataFrame:
        """The numbers of `walras show`: a row per metric and point with its mean, interval, method, extremes and count of trials.

        A parameter called as one of these columns ("mean") gets "_parameter" behind its name. Each quantile adds the columns q0.5, q0.5_low, q0.5_high (NaN: no limit). attrs["confidence"] is that of every interval.
        """
        wanted = [word for probability in quantiles for word in ("--quantile", repr(float(probability)))]
        report = self._show(metrics, where, wanted)
        for row in report["rows"]:
            for quantile in row.pop("quantiles", ()):
                name = f"q{quantile['probability']:g}"
                row.update({name: quantile["estimate"], name + "_low": quantile["low"], name + "_high": quantile["high"]})
        return self._rows_frame(report)

    def differences(self, metrics: Iterable[str] | None = None, baseline: Mapping[str, Any] | None = None, where: Where = None) -> pd.DataFrame:
        """The numbers of `walras show --paired`: each point less its baseline, with the interval, the method, and what pairing gained.

        `baseline` names values of parameters; every point is compared with the one that has them and otherwise agrees. Left out: the first point.
        """
        return self._rows_frame(self._show(metrics, where, ["--paired", *_options("--baseline", baseline or {})]))

    def claims(self) -> pd.DataFrame:
        """The verdicts of `walras verify`: a row per claim; the counts and the confidence are in `attrs`."""
        report = json.loads(self._run("verify", "--json", code=(0, 3)))
        frame = pd.DataFrame(report.pop("claims"))
        frame.attrs = report
        return frame

    # ---- inner parts ----

    def _item(self, group: str, name: str) -> h5py.Dataset:
        what = {"metrics": "metric", "histograms": "histogram"}.get(group, group)
        if name not in self.names(group):
            raise UnknownName(what, name, self.names(group))
        return self.file[group][name]

    def _parameter(self, name: str) -> pd.Series:
        design = self.design()
        if name not in design:
            raise UnknownName("parameter", name, design.columns)
        return design[name]

    def _scale(self, item: h5py.Dataset, axis: int) -> np.ndarray:
        return item.dims[axis][0][...] if len(item.dims[axis]) else np.arange(item.shape[axis])

    def _attrs(self, items: Mapping[str, h5py.Dataset]) -> dict[str, Any]:
        return {
            "store": str(self.path),
            "title": self.title,
            "units": {name: _attribute(item, "units") for name, item in items.items()},
            "long_name": {name: _attribute(item, "long_name") for name, item in items.items()},
        }

    def _blocks(self, trials: int) -> Iterator[tuple[int, int, int, int]]:
        """Rectangles of at most so many trials, in the order of trials: (first point, end, first replication, end)."""
        points, replications = self.done.shape
        step, slice_ = max(trials // max(replications, 1), 1), min(max(trials, 1), replications)
        for point in range(0, points, step):
            for replication in range(0, replications, max(slice_, 1)):
                yield point, min(point + step, points), replication, min(replication + slice_, replications)

    def _column(self, item: h5py.Dataset, selected: np.ndarray, block: tuple[int, int, int, int] | None = None) -> np.ndarray:
        """[trials, ...] the values of the finished trials of the selected points (of a block), read in chunks."""
        first, end, low, high = block or (0, len(self.done), 0, self.done.shape[1])
        wanted = (self.done & selected[:, None])[first:end, low:high]
        name = item.name.rsplit("/", 1)[-1]
        of_metric = not item.name.startswith("/tables/")  # a column of a table may share a metric's name
        absent = self.file["absent"][name][first:end].astype(bool) if of_metric and name in self.file.get("absent", {}) else None
        data = np.empty((int(wanted.sum()), *item.shape[2:]), dtype=float if absent is not None else item.dtype)
        step, at = max(CHUNK_VALUES // max((high - low) * int(np.prod(item.shape[2:])), 1), 1), 0
        for point in range(0, end - first, step):
            mask = wanted[point : point + step]
            count = int(mask.sum())
            if count > 0:
                data[at : at + count] = item[first + point : min(first + point + step, end), low:high][mask]
                at += count
        if absent is not None:
            data[absent[np.nonzero(wanted)[0]]] = np.nan
        return data

    def _frame(self, metrics: Iterable[str] | None, parameters: Iterable[str] | None, selected: np.ndarray, block: tuple[int, int, int, int]) -> pd.DataFrame:
        items = {name: self._item("metrics", name) for name in (self.metrics() if metrics is None else metrics)}
        design = self.design()
        chosen = list(design.columns) if parameters is None else [self._parameter(name).name for name in parameters]
        first, end, low, high = block
        points, replications = np.nonzero((self.done & selected[:, None])[first:end, low:high])
        columns: dict[str, np.ndarray] = {"point": points + first, "replication": replications + low}
        columns.update({name: design[name].to_numpy()[points + first] for name in chosen})
        attrs = self._attrs(items)
        for name, item in items.items():
            data = self._column(item, selected, block)
            elements = {name: data} if data.ndim == 1 else {f"{name}[{k + 1}]": data[:, k] for k in range(data.shape[1])}
            columns.update(elements)
            for key in ("units", "long_name"):
                attrs[key].update({element: attrs[key][name] for element in elements})
        for key in ("units", "long_name"):
            attrs[key].update({name: design.attrs[key].get(name, "") for name in chosen})
            attrs[key] = {name: value for name, value in attrs[key].items() if name in columns}
        frame = pd.DataFrame(columns, copy=False)
        frame.attrs = attrs
        return frame

    def _trial_rows(self, item: h5py.Dataset, where: Where, columns: pd.Index) -> pd.DataFrame:
        selected = self.points(where)
        index = pd.MultiIndex.from_arrays(np.nonzero(self.done & selected[:, None]), names=("point", "replication"))
        frame = pd.DataFrame(self._column(item, selected), index=index, columns=columns)
        frame.attrs = {"store": str(self.path), "title": self.title, "units": _attribute(item, "units"), "long_name": _attribute(item, "long_name")}
        return frame

    def _run(self, *arguments: str, code: tuple[int, ...] = (0,)) -> str:
        walras = program()
        if walras is None:
            raise ProgramError("the walras program was not found: put it on the PATH or name it in $WALRAS")
        command = [walras, arguments[0], str(self.path), *arguments[1:]]
        if arguments[0] != "digest":
            command += [word for plugin in self.plugins for word in ("--plugin", plugin)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode not in code:
            raise ProgramError(run.stderr.strip() or f"{' '.join(command)}: exit {run.returncode}")
        return run.stdout

    def _show(self, metrics: Iterable[str] | None, where: Where, options: list[str]) -> dict[str, Any]:
        chosen = [] if metrics is None else list(metrics)
        for name in chosen:
            self._item("metrics", name)
        conditions = [] if callable(where) else _options("--where", where or {})
        report = json.loads(self._run("show", "--json", *options, *conditions, "--", *chosen))
        selected = self.points(where)
        report["rows"] = [row for row in report["rows"] if selected[row["point"]]]
        return report

    def _rows_frame(self, report: dict[str, Any]) -> pd.DataFrame:
        """The rows of `walras show --json` with the swept parameters in the design's own types."""
        rows = report["rows"]
        names = list(rows[0]["design"]) if rows else []
        design = self.design()[names]
        frame = pd.DataFrame([{key: value for key, value in row.items() if key != "design"} for row in rows])
        if rows:
            numbers = frame.columns.difference(["point", "label", "metric", "unit", "method"])
            frame[numbers] = frame[numbers].apply(pd.to_numeric)
            swept = design.loc[frame["point"]].reset_index(drop=True).rename(columns={name: name + "_parameter" for name in names if name in frame})
            frame = pd.concat([frame[["point"]], swept, frame.drop(columns="point")], axis=1)
        frame.attrs = {"store": str(self.path), "title": self.title, "confidence": report["confidence"]}
        return frame


def _words(item: h5py.Dataset, codes: np.ndarray) -> np.ndarray:
    """Coded values as their words; plain numbers as they are."""
    if "flag_meanings" not in item.attrs:
        return codes
    words = dict(zip(item.attrs["flag_values"].tolist(), _attribute(item, "flag_meanings").split()))
    return np.array([words.get(code, str(code)) for code in codes.tolist()], dtype=object)


def open(path: str | os.PathLike, plugins: Iterable[str | os.PathLike] = ()) -> Store:  # noqa: A001 - reads as walras.open
    """Opens a store for reading."""
    return Store(path, plugins)
