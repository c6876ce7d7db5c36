"""What this machine gives: random words, elementary functions, bandwidth."""

from __future__ import annotations

from bench import BUILD, Row, bench, output_of, text_of, values_of


@bench
def machine() -> list[Row]:
    command = [str(BUILD / "tests" / "bench.machine")]
    limits = values_of(command)
    text = text_of(command)
    rows = [Row("machine", "scalar Philox4x32-10 blocks", 1e3 / limits["scalar_block"], "million/s", text)]
    rows.append(Row("machine", "random words at vector speed, in blocks", 1e3 / limits["vector_block"], "million/s", text))
    rows.append(Row("machine", "logarithms at vector speed", 1e3 / limits["vector_log"], "million/s", text))
    rows.append(Row("machine", "sine and cosine of a turn at vector speed", 1e3 / limits["vector_turn"], "million/s", text))
    rows.append(Row("machine", "triad bandwidth, one thread", limits["triad_bytes_1"] / 1e9, "GB/s", text))
    rows.append(Row("machine", "triad bandwidth, two threads", limits["triad_bytes_2"] / 1e9, "GB/s", text))
    rows.append(Row("machine", "memory copy, one thread", limits["copy_bytes"] / 1e9, "GB/s", text))
    return rows


def table_lines(command: list[str]) -> list[tuple[str, str, float]]:
    """(path, what, ratio) of the lines of a bench's own table."""
    lines = []
    for line in output_of(command).splitlines():
        words = line.split()
        try:
            lines.append((words[0], " ".join(words[1:-3]), float(words[-1])))
        except (ValueError, IndexError):
            continue
    return lines


def fastest(lines: list[tuple[str, str, float]], what: str) -> float:
    """On the path that the program takes on this processor: the widest one."""
    return [ratio for path, name, ratio in lines if name == what and path not in ("scalar", "glibc")][-1]


@bench
def random() -> list[Row]:
    command = [str(BUILD / "tests" / "bench.random"), "16384", "500"]
    lines, text = table_lines(command), text_of(command)
    rows = [Row("random", "uniform fill over the scalar Philox loop", fastest(lines, "uniform"), "times", text, least=2.5)]
    rows.append(Row("random", "normal fill over the scalar Philox loop", fastest(lines, "normal"), "times", text))
    return rows


@bench
def elementary() -> list[Row]:
    command = [str(BUILD / "tests" / "bench.elementary")]
    lines, text = table_lines(command), text_of(command)
    rows = []
    for name in dict.fromkeys(what for path, what, _ in lines if path == "glibc"):
        least = 1.0 if name == "log" else None
        rows.append(Row("elementary", f"{name} in batches over glibc's scalar", fastest(lines, name), "times", text, least=least))
    return rows
