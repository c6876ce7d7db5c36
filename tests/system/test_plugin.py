"""A model outside the tree: built against the installed headers alone, run on 1 and 4 ranks, killed and resumed."""

import os
import pathlib
import shlex
import subprocess

import pytest

from conftest import ROOT, digest, environment, walras


@pytest.fixture(scope="module")
def plugin(installed, tmp_path_factory):
    shared = tmp_path_factory.mktemp("plugin") / "zero_intelligence.so"
    compiler = os.environ.get("WALRAS_CC", "cc")
    subprocess.run([compiler, "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", *flags_of(installed),
                    str(installed / "share/walras/plugin/zero_intelligence.c"), "-o", str(shared)], check=True)  # fmt: skip
    return shared


def flags_of(installed):
    """What the installed pkg-config file says a model needs."""
    run = subprocess.run(["pkg-config", "--cflags", "walras"], capture_output=True, text=True, check=True,
                         env=dict(os.environ, PKG_CONFIG_PATH=str(installed / "share" / "pkgconfig")))  # fmt: skip
    return shlex.split(run.stdout)


def test_installed_flags_name_the_installed_headers_and_keep_the_bits(installed):
    flags = flags_of(installed)
    folders = [pathlib.Path(flag[2:]) for flag in flags if flag.startswith("-I")]
    assert [folder.resolve() for folder in folders] == [installed / "include"] and "-ffp-contract=off" in flags


def test_installed_configs_run_from_a_prefix_and_their_figures_carry_the_digest(installed, tmp_path):
    program = str(installed / "bin" / "walras")
    for config in sorted((installed / "share/walras/configs").glob("*/quick.cfg")):
        walras("check", config, program=program)
    store = tmp_path / "noise.h5"
    walras("run", installed / "share/walras/configs/noise/quick.cfg", "--output", store, program=program)
    drawn = subprocess.run([installed / "share/walras/jobs/python.sh", "-c", SAVED_TEXTS, installed / "share/walras/analysis", store, tmp_path],
                           capture_output=True, text=True, check=True, env={k: v for k, v in os.environ.items() if k != "WALRAS"})  # fmt: skip
    assert f"store {digest(store, program)[:16]}" in drawn.stdout.splitlines()
    assert list(tmp_path.glob("*.png"))
    assert not [path for path in installed.rglob("*") if path.suffix in (".h5", ".lock")]


# Draws a store's figures and prints every text in the figures' corners.
SAVED_TEXTS = """
import pathlib, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import matplotlib
matplotlib.use("Agg")
import figures, matplotlib.figure
text = matplotlib.figure.Figure.text
matplotlib.figure.Figure.text = lambda figure, x, y, words, **rest: (print(words), text(figure, x, y, words, **rest))[1]
sys.argv[1:] = [sys.argv[2], "--output", sys.argv[3]]
sys.exit(figures.main())
"""


def test_installed_program_runs_the_plugin_with_the_same_bits_on_one_and_four_ranks(installed, plugin, tmp_path):
    program = str(installed / "bin" / "walras")
    config = ROOT / "tests/plugin/zero_intelligence.cfg"
    stores = []
    for ranks, group in ((1, "auto"), (4, "1"), (4, "4")):
        store = tmp_path / f"{ranks}-{group}.h5"
        walras("run", config, "--plugin", plugin, "--output", store, "--ranks-per-trial", group, ranks=ranks, program=program)
        stores.append(digest(store, program))
    assert len(set(stores)) == 1


def test_installed_report_of_a_plugins_store_asks_for_the_plugin(installed, plugin, tmp_path):
    program, store, page = str(installed / "bin" / "walras"), tmp_path / "zi.h5", tmp_path / "zi.html"
    walras("run", ROOT / "tests/plugin/zero_intelligence.cfg", "--plugin", plugin, "--output", store, program=program)
    command = [installed / "share/walras/jobs/python.sh", "-B", installed / "share/walras/analysis/report.py", store, "-o", page]
    env = {name: value for name, value in environment().items() if name != "WALRAS"}
    without = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    assert without.returncode == 2 and "zero-intelligence" in without.stderr and "--plugin" in without.stderr and not page.exists()
    subprocess.run([*command, "--plugin", plugin], env=env, check=True)
    text = page.read_text(encoding="utf-8")
    assert digest(store, program) in text and "--from --output again.h5 --plugin ./zero_intelligence.so" in text


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
