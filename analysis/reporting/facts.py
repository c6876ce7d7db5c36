"""Everything that a report says about one store, gathered from the store itself and from the program's verdicts on it."""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import shlex

import h5py
import numpy as np
import pandas as pd

import walras
from reporting import config_text, numbers
from reporting.program import Problem, Program

PENDING, DONE, FAILED, UNUSED = 0, 1, 2, 3
MOST_VALUES, MOST_FAILURES = 10, 10
SETTINGS = {
    "seed": "of all random numbers",
    "random_numbers": "common to all points, so that differences between them are paired, or independent",
    "replications": "trials of each point, unless its grid has its own number",
    "points": "of the sampled design",
}
MOST_SUMMARY_BYTES = 16_000_000  # with more a page opens too slowly


@dataclasses.dataclass(frozen=True)
class Parameter:
    """A parameter of the model, or a setting such as the seed, as the experiment has it."""

    name: str
    unit: str
    doc: str
    value: str  # or the distinct values, in the order of the design
    is_set: bool  # by the config; otherwise a default of the model, or what follows from other parameters
    sources: list[tuple[str, str]]  # (label of a grid or "", where the number comes from)


@dataclasses.dataclass(frozen=True)
class Metric:
    """What the model records."""

    name: str
    kind: str
    unit: str
    doc: str
    note: str  # when it is absent or undefined


@dataclasses.dataclass(frozen=True)
class Part:
    """A labelled grid of the sweep, or the whole of an unlabelled one."""

    label: str
    points: int
    replications: str  # of a point: one number, or the fewest and the most
    done: int
    trials: int
    axes: list[tuple[str, str]]  # (parameter, its values)


def placed(nodes: object) -> str | None:
    """A log's placement as words, "n1 and 7 more nodes: processors 0-3 | 4-7"; None where it is not what a run writes."""
    kinds = []
    for node in nodes if isinstance(nodes, list) else []:
        match node:
            case {"host": str(host), "nodes": int(count), "processors": [*processors]} if all(isinstance(each, str) for each in processors):
                more = f" and {numbers.counted(count - 1, 'more node')}" if count > 1 else ""
                kinds.append(f"{host}{more}: processors {' | '.join(processors)}")
            case {"nodes": int(count)}:
                kinds.append(numbers.counted(count, "other node"))
            case _:
                return None
    return "; ".join(kinds) or None


@dataclasses.dataclass(frozen=True)
class Session:
    """One run or resume, as the log of the store has it. None: not recorded."""

    command: str | None = None
    started: str | None = None
    ended: str | None = None
    seconds: float | None = None
    trials: int | None = None
    host: str | None = None
    machines: int | None = None
    processor: str | None = None
    processors: int | None = None
    memory_bytes: int | None = None
    system: str | None = None
    ranks: int | None = None
    threads: int | None = None
    ranks_per_trial: int | None = None
    placement: str | None = None  # the processors of each rank on each kind of node, in words
    version: str | None = None
    commit: str | None = None
    compiler: str | None = None
    vectors: str | None = None
    mpi: str | None = None
    hdf5: str | None = None
    peak_memory_bytes_rank0: int | None = None

    @staticmethod
    def of(entry: dict) -> "Session":
        """Nobody vouches for the log: what is not of its type counts as not recorded."""
        known, entry = {}, entry | {"placement": placed(entry.get("placement"))}
        for field in dataclasses.fields(Session):
            value, is_text = entry.get(field.name), field.type.startswith("str")
            sane = isinstance(value, str) if is_text else isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e18
            if sane:
                known[field.name] = value if is_text or field.type.startswith("float") else int(value)
        return Session(**known)

    @property
    def layout(self) -> str:
        """2 ranks x 1 thread, 1 rank a trial."""
        if self.ranks is None or self.threads is None:
            return "not recorded"
        group = f", {numbers.counted(self.ranks_per_trial, 'rank')} a trial" if self.ranks_per_trial is not None else ""
        return f"{numbers.counted(self.ranks, 'rank')} × {numbers.counted(self.threads, 'thread')}{group}"

    @property
    def machine(self) -> str:
        """The machine of the first rank, and how many more there were."""
        words = self.host or "unknown"
        if self.machines is not None and self.machines > 1:
            words += f" and {numbers.counted(self.machines - 1, 'more machine')}"
        parts = [self.processor, numbers.counted(self.processors, "logical processor") if self.processors else None,
                 f"{numbers.size(self.memory_bytes)} of memory" if self.memory_bytes else None]  # fmt: skip
        return ": ".join(filter(None, [words, ", ".join(filter(None, parts))]))

    @property
    def software(self) -> str:
        """The program that ran, what built it, and its libraries."""
        program = f"walras {self.version or 'of an unknown version'}" + (f" (commit {self.commit})" if self.commit else "")
        parts = [program, self.compiler, f"vectors {self.vectors}" if self.vectors else None, self.mpi, f"HDF5 {self.hdf5}" if self.hdf5 else None]
        return ", ".join(filter(None, parts))


@dataclasses.dataclass(frozen=True)
class Facts:
    path: pathlib.Path
    bytes: int
    texts: dict[str, str]  # the attributes of the store that are texts
    counts: dict[str, int]  # trials: done, failed, pending, all
    seconds_of_trials: float
    failures: list[str]
    sessions: list[Session]
    verdicts: dict  # what `walras verify --json` says; without any claim as long as no trial is done
    parameters: list[Parameter]
    metrics: list[Metric]
    parts: list[Part]
    summary: str | None  # what `walras show --summary --csv` says; None where that is too much for a page
    plugins: tuple[str, ...]  # files of models from outside the tree

    @property
    def title(self) -> str:
        return self.texts["title"]

    @property
    def claims(self) -> list[dict]:
        return self.verdicts["claims"]

    @property
    def digest(self) -> str:
        return self.verdicts["digest"]

    @property
    def plugin_options(self) -> str:
        """What a command about this store needs beside its words."""
        return "".join(f" --plugin ./{shlex.quote(os.path.basename(plugin))}" for plugin in self.plugins)

    @property
    def seconds(self) -> float | None:
        """Wall time of all sessions; None when one of them left none."""
        times = [session.seconds for session in self.sessions]
        return sum(times) if times and None not in times else None


def _text(value) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _texts(file: h5py.File) -> dict[str, str]:
    may_be_absent = dict.fromkeys(("description", "references", "sources"), "")
    return may_be_absent | {name: _text(value) for name, value in file.attrs.items() if isinstance(value, (bytes, str))}


def _sessions(file: h5py.File) -> list[Session]:
    """The entries of the run log that can be read."""
    sessions = []
    for row in file["run/log"][...]:
        try:
            entry = json.loads(bytes(row).rstrip(b"\0").decode(errors="replace") or "null")
        except json.JSONDecodeError:
            continue
        if isinstance(entry, dict):
            sessions.append(Session.of(entry))
    return sessions


def _failures(file: h5py.File, replications: int) -> list[str]:
    """The messages of failed trials that the store kept, the first few."""
    status = file["trials/status"][...].reshape(-1)
    lines = []
    for trial, message in zip(file["trials/errors/trial"][...], file["trials/errors/message"][...]):
        if 0 <= trial < status.size and status[trial] == FAILED and len(lines) < MOST_FAILURES:
            words = bytes(message).rstrip(b"\0").decode(errors="replace")
            lines.append(f"point {trial // replications}, replication {trial % replications}: {words}")
    return lines


def _cell(value, is_flag: bool) -> str:
    """A value as a config would have it."""
    if is_flag:
        return "true" if value else "false"
    if isinstance(value, (float, np.floating)):
        whole = float(value).is_integer() and abs(value) < 1e15
        return str(int(value)) if whole else repr(float(value))
    return str(value) if value != "" else "(empty)"


def _values(column: pd.Series) -> str:
    """The distinct values where they are few, else what tells of them."""
    is_flag, distinct = column.dtype == np.uint8, column.unique()
    if len(distinct) <= MOST_VALUES:
        return ", ".join(_cell(value, is_flag) for value in distinct)
    if pd.api.types.is_numeric_dtype(column):
        return f"{_cell(column.min(), False)} to {_cell(column.max(), False)}, {len(distinct)} values"
    return ", ".join(_cell(value, False) for value in distinct[: MOST_VALUES - 1]) + f" and {len(distinct) - MOST_VALUES + 1} more"


def _parameters(file: h5py.File, design: pd.DataFrame, texts: dict[str, str]) -> list[Parameter]:
    experiment = texts["experiment"]
    assigned = config_text.assigned(config_text.group(experiment, "parameters")) | config_text.assigned(config_text.group(experiment, "sweep"))
    sources = config_text.sources(texts["sources"])
    settings = config_text.settings(experiment)
    named = [name for name in sources if name not in design.columns]
    parameters = [
        Parameter(name, "", SETTINGS.get(name, ""), settings.get(name, ""), True, sources.get(name, []))
        for name in dict.fromkeys([*SETTINGS, *named])
        if name in settings or name in named
    ]
    for name in design.columns:
        if name == "label":
            continue
        attributes = file["design"][name].attrs
        parameters.append(
            Parameter(name, _unit(attributes), _text(attributes.get("long_name", "")), _values(design[name]), name in assigned, sources.get(name, []))
        )
    return parameters


def _unit(attributes: h5py.AttributeManager) -> str:
    unit = _text(attributes.get("units", ""))
    return "" if unit == "1" else unit


def _metric(name: str, kind: str, item: h5py.Dataset) -> Metric:
    notes = [f"{word} {_text(item.attrs[word])}" for word in ("absent", "undefined") if word in item.attrs]
    return Metric(name, kind, _unit(item.attrs), _text(item.attrs.get("long_name", "")), "; ".join(notes))


def _metrics(file: h5py.File) -> list[Metric]:
    """Scalars and vectors, series, histograms and the columns of tables: whatever has a row for each point and replication."""
    found: list[Metric] = []
    for folder, kind in (("metrics", "scalar"), ("series", "series over rounds"), ("histograms", "histogram"), ("tables", "table")):

        def keep(name: str, item, kind: str = kind) -> None:
            if isinstance(item, h5py.Dataset) and item.ndim >= 2:
                found.append(_metric(name, "vector" if kind == "scalar" and item.ndim == 3 else kind, item))

        if folder in file:
            file[folder].visititems(keep)
    return found


def _parts(design: pd.DataFrame, status: np.ndarray, texts: dict[str, str]) -> list[Part]:
    grids = config_text.grids(config_text.group(texts["experiment"], "sweep"))
    labels = design["label"] if "label" in design else pd.Series([""] * len(status))
    parts = []
    for label in dict.fromkeys(labels):
        rows = np.flatnonzero(labels == label)
        here, swept = design.iloc[rows], config_text.assigned(grids.get(label, ""))
        axes = [(name, _values(here[name])) for name in design.columns if name in swept and name != "label" and here[name].nunique() > 1]
        used = status[rows] != UNUSED
        fewest, most = int(used.sum(axis=1).min()), int(used.sum(axis=1).max())
        replications = numbers.grouped(most) if fewest == most else f"{numbers.grouped(fewest)} to {numbers.grouped(most)}"
        parts.append(Part(label, len(rows), replications, int((status[rows] == DONE).sum()), int(used.sum()), axes))
    return parts


def gather(path: pathlib.Path, program: Program) -> Facts:
    """The facts of one store. A Problem when it is missing, damaged, or not a store."""
    if not path.is_file():
        raise Problem(f"there is no store at {path}")
    program.check(path)
    try:
        with walras.open(path) as store:
            status = store.file["trials/status"][...]
            design, texts = store.design(), _texts(store.file)
            count = {name: int((status == value).sum()) for name, value in (("done", DONE), ("failed", FAILED), ("pending", PENDING))}
            count["all"] = sum(count.values())
            return Facts(
                path=path,
                bytes=os.path.getsize(path),
                texts=texts,
                counts=count,
                seconds_of_trials=float(np.nansum(store.file["run/wall_seconds"][...][status == DONE])),
                failures=_failures(store.file, status.shape[1]),
                sessions=_sessions(store.file),
                verdicts=program.verify(path) if count["done"] else {"digest": program.digest(path), "claims": []},
                parameters=_parameters(store.file, design, texts),
                metrics=_metrics(store.file),
                parts=_parts(design, status, texts),
                summary=program.summary(path, MOST_SUMMARY_BYTES),
                plugins=program.plugins,
            )
    except (OSError, KeyError, ValueError) as error:
        raise Problem(f"{path} cannot be read: {error}") from error
