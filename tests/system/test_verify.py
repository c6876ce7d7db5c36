"""walras verify on real stores: each check with a claim that holds, one that fails and one that is undecided, and the numbers beside numpy's."""

import json

import h5py
import numpy as np
import pytest

from conftest import walras

MEANS, REPLICATIONS = [0.0, 1.0, 2.0], 20
T19 = 2.093024054408263  # Student's t at 0.975
CONFIG = """
experiment: { name = "claims"; model = "noise"; seed = 3; replications = 20; };
parameters: { entities = 200; rounds = 3; threshold = 2.0; };
sweep: { design = "grid"; axes = ( { parameter = "mean"; values = [ 0.0, 1.0, 2.0 ]; } ); };
output: { store = "noise.h5"; };
"""
TOP = {"store", "experiment", "model", "digest", "confidence", "complete", "counts", "claims"}
CLAIM = {"id", "statement", "source", "kind", "check", "metric", "unit", "reason", "where", "informative", "verdict", "expected", "minimum",
         "maximum", "paper", "estimate", "low", "high", "method", "points", "values", "worst", "more_replications", "adjusted_p"}  # fmt: skip


def claim(name: str, body: str, kind: str = "own") -> str:
    return f'{{ id = "{name}"; statement = "s"; source = "own"; kind = "{kind}"; reason = "r"; {body} }}'


def verify(tmp_path, claims: list[str], code: int | None = None, config: str = CONFIG) -> dict:
    """Runs the experiment with these claims, and returns what verify says of each."""
    path = tmp_path / "claims.cfg"
    path.write_text(config + "claims: (\n" + ",\n".join(claims) + "\n);\n")
    walras("run", path, "--output", tmp_path / "claims.h5", "--overwrite")
    said = json.loads(walras("verify", tmp_path / "claims.h5", "--json", code=code).stdout)
    assert set(said) == TOP
    return {one["id"]: one for one in said["claims"]}


@pytest.fixture(scope="module")
def values(tmp_path_factory):
    """The metrics of the experiment: name -> [point, replication]. Claims change no bit of them."""
    folder = tmp_path_factory.mktemp("values")
    (folder / "plain.cfg").write_text(CONFIG)
    walras("run", folder / "plain.cfg", "--output", folder / "plain.h5")
    with h5py.File(folder / "plain.h5") as store:
        return {name: store["metrics"][name][:].astype(float) for name in ("sample_mean", "largest", "smallest", "share_above")}


def mean_interval(sample):
    return sample.mean(), T19 * sample.std(ddof=1) / np.sqrt(len(sample))


# Every check with a number: its keys, and how numpy makes the estimate and about the half-width of its interval.
NUMBERS = {
    "mean": ('metric = "largest"; where = { mean = 1.0; };', lambda v: mean_interval(v["largest"][1])),
    "median": ('metric = "largest"; where = { mean = 1.0; };', lambda v: (np.median(v["largest"][1]), 0.3)),
    "quantile": ('metric = "largest"; quantile = 0.6; where = { mean = 1.0; };', lambda v: (np.quantile(v["largest"][1], 0.6), 0.4)),
    "difference": ('metric = "largest"; versus_metric = "smallest"; where = { mean = 0.0; };',
                   lambda v: mean_interval(v["largest"][0] - v["smallest"][0])),
    "ratio": ('metric = "largest"; where = { mean = 2.0; }; versus = { mean = 1.0; };',
              lambda v: (v["largest"][2].mean() / v["largest"][1].mean(), 0.02)),
    "share": ('metric = "largest"; condition = { minimum = 3.2; }; where = { mean = 1.0; };',
              lambda v: ((v["largest"][1] >= 3.2).mean(), 0.1)),
    "slope": ('metric = "share_above"; along = "mean"; scale = "linear";',
              lambda v: mean_interval((v["share_above"][2] - v["share_above"][0]) / 2)),
    "correlation": ('metric = "largest"; along = "mean"; method = "linear";',
                    lambda v: (np.corrcoef(np.repeat(MEANS, REPLICATIONS), v["largest"].ravel())[0, 1], 0.05)),
    "bounds": ('of = "mean"; metric = "share_above"; where = { mean = 2.0; };', lambda v: mean_interval(v["share_above"][2])),
}  # fmt: skip


@pytest.mark.parametrize("check", NUMBERS)
def test_a_number_holds_in_a_wide_band_fails_in_a_far_one_and_is_undecided_at_an_edge(check, values, tmp_path):
    keys, numpy_says = NUMBERS[check]
    estimate, half = numpy_says(values)
    keys = f'check = "{check}"; {keys}'
    said = verify(tmp_path, [
        claim("holds", f"{keys} minimum = {estimate - 5 * half}; maximum = {estimate + 5 * half};"),
        claim("fails", f"{keys} maximum = {estimate - 5 * half};"),
        claim("undecided", f"{keys} minimum = {estimate - half / 10};"),
    ], code=3)  # fmt: skip
    for verdict, one in said.items():
        assert set(one) == CLAIM
        assert one["verdict"] == verdict, one
        assert one["estimate"] == pytest.approx(estimate, rel=1e-9)
        assert one["low"] < estimate < one["high"]
        assert (one["high"] - one["low"]) / 2 == pytest.approx(half, rel=1e-9 if numpy_says.__code__.co_names[0] == "mean_interval" else 1.0)
        assert one["check"] in (check, "bounds") and one["method"] and one["values"] > 0
    assert said["fails"]["adjusted_p"] < 0.05 and said["holds"]["adjusted_p"] == 1.0
    assert said["undecided"]["more_replications"] > 0 and said["holds"]["more_replications"] is None


def test_every_trial_holds_or_fails_and_is_undecided_without_values(tmp_path):
    said = verify(tmp_path, [
        claim("equal", 'check = "equal"; metric = "round_mean[3]"; reference_metric = "sample_mean"; tolerance = 1e-12;'),
        claim("unequal", 'check = "equal"; metric = "largest"; expected = 3.0; tolerance = 0.1;'),
        claim("bounds", 'check = "bounds"; metric = "share_above"; minimum = 0; maximum = 1;'),
        claim("beyond", 'check = "bounds"; metric = "share_above"; minimum = 0.5;'),
    ], code=3)  # fmt: skip
    assert [said[name]["verdict"] for name in ("equal", "unequal", "bounds", "beyond")] == ["holds", "fails", "holds", "fails"]
    assert all(one["adjusted_p"] is None and one["more_replications"] is None and one["method"] == "every trial" for one in said.values())
    assert said["equal"]["values"] == 60
    single = CONFIG.replace("entities = 200", "entities = 1")  # the variance of one draw is undefined
    said = verify(tmp_path, [claim("none", 'check = "bounds"; metric = "sample_variance"; minimum = 0;')], 0, single)
    assert said["none"]["verdict"] == "undecided" and said["none"]["estimate"] is None and said["none"]["values"] == 0


def test_orders_and_tables_are_decided_step_by_step_and_entry_by_entry(values, tmp_path):
    means = values["largest"].mean(axis=1)
    half = T19 * values["largest"][0].std(ddof=1) / np.sqrt(REPLICATIONS)
    spread = values["largest"] - values["smallest"]  # the same at each point but for rounding: no step is there, and none is against any order
    assert np.allclose(spread, spread[0], atol=1e-9)

    def table(name: str, offsets: list[float], tolerance: float) -> str:
        rows = ", ".join(f"{{ where = {{ mean = {at}; }}; expected = {mean + off}; }}" for at, mean, off in zip(MEANS, means, offsets))
        return claim(name, f'check = "table"; metric = "largest"; tolerance = {tolerance}; entries = ( {rows} );')

    order = 'check = "order"; metric = "largest"; along = "mean"; direction'
    said = verify(tmp_path, [
        claim("up", f'{order} = "increasing";'), claim("down", f'{order} = "decreasing";'),
        claim("down enough", f'{order} = "decreasing"; tolerance = 1.01;'),
        table("right", [0.0, 0.1, 0.0], 3 * half), table("wrong", [0.0, 9.0, 0.0], 3 * half), table("open", [0.0, 0.0, 0.9 * half], half),
    ], code=3)  # fmt: skip
    assert {name: one["verdict"] for name, one in said.items()} == {
        "up": "holds", "down": "fails", "down enough": "holds", "right": "holds", "wrong": "fails", "open": "undecided"}  # fmt: skip
    assert said["wrong"]["worst"] == "entry 2 (mean = 1.0)"
    assert [one["verdict"] for one in said["wrong"]["entries"]] == ["holds", "fails", "holds"]
    assert set(said["right"]["entries"][0]) == {"where", "expected", "estimate", "low", "high", "verdict"}
    assert [one["estimate"] for one in said["right"]["entries"]] == pytest.approx(list(means), rel=1e-12)


def test_pairing_is_named_and_follows_the_random_numbers(tmp_path):
    body = 'check = "difference"; metric = "largest"; where = { mean = 1.0; }; versus = { mean = 0.0; }; expected = 1; tolerance = 1e-9;'
    common = verify(tmp_path, [claim("d", body)], 0)["d"]
    assert common["verdict"] == "holds" and common["method"] == "t interval of the difference, paired by replication"
    independent = CONFIG.replace("seed = 3; replications = 20;", 'seed = 5; replications = 20; random_numbers = "independent";')
    apart = verify(tmp_path, [claim("d", body)], 0, independent)["d"]
    assert apart["verdict"] == "undecided"
    assert apart["method"] == "Welch's t interval of the difference, unpaired: independent random numbers"


def test_one_failure_among_many_true_claims_of_its_kind_is_not_believed(values, tmp_path):
    """The p-value of the failing claim is just below 5 %: alone it fails, beside nineteen others that hold it is undecided."""
    mean, half = mean_interval(values["largest"][0])
    weak = f'check = "mean"; metric = "largest"; where = {{ mean = 0.0; }}; minimum = {mean + 1.02 * half};'
    true = [claim(f"t{i}", 'check = "mean"; metric = "largest"; minimum = 0;', "theorem") for i in range(19)]
    alone = verify(tmp_path, [claim("weak", weak), *true], 3)["weak"]
    assert alone["verdict"] == "fails" and 0.03 < alone["adjusted_p"] < 0.05
    among = verify(tmp_path, [claim("weak", weak, "theorem"), *true], 0)["weak"]
    assert among["verdict"] == "undecided" and among["adjusted_p"] == pytest.approx(20 * alone["adjusted_p"])
    assert among["more_replications"] > 0


def test_informative_claims_fail_nothing(tmp_path):
    said = verify(tmp_path, [claim("i", 'check = "bounds"; metric = "largest"; minimum = 99;', "informative")], 0)
    assert said["i"]["verdict"] == "fails" and said["i"]["informative"] is True
    table = walras("verify", tmp_path / "claims.h5").stdout
    assert "\n(fails)  i " in table and table.endswith("claims: 0 hold, 0 fail, 0 undecided, 1 informative\n")


def test_failed_trials_are_left_out_and_missing_ones_are_mentioned(tmp_path):
    failing = CONFIG.replace("rounds = 3;", "rounds = 3; fail_replication = 4;")
    (tmp_path / "c.cfg").write_text(failing + "claims: (" + claim("m", 'check = "mean"; metric = "largest"; minimum = 0;') + ");")
    walras("run", tmp_path / "c.cfg", "--output", tmp_path / "c.h5", code=1)
    run = walras("verify", tmp_path / "c.h5", "--json")
    assert run.stderr == "" and json.loads(run.stdout)["claims"][0]["values"] == 57 and json.loads(run.stdout)["complete"] is True
    walras("run", tmp_path / "c.cfg", "--output", tmp_path / "part.h5", "--only", "3", code=None)
    run = walras("verify", tmp_path / "part.h5")
    assert "part.h5 is incomplete: 59 of 60 trials are pending" in run.stderr
    assert "undecided" in run.stdout


def test_a_broken_claim_is_a_mistake_of_the_config_with_its_place(tmp_path):
    broken = {
        'check = "mean"; metric = "larges"; minimum = 0;': "unknown metric 'larges' of model 'noise'; did you mean 'largest'?",
        'check = "mean"; metric = "largest"; where = { mean = 7.0; }; minimum = 0;': "where selects no design point",
        'check = "mean"; metric = "round_mean[4]"; minimum = 0;': "'round_mean' has 3 elements at a selected point, no element 4",
        'check = "mean"; metric = "median"; minimum = 0;': "'median' exists at no selected point: absent unless exact_median",
        'check = "slope"; metric = "largest"; along = "mean"; minimum = 0;':
            "a logarithmic scale needs positive values of 'mean', not 0",
        'check = "slope"; metric = "largest"; along = "entities"; minimum = 0;':
            "'entities' takes 1 value at the selected points, and a claim of slope needs 3",
    }  # fmt: skip
    text = CONFIG + "claims: (\n" + ",\n".join(claim(f"c{i}", body) for i, body in enumerate(broken)) + "\n);\n"
    (tmp_path / "broken.cfg").write_text(text)
    run = walras("check", tmp_path / "broken.cfg", code=2)
    first = CONFIG.count("\n") + 2
    expected = [f"walras: {tmp_path}/broken.cfg:{first + i}: claim 'c{i}': {message}" for i, message in enumerate(broken.values())]
    assert run.stderr.splitlines() == expected


def test_series_that_are_not_kept_cannot_be_claimed(tmp_path):
    text = CONFIG.replace('store = "noise.h5";', 'store = "noise.h5"; series = "none";')
    (tmp_path / "s.cfg").write_text(text + "claims: (" + claim("s", 'check = "mean"; metric = "round_mean[1]"; minimum = 0;') + ");")
    run = walras("check", tmp_path / "s.cfg", code=2)
    assert run.stderr.endswith("claim 's': 'round_mean' is a series, and output.series = \"none\" leaves series out\n")


def test_one_replication_is_warned_of(tmp_path):
    (tmp_path / "w.cfg").write_text(CONFIG + "claims: (" + claim("w", 'check = "mean"; metric = "largest"; minimum = 0;') + ");")
    assert walras("check", tmp_path / "w.cfg").stderr == ""
    text = (tmp_path / "w.cfg").read_text().replace("replications = 20", "replications = 1")
    (tmp_path / "w.cfg").write_text(text)
    run = walras("check", tmp_path / "w.cfg")
    assert "w.cfg:6: claim 'w': 3 of its 3 points have one replication" in run.stderr and run.stderr.startswith("walras: warning: ")
