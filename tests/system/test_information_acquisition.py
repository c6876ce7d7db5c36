"""Information acquisition through the command line: its quick config, figures, claims, mistakes in configs, and ranks that share one trial."""

import sys

import matplotlib
import pytest

from conftest import ROOT, walras

matplotlib.use("Agg")
sys.path.insert(0, str(ROOT / "analysis"))

import figures  # noqa: E402
import walras as reader  # noqa: E402

QUICK = ROOT / "configs" / "information-acquisition" / "quick.cfg"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("information") / "quick.h5"
    walras("run", QUICK, "--output", path)
    return path


def test_the_claims_of_the_quick_config_hold(store):
    assert "4 hold, 0 fail, 0 undecided" in walras("verify", store).stdout


def test_the_figures_tell_the_numbers_of_the_store(store):
    with reader.open(store) as opened:
        drawn = {drawing.name: drawing for drawing in figures.draw(opened)}
    assert list(drawn) == ["values-monitoring", "correlated-value", "correlation-gain", "values-random", "gain-distribution", "regret", "solver-time"]
    assert "common noise 1: nobody hired 0.5, one agent 0.57, uncorrelated 0.57" in drawn["values-monitoring"].alternative
    assert "correlated 0.6223, effort observed 0.69" in drawn["values-monitoring"].alternative
    assert "confidence scale 0.1, horizons 1e+10 to 1e+13 0.6855" in drawn["regret"].alternative


def test_the_tables_hold_one_optimal_mechanism(store):
    with reader.open(store) as opened:
        at = {"label": "E1-map", "common_noise": 1.0, "payment_cap": 1.0}
        profiles, payments = opened.tables("profiles", where=at), opened.tables("payments", where=at)
    assert profiles["mu"].sum() == pytest.approx(1.0, abs=1e-9)
    assert profiles[profiles["workers"] == 2]["mu"].iloc[0] == pytest.approx(3 / 47, abs=1e-9)
    assert ((payments["payment"] > 0) & (payments["payment"] <= 1 + 1e-9)).all()


def test_ranks_that_share_one_trial_draw_the_same_rounds(tmp_path):
    config = tmp_path / "rounds.cfg"
    config.write_text("""
experiment: { name = "rounds"; model = "information-acquisition"; seed = 3; replications = 2; };
parameters: { preset = "monitoring"; online_algorithm = "robust_etc"; horizon = 300000; simulate_rounds = true; };
output: { store = "rounds.h5"; };
""")
    digests = []
    for ranks in (1, 2):
        output = tmp_path / f"{ranks}.h5"
        walras("run", config, "--ranks-per-trial", ranks, "--output", output, ranks=ranks)
        digests.append(walras("digest", output).stdout.split()[0])
    assert digests[0] == digests[1]


@pytest.mark.parametrize(
    "parameters, words",
    [
        ("prior = [ 0.5, 0.6 ];", "prior: its values sum to 1.1"),
        ("accuracy = ( [ 0.5, 0.75 ], [ 0.5, 0.3 ] );", "accuracy[1][1] = 0.3"),
        ("cost = ( [ 0.1, 0.2 ], [ 0.0, 0.2 ] );", "cost[0][0] = 0.1"),
        ('utility = "matrix";', "utility_matrix"),
        ("payment_cap = 0.0;", "payment_cap"),
        ('online_algorithm = "robust_etc"; horizon = 3;', "horizon = 3: exploration does not fit"),
    ],
)
def test_a_mistake_is_named_with_its_parameter_before_anything_runs(tmp_path, parameters, words):
    config = tmp_path / "wrong.cfg"
    head = 'experiment: { name = "wrong"; model = "information-acquisition"; seed = 1; replications = 1; };\n'
    config.write_text(head + f'parameters: {{ {parameters} }};\noutput: {{ store = "w.h5"; }};\n')
    assert words in walras("run", config, code=2).stderr
    assert not (tmp_path / "w.h5").exists()
