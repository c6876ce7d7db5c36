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
