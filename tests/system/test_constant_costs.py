"""What a run of many trials costs beside their computing: as many names of files as one of few, and hardly more memory."""

import json

import h5py

from conftest import walras
from faults import Laboratory, compile_shim

CONFIG = """
experiment: {{ name = "trivial trials"; model = "noise"; seed = 1L; replications = {replications}L; }};
parameters: {{ entities = 1L; }};
output: {{ store = "trivial.h5"; series = "none"; histograms = "none"; }};
run: {{ {run} }};
"""


def test_ten_thousand_trials_open_create_and_rename_as_few_files_as_ten(tmp_path):
    shim = compile_shim(tmp_path)
    for run, many in (("", 10000), ("checkpoint_rounds = 1;", 300)):
        calls, opens = [], []
        for replications in (10, many):
            folder = tmp_path / f"{replications} {run[:10]}"
            folder.mkdir()
            (folder / "n.cfg").write_text(CONFIG.format(replications=replications, run=run))
            lab = Laboratory(folder, shim, folder / "n.cfg")
            calls.append(lab.name_calls)
            opens.append(lab.open_calls)
        assert calls[0] == calls[1] and 5 < calls[0] < 20, (run, calls)
        # A checkpoint opens its file, which is there already; here there is one for each trial.
        assert opens[0] == opens[1] if run == "" else opens[1] - opens[0] <= 3 * (many - 10), (run, opens)


def peak_bytes(tmp_path, replications: int) -> float:
    config, store = tmp_path / "n.cfg", tmp_path / f"{replications}.h5"
    config.write_text(CONFIG.format(replications=replications, run=""))
    walras("run", config, "--output", store, "--threads", 1)
    with h5py.File(store, "r") as file:
        return json.loads(bytes(file["run/log"][0]).rstrip(b"\0"))["peak_memory_bytes_rank0"]


def test_ten_times_the_trials_take_a_few_bytes_more_for_each(tmp_path):
    few, many = peak_bytes(tmp_path, 100000), peak_bytes(tmp_path, 1000000)
    # Status, what is pending, and CRCs while they are created or checked: each trial's record itself would be some 100 bytes.
    assert many - few < 16 * 900000 + 2**21, (few, many)
