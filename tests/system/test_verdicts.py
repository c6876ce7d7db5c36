"""The front page: registry, papers, configs/verdicts.json, README.md and `walras models` say the same, and no hand has written it."""

import json
import re
import subprocess
import sys

import pytest

from conftest import ROOT, WALRAS, environment, walras

SCRIPT = ROOT / "analysis" / "verdicts.py"
DATA = json.loads((ROOT / "configs" / "verdicts.json").read_text())
MODELS = json.loads(subprocess.run([WALRAS, "models", "--json"], capture_output=True, text=True, check=True).stdout)


def verdicts(*arguments, code: int = 0):
    run = subprocess.run([sys.executable, SCRIPT, *map(str, arguments)], capture_output=True, text=True, env=environment(WALRAS=WALRAS), check=False)
    assert run.returncode == code, run.stdout + run.stderr
    return run


def rows(readme: str) -> dict[str, list[str]]:
    """The table's cells by model."""
    table = readme.split("<!-- models: analysis/verdicts.py writes this table -->")[1].split("<!-- models: end -->")[0]
    lines = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table.strip().splitlines()[2:]]
    return {re.search(r"`([a-z0-9-]+)`", cells[0]).group(1): cells for cells in lines}


def test_writing_the_front_page_anew_changes_nothing():
    verdicts("--check")


def test_every_model_has_its_line_and_the_claims_of_its_paper():
    table = rows((ROOT / "README.md").read_text())
    assert sorted(table) == sorted(DATA) == sorted(model["name"] for model in MODELS)
    for model in MODELS:
        name, (title, paper, claims, verdict, digest, _, configs) = model["name"], table[model["name"]]
        assert model["title"] in title and paper == model["reference"]
        stated = re.search(r", (\d+) claims?$", walras("check", ROOT / "configs" / name / "paper.cfg").stdout.strip())
        assert claims == stated.group(1) == str(model["claims"]) == str(DATA[name]["claims"])
        assert verdict == model["verdict"] == DATA[name]["verdict"]
        assert (model["verification"] is None) == (verdict == "not verified yet") == (digest == "-")
        for link in re.findall(r"\]\(([^)]+)\)", title + configs):
            assert (ROOT / link).is_file(), link
        for failing in (model["verification"] or {}).get("fails", []):
            assert failing in verdict


def test_the_program_was_built_with_the_file():
    for model in MODELS:
        assert {key: model[key] for key in DATA[model["name"]]} == DATA[model["name"]]


# ---- a source folder of its own, with one small paper ----

PAPER = """
experiment: {{ name = "small paper"; model = "noise"; seed = 3; replications = 8; }};
parameters: {{ entities = 200; }};
output: {{ store = "small.h5"; }};
claims: (
  {{ id = "N-1"; statement = "near zero"; source = "own: law"; kind = "theorem"; check = "mean"; metric = "sample_mean"; expected = 0.0;
    tolerance = 1.0; reason = "wide"; }},
  {{ id = "N-2"; statement = "near {second}"; source = "own: law"; kind = "theorem"; check = "mean"; metric = "sample_mean";
    expected = {second}; tolerance = 1.0; reason = "wide"; }} );
"""


class Place:
    """README.md, configs/verdicts.json and configs/noise/paper.cfg in a folder, with stores of that paper."""

    def __init__(self, root):
        self.root, self.config = root, root / "configs" / "noise" / "paper.cfg"
        self.config.parent.mkdir(parents=True)
        (root / "configs" / "verdicts.json").write_text("{}\n")
        (root / "README.md").write_text(
            "# before\n<!-- models: analysis/verdicts.py writes this table -->\n<!-- models: end -->\nafter\n"
        )
        self.write_paper("0.5")

    def write_paper(self, second: str, more: str = "") -> None:
        self.config.write_text(PAPER.format(second=second) + more)

    def run(self, *options, code: int = 0):
        walras("run", self.config, "--output", self.root / "s.h5", "--overwrite", *options, code=code)
        return self.root / "s.h5"

    def verdicts(self, *arguments, code: int = 0):
        return verdicts(*arguments, "--root", self.root, code=code)

    def noise(self) -> dict:
        return json.loads((self.root / "configs" / "verdicts.json").read_text())["noise"]

    def row(self) -> list[str]:
        return rows((self.root / "README.md").read_text())["noise"]


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def test_a_verification_is_written_with_its_digest_and_time(place):
    store = place.run()
    place.verdicts(store)
    verification = place.noise()["verification"]
    assert verification["digest"] == walras("digest", store).stdout.split()[0]
    assert (verification["holds"], verification["fails"], verification["undecided"]) == (2, [], [])
    assert verification["trials"] == 8 and verification["ranks"] == 1 and verification["seconds"] >= 0
    assert place.row()[2:5] == ["2", "all 2 hold", f"`{verification['digest'][:12]}`"] and place.row()[5].endswith(" on 1 rank")
    readme = (place.root / "README.md").read_text()
    assert readme.startswith("# before\n<!--") and readme.endswith("-->\nafter\n")
    place.verdicts("--check")


def test_a_failing_claim_is_named(place):
    place.write_paper("5.0")
    place.verdicts(place.run())
    assert place.noise()["verdict"] == place.row()[3] == "1 of 2 hold; fails: N-2"


def test_a_paper_that_changed_makes_its_verification_stale_until_it_is_run_again(place):
    place.verdicts(place.run())
    place.write_paper("0.6")
    assert "would change" in place.verdicts("--check", code=1).stdout
    place.verdicts()
    assert place.noise()["stale"] and place.row()[3] == "stale, paper.cfg has changed since: all 2 hold"
    place.verdicts(place.run())
    assert not place.noise()["stale"] and place.row()[3] == "all 2 hold"


def test_what_changes_no_experiment_leaves_a_verification_fresh(place):
    place.verdicts(place.run())
    place.write_paper("0.5", '# a comment\nsources: { entities = "Table 1"; };\n')
    place.verdicts("--check")


def test_claims_for_information_and_failed_trials_are_told(place):
    text = place.config.read_text().replace("entities = 200;", "entities = 200; fail_replication = 2;")
    head, tail = text.rsplit('kind = "theorem"', 1)
    place.config.write_text(f'{head}kind = "informative"{tail}')
    place.verdicts(place.run(code=1))
    assert place.row()[2:4] == ["2", "all 1 hold; 1 trial failed; 1 more for information"]
    assert place.noise()["verification"]["trials"] == 7


def test_only_a_finished_run_of_the_paper_counts(place):
    unfinished = place.run("--only", 3)
    assert "is not finished" in place.verdicts(unfinished, code=2).stderr
    other = place.run("--set", "mean=1.0")
    assert f"is not a run of {place.config} as it stands" in place.verdicts(other, code=2).stderr
    assert json.loads((place.root / "configs" / "verdicts.json").read_text()) == {}


def test_a_readme_without_the_two_lines_is_refused_untouched(place):
    (place.root / "README.md").write_text("nothing\n")
    assert "needs one line" in place.verdicts(code=2).stderr
    assert (place.root / "README.md").read_text() == "nothing\n"
