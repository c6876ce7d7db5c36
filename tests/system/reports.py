"""What the tests of reports share: a store with a claim of every verdict and hostile texts, and the script that makes a report of it."""

from __future__ import annotations

import html.parser
import os
import pathlib
import shutil
import subprocess
import sys

from conftest import ROOT, WALRAS, environment, walras

HOSTILE = "</title><script>window.hacked = 1</script> & <b>bold</b> \\\"quoted\\\" ``` | _x_ {{ 7 * 7 }}"
CONFIG = """
experiment: { name = "verdicts HOSTILE"; model = "noise"; seed = 1L; replications = 30; description = "description HOSTILE"; };
sweep: { design = "grid"; axes = ( { parameter = "entities"; values = [ 100, 1000 ]; }, { parameter = "exact_median"; values = [ true, false ]; } ); };
output: { store = "verdicts.h5"; };
sources: { entities = "source HOSTILE"; seed = "own: any"; };
claims: (
  { id = "HOLDS"; statement = "statement HOSTILE"; source = "own: linearity HOSTILE"; kind = "theorem"; check = "bounds"; of = "mean";
    metric = "sample_mean"; minimum = -0.2; maximum = 0.2; reason = "reason HOSTILE"; },
  { id = "FAILS"; statement = "The sample variance is two"; source = "own: a wrong law"; kind = "theorem"; check = "mean";
    metric = "sample_variance"; expected = 2.0; tolerance = 0.01; reason = "it is one"; },
  { id = "UNDECIDED"; statement = "The mean is zero to four digits"; source = "own"; kind = "theorem"; check = "mean"; metric = "sample_mean";
    expected = 0.0; tolerance = 0.0001; reason = "too narrow for 30 replications"; },
  { id = "SHOWN"; statement = "Half of the draws lie above one"; source = "Table 9"; kind = "informative"; check = "mean"; metric = "share_above";
    expected = 0.5; tolerance = 0.1; reason = "shown, never failing"; },
  { id = "TABLE"; statement = "Two variances at once"; source = "Table 1"; kind = "paper-number"; check = "table"; metric = "sample_variance";
    tolerance = 0.2; entries = ( { where = { entities = 100; }; expected = 1.0; }, { where = { entities = 1000; }; expected = 1.0; } );
    reason = "six standard errors"; }
);
""".replace("HOSTILE", HOSTILE)


def run_config(folder: pathlib.Path, text: str, name: str, *options, code: int = 0) -> pathlib.Path:
    """The store of a config."""
    config, store = folder / f"{name}.cfg", folder / f"{name}.h5"
    config.write_text(text)
    walras("run", config, "--output", store, "--progress", "never", *options, code=code)
    return store


def report(*words, code: int = 0, script: pathlib.Path = ROOT / "analysis" / "report.py", **variables: str) -> subprocess.CompletedProcess:
    """Runs the script with the program under test; an empty variable is none."""
    env = {name: value for name, value in environment(**{"WALRAS": WALRAS, **variables}).items() if value}
    run = subprocess.run([sys.executable, script, *map(str, words)], capture_output=True, text=True, env=env, check=False)
    assert run.returncode == code, f"exit {run.returncode}\n{run.stdout}\n{run.stderr}"
    return run


class Elements(html.parser.HTMLParser):
    """The elements of a page with their attributes and the text inside them."""

    APART = {"td", "th", "tr", "dt", "dd", "li", "p", "div", "pre", "summary", "caption"}  # a reader sees a gap between these
    VOID = {"meta", "link", "img", "input", "br", "rect", "line", "path", "circle"}

    def __init__(self, text: str):
        super().__init__()
        self.found: list[dict] = []
        self._open: list[dict] = []
        self.feed(text)
        assert not self._open, f"never closed: {[element['tag'] for element in self._open]}"

    def handle_starttag(self, tag, attributes):
        if tag in self.APART:
            self.handle_data(" ")
        element = {"tag": tag, "text": "", **dict(attributes)}
        self.found.append(element)
        if tag not in self.VOID:
            self._open.append(element)

    def handle_startendtag(self, tag, attributes):
        self.found.append({"tag": tag, "text": "", **dict(attributes)})

    def handle_endtag(self, tag):
        assert self._open and self._open[-1]["tag"] == tag, f"</{tag}> closes {self._open[-1:]}"
        self._open.pop()
        if tag in self.APART:
            self.handle_data(" ")

    def handle_data(self, data):
        for element in self._open:
            element["text"] += data

    def all(self, tag: str, **attributes) -> list[dict]:
        return [e for e in self.found if e["tag"] == tag and all(e.get(name.rstrip("_")) == value for name, value in attributes.items())]

    def one(self, tag: str, **attributes) -> dict:
        found = self.all(tag, **attributes)
        assert len(found) == 1, (tag, attributes, len(found))
        return found[0]


def page_of(folder: pathlib.Path, *stores) -> Elements:
    path = folder / "page.html"
    report(*stores, "-o", path)
    return Elements(path.read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """Words with single blanks between them."""
    return " ".join(text.split())


def readable(hostile: str = HOSTILE) -> str:
    """The hostile text as its author means it."""
    return hostile.replace('\\"', '"')


def without_program(folder: pathlib.Path) -> pathlib.Path:
    """A copy of the scripts from where no program is found."""
    shutil.copytree(ROOT / "analysis", folder / "elsewhere" / "analysis")
    return folder / "elsewhere" / "analysis" / "report.py"


PATH_WITHOUT_PROGRAM = os.pathsep.join(part for part in os.environ["PATH"].split(os.pathsep) if not os.access(os.path.join(part, "walras"), os.X_OK))
