"""Numbers as people read them."""

from __future__ import annotations

import math


def plain(value: float | int | str | None, digits: int = 6) -> str:
    """A number with up to so many digits; integers whole, with a thin space between thousands."""
    if value is None:
        return "undefined"
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if not math.isfinite(value):
        return "undefined" if math.isnan(value) else "infinite" if value > 0 else "minus infinite"
    if float(value).is_integer() and abs(value) < 1e15:
        return grouped(int(value))
    return minus(f"{value:.{digits}g}")


def grouped(value: int) -> str:
    """12 345 with thin spaces, from five digits on."""
    return minus(f"{value:,}".replace(",", "\u202f")) if abs(value) >= 10000 else minus(str(value))


def minus(text: str) -> str:
    """The sign of a number as it is set in print."""
    return text.replace("-", "\u2212") if text.startswith("-") else text


def beside(value: float | None, half_width: float | None) -> str:
    """A number with the digits that its interval lets it have: two of the half-width."""
    if value is None or half_width is None or not math.isfinite(value) or not half_width > 0 or not math.isfinite(half_width):
        return plain(value)
    decimals = 1 - math.floor(math.log10(half_width))
    if not 0 <= decimals <= 9 or abs(value) >= 1e9:
        return plain(value)
    return minus(f"{value:.{decimals}f}")


def duration(seconds: float | None) -> str:
    """2.85 s, 4 min 34 s, 1 h 5 min."""
    if seconds is None:
        return "unknown"
    if seconds < 120:
        return f"{seconds:.3g} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min"


def size(count: float | None) -> str:
    """Bytes in the unit that fits."""
    if not count:
        return "unknown"
    for unit in ("bytes", "KiB", "MiB", "GiB", "TiB"):
        if count < 1024 or unit == "TiB":
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.3g} {unit}"
        count /= 1024
    raise AssertionError("every size has a unit")


def counted(count: int, noun: str) -> str:
    """1 trial, 2 trials."""
    return f"{grouped(count)} {noun}" + ("" if count == 1 else "s")


def percent(share: float) -> str:
    """0.95 as 95 %, which does not break."""
    return f"{100 * share:g}\u00a0%"


def unbroken(text: str) -> str:
    """A sentence whose numbers stay on the line of their per cent."""
    return text.replace(" %", "\u00a0%")
