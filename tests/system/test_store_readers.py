"""A store as h5py and xarray see it: named dimensions, units, text, and the truth of the status."""

import json
import re
import subprocess

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


MARKET = """
experiment: { name = "market"; model = "magentic-marketplace"; seed = 1; replications = 2; };
parameters: { consumers = 40L; };
sweep: { design = "grids"; grids = (
  { label = "sizes"; axes = ( { parameter = "consumers"; values = [ 20, 40 ]; }, { parameter = "search_bandwidth"; values = [ 3, 10 ]; } ); },
  { label = "profiles"; axes = ( { parameter = "assistant_profile"; values = [ "gpt_4o", "claude_sonnet_4" ]; } ); },
  { label = "search"; axes = ( { parameter = "search_mechanism"; values = [ "random" ]; } ); } ); };
output: { store = "market.h5"; };
"""


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    """Every kind of data: vectors, series, histograms, a table with a column that is called as a swept parameter, absent metrics."""
    folder = tmp_path_factory.mktemp("market")
    (folder / "market.cfg").write_text(MARKET)
    walras("run", folder / "market.cfg")
    return folder / "market.h5"


def groups_of(path):
    found = []
    with h5py.File(path, "r") as file:
        file.visititems(lambda name, item: found.append(name) if isinstance(item, h5py.Group) and any(isinstance(i, h5py.Dataset) for i in item.values()) else None)
    return found


@pytest.mark.parametrize("engine", ["h5netcdf", "netcdf4"])
def test_xarray_opens_every_group_with_named_dimensions_units_and_long_names(market, engine):
    xarray = pytest.importorskip("xarray")
    groups = groups_of(market)
    assert {"metrics", "series", "histograms", "design", "tables/outcomes", "trials", "trials/errors", "run", "absent"} <= set(groups)
    for group in [None, *groups]:
        with xarray.open_dataset(market, group=group, engine=engine) as data:
            data.load()
            assert not [dimension for dimension in data.dims if dimension not in data.coords], f"{group}: a dimension without coordinate"
            for name, variable in data.variables.items():
                assert variable.attrs["long_name"], (group, name)
                assert "units" in variable.attrs or "flag_meanings" in variable.attrs or variable.dtype.kind in "Ou", (group, name)
                assert variable.dtype.kind in "ifuO", (group, name, "times and enumerations come of units that readers take for dates")


@pytest.mark.parametrize("engine", ["h5netcdf", "netcdf4"])
@pytest.mark.parametrize("group", ["metrics", "series", "histograms", "tables/outcomes"])
def test_xarray_tells_the_points_apart_by_label_and_swept_parameters(market, group, engine):
    xarray = pytest.importorskip("xarray")
    with xarray.open_dataset(market, group=group, engine=engine) as data, h5py.File(market) as file:
        assert data["label"].values.tolist() == ["sizes"] * 4 + ["profiles"] * 2 + ["search"]
        assert data.coords["search_bandwidth"].dims == ("point",)
        assert data["search_bandwidth"].values.tolist() == file["design/search_bandwidth"][...].tolist() == [3, 10, 3, 10, 10, 10, 10]
        some = next(variable for variable in data.data_vars.values() if variable.dims[:2] == ("point", "replication"))
        assert {"label", "search_bandwidth", "assistant_profile"} <= set(some.coords)
        assert ("consumers" in data.coords) == (group != "tables/outcomes") and "consumers" in data.variables
        if group == "tables/outcomes":
            assert data["consumers"].dims == ("point", "replication", "outcomes_entry"), "the column, not the parameter of that name"
        else:
            assert data["consumers"].values.tolist() == [20, 20, 40, 40, 40, 40, 40]


def test_plain_access_needs_no_special_type_and_no_filter(market):
    """What R's rhdf5, Julia or h5dump read without help: integers, reals and variable-length UTF-8, contiguous."""
    seen = set()

    def check(name, item):
        if isinstance(item, h5py.Dataset):
            kind = item.id.get_type().get_class()
            assert kind in (h5py.h5t.INTEGER, h5py.h5t.FLOAT, h5py.h5t.STRING), name
            assert kind != h5py.h5t.STRING or item.id.get_type().is_variable_str(), name
            assert item.chunks is None and item.compression is None and item.id.get_create_plist().get_nfilters() == 0, name
            seen.add(kind)
        for attribute in item.attrs.keys() - {"REFERENCE_LIST", "DIMENSION_LIST", "CLASS", "NAME"}:  # HDF5's own, of dimension scales
            kind = h5py.h5a.open(item.id, attribute.encode()).get_type()
            assert kind.get_class() in (h5py.h5t.INTEGER, h5py.h5t.FLOAT) or kind.is_variable_str(), (name, attribute)

    with h5py.File(market) as file:
        check("/", file)
        file.visititems(check)
    assert len(seen) == 3


def test_h5ls_and_h5dump_read_every_dataset(market):
    listed = subprocess.run(["h5ls", "-r", market], capture_output=True, text=True, check=True).stdout
    names = re.findall(r"^(\S+) +Dataset", listed, re.M)
    assert len(names) > 200 and "/metrics/welfare" in names and "/tables/outcomes/outcome" in names
    chosen = [word for name in names for word in ("-d", name)]
    dumped = subprocess.run(["h5dump", "-w", "0", *chosen, market], capture_output=True, text=True, check=True)
    assert dumped.stderr == "" and dumped.stdout.count("DATASPACE  SIMPLE") >= len(names)
    assert "gpt_4o" in subprocess.run(["h5dump", "-d", "/design/assistant_profile", market], capture_output=True, text=True, check=True).stdout


def test_common_random_numbers_pair_the_points(store):
    with h5py.File(store, "r") as file:
        mean = file["metrics/sample_mean"][...]
    assert np.allclose(mean[1] - mean[0], 1.0, atol=1e-12) and np.allclose(mean[2] - mean[0], 2.0, atol=1e-12)


def test_show_csv_and_json_agree_with_the_data(store):
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
