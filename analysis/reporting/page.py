"""The report as one HTML page: no network, no other file, readable without its script."""

from __future__ import annotations

import base64
import csv
import dataclasses
import hashlib
import io
import re
import urllib.parse

import jinja2
from markupsafe import Markup

import figures
import walras
from reporting import interval, numbers
from reporting.claims import HERE, MARKS, VERDICTS, counts_of, decides, printed, verdict_of
from reporting.facts import Facts

POINTS_TO_PIXELS = 96 / 72
_VIEW_BOX = re.compile(rb'<svg [^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclasses.dataclass(frozen=True)
class Figure:
    """A drawing inside the page."""

    name: str
    caption: str
    alternative: str
    source: str  # data: URI
    width: int  # pixels
    height: int


def draw(facts: Facts) -> list[Figure]:
    """The figures of a store as SVG images; an image runs no script and loads nothing."""
    drawn = []
    if not facts.counts["done"]:
        return drawn
    with walras.open(facts.path) as store:
        for drawing in figures.draw(store):
            image = drawing.svg(facts.digest)
            width, height = (round(float(length) * POINTS_TO_PIXELS) for length in _VIEW_BOX.search(image).groups())
            uri = "data:image/svg+xml;base64," + base64.b64encode(image).decode()
            drawn.append(Figure(drawing.name, drawing.caption, drawing.alternative, uri, width, height))
    return drawn


# ---- what can be downloaded ----


def _exact(value) -> str:
    """A number so that it reads back the same; nothing for what is not there."""
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)


def claims_csv(facts: Facts) -> str:
    """One row per claim."""
    columns = ["id", "verdict", "informative", "statement", "source", "kind", "check", "metric", "unit", "where", "paper", "expected", "minimum"]
    columns += ["maximum", "estimate", "low", "high", "method", "values", "more_replications", "reason"]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns, *([_exact(claim.get(column)) for column in columns] for claim in facts.claims)])
    return text.getvalue()


def _download(text: str) -> Markup:
    """A data: URI that a plain link can save."""
    return Markup("data:text/csv;charset=utf-8,") + urllib.parse.quote(text, safe=",:/()=+@!*;")


# ---- the page ----


def _anchor(text: str) -> str:
    """A name that can stand in an id and in a link."""
    return re.sub(r"[^A-Za-z0-9_-]", lambda found: f".{ord(found[0]):x}", text)


@dataclasses.dataclass(frozen=True)
class Section:
    """One store in the page."""

    id: str
    facts: Facts
    claims: list[dict]
    counts: dict[str, int]
    figures: list[Figure]
    summary: Markup
    claims_table: Markup

    @property
    def summary_rows(self) -> int:
        """Of data: the first line that is no comment names the columns."""
        lines = [line for line in (self.facts.summary or "").splitlines() if not line.startswith("#")]
        return max(len(lines) - 1, 0)

    @property
    def file_stem(self) -> str:
        """Of what is downloaded."""
        return self.facts.path.stem

    @property
    def metric_names(self) -> set[str]:
        return {metric.name for metric in self.facts.metrics}


def _section(facts: Facts, number: int) -> Section:
    claims = [{**printed(claim), "picture": interval.picture(claim)} for claim in facts.claims]
    return Section(f"e{number}", facts, claims, counts_of(facts.claims), draw(facts), _download(facts.summary or ""), _download(claims_csv(facts)))


def environment() -> jinja2.Environment:
    """Everything that a template prints is escaped."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    templates.filters.update(anchor=_anchor, percent=numbers.percent, unbroken=numbers.unbroken, plain=numbers.plain, grouped=numbers.grouped, duration=numbers.duration, size=numbers.size)
    templates.globals.update(marks=MARKS, verdicts=VERDICTS, counted=numbers.counted, decides=decides, verdict_of=verdict_of)
    return templates


def render(stores: list[Facts], version: str) -> str:
    """The page of one or several stores."""
    script, style = ((HERE / name).read_text(encoding="utf-8") for name in ("page.js", "page.css"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return environment().get_template("page.html").render(
        sections=[_section(facts, number) for number, facts in enumerate(stores, 1)],
        version=version,
        style=Markup(style),
        script=Markup(script),
        script_hash=digest,
    )
