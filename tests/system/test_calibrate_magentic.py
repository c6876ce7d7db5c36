"""The calibration helper finds a profile again from what that profile does."""

import math
import re
import subprocess
import sys

import pytest

from conftest import ROOT, WALRAS, environment

sys.path.insert(0, str(ROOT / "analysis"))
import calibrate_magentic_profile as helper  # noqa: E402

SIZE = ["--requests", "30", "--replications", "6", "--precision", "0.001", "--program", WALRAS]
SONNET = {"amenity_miss": 0.075, "overload_max": 0.298}


@pytest.fixture(autouse=True)
def machine(monkeypatch):
    for name, value in environment().items():
        monkeypatch.setenv(name, value)


def targets(tmp_path, seed):
    market = helper.Market(WALRAS, tmp_path, {"assistant_profile": "claude_sonnet_4"}, requests=30, replications=6, seed=seed)
    return [market.welfare(search_bandwidth=page)[0] for page in (3, 100)]


def calibrate(*arguments, code=0):
    command = [sys.executable, str(ROOT / "analysis" / "calibrate_magentic_profile.py"), *map(str, arguments), *SIZE]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == code, run.stderr
    return run.stdout if code == 0 else run.stderr


def number(text, name):
    return float(re.search(rf"^  {name} = ([-0-9.e]+);", text, re.MULTILINE)[1])


def test_the_same_markets_give_the_profile_back_to_the_precision_of_the_bisection(tmp_path):
    w3, w100 = targets(tmp_path, 42)
    found = calibrate("--welfare-3", w3, "--welfare-100", w100, "--streamed-share", 0.9 + 0.1 / 3)
    # Welfare is a step function of the parameters: 1,500 consumers x 6 markets, a third of which meet the decision.
    assert number(found, "amenity_miss") == pytest.approx(SONNET["amenity_miss"], abs=0.002)
    assert number(found, "overload_max") == pytest.approx(SONNET["overload_max"], abs=0.002)
    assert number(found, "commit_prob") == pytest.approx(0.9, abs=1e-6)


def test_other_markets_give_the_profile_back_within_the_statistical_error(tmp_path):
    w3, w100 = targets(tmp_path, 4711)
    found = calibrate("--welfare-3", w3, "--welfare-100", w100, "--streamed-share", 0.9 + 0.1 / 3)
    for name, value in SONNET.items():
        error = float(re.search(rf"{name} = .*standard error ([0-9.]+)", found)[1])
        # Both sides have the error that is stated; five joint standard errors from six markets each: t(10) beyond it at 5e-4.
        assert abs(number(found, name) - value) < 5 * math.sqrt(2) * error, name


def test_shares_give_commitment_and_anchor_in_closed_form():
    commit, anchor = helper.first_proposal_policy(0.90, 0.733, 3)
    assert commit == pytest.approx(0.6255, abs=5e-4) and anchor == pytest.approx(1.70, abs=5e-3)
    assert helper.first_proposal_policy(1.0, 0.067, 3)[1] == pytest.approx(-1.94, abs=5e-3)
    share = commit + (1 - commit) * math.exp(anchor) / (math.exp(anchor) + 2)
    assert share == pytest.approx(0.90, abs=1e-12)


def test_targets_out_of_reach_are_refused_with_the_numbers():
    message = calibrate("--welfare-3", 1.5, "--welfare-100", 0.3, "--streamed-share", 0.93, code=2)
    assert "amenity_miss" in message and "1.5" in message
    assert "gated" in calibrate("--welfare-3", 0.8, "--welfare-100", 0.3, "--streamed-share", 0.5, "--gated-share", 0.9, code=2)
    assert "no_such" in calibrate("--welfare-3", 0.8, "--welfare-100", 0.3, "--streamed-share", 0.9, "--set", "no_such=1", code=2)
