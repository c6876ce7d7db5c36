"""A claim in one small picture: the band that the paper allows, and our estimate with its interval on the same scale."""

from __future__ import annotations

import math

from markupsafe import Markup

from reporting import numbers

WIDTH, HEIGHT, MARGIN = 180, 30, 8


def _ends(claim: dict) -> list[float]:
    known = [claim.get(name) for name in ("minimum", "maximum", "expected", "estimate", "low", "high")]
    return [float(value) for value in known if value is not None and math.isfinite(value)]


def _scale(ends: list[float]):
    """Places on the picture: the least and the largest end within its margins, one value alone in the middle."""
    low, high = min(ends), max(ends)
    room = 0.12 * (high - low) if high > low else 1.0
    low, high = low - room, high + room
    return lambda value: MARGIN + (WIDTH - 2 * MARGIN) * (value - low) / (high - low)


def _words(claim: dict) -> str:
    interval = ""
    if claim.get("low") is not None and claim.get("high") is not None:
        interval = f", interval {numbers.plain(claim['low'])} to {numbers.plain(claim['high'])}"
    return f"Band of the paper: {claim['paper']}. Ours: {numbers.plain(claim['estimate'])}{interval}."


def picture(claim: dict) -> Markup:
    """Inline SVG; "" for a claim without a band or without an estimate."""
    minimum, maximum = claim.get("minimum"), claim.get("maximum")
    estimate = claim.get("estimate")
    if estimate is None or not math.isfinite(estimate) or (minimum is None and maximum is None):
        return Markup("")
    place = _scale(_ends(claim))
    left = place(minimum) if minimum is not None else 0.0
    right = place(maximum) if maximum is not None else float(WIDTH)
    band = max(right - left, 2.0)
    parts = [Markup('<rect class="band" x="{:.1f}" y="5" width="{:.1f}" height="20"/>').format(left, band)]
    for known, edge in ((minimum is not None, left), (maximum is not None, left + band)):
        if known:
            parts.append(Markup('<line class="edge" x1="{0:.1f}" x2="{0:.1f}" y1="5" y2="25"/>').format(edge))
    if claim.get("expected") is not None:
        parts.append(Markup('<line class="expected" x1="{0:.1f}" x2="{0:.1f}" y1="5" y2="25"/>').format(place(claim["expected"])))
    if claim.get("low") is not None and claim.get("high") is not None:
        low, high = place(claim["low"]), place(claim["high"])
        parts.append(Markup('<path class="interval" d="M{0:.1f} 15H{1:.1f}M{0:.1f} 10V20M{1:.1f} 10V20"/>').format(low, high))
    parts.append(Markup('<circle class="estimate" cx="{:.1f}" cy="15" r="3.5"/>').format(place(estimate)))
    return Markup('<svg class="picture" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, HEIGHT, WIDTH, HEIGHT, _words(claim), Markup("").join(parts)
    )
