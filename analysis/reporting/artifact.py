"""The text that artefact evaluation asks for, in Markdown: what is needed, how to install and run it, what must come out."""

from __future__ import annotations

import re
import shlex

import jinja2
from markupsafe import Markup

from reporting import numbers
from reporting.claims import HERE, MARKS, VERDICTS, counts_of, decides, printed
from reporting.facts import Facts, Session


def _inline(value) -> Markup:
    """Text of a store inside a sentence or a cell of a table: nothing in it is taken for markup."""
    text = re.sub(r"\s+", " ", str(value))
    return Markup(re.sub(r"([\\`*_{}\[\]<>|~&$#])", r"\\\1", text))


def _code(value) -> Markup:
    """Text of a store as code in a sentence or a cell."""
    text = re.sub(r"\s+", " ", str(value)).replace("|", "\\|")
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return Markup(f"{ticks} {text} {ticks}" if len(ticks) > 1 else f"`{text}`")


def _block(value, language: str = "") -> Markup:
    """Text of a store in a fence that it cannot close."""
    text = str(value).rstrip("\n")
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return Markup(f"{fence}{language}\n{text}\n{fence}")


def _commands(facts: Facts) -> str:
    """The run again, on the ranks and threads of the last session, and what judges it."""
    last = facts.sessions[-1] if facts.sessions else Session()
    layout = f" --threads {last.threads}" if last.threads else ""
    start, name, plugins = f"mpirun -n {last.ranks} " if (last.ranks or 1) > 1 else "", shlex.quote(facts.path.name), facts.plugin_options
    return "\n".join(
        [
            f"{start}walras run {shlex.quote(facts.path.stem + '.cfg')} --output {name}{layout}{plugins}",
            f"walras digest {name}",
            f"walras verify {name}{plugins}",
            f"python3 ~/.local/share/walras/analysis/report.py {name} -o report.html{plugins}",
        ]
    )


def render(stores: list[Facts], version: str) -> str:
    """The text for one or several stores."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=False, finalize=lambda value: value if isinstance(value, Markup) else _inline(value),
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    templates.filters.update(percent=numbers.percent, code=_code, block=_block, plain=numbers.plain, grouped=numbers.grouped, duration=numbers.duration, size=numbers.size)
    templates.globals.update(counted=numbers.counted, decides=decides, commands=_commands, marks=MARKS)
    experiments = [{"facts": facts, "counts": counts_of(facts.claims), "claims": [printed(claim) for claim in facts.claims]} for facts in stores]
    return templates.get_template("artifact.md").render(experiments=experiments, version=version, verdicts=VERDICTS)
