"""Figures of the code's shape beside what we ask of it: a mirror, not a gate.

Usage: tests/figures_of_style.py [FOLDER...]   (default: src)
"""

import pathlib
import re
import statistics
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def comment_lines(text: str) -> int:
    """Lines that hold nothing but a comment."""
    count, inside = 0, False
    for line in text.splitlines():
        stripped = line.strip()
        if inside:
            count += 1
            inside = "*/" not in stripped
        elif stripped.startswith("//"):
            count += 1
        elif stripped.startswith("/*"):
            end = stripped.find("*/")
            count += end < 0 or end + 2 == len(stripped)
            inside = end < 0
    return count


def functions(path: pathlib.Path) -> list[tuple[int, str]]:
    """Lengths in lines, from the signature to the closing brace, with their names. The code is formatted: a definition begins in
    column 0 and ends with a brace in column 0."""
    found = []
    lines = path.read_text().splitlines()
    start = None
    for number, line in enumerate(lines):
        if start is None and re.match(r"[A-Za-z_]", line) and not line.rstrip().endswith(";") and not line.startswith(("typedef", "enum", "struct", "union", "extern")):
            start = number
        if start is not None and line.startswith("}"):
            head = " ".join(lines[start : number + 1])
            name = re.search(r"(\w+)\(", head)
            if name and re.match(r"[^={;]*\)\s*\{", head):
                found.append((number - start + 1, f"{path.relative_to(ROOT)}:{start + 1} {name.group(1)}"))
            start = None
        elif start is not None and line.rstrip().endswith(";") and line[:1] not in " \t":
            start = None
    return found


def share(values: list[int], above: int) -> float:
    return 100.0 * sum(value > above for value in values) / max(len(values), 1)


def percentile(values: list[int], percent: float) -> float:
    return sorted(values)[min(int(percent / 100.0 * len(values)), len(values) - 1)]


def main(folders: list[str]) -> None:
    files = sorted(path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in (".c", ".h", ".inc"))
    texts = {path: path.read_text() for path in files}
    length = {path: text.count("\n") for path, text in texts.items()}
    sources = [length[path] for path in files if path.suffix == ".c"]
    headers = [length[path] for path in files if path.suffix == ".h"]
    found = sorted((function for path in files for function in functions(path)), reverse=True)
    lines = [count for count, _ in found]
    total = sum(length.values())
    comments = sum(comment_lines(text) for text in texts.values())
    commented = comments + sum(len(re.findall(r"^(?=.*\S).*[^\s/*].*(?:/\*|//).*$", text, re.M)) for text in texts.values())
    asserts = sum(len(re.findall(r"\b(?:static_)?assert\(|_Static_assert\(", text)) for text in texts.values())
    rows = [
        ("files", f"{len(files)}", ""),
        ("lines", f"{total}", ""),
        (".c median", f"{statistics.median(sources):.0f}", "150-300"),
        (".c 90th percentile", f"{percentile(sources, 90)}", "under 700"),
        (".h median", f"{statistics.median(headers):.0f}", "under 80"),
        ("functions", f"{len(lines)}", ""),
        ("function median", f"{statistics.median(lines):.0f}", "at most 12"),
        ("functions past 40 lines", f"{share(lines, 40):.1f} %", "at most 10 %"),
        ("functions past 60 lines", f"{share(lines, 60):.1f} %", "at most 3 %"),
        ("lines that are comment", f"{100.0 * comments / total:.1f} %", ""),
        ("lines with a comment", f"{100.0 * commented / total:.1f} %", "12-20 %"),
        ("asserts per 1000 lines", f"{1000.0 * asserts / total:.1f}", "at least 10"),
    ]
    for name, value, wanted in rows:
        print(f"{name:<26}{value:>10}   {wanted}".rstrip())
    print("\nlongest functions")
    for count, name in found[:10]:
        print(f"{count:>5}  {name}")
    print("\nlongest files")
    for path in sorted(files, key=lambda path: -length[path])[:10]:
        print(f"{length[path]:>5}  {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main(sys.argv[1:] or ["src"])
