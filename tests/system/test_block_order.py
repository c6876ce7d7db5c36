"""The order in which blocks and slices run is shuffled indeed, and a model whose draws, sums or tables depend on it is found. (That no registered
model does: test_same_bits.py.)"""

import os
import subprocess

import pytest

from conftest import ROOT
from test_same_bits import run_digest

# One thread, several, several ranks to a trial; each with its own order.
LAYOUTS = [(1, 1, "1"), (1, 2, "1"), (2, 1, "2"), (3, 2, "3")]
MISTAKEN = """
experiment: { name = "order"; model = "order-dependent"; seed = 5; replications = 2; };
output: { store = "order.h5"; };
"""


def expect_any_order(config, folder, options=()):
    reference = run_digest(config, folder / "reference.h5", options=options)
    for order, layout in enumerate(LAYOUTS, start=1):
        assert run_digest(config, folder / "shuffled.h5", layout, order, options=options) == reference, (order, layout)


@pytest.fixture(scope="module")
def build_plugin(tmp_path_factory):
    def build(source):
        shared = tmp_path_factory.mktemp("plugin") / f"{source.stem}.so"
        subprocess.run([os.environ.get("WALRAS_CC", "cc"), "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-ffp-contract=off", "-fPIC",
                        "-shared", "-I", str(ROOT / "include"), str(source), "-o", str(shared)], check=True)  # fmt: skip
        return shared

    return build


def test_digest_of_the_plugin_is_the_same_for_any_order_of_blocks(build_plugin, tmp_path):
    plugin = build_plugin(ROOT / "tests/plugin/zero_intelligence.c")
    expect_any_order(ROOT / "tests/plugin/zero_intelligence.cfg", tmp_path, ["--plugin", plugin])


@pytest.mark.parametrize("place", range(3), ids=("blocks", "uneven-blocks", "table"))
def test_a_model_that_depends_on_the_order_is_found(build_plugin, tmp_path, place):
    """The same draws numbered by whom they are for hold; numbered as they are made, every order gives bits of its own."""
    config = tmp_path / "order.cfg"
    config.write_text(MISTAKEN)
    options = ["--plugin", build_plugin(ROOT / "tests/system/order_dependent.c"), "--set", f"place={place}"]
    expect_any_order(config, tmp_path, [*options, "--set", "mistaken=0"])
    found = {run_digest(config, tmp_path / "mistaken.h5", order=order, options=options) for order in range(4)}
    assert len(found) == 4
    assert run_digest(config, tmp_path / "again.h5", order=3, options=options) in found
