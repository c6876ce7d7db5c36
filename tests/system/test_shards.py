"""An experiment in shards: each a store of its own, joined into the store that a single run makes, to the last bit."""

import os
import subprocess

import h5py
import numpy
import pytest

from conftest import ROOT, complaints, digest, walras

# Normal draws with a series, a histogram and a table; the points differ in cost.
EVERYTHING = """
experiment: { name = "everything"; model = "noise"; seed = 5L; replications = 6; };
parameters: { rounds = 3; exact_median = true; block = 100; };
sweep: { design = "grid"; axes = ( { parameter = "entities"; values = [ 50, 2000 ]; }, { parameter = "mean"; values = [ 0.0, 1.0 ]; } ); };
output: { store = "everything.h5"; };
"""

# Sub-experiments with replications of their own.
GRIDS = """
experiment: { name = "grids"; model = "noise"; random_numbers = "independent"; };
parameters: { entities = 40L; rounds = 2; };
sweep: { design = "grids"; grids = (
  { label = "few"; replications = 3; axes = ( { parameter = "mean"; values = [ 0.0, 1.0, 2.0 ]; } ); },
  { label = "many"; replications = 11; axes = ( { parameter = "mean"; values = [ 3.0, 4.0 ]; } ); } ); };
output: { store = "grids.h5"; };
"""

# Points that stop by themselves, each after another number of replications.
SEQUENTIAL = """
experiment: { name = "sequential"; model = "noise"; };
replications: { initial = 4; step = 3; maximum = 60; metric = "sample_mean"; half_width = 0.05; };
parameters: { entities = 200L; };
sweep: { design = "grid"; axes = ( { parameter = "standard_deviation"; values = [ 0.1, 0.8, 1.2, 1.6, 2.4 ]; } ); };
output: { store = "sequential.h5"; };
"""

FAILING = """
experiment: { name = "failing"; model = "faulty"; replications = 8; };
parameters: { fault = "error"; };
output: { store = "failing.h5"; };
"""


@pytest.fixture(scope="module")
def plugin(tmp_path_factory):
    library = tmp_path_factory.mktemp("plugin") / "faulty.so"
    subprocess.run([os.environ.get("WALRAS_CC", "cc"), "-std=c11", "-O1", "-fPIC", "-shared", "-I", str(ROOT / "include"),
                    str(ROOT / "tests/system/models/faulty.c"), "-o", str(library)], check=True)  # fmt: skip
    return library


def shards_of(config, count, *options, code=0, ranks=0):
    """Runs all shards beside the config; their stores in order."""
    for number in range(1, count + 1):
        walras("run", config, "--shard", f"{number}/{count}", "--threads", 1, *options, ranks=ranks, code=code)
    stem = config.with_suffix("")
    return [stem.with_name(f"{stem.name}.{number}-of-{count}.h5") for number in range(1, count + 1)]


def write(folder, text):
    name = text.split('store = "')[1].split('.h5"')[0]
    path = folder / f"{name}.cfg"
    path.write_text(text)
    return path


@pytest.mark.parametrize("text,counts", [(EVERYTHING, (1, 3, 5, 30)), (GRIDS, (2, 7)), (SEQUENTIAL, (2, 4, 7))])
def test_joined_shards_are_the_store_of_a_single_run(tmp_path, text, counts):
    config, whole = write(tmp_path, text), tmp_path / "whole.h5"
    walras("run", config, "--output", whole)
    for count in counts:
        ranks = 2 if count == min(counts) else 0
        shards, merged = shards_of(config, count, ranks=ranks), tmp_path / f"merged{count}.h5"
        walras("merge", *reversed(shards), "--output", merged)
        assert digest(merged) == digest(whole), count
        assert walras("diff", whole, merged).stdout == "0 differences\n"
        assert "every finished trial matches its CRC" in walras("status", merged, "--check").stdout
