"""analysis/walras.py: what it gives is what h5py reads, labelled; its statistics are those of the program."""

import io
import os
import subprocess
import sys

import h5py
import numpy as np
import pandas as pd
import pytest

from conftest import ROOT, WALRAS, walras

sys.path.insert(0, str(ROOT / "analysis"))
import walras as reader  # noqa: E402

CONFIG = """
experiment: { name = "helper"; model = "noise"; seed = 2; replications = 12; };
parameters: { entities = 6L; rounds = 4; fail_replication = 3; };
sweep: { design = "grids"; grids = (
  { label = "means"; axes = ( { parameter = "mean"; values = [ 0.0, 0.5 ]; }, { parameter = "exact_median"; values = [ false, true ]; } ); },
  { label = "short"; replications = 5; parameters = { rounds = 2; }; axes = ( { parameter = "standard_deviation"; values = [ 1.0, 3.0 ]; } ); } ); };
output: { store = "helper.h5"; };
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    folder = tmp_path_factory.mktemp("helper")
    (folder / "helper.cfg").write_text(CONFIG)
    walras("run", folder / "helper.cfg", code=None)
    return folder / "helper.h5"


@pytest.fixture(autouse=True)
def of_this_build(monkeypatch):
    monkeypatch.setenv("WALRAS", WALRAS)


@pytest.fixture
def store(path):
    with reader.open(path) as opened:
        yield opened


@pytest.fixture
def file(path):
    with h5py.File(path) as opened:
        yield opened


def done(file):
    return file["trials/status"][...] == 1


def test_a_frame_has_the_finished_trials_with_parameters_and_metrics_in_their_types(store, file):
    frame, finished = store.frame(), done(file)
    assert len(frame) == finished.sum() == 4 * 11 + 2 * 4
    assert [tuple(pair) for pair in frame[["point", "replication"]].to_numpy()] == [tuple(pair) for pair in np.argwhere(finished)]
    for name in ("sample_mean", "largest_entity", "share_above", "absolute_error"):
        assert frame[name].to_numpy().tobytes() == file["metrics"][name][...][finished].tobytes()
    assert frame["largest_entity"].dtype.kind == "i"
    labels = [label.decode() for label in file["design/label"][...]]
    assert list(frame["label"]) == [labels[point] for point in frame["point"]]
    assert (frame["mean"] == file["design/mean"][...][frame["point"]]).all()
    assert frame["median"].notna().tolist() == (frame["exact_median"] == 1).tolist()


def test_units_and_long_names_come_along(store, file):
    frame = store.frame(["sample_mean"], parameters=["entities"])
    assert list(frame.columns) == ["point", "replication", "entities", "sample_mean"]
    assert frame.attrs["units"] == {"entities": "entities", "sample_mean": "1"}
    assert frame.attrs["long_name"]["sample_mean"] == file["metrics/sample_mean"].attrs["long_name"]
    assert store.design().attrs["units"]["rounds"] == "rounds" and store.units("largest") == "1"
    assert store.series("round_mean").attrs["long_name"] == file["series/round_mean"].attrs["long_name"]


def test_where_selects_by_values_lists_labels_and_functions(store):
    assert set(store.frame(["largest"], where={"mean": 0.5})["point"]) == {2, 3}
    assert set(store.frame(["largest"], where={"label": "means", "exact_median": True})["point"]) == {1, 3}
    assert set(store.frame(["largest"], where={"standard_deviation": [3.0, 7.0]})["point"]) == {5}
    assert set(store.frame(["largest"], where=lambda design: design["rounds"] < 3)["point"]) == {4, 5}
    assert store.frame(["largest"], where={"mean": 9.0}).empty
    assert store.swept() == ["exact_median", "label", "mean", "rounds", "standard_deviation"]


@pytest.mark.parametrize("trials", [1, 5, 7, 12, 30, 1000])
def test_frames_in_parts_are_the_frame_in_one(store, trials):
    parts = list(store.frames(["sample_mean", "median", "largest_entity"], where={"label": "means"}, trials=trials))
    assert max(map(len, parts)) <= trials
    whole = store.frame(["sample_mean", "median", "largest_entity"], where={"label": "means"})
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)


def test_a_series_has_a_row_per_trial_and_a_column_per_round(store, file):
    paths, finished = store.series("round_mean"), done(file)
    assert paths.index.names == ["point", "replication"] and list(paths.columns) == [0, 1, 2, 3] and paths.columns.name == "round"
    assert np.array_equal(paths.to_numpy(), file["series/round_mean"][...][finished], equal_nan=True)
    assert paths.loc[4].isna().all().tolist() == [False, False, True, True], "the short grid has two rounds"
    last = store.series("round_mean", where={"label": "means"})[3]
    assert np.allclose(last, store.frame(["sample_mean"], where={"label": "means"})["sample_mean"], rtol=1e-12)


def test_a_histogram_has_a_column_per_bin(store, file):
    counts = store.histogram("draws")
    assert (counts.sum(axis=1) == 6).all() and counts.attrs["units"] == "standard deviations"
    assert counts.columns[0] == pd.Interval(-4.0, -3.75, closed="left") and len(counts.columns) == 32
    assert (counts.to_numpy() == file["histograms/draws"][...][done(file)]).all()


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    folder = tmp_path_factory.mktemp("market")
    (folder / "market.cfg").write_text(
        'experiment: { name = "m"; model = "magentic-marketplace"; seed = 1; replications = 3; };\n'
        'parameters: { consumers = 50L; };\noutput: { store = "market.h5"; };\n'
    )
    walras("run", folder / "market.cfg")
    return folder / "market.h5"


def test_tables_have_a_row_per_entry_with_codes_as_words(market):
    with reader.open(market) as store, h5py.File(market) as file:
        outcomes, group = store.tables("outcomes"), file["tables/outcomes"]
        used, words = group["entries"][...], group["outcome"].attrs["flag_meanings"].split()
        assert len(outcomes) == used.sum() and set(outcomes["outcome"]) <= set(words)
        for _, row in outcomes.iterrows():
            place = (row["point"], row["replication"], row["entry"])
            assert words[group["outcome"][place]] == row["outcome"] and group["consumers"][place] == row["consumers"]
        assert outcomes.groupby("replication")["consumers"].sum().tolist() == group["consumers"][...].sum(axis=2)[0].tolist()
        assert outcomes.attrs["units"]["consumers"] == group["consumers"].attrs["units"]


def test_columns_of_a_table_may_have_names_of_metrics_that_are_absent(tmp_path):
    (tmp_path / "hunters.cfg").write_text(
        """
experiment: { name = "hunters"; model = "risk-averse-equilibrium"; seed = 1L; replications = 1; };
sweep: { design = "list"; points = (
  { mode = "best_response"; },
  { mode = "psro"; population_size = 2; br_updates = 1; n_eval = 20; } ); };
output: { store = "hunters.h5"; };
"""
    )
    walras("run", tmp_path / "hunters.cfg")
    with reader.open(tmp_path / "hunters.h5") as store:
        payoffs = store.tables("payoffs")
        assert "mean" in store.metrics() and len(payoffs) == 4 and not payoffs.isna().any(axis=None)


def test_vectors_become_numbered_columns(market):
    with reader.open(market) as store, h5py.File(market) as file:
        vector = next(name for name in store.metrics() if file["metrics"][name].ndim == 3)
        frame = store.frame([vector])
        length = file["metrics"][vector].shape[2]
        assert [name for name in frame.columns if name.startswith(vector)] == [f"{vector}[{k + 1}]" for k in range(length)]
        assert frame.attrs["units"][f"{vector}[1]"] == file["metrics"][vector].attrs["units"]
        text = walras("show", market, vector, "--csv").stdout
        shown = pd.read_csv(io.StringIO(text), comment="#", float_precision="round_trip")
        assert np.array_equal(shown[f"{vector}[{length}]"], frame[f"{vector}[{length}]"], equal_nan=True)


def test_summaries_and_differences_are_those_of_walras_show(store, path):
    found = store.summaries(["sample_mean", "largest"], where={"label": "means"}, quantiles=[0.5])
    text = walras("show", path, "sample_mean", "largest", "--where", "label=means", "--quantile", "0.5", "--csv").stdout
    shown = pd.read_csv(io.StringIO(text), comment="#", float_precision="round_trip")
    for name in ("mean", "mean_parameter", "low", "high", "minimum", "maximum", "trials", "q0.5", "q0.5_low", "method"):
        assert list(found[name]) == list(shown[name]), name
    means = store.frame(["sample_mean"], where={"label": "means"}).groupby("point")["sample_mean"]
    assert np.allclose(found["mean"][:4], means.mean(), rtol=1e-12) and list(found["mean_parameter"][:4]) == [0.0, 0.0, 0.5, 0.5]
    half = 2.2281388519649385 * means.std() / np.sqrt(11)  # t at 0.975 with 10 degrees of freedom
    assert np.allclose(found["high"][:4] - found["low"][:4], 2 * half, rtol=1e-9) and found.attrs["confidence"] == 0.95
    callable_too = store.summaries(["sample_mean"], where=lambda design: design["label"] == "means")
    assert list(callable_too["low"]) == list(found["low"][:4])


def test_differences_are_paired_and_say_what_that_gained(store):
    found = store.differences(["sample_mean"], baseline={"standard_deviation": 1.0}, where={"label": "short"})
    assert list(found["point"]) == [5] and list(found["baseline"]) == [4] and list(found["standard_deviation"]) == [3.0]
    values = store.values("sample_mean")
    assert found["difference"][0] == pytest.approx(np.nanmean(values[5] - values[4]), rel=1e-12)
    assert found["variance_reduction"][0] == pytest.approx(1 - 4 / 10, rel=1e-9) and found["pairs"][0] == 4


def test_unknown_names_are_answered_with_the_nearest_one(store):
    for ask, message in (
        (lambda: store.frame(["sample_maen"]), "the store has no metric 'sample_maen'; did you mean 'sample_mean'?"),
        (lambda: store.series("round_maen"), "the store has no series 'round_maen'; did you mean 'round_mean'?"),
        (lambda: store.histogram("zzz"), "the store has no histogram 'zzz'; there are draws"),
        (lambda: store.tables("zzz"), "the store has no table 'zzz'; there are none"),
        (lambda: store.frame(where={"maen": 1.0}), "the store has no parameter 'maen'; did you mean 'mean'?"),
        (lambda: store.summaries(["larges"]), "the store has no metric 'larges'; did you mean 'largest'?"),
        (lambda: store.array("series/zzz"), "the store has no dataset 'series/zzz'"),
    ):
        with pytest.raises(KeyError) as error:
            ask()
        assert str(error.value).startswith(message)


def test_what_is_no_store_and_a_missing_program_are_said_in_words(tmp_path, store, monkeypatch):
    with h5py.File(tmp_path / "other.h5", "w"):
        pass
    with pytest.raises(ValueError, match="other.h5 is not a store of walras"):
        reader.open(tmp_path / "other.h5")
    monkeypatch.setattr(reader, "program", lambda: None)
    assert store.digest() == "unknown"
    with pytest.raises(reader.ProgramError, match="name it in \\$WALRAS"):
        store.summaries()


def test_a_refusal_of_the_program_is_the_error(store):
    with pytest.raises(reader.ProgramError, match="selects no design point"):
        store.differences(["largest"], baseline={"mean": 44.0})


@pytest.mark.skipif(not os.access(WALRAS, os.X_OK) or "  verify " not in subprocess.run([WALRAS, "--help"], capture_output=True, text=True, check=False).stdout,
                    reason="this program has no command verify")  # fmt: skip
def test_claims_are_the_verdicts_of_the_program(tmp_path):
    config = tmp_path / "claims.cfg"
    claim = 'source = "own"; kind = "own"; check = "mean"; metric = "sample_mean"; tolerance = 0.5; reason = "noise";'
    config.write_text('experiment: { name = "c"; model = "noise"; replications = 10; };\noutput: { store = "c.h5"; };\n'
                      f'claims: ( {{ id = "A"; statement = "zero"; expected = 0.0; {claim} }}, {{ id = "B"; statement = "nine"; expected = 9.0; {claim} }} );\n')  # fmt: skip
    walras("run", config)
    with reader.open(tmp_path / "c.h5") as store:
        claims = store.claims()
        assert list(claims["id"]) == ["A", "B"] and list(claims["verdict"]) == ["holds", "fails"]
        assert claims.attrs["counts"]["fails"] == 1


def test_a_million_trials_of_one_metric_are_read_without_reading_the_others(tmp_path):
    """Memory: two columns of 8 MB and the parameters asked for, not the twenty of the store."""
    config = tmp_path / "big.cfg"
    config.write_text('experiment: { name = "big"; model = "noise"; replications = 1000000L; };\nparameters: { entities = 1L; };\n'
                      'output: { store = "big.h5"; series = "none"; histograms = "none"; };\n')  # fmt: skip
    walras("run", config)
    script = (
        "import sys, resource; sys.path.insert(0, sys.argv[1]); import walras\n"
        "with walras.open(sys.argv[2]) as store:\n"
        "    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "    total = sum(len(part) for part in store.frames(parameters=[], trials=50000))\n"
        "    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "    print(total, after - before)\n"
    )
    run = subprocess.run([sys.executable, "-c", script, str(ROOT / "analysis"), str(tmp_path / "big.h5")], capture_output=True, text=True, check=True)
    total, kibibytes = map(int, run.stdout.split())
    assert total == 1_000_000 and kibibytes < 60_000, "a part of 50000 rows of 9 metrics has 4 MB; all rows have 72 MB"


def test_the_time_of_each_session_is_split_into_parts_that_make_the_whole(noise_config, tmp_path):
    path = tmp_path / "split.h5"
    walras("run", noise_config(replications=30), "--output", path, "--ranks-per-trial", 2, "--only", 7, ranks=2)
    walras("resume", path, "--threads", 2)
    with reader.open(path) as opened:
        sessions, split, traffic = opened.sessions(), opened.time_split(), opened.traffic()
    parts = ["compute", "reduce", "exchange", "wait", "coordination", "store", "checkpoint", "other"]
    assert list(split.columns[: len(parts)]) == parts and split["ranks"].tolist() == [2, 1] and split["threads"].tolist() == [sessions[0]["threads"], 2]
    # The log has nanoseconds: eight parts and the whole are off by half of one each, the latter as often as there are ranks.
    assert np.allclose(split[parts].sum(axis=1), split["ranks"] * split["seconds"], rtol=0, atol=5.5e-9)
    assert (split["busy_thread_seconds"] <= split["ranks"] * split["threads"] * split["seconds"]).all() and (split[parts] >= 0).all(axis=None)
    # One trial of three rounds on two ranks: a round agrees, adds up and agrees on its end, and so does the trial; each rank sends a message each time.
    assert traffic["messages_reductions"].tolist() == [2 * (3 * 3 + 1), 0] and traffic["trials"].tolist() == [1, 89]
    assert traffic["messages_exchange"].tolist() == [0, 0] and traffic["messages_records"].tolist() == [0, 0]
    told = walras("status", path).stdout
    assert "the last run's time by rank: compute " in told and "messages a trial" not in told
