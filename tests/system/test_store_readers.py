"""A store as h5py and xarray see it: named dimensions, units, text, and the truth of the status."""

import h5py
import numpy as np
import pytest

from conftest import walras


@pytest.fixture
def store(noise_config, tmp_path):
    path = tmp_path / "noise.h5"
    walras("run", noise_config(replications=6), "--output", path)
    return path


def test_h5py_reads_shapes_units_and_text(store):
    with h5py.File(store, "r") as file:
        assert file.attrs["Conventions"] == "CF-1.10" and file.attrs["model"] == "noise"
        mean = file["metrics/sample_mean"]
        assert mean.shape == (3, 6) and mean.attrs["units"] == "1" and mean.attrs["long_name"]
        assert [dimension.label or dimension[0].name.split("/")[-1] for dimension in mean.dims] == ["point", "replication"]
        assert np.isfinite(mean[...]).all() and (file["trials/status"][...] == 1).all()
        assert file["design/mean"][...].tolist() == [0.0, 1.0, 2.0]
        assert (file["histograms/draws"][...].sum(axis=2) == 5000).all()
        assert "noise test" in file.attrs["experiment"] and "noise test" in file.attrs["config"]


@pytest.mark.parametrize("engine", ["h5netcdf", "netcdf4", None])
def test_xarray_shows_named_dimensions_and_coordinates_in_each_group(store, engine):
    xarray = pytest.importorskip("xarray")
    with xarray.open_dataset(store, group="metrics", engine=engine) as metrics:
        assert metrics["sample_mean"].dims == ("point", "replication")
        assert metrics["point"].values.tolist() == [0, 1, 2]
        assert metrics["sample_mean"].attrs["units"] == "1"
    with xarray.open_dataset(store, group="series", engine=engine) as series:
        assert series["round_mean"].dims == ("point", "replication", "round")


def test_common_random_numbers_pair_the_points(store):
    with h5py.File(store, "r") as file:
        mean = file["metrics/sample_mean"][...]
    assert np.allclose(mean[1] - mean[0], 1.0, atol=1e-12) and np.allclose(mean[2] - mean[0], 2.0, atol=1e-12)


def test_show_csv_and_json_agree_with_the_data(store):
    import json

    with h5py.File(store, "r") as file:
        expected = file["metrics/sample_mean"][...].mean(axis=1)
    rows = json.loads(walras("show", store, "sample_mean", "--json").stdout)["rows"]
    assert np.allclose([row["mean"] for row in rows], expected, rtol=1e-14)
    lines = walras("show", store, "sample_mean", "--csv", "--summary").stdout.splitlines()
    assert len(lines) == 5 and lines[1].startswith("point,mean_parameter,metric,unit,mean,low")
    assert [line.split(",")[4] for line in lines[2:]] == [repr(row["mean"]) for row in rows]


def test_run_from_a_store_repeats_it(store, tmp_path):
    from conftest import digest

    walras("run", store, "--from", "--output", tmp_path / "again.h5")
    assert digest(tmp_path / "again.h5") == digest(store)
    assert walras("diff", store, tmp_path / "again.h5").stdout.strip() == "0 differences"


def test_a_store_that_was_opened_for_writing_and_not_changed_is_what_it_was(noise_config, tmp_path):
    """As by h5py before version 3, or a viewer: HDF5 cuts a file where it believes that its data ends."""
    store = tmp_path / "s.h5"
    walras("run", noise_config(), "--output", store)
    before = store.read_bytes()
    with h5py.File(store, "r+"):
        pass
    assert store.read_bytes() == before
    walras("status", store, "--check")


def test_a_store_that_another_program_has_changed_is_refused_in_words(noise_config, tmp_path):
    store = tmp_path / "s.h5"
    walras("run", noise_config(), "--output", store)
    with h5py.File(store, "r+") as file:
        file.attrs["remark"] = "x" * 5000
    said = walras("status", store, code=2).stderr.splitlines()
    assert len(said) == 1 and ("changed by another program" in said[0] or "is damaged" in said[0]), said
