"""What follows from the runs: the best one of each case, speedup, efficiency, where the time went, what was sent."""

from __future__ import annotations

import dataclasses

import pandas as pd
from scaled.runs import Case, Layout, Run

ACTIVITIES = ("compute", "reduce", "exchange", "wait", "coordination", "store", "checkpoint", "other")


@dataclasses.dataclass(frozen=True)
class Measured:
    """The best run of a case, beside that of the fewest workers of its kind."""

    case: Case
    best: Run
    seconds: list[float]  # of all its runs
    speedup: float  # how much faster the work is done; weak: work done in the same time
    base_workers: int  # of the layout that it is compared with
    predicted: float | None = None  # efficiency

    @property
    def layout(self) -> Layout:
        return self.case.layout

    @property
    def efficiency(self) -> float:
        return self.speedup / self.relative_workers

    @property
    def relative_workers(self) -> float:
        return self.layout.workers / self.base_workers

    def shares(self) -> dict[str, float]:
        """Of the time of all ranks, by activity."""
        return {activity: self.best.log["time"][activity] / (self.layout.ranks * self.best.seconds) for activity in ACTIVITIES}

    @property
    def busy(self) -> float:
        """The share of all threads' time that they were in trials."""
        return self.best.log["busy_thread_seconds"] / (self.layout.workers * self.best.seconds)

    def per_trial(self, what: str) -> float:
        """Messages or bytes, of all purposes."""
        return sum(self.best.log[what].values()) / max(self.best.log["trials"], 1)


def summarize(runs: list[Run], predictions: list[dict]) -> list[Measured]:
    """One result per case, in the order of the first runs."""
    expected = {Layout(row["ranks"], row["threads"]): row["efficiency"] for row in predictions}
    by_case: dict[Case, list[Run]] = {}
    for run in runs:
        by_case.setdefault(run.case, []).append(run)
    bests = {case: min(of_case, key=lambda run: run.seconds) for case, of_case in by_case.items()}
    first: dict[str, Case] = {}
    results = []
    for case, best in bests.items():
        base = first.setdefault(case.kind, case)
        growth = case.size / base.size if case.size is not None and base.size is not None else 1.0
        results.append(
            Measured(
                case,
                best,
                [run.seconds for run in by_case[case]],
                growth * bests[base].seconds / best.seconds,
                base.layout.workers,
                expected.get(case.layout) if case.kind == "strong" else None,
            )
        )
    return results


def table(results: list[Measured]) -> pd.DataFrame:
    """A row per case: shares in percent of the ranks' time, `busy` of the threads'; columns that are nothing but zeros are left out."""
    rows = []
    for result in results:
        row = {
            "kind": result.case.kind,
            "ranks x threads": str(result.layout),
            "size": "" if result.case.size is None else str(result.case.size),
            "seconds": f"{result.best.seconds:.3f}",
            "speedup": f"{result.speedup:.2f}",
            "efficiency": f"{result.efficiency:.3f}",
            "predicted": "" if result.predicted is None else f"{result.predicted:.3f}",
        }
        row.update({activity: f"{100 * share:.1f}" for activity, share in result.shares().items()})
        row["busy"] = f"{100 * result.busy:.1f}"
        row["messages/trial"] = f"{result.per_trial('messages'):.3g}"
        row["bytes/trial"] = f"{result.per_trial('bytes'):.3g}"
        rows.append(row)
    frame = pd.DataFrame(rows)
    return frame[[column for column in frame.columns if not frame[column].isin(["", "0.0", "0"]).all()]]


def records(results: list[Measured]) -> list[dict]:
    """The same for other programs, with every run's seconds."""
    return [
        {
            "kind": result.case.kind,
            "ranks": result.layout.ranks,
            "threads": result.layout.threads,
            "size": result.case.size,
            "command": result.best.command,
            "seconds": result.best.seconds,
            "seconds_of_all": result.seconds,
            "speedup": result.speedup,
            "efficiency": result.efficiency,
            "predicted_efficiency": result.predicted,
            "time": result.best.log["time"],
            "busy_thread_seconds": result.best.log["busy_thread_seconds"],
            "trials": result.best.log["trials"],
            "messages": result.best.log["messages"],
            "bytes": result.best.log["bytes"],
            "digest": result.best.digest,
        }
        for result in results
    ]
