"""Makes a report of finished experiments: what was run, the verdicts on the paper's claims, the figures, every definition.

    analysis/report.py STORE... -o report.html         one page that needs no network and no other file
    analysis/report.py --artifact STORE... -o FILE.md  the text that artefact evaluation asks for (without -o: on standard output)

A claim that fails is shown as failing; the report itself then ends with code 0 like any other.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import headless  # noqa: E402, F401 - before matplotlib
from reporting import artifact, facts, page  # noqa: E402
from reporting.program import Problem, Program  # noqa: E402


def write_whole(path: pathlib.Path, text: str) -> None:
    """The file appears whole or not at all."""
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = pathlib.Path(file.name)
            try:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
                umask = os.umask(0)
                os.umask(umask)
                os.chmod(temporary, 0o666 & ~umask)
                os.replace(temporary, path)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise Problem(f"cannot write {path}: {error.strerror}", 1) from error


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stores", type=pathlib.Path, nargs="+", metavar="STORE")
    parser.add_argument("-o", "--output", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--artifact", action="store_true", help="write the text for artefact evaluation, in Markdown")
    parser.add_argument("--plugin", action="append", default=[], metavar="FILE.so", help="a model built outside the tree (may be repeated)")
    options = parser.parse_args(arguments)
    if options.output is None and not options.artifact:
        parser.error("-o FILE.html is needed")
    return options


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    try:
        program = Program.find(options.plugin)
        stores = [facts.gather(path, program) for path in options.stores]
        text = artifact.render(stores, program.version()) if options.artifact else page.render(stores, program.version())
        if options.output is None:
            sys.stdout.write(text)
        else:
            write_whole(options.output, text)
            print(options.output)
    except Problem as problem:
        print(f"report: {problem}", file=sys.stderr)
        return problem.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
