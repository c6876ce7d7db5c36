"""Designs for sensitivity analysis, from the config to the indices: Ishigami's function has closed forms for them."""

import csv
import io
import json
import math
import os
import subprocess

import h5py
import numpy as np
import pytest

from conftest import ROOT, walras

CONFIG = """
experiment: {{ name = "ishigami"; model = "ishigami"; seed = 5L; replications = {replications}; random_numbers = "{numbers}"; }};
parameters: {{ noise = {noise}; failing = {failing}; }};
sweep: {{ {design}
  axes = ( {{ parameter = "x1"; minimum = -3.141592653589793; maximum = 3.141592653589793; }},
           {{ parameter = "x2"; minimum = -3.141592653589793; maximum = 3.141592653589793; }},
           {{ parameter = "x3"; minimum = -3.141592653589793; maximum = 3.141592653589793; }} ); }};
"""
SALTELLI = 'design = "saltelli"; points = 1024;'
VARIANCE = 49 / 8 + 0.1 * math.pi**4 / 5 + 0.01 * math.pi**8 / 18 + 0.5
PARTS = (0.5 * (1 + 0.1 * math.pi**4 / 5) ** 2, 49 / 8, 0.0)
JOINT = 8 * 0.01 * math.pi**8 / 225  # of x1 and x3 together
FIRST = [part / VARIANCE for part in PARTS]
TOTAL = [(PARTS[0] + JOINT) / VARIANCE, PARTS[1] / VARIANCE, JOINT / VARIANCE]


@pytest.fixture(scope="module")
def plugin(tmp_path_factory):
    library = tmp_path_factory.mktemp("plugin") / "ishigami.so"
    subprocess.run([os.environ.get("WALRAS_CC", "cc"), "-std=c11", "-O1", "-fPIC", "-shared", "-Wall", "-Wextra", "-Werror",
                    "-I", str(ROOT / "include"), str(ROOT / "tests/system/models/ishigami.c"), "-o", str(library)], check=True)  # fmt: skip
    return library


@pytest.fixture
def run(plugin, tmp_path):
    """A function that runs a design and returns a function that shows its store."""

    def make(design=SALTELLI, replications=1, noise=0.0, numbers="independent", failing=-1, code=0):
        config, store = tmp_path / "x.cfg", tmp_path / f"{len(os.listdir(tmp_path))}.h5"
        text = CONFIG.format(design=design, replications=replications, noise=noise, numbers=numbers, failing=failing)
        config.write_text(text)
        walras("run", config, "--plugin", plugin, "--output", store, ranks=2, code=code)
        return lambda *arguments: walras("show", store, *arguments, "--plugin", plugin)

    return make


def indices(show, metric="value"):
    (found,) = json.loads(show(metric, "--json").stdout)["metrics"]
    return found


# Over seeds the standard deviation of an estimate from 1024 rows is at most 0.011 without noise and 0.03 with a noise share of a half.
@pytest.mark.parametrize("replications, noise, room", [(1, 0.0, 0.05), (4, math.sqrt(VARIANCE), 0.15)])
def test_indices_of_ishigami_are_those_of_its_closed_form(run, replications, noise, room):
    found = indices(run(replications=replications, noise=noise))
    assert found["base_rows"] == 1024 and found["replications"] == replications and found["unit"] == "USD"
    for i, factor in enumerate(found["factors"]):
        assert factor["factor"] == f"x{i + 1}"
        for key, truth in (("first_order", FIRST[i]), ("total", TOTAL[i])):
            assert abs(factor[key] - truth) < room
            assert factor[f"{key}_low"] < truth < factor[f"{key}_high"]
    if replications == 1:
        assert found["noise_share"] is None
    else:
        assert found["noise_share_low"] < 0.5 < found["noise_share_high"]


def test_noise_that_common_random_numbers_share_changes_no_index(run):
    plain = indices(run())
    noisy = indices(run(replications=3, noise=10.0, numbers="common"))
    assert noisy["noise_share"] > 0.3
    assert noisy["variance"] == pytest.approx(plain["variance"], rel=1e-11)
    for a, b in zip(plain["factors"], noisy["factors"]):
        for key in ("first_order", "first_order_low", "total", "total_high"):
            assert b[key] == pytest.approx(a[key], abs=1e-11)


def test_table_csv_and_json_say_the_same(run):
    show = run(design='design = "saltelli"; points = 64;', replications=2, noise=1.0)
    found, table = indices(show), show("value").stdout
    rows = list(csv.DictReader(line for line in io.StringIO(show("value", "--csv").stdout) if not line.startswith("#")))
    assert len(rows) == 3
    for row, factor in zip(rows, found["factors"]):
        assert row["metric"] == "value" and row["factor"] == factor["factor"]
        for key in ("first_order", "first_order_low", "total", "total_high"):
            assert float(row[key]) == factor[key]
            assert f"{factor[key]:.4g}" in table
        assert float(row["noise_share"]) == found["noise_share"] and int(row["base_rows"]) == 64
    assert f"noise: {100 * found['noise_share']:.1f} % [" in table and "64 of 64 base rows" in table
    assert "Saltelli et al. (2010)" in table and "Jansen (1999)" in table
    assert "given the random numbers" not in table  # independent ones
    assert [row["metric"] for row in json.loads(show("parts", "--json").stdout)["metrics"]] == ["parts[1]", "parts[2]"]


def test_one_replication_says_that_noise_is_not_separated(run):
    table = run(design='design = "saltelli"; points = 64;', noise=1.0)("value").stdout
    assert "noise: not separated from the factors, which takes two replications" in table


def test_points_are_shown_on_request(run):
    show = run(design='design = "saltelli"; points = 8;', replications=2)
    assert "first order" in show().stdout
    points = show("value", "--points").stdout
    assert "first order" not in points and points.count("\n") == 2 + 8 * 5
    trials = show("value", "--points", "--csv").stdout
    assert len([line for line in trials.splitlines() if not line.startswith("#")]) == 1 + 8 * 5 * 2


def test_rows_with_failed_trials_are_left_out_and_counted(run):
    complete = run(design='design = "saltelli"; points = 128;', replications=3, failing=0, code=1)
    found = indices(complete)
    assert found["base_rows"] == 128 and found["replications"] == 3  # two replications are left of every row
    single = run(design='design = "saltelli"; points = 128;', replications=1, failing=0, code=1)
    assert 16 < indices(single)["base_rows"] < 64  # a quarter of the rows has both x1 below zero
    assert f"{indices(single)['base_rows']} of 128 base rows" in single("value").stdout


def test_an_unfinished_store_has_nothing_to_show(plugin, tmp_path):
    config, store = tmp_path / "x.cfg", tmp_path / "x.h5"
    config.write_text(CONFIG.format(design=SALTELLI, replications=1, noise=0.0, numbers="common", failing=-1))
    walras("run", config, "--plugin", plugin, "--output", store, "--only", 0, code=None)
    shown = walras("show", store, "value", "--plugin", plugin)
    assert shown.stdout == "" and "no finished trial has a value to show" in shown.stderr


# With four levels sin^2 of x2 is 0 or 3/4 and moves by 3/4 either way: mu* is 7 (3/4) / (2/3) = 7.875, the figure that texts on Morris's method give.
def test_effects_of_ishigami_are_those_of_its_levels(run):
    show = run(design='design = "morris"; trajectories = 50;', replications=3, noise=10.0, numbers="common")
    x1, x2, x3 = indices(show)["factors"]
    assert x2["mu_star"] == pytest.approx(7.875, abs=1e-9) and abs(x2["mu"]) < 7.875 * 5 / math.sqrt(50)
    assert x2["sigma"] == pytest.approx(math.sqrt((7.875**2 - x2["mu"] ** 2) * 50 / 49), rel=1e-9)
    assert x1["mu"] == pytest.approx(x1["mu_star"]) and x1["trajectories"] == 50
    assert x3["mu_star"] > 0 and x3["noise"] == pytest.approx(0, abs=1e-9)
    sine, square = json.loads(show("parts", "--json").stdout)["metrics"]
    assert square["metric"] == "parts[2]" and square["factors"][0]["mu_star"] == square["factors"][0]["sigma"] == 0
    table = show("value").stdout
    assert "mu*" in table and "Morris (1991)" in table and "noise: the standard error of one effect" in table
    assert "given the random numbers of these replications" in table


def test_design_columns_hold_the_points_that_stay(tmp_path):
    config, store = ROOT / "configs" / "noise" / "sobol.cfg", tmp_path / "s.h5"
    ran = walras("run", config, "--output", store)
    assert "'where' drops 8 of 64 design points" in ran.stderr
    with h5py.File(store) as file:
        entities, deviation, median = (file[f"/design/{name}"][:] for name in ("entities", "standard_deviation", "exact_median"))
    assert len(entities) == len(deviation) == len(median) == 56
    assert np.all(deviation <= 0.1 * entities) and np.all((median == 0) | (entities <= 5000))
    assert len(set(deviation)) == 56 and entities.min() >= 10 and entities.max() <= 10000
    heading = walras("show", store, "sample_mean").stdout.splitlines()[1].split()
    assert heading[:4] == ["entities", "standard_deviation", "exact_median", "mean"]


def test_another_seed_is_another_design_and_the_stored_one_comes_again(tmp_path):
    config = ROOT / "configs" / "noise" / "sobol.cfg"
    walras("run", config, "--output", tmp_path / "a.h5", "--seed", 1, ranks=2)
    walras("run", config, "--output", tmp_path / "b.h5", "--seed", 2)
    walras("run", "--from", tmp_path / "a.h5", "--output", tmp_path / "c.h5")
    with h5py.File(tmp_path / "a.h5") as a, h5py.File(tmp_path / "b.h5") as b, h5py.File(tmp_path / "c.h5") as c:
        assert not set(a["/design/standard_deviation"][:]) & set(b["/design/standard_deviation"][:])
        assert np.array_equal(a["/design/standard_deviation"][:], c["/design/standard_deviation"][:])
    walras("diff", tmp_path / "a.h5", tmp_path / "c.h5")
