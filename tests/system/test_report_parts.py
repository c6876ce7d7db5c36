"""The pieces of a report: numbers as they are read, pictures of intervals, and the little that is read of config texts."""

import re
import sys

import pytest

from conftest import ROOT, WALRAS, walras
from reports import Elements, plain, run_config

sys.path.insert(0, str(ROOT / "analysis"))

from reporting import claims, config_text, facts, interval, numbers, page  # noqa: E402
from reporting.program import Problem, Program  # noqa: E402


@pytest.mark.parametrize("value, half, printed", [
    (0.60041, 0.0015, "0.6004"), (2143.28, 13.4, "2143"), (1.00034, 0.00041, "1.00034"), (-0.0032, 0.0129, "\u22120.003"),
    (0.25, 0.0, "0.25"), (0.25, None, "0.25"), (None, None, "undefined"), (123456.7, 2000.0, "123457"), (1e-12, 1e-14, "1e-12"),
])  # fmt: skip
def test_an_estimate_is_printed_with_two_digits_of_its_half_width(value, half, printed):
    assert numbers.beside(value, half) == printed


def test_numbers_durations_and_sizes_are_readable():
    assert [numbers.plain(value) for value in (3, 12345, -7, 0.1 + 0.2, float("nan"), float("-inf"), 1e20, True)] == [
        "3", "12\u202f345", "\u22127", "0.3", "undefined", "minus infinite", "1e+20", "true"]  # fmt: skip
    assert [numbers.duration(seconds) for seconds in (0.0213, 2.848, 274, 3900, None)] == ["0.0213 s", "2.85 s", "4 min 34 s", "1 h 5 min", "unknown"]
    assert [numbers.size(count) for count in (0, 512, 27553792, 25276502016)] == ["unknown", "512 bytes", "26.3 MiB", "23.5 GiB"]
    assert numbers.counted(1, "trial") == "1 trial" and numbers.counted(12000, "trial") == "12\u202f000 trials"


def claim(**values):
    return {"minimum": None, "maximum": None, "expected": None, "estimate": None, "low": None, "high": None, "paper": "p"} | values


def parts_of(picture):
    return {e["class"]: {name: float(v) for name, v in e.items() if re.fullmatch(r"-?[\d.]+", v or "")} for e in Elements(str(picture)).found if "class" in e}


def test_an_interval_inside_its_band_is_drawn_inside_it():
    parts = parts_of(interval.picture(claim(minimum=0.9, maximum=1.1, expected=1.0, estimate=1.02, low=1.0, high=1.04)))
    left, right = parts["band"]["x"], parts["band"]["x"] + parts["band"]["width"]
    assert left < parts["estimate"]["cx"] < right and parts["expected"]["x1"] == pytest.approx((left + right) / 2, abs=0.1)
    # The scale is linear: 1.02 is three fifths of the way from .9 to 1.1.
    assert (parts["estimate"]["cx"] - left) / (right - left) == pytest.approx(0.6, abs=0.01)


def test_an_estimate_outside_of_its_band_is_drawn_outside_and_within_the_picture():
    for value in (-50.0, 50.0):
        parts = parts_of(interval.picture(claim(minimum=0.9, maximum=1.1, estimate=value, low=value - 1, high=value + 1)))
        left, right = parts["band"]["x"], parts["band"]["x"] + parts["band"]["width"]
        assert 0 < parts["estimate"]["cx"] < interval.WIDTH and not left <= parts["estimate"]["cx"] <= right
        assert right - left >= 2


def test_a_band_without_an_end_reaches_the_edge_of_the_picture():
    parts = parts_of(interval.picture(claim(minimum=0.0, estimate=1.0, low=0.5, high=1.5)))
    assert parts["band"]["x"] + parts["band"]["width"] == pytest.approx(interval.WIDTH, abs=0.2) and parts["edge"]["x1"] == parts["band"]["x"]
    parts = parts_of(interval.picture(claim(maximum=0.0, estimate=1.0)))
    assert parts["band"]["x"] == 0 and "interval" not in parts


def test_without_a_band_or_an_estimate_there_is_no_picture():
    assert interval.picture(claim(estimate=1.0)) == "" and interval.picture(claim(minimum=0.0)) == ""
    assert 'aria-label="Band of the paper: &lt;p&gt;. Ours: 1."' in interval.picture(claim(minimum=0.0, estimate=1.0, paper="<p>"))


ECHO = """experiment: {
  name = "a \\"label = \\\\ x";
};
parameters: { entities = 5; words = ["requests = 2"]; };
resolved: {
  mean = 0.0;
};
sweep: {
  design = "grids";
  grids = (
  { label = "E1"; parameters = { rounds = 2; }; axes = ( { parameter = "mean"; values = [1.0, 2.0]; }); },
  { label = "two \\"b\\""; axes = ( { points = ( { threshold = 0.5; }, { threshold = 1.5; } ); }); });
};
"""
SOURCES = """sources: {
  seed = "own: any";
  entities = "Table 1, \\"n\\"\\n";
  grids = (
    { label = "E1";
      entities = "Figure 2"; });
};
"""


def test_settings_are_found_beside_the_parameters():
    experiment = 'experiment: {\n  name = "seed = 3; \\"x\\"";\n  seed = 42L;\n  replications = 7;\n};\n'
    sweep = 'sweep: {\n  design = "sobol"; points = 8; seed = 1;\n  axes = ( { parameter = "mean"; minimum = 0.0; });\n};\n'
    assert config_text.settings(experiment + sweep) == {
        "name": 'seed = 3; "x"', "seed": "42", "replications": "7", "design": "sobol", "points": "8", "parameter": "mean", "minimum": "0.0"}  # fmt: skip
    rule = "replications: { initial = 16; step = 8; };\n"
    assert config_text.settings(experiment + rule + sweep)["replications"] == "initial = 16; step = 8"


def test_a_placement_is_told_by_kinds_of_nodes_and_nonsense_is_not_told():
    node = {"host": "n1", "nodes": 8, "ranks": 2, "processors": ["0-3", "4-7"], "threads": [4, 4]}
    assert facts.placed([node]) == "n1 and 7 more nodes: processors 0-3 | 4-7"
    assert facts.placed([node | {"nodes": 1}, {"nodes": 3, "ranks": 9}]) == "n1: processors 0-3 | 4-7; 3 other nodes"
    for nonsense in (None, [], "n1", [7], {"host": "n1"}, [node | {"processors": [7]} | {"nodes": "x"}], [node | {"host": None, "nodes": None}]):
        assert facts.placed(nonsense) is None
    assert facts.Session.of({"placement": [node], "ranks": 2}).placement == "n1 and 7 more nodes: processors 0-3 | 4-7"


def test_names_and_sources_are_found_in_the_texts_of_a_store():
    assert config_text.assigned(config_text.group(ECHO, "parameters")) == {"entities", "words"}
    grids = config_text.grids(config_text.group(ECHO, "sweep"))
    assert list(grids) == ["E1", 'two "b"'] and "mean" in config_text.assigned(grids["E1"]) and "threshold" not in config_text.assigned(grids["E1"])
    assert "threshold" in config_text.assigned(grids['two "b"']) and config_text.group(ECHO, "claims") == ""
    assert config_text.sources(SOURCES) == {"seed": [("", "own: any")], "entities": [("", 'Table 1, "n"\n'), ("E1", "Figure 2")]}
    assert config_text.sources("") == {}


def test_what_would_decide_is_said_for_each_kind_of_doubt():
    assert claims.decides({"more_replications": 1280, "estimate": 0.0}, 0.95).startswith("About 1280 more replications of each point")
    assert "no value" in claims.decides({"more_replications": None, "estimate": None}, 0.95)
    assert "cannot be told" in claims.decides({"more_replications": None, "estimate": 1.0}, 0.95)


@pytest.fixture
def program(monkeypatch):
    monkeypatch.setenv("WALRAS", WALRAS)
    return Program.find([])


@pytest.fixture
def store(tmp_path):
    return run_config(tmp_path, 'experiment: { name = "small"; model = "noise"; replications = 3; }; output: { store = "x.h5"; };', "small")


def test_a_summary_that_is_too_long_for_a_page_is_left_to_the_program(program, store, monkeypatch):
    length = len(walras("show", store, "--summary", "--csv").stdout.encode())
    for most, fits in ((length, True), (length - 1, False)):
        monkeypatch.setattr(facts, "MOST_SUMMARY_BYTES", most)
        text = plain(Elements(page.render([facts.gather(store, program)], "walras")).one("body")["text"])
        assert ("Summary as CSV" in text) == fits and ("walras show small.h5 --summary --csv prints it" in text) == (not fits)


def test_an_answer_that_is_no_json_is_a_problem_of_the_program(store, tmp_path, monkeypatch):
    """What another version of the program might do."""
    strange = tmp_path / "walras"
    strange.write_text(f'#!/bin/sh\ncase $1 in verify) echo garbage ;; *) exec "{WALRAS}" "$@" ;; esac\n')
    strange.chmod(0o755)
    monkeypatch.setenv("WALRAS", str(strange))
    with pytest.raises(Problem, match="printed what is not JSON") as problem:
        facts.gather(store, Program.find([]))
    assert problem.value.code == 1
