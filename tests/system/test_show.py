"""What `walras show` works out and prints: every trial, means, quantiles, proportions and differences, each with its method."""

import csv
import io
import json
import subprocess

import h5py
import numpy as np
import pandas as pd
import pytest

from conftest import WALRAS, environment, walras

SPREAD = """
experiment: {{ name = "spread"; model = "noise"; seed = 3; replications = {replications}; random_numbers = "{numbers}"; }};
parameters: {{ entities = 4L; fail_replication = 5; }};
sweep: {{ design = "grid"; axes = (
  {{ parameter = "mean"; values = [ 0.0, 1.0 ]; }},
  {{ parameter = "standard_deviation"; values = [ 1.0, 2.0, 4.0 ]; }} ); }};
output: {{ store = "spread.h5"; series = "none"; histograms = "none"; }};
"""


def run(tmp_path, config, name="s"):
    path = tmp_path / f"{name}.cfg"
    path.write_text(config)
    walras("run", path, "--output", tmp_path / f"{name}.h5", code=None)
    return tmp_path / f"{name}.h5"


@pytest.fixture
def store(tmp_path):
    return run(tmp_path, SPREAD.format(replications=40, numbers="common"))


def rows(*arguments):
    return json.loads(walras("show", *arguments, "--json").stdout)["rows"]


def metric(store, name):
    """[point, replication] of the finished trials; NaN elsewhere."""
    with h5py.File(store) as file:
        values = file["metrics"][name][...].astype(float)
        values[file["trials/status"][...] != 1] = np.nan
    return values


# ---- every trial ----


def test_csv_has_a_row_for_every_finished_trial_that_reads_back_bit_for_bit(store):
    frame = pd.read_csv(io.StringIO(walras("show", store, "sample_mean", "largest_entity", "--csv").stdout), comment="#", float_precision="round_trip")
    assert list(frame.columns) == ["point", "replication", "mean", "standard_deviation", "sample_mean", "largest_entity"]
    values, done = metric(store, "sample_mean"), ~np.isnan(metric(store, "sample_mean"))
    assert len(frame) == done.sum() == 6 * 39 and 5 not in set(frame["replication"])
    assert [tuple(pair) for pair in frame[["point", "replication"]].to_numpy()] == [tuple(pair) for pair in np.argwhere(done)]
    assert frame["sample_mean"].to_numpy().tobytes() == values[done].tobytes()
    assert frame["largest_entity"].dtype == int and (frame["largest_entity"] == metric(store, "largest_entity")[done]).all()
    with h5py.File(store) as file:
        assert (frame["standard_deviation"] == file["design/standard_deviation"][...][frame["point"]]).all()


def test_csv_begins_with_a_comment_that_gives_each_column_its_unit(store):
    units, names = walras("show", store, "--csv").stdout.splitlines()[:2]
    assert units.startswith("# units: ")
    units, names = units.removeprefix("# units: ").split(","), names.split(",")
    with h5py.File(store) as file:
        expected = [file["metrics"][name].attrs["units"] for name in names[4:]]
        assert units[4:] == expected and names[4:] == [n for n in names[4:] if file["metrics"][n].ndim == 2] and len(expected) >= 7


def test_csv_without_metrics_has_all_scalars_and_undefined_values_are_empty(tmp_path):
    config = SPREAD.format(replications=3, numbers="common").replace("entities = 4L", "entities = 1L")
    frame = pd.read_csv(io.StringIO(walras("show", run(tmp_path, config), "--csv").stdout), comment="#")
    assert frame["sample_variance"].isna().all() and frame["largest"].notna().all() and len(frame) == 18


LABELS = """
experiment: { name = "labels"; model = "noise"; replications = 2; };
sweep: { design = "grids"; grids = (
  { label = "a, \\"b\\" # c"; axes = ( { parameter = "exact_median"; values = [ false, true ]; } ); },
  { label = "plain"; axes = ( { parameter = "rounds"; values = [ 1, 2 ]; } ); } ); };
output: { store = "labels.h5"; };
"""


def test_labels_with_commas_quotes_and_comment_signs_survive_pandas_and_the_csv_module(tmp_path):
    text = walras("show", run(tmp_path, LABELS), "sample_mean", "--csv").stdout
    frame = pd.read_csv(io.StringIO(text), comment="#")
    assert list(frame["label"]) == ['a, "b" # c'] * 4 + ["plain"] * 4
    assert [row["label"] for row in csv.DictReader(io.StringIO(text.split("\n", 1)[1]))] == list(frame["label"])


def test_a_point_of_more_trials_than_fit_in_memory_at_once_is_printed_whole(tmp_path):
    config = 'experiment: { name = "deep"; model = "noise"; replications = 300000; };\nparameters: { entities = 1L; };\n'
    store = run(tmp_path, config + 'sweep: { design = "grid"; axes = ( { parameter = "mean"; values = [ 0.0, 1.0 ]; } ); };\n' + 'output: { store = "d.h5"; series = "none"; histograms = "none"; };\n')
    frame = pd.read_csv(io.StringIO(walras("show", store, "--csv").stdout), comment="#", float_precision="round_trip")
    assert frame["sample_mean"].to_numpy().tobytes() == metric(store, "sample_mean").tobytes()
    assert (frame["replication"] == np.tile(np.arange(300000), 2)).all()


# ---- summaries ----


def test_summaries_of_csv_and_json_are_the_same_numbers(store):
    text = walras("show", store, "sample_mean", "largest", "--csv", "--quantile", "0.5", "--quantile", "0.9").stdout
    frame = pd.read_csv(io.StringIO(text), comment="#", float_precision="round_trip")
    objects = rows(store, "sample_mean", "largest", "--quantile", "0.5", "--quantile", "0.9")
    assert "# confidence: 0.95\n" in text and len(frame) == len(objects) == 12
    assert [str(unit) for unit in frame["unit"]] == [row["unit"] for row in objects]
    for key in ("point", "metric", "low", "high", "method", "minimum", "maximum", "trials"):
        assert list(frame[key]) == [row[key] for row in objects], key
    assert list(frame["q0.9_low"]) == [row["quantiles"][1]["low"] for row in objects]
    assert list(frame["mean"]) == [row["mean"] for row in objects] and list(frame["mean_parameter"][:6]) == [0, 0, 0, 1, 1, 1]
    assert [row["mean"] for row in objects[:6]] == pytest.approx(np.nanmean(metric(store, "sample_mean"), axis=1), rel=1e-13)


def test_intervals_are_students(store):
    values = metric(store, "sample_mean")
    half = 2.024394163911969 * np.nanstd(values, axis=1, ddof=1) / np.sqrt(39)  # t at 0.975 with 38 degrees of freedom
    found = rows(store, "sample_mean")
    assert [row["high"] - row["mean"] for row in found] == pytest.approx(half, rel=1e-9)
    assert {row["method"] for row in found} == {"t interval of the mean"}


def test_quantiles_have_the_interval_of_order_statistics(store):
    """Of 39 values the 13th and the 27th (Conover, Practical Nonparametric Statistics: P(X <= 12) = 0.0119 and P(X <= 13) = 0.0266 for half of 39)."""
    values = np.sort(metric(store, "sample_mean"), axis=1)[:, :39]
    for row in rows(store, "sample_mean", "--quantile", "0.5"):
        (median,) = row["quantiles"]
        assert median["estimate"] == values[row["point"], 19]
        assert (median["low"], median["high"]) == (values[row["point"], 12], values[row["point"], 26])
        assert median["method"] == "order-statistic interval of the quantile" and median["probability"] == 0.5


def test_a_quantile_beyond_what_the_trials_can_bound_has_no_limit_there(store):
    (quantile,) = rows(store, "sample_mean", "--quantile", "0.99")[0]["quantiles"]
    assert quantile["high"] is None and quantile["low"] < quantile["estimate"]
    assert ", inf]" in walras("show", store, "sample_mean", "--quantile", "0.99").stdout


def test_a_metric_of_zeros_and_ones_has_wilsons_interval_everywhere(tmp_path):
    """With one draw a trial the share above the threshold is 0 or 1."""
    config = SPREAD.format(replications=40, numbers="common").replace("entities = 4L", "entities = 1L; threshold = 3.0").replace("0.0, 1.0 ]", "-9.0, 1.0 ]")
    store = run(tmp_path, config)
    values, z = metric(store, "share_above"), 1.959963984540054
    found = rows(store, "share_above")
    assert {row["method"] for row in found} == {"Wilson interval of the proportion"}
    for row in found:
        p, n = np.nanmean(values[row["point"]]), 39
        centre, half = (p + z * z / (2 * n)) / (1 + z * z / n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        assert (row["low"], row["high"]) == pytest.approx((centre - half, centre + half), abs=1e-12)
    assert found[0]["mean"] == 0.0 and found[0]["high"] > 0.05, "no success among 39 trials does not mean that there is none"
    assert "95 % Wilson" in walras("show", store, "share_above").stdout
    assert {row["method"] for row in rows(store, "sample_mean")} == {"t interval of the mean"}


# ---- differences ----


def test_paired_differences_cut_the_variance_that_the_points_share(store):
    """d = (s - 1) x with the same x: Var(d) / (Var(x) + Var(s x)) = (s - 1)^2 / (1 + s^2), and nothing is left of a shift."""
    found = {row["point"]: row for row in rows(store, "sample_mean", "--paired")}
    assert sorted(found) == [1, 2, 3, 4, 5] and {row["baseline"] for row in found.values()} == {0}
    for point, spread in ((1, 2.0), (2, 4.0)):
        assert found[point]["variance_reduction"] == pytest.approx(1 - (spread - 1) ** 2 / (1 + spread**2), abs=1e-9)
        assert found[point]["replications_saved"] == pytest.approx((1 + spread**2) / (spread - 1) ** 2, rel=1e-9)
    assert found[3]["difference"] == pytest.approx(1.0, abs=1e-12) and found[3]["high"] - found[3]["low"] < 1e-12
    values = metric(store, "sample_mean")
    d = (values[2] - values[0])[~np.isnan(values[0])]
    assert found[2]["difference"] == pytest.approx(d.mean(), rel=1e-12)
    assert found[2]["high"] - found[2]["difference"] == pytest.approx(2.024394163911969 * d.std(ddof=1) / np.sqrt(39), rel=1e-9)
    assert found[2]["method"] == "paired t interval of the difference" and found[2]["pairs"] == 39


def test_a_named_baseline_is_the_point_that_agrees_in_everything_else(store):
    found = rows(store, "sample_mean", "--paired", "--baseline", "standard_deviation=1")
    assert [(row["point"], row["baseline"]) for row in found] == [(1, 0), (2, 0), (4, 3), (5, 3)]
    found = rows(store, "sample_mean", "--paired", "--baseline", "mean=1", "--baseline", "standard_deviation=4.0", "--where", "mean=1")
    assert [(row["point"], row["baseline"]) for row in found] == [(3, 5), (4, 5)]
    assert "differences to the point with mean=1" in walras("show", store, "sample_mean", "--paired", "--baseline", "mean=1").stdout


def test_independent_random_numbers_gain_nothing_and_get_welchs_interval(tmp_path):
    store = run(tmp_path, SPREAD.format(replications=40, numbers="independent"))
    text = walras("show", store, "sample_mean", "--paired").stdout
    assert "pairing gives nothing" in text and "Welch t" in text and "replications saved" not in text
    found, values = rows(store, "sample_mean", "--paired"), metric(store, "sample_mean")
    for row in found:
        x, y = (v[~np.isnan(v)] for v in (values[row["point"]], values[0]))
        assert row["method"] == "Welch's t interval of the difference" and row["variance_reduction"] is None
        error = np.sqrt(x.var(ddof=1) / 39 + y.var(ddof=1) / 39)
        assert 1.96 < (row["high"] - row["difference"]) / error < 2.0244


def test_a_baseline_of_each_label_by_default_and_one_for_all_by_name(tmp_path):
    store = run(tmp_path, LABELS)
    assert [(row["point"], row["baseline"]) for row in rows(store, "sample_mean", "--paired")] == [(1, 0), (3, 2)]
    found = rows(store, "sample_mean", "--paired", "--baseline", "label=plain", "--baseline", "rounds=2")
    assert [(row["point"], row["baseline"]) for row in found] == [(0, 3), (1, 3), (2, 3)]
    message = walras("show", store, "--paired", "--baseline", "rounds=2", code=2).stderr
    assert 'point 0 (a, "b" # c: ' in message and "no baseline" in message


# ---- selection, mistakes, size ----


def test_points_that_are_all_baselines_have_no_difference_to_show(store):
    """A parameter that is the same everywhere selects every point: each agrees with itself alone."""
    shown = walras("show", store, "sample_mean", "--paired", "--baseline", "rounds=1")
    assert shown.stdout == "" and "no point beside the baselines has a finished trial to compare" in shown.stderr


def test_where_keeps_the_points_that_meet_every_condition(store):
    assert [row["point"] for row in rows(store, "sample_mean", "--where", "standard_deviation=(1.0, 4.0)", "--where", "mean=1")] == [3, 5]
    frame = pd.read_csv(io.StringIO(walras("show", store, "sample_mean", "--csv", "--where", "mean=1").stdout), comment="#")
    assert set(frame["point"]) == {3, 4, 5}
    table = walras("show", store, "sample_mean", "--where", "mean=1").stdout
    assert len(table.splitlines()) == 2 + 3


@pytest.mark.parametrize(
    "arguments, message",
    [
        (("--where", "mena=1"), "--where mena=1: unknown parameter 'mena' of model 'noise'; did you mean 'mean'?"),
        (("--where", "mean=9"), "--where mean=9: the condition selects no design point"),
        (("--baseline", "mean=1"), "show: --baseline goes with --paired"),
        (("--paired", "--quantile", "0.5"), "show: --paired and --quantile exclude each other"),
        (("--quantile", "1.5"), "show: option --quantile must be a probability between 0 and 1, but is '1.5'"),
    ],
)
def test_mistakes_are_said_in_a_line(store, arguments, message):
    said = walras("show", store, *arguments, code=2).stderr
    assert said == f"walras: {message}\n"


def test_a_closed_pipe_or_full_disk_is_an_error(store):
    with open("/dev/full", "w") as full:
        for arguments in ((), ("--csv",), ("--json",)):
            process = subprocess.run([WALRAS, "show", str(store), *arguments], stdout=full, stderr=subprocess.PIPE, text=True, env=environment(), check=False)
            assert process.returncode == 1 and "standard output could not be written" in process.stderr
