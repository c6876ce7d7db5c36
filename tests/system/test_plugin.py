"""A model outside the tree: built against the installed headers alone, run on 1 and 4 ranks, killed and resumed."""

import os
import pathlib
import subprocess

import pytest

from conftest import ROOT, digest, walras


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """`cmake --install` into a folder of its own."""
    folder = tmp_path_factory.mktemp("installed")
    build = os.environ.get("WALRAS_BUILD", str(ROOT / "build" / "release"))
    subprocess.run(["cmake", "--install", build, "--prefix", str(folder)], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def plugin(installed, tmp_path_factory):
    shared = tmp_path_factory.mktemp("plugin") / "zero_intelligence.so"
    compiler = os.environ.get("WALRAS_CC", "cc")
    subprocess.run([compiler, "-std=c11", "-O2", "-ffp-contract=off", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", "-I", str(installed / "include"),
                    str(ROOT / "tests/plugin/zero_intelligence.c"), "-o", str(shared)], check=True)  # fmt: skip
    return shared


def test_installed_program_runs_the_plugin_with_the_same_bits_on_one_and_four_ranks(installed, plugin, tmp_path):
    program = str(installed / "bin" / "walras")
    config = ROOT / "tests/plugin/zero_intelligence.cfg"
    stores = []
    for ranks, group in ((1, "auto"), (4, "1"), (4, "4")):
        store = tmp_path / f"{ranks}-{group}.h5"
        walras("run", config, "--plugin", plugin, "--output", store, "--ranks-per-trial", group, ranks=ranks, program=program)
        stores.append(digest(store, program))
    assert len(set(stores)) == 1


def test_zero_intelligence_efficiency_matches_its_closed_form(installed, plugin, tmp_path):
    """Without a cap: value v, cost c uniform, bid uniform on (0, v), ask uniform on (c, 1). The expected gain of a pair is
    E[(v - c) P(bid >= ask)] = int int_{c<v} (v - c)^3 / (2 v (1 - c)) dc dv, over E[(v - c)+] = 1/6."""
    import numpy as np

    import h5py

    store = tmp_path / "zi.h5"
    walras("run", ROOT / "tests/plugin/zero_intelligence.cfg", "--plugin", plugin, "--output", store)
    grid = (np.arange(4000) + 0.5) / 4000
    v, c = np.meshgrid(grid, grid, indexing="ij")
    gain = np.where(v > c, (v - c) ** 3 / (2 * v * (1 - c)), 0.0).mean()
    with h5py.File(store, "r") as file:
        efficiency = file["metrics/efficiency"][2]
    error = efficiency.std(ddof=1) / np.sqrt(efficiency.size)
    # Five standard errors: a false alarm once in two million.
    assert abs(efficiency.mean() - gain * 6) < 5 * error + 1e-5


def test_a_file_that_is_no_plugin_is_refused(installed, tmp_path):
    wrong = tmp_path / "wrong.so"
    wrong.write_text("not an object")
    run = walras("models", "--plugin", wrong, code=2)
    assert "cannot be loaded" in run.stderr
    run = walras("models", "--plugin", tmp_path / "missing.so", code=2)
    assert "cannot be found" in run.stderr
