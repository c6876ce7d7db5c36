"""Every number of a paper's config says where it comes from; saying it changes no result."""

import h5py
import pytest

from conftest import ROOT, digest, walras

PAPERS = sorted((ROOT / "configs").glob("*/paper.cfg"))
SOURCES = """
sources: { seed = "own: any"; replications = "section 4"; entities = "Table 1"; rounds = "own: few"; mean = "Table 2"; };
"""


@pytest.mark.parametrize("config", PAPERS, ids=lambda path: path.parent.name)
def test_every_number_of_a_paper_has_its_source(config):
    walras("check", "--sources", config)


def test_a_number_without_a_source_is_named_with_its_place(noise_config):
    run = walras("check", "--sources", noise_config(extra=SOURCES.replace('entities = "Table 1"; ', "")), code=2)
    assert "noise.cfg:3: 'entities' has no source" in run.stderr
    assert "'mean'" not in run.stderr


def test_sources_are_in_the_store_and_not_in_the_digest(noise_config, tmp_path):
    walras("run", noise_config("with.cfg", extra=SOURCES), "--output", "with.h5", cwd=tmp_path)
    walras("run", noise_config("without.cfg"), "--output", "without.h5", cwd=tmp_path)
    assert digest(tmp_path / "with.h5") == digest(tmp_path / "without.h5")
    walras("diff", tmp_path / "with.h5", tmp_path / "without.h5")
    with h5py.File(tmp_path / "with.h5") as store:
        assert 'mean = "Table 2";' in store.attrs["sources"]
    with h5py.File(tmp_path / "without.h5") as store:
        assert store.attrs["sources"] == ""
    walras("run", "--from", "with.h5", "--output", "again.h5", cwd=tmp_path)
    with h5py.File(tmp_path / "again.h5") as store, h5py.File(tmp_path / "with.h5") as original:
        assert store.attrs["sources"] == original.attrs["sources"]
