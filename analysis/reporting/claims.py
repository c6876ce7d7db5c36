"""Claims as a report shows them, in either form."""

from __future__ import annotations

import pathlib

from reporting import numbers

HERE = pathlib.Path(__file__).resolve().parent  # of the templates
VERDICTS = ("holds", "fails", "undecided", "informative")
MARKS = {"holds": "\u2713", "fails": "\u2715", "undecided": "?"}
PLURALS = {"holds": "hold", "fails": "fail"}


def verdict_of(count: int, verdict: str) -> str:
    """The word behind a count: 1 holds, 2 hold."""
    return verdict if count == 1 else PLURALS.get(verdict, verdict)


def counted_as(claim: dict) -> str:
    """Under which verdict a claim is counted: informative ones under a name of their own."""
    return "informative" if claim["informative"] else claim["verdict"]


def counts_of(claims: list[dict]) -> dict[str, int]:
    return {verdict: sum(counted_as(claim) == verdict for claim in claims) for verdict in VERDICTS}


def printed(claim: dict) -> dict:
    """The claim with its numbers as they are printed: ours with the digits that the interval lets them have."""
    low, high = claim.get("low"), claim.get("high")
    half = (high - low) / 2 if low is not None and high is not None else None
    ours = {f"printed_{name}": numbers.beside(claim.get(name), half) for name in ("estimate", "low", "high")}
    return {**claim, **ours, "counted_as": counted_as(claim), "paper": claim["paper"].replace("+-", "\u00b1"), "has_interval": half is not None}


def decides(claim: dict, confidence: float) -> str:
    """What would decide an undecided claim."""
    more = claim.get("more_replications")
    if more is not None:
        return f"About {numbers.counted(int(more), 'more replication')} of each point would make the {numbers.percent(confidence)} interval narrow enough."
    if claim.get("estimate") is None:
        return "There is no value to judge it by: the trials that it selects are not done, or its metric is undefined there."
    return "How many more replications would decide it cannot be told from these values."
