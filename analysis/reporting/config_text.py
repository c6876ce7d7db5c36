"""The little that a report reads in the config text of a store: which names its groups hold, and the sources of its numbers.

The program writes these texts itself, one assignment after the other; they are read here as tokens, never as a config.
"""

from __future__ import annotations

import re

_STRING = r'"((?:[^"\\]|\\.)*)"'
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}


def unquote(text: str) -> str:
    """The value of what stands between the quotes."""
    return re.sub(r"\\(x[0-9A-Fa-f]{2}|.)", lambda m: chr(int(m[1][1:], 16)) if m[1][0] == "x" and len(m[1]) == 3 else _ESCAPES.get(m[1], m[1]), text)


def group(text: str, name: str) -> str:
    """The text of a top-level group, up to the next one; "" where there is none."""
    found = re.search(rf"^{name}:", text, re.MULTILINE)
    if found is None:
        return ""
    following = re.search(r"^\w+:", text[found.end() :], re.MULTILINE)
    return text[found.end() : found.end() + following.start() if following else None]


def assigned(text: str) -> set[str]:
    """The names that are assigned to or swept anywhere in a group."""
    without_strings = re.sub(_STRING, '""', text)
    return set(re.findall(r"\b([A-Za-z_]\w*) =", without_strings)) | set(re.findall(r'\bparameter = "(\w+)"', text))


def settings(text: str) -> dict[str, str]:
    """What a resolved experiment sets outside of its parameters: members of its group `experiment`, its rule of replications, and the
    members of its sweep, where those are not named before."""
    found: dict[str, str] = {}
    rule = group(text, "replications").strip().strip(";{} ")
    for part in (group(text, "experiment"), group(text, "sweep")):
        for name, text_value, number in re.findall(rf'\b(\w+) = (?:{_STRING}|([^;"(]+));', part):
            found.setdefault(name, number.removesuffix("L") or unquote(text_value))
    return found | ({"replications": rule} if rule else {})


def grids(sweep: str) -> dict[str, str]:
    """The text of each labelled grid of a sweep; the whole sweep under "" where nothing is labelled."""
    pieces = re.split(rf"\blabel = {_STRING};", sweep)
    return {"": sweep} if len(pieces) == 1 else {unquote(label): text for label, text in zip(pieces[1::2], pieces[2::2])}


def sources(text: str) -> dict[str, list[tuple[str, str]]]:
    """By name of a number: where it comes from, as (label of a grid or "", source)."""
    found: dict[str, list[tuple[str, str]]] = {}
    label = ""
    for name, value in re.findall(rf"\b(\w+) = {_STRING};", text):
        if name == "label":
            label = unquote(value)
        else:
            found.setdefault(name, []).append((label, unquote(value)))
    return found
