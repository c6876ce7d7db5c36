"""Every registered model's checkpoints under the address and undefined-behaviour sanitizers, and flat memory over a thousand trials. (Whole runs
under the sanitizers: test_same_bits.py.)"""

import json
import re

import h5py
import pytest

from conftest import ROOT, sanitizers, smaller, walras

QUICK = sorted((ROOT / "configs").glob("*/quick.cfg"))
ROUNDS = sorted((ROOT / "tests/system/rounds").glob("*.cfg"))


@pytest.mark.parametrize("config", ROUNDS, ids=lambda path: path.stem)
def test_checkpoints_of_every_model_are_clean_under_the_sanitizers(config, tmp_path):
    program, env = sanitizers(tmp_path)
    store = tmp_path / "s.h5"
    walras("run", config, "--output", store, "--threads", 1, program=program, code=75, WALRAS_STOP_AT_ROUND="4", **env)
    walras("resume", store, "--threads", 2, program=program, **env)
    walras("status", store, "--check", program=program, **env)


def peak_memory(store):
    with h5py.File(store) as file:
        entries = [bytes(entry).rstrip(b"\0") for entry in file["run/log"][:]]
    return json.loads([entry for entry in entries if entry][-1])["peak_memory_bytes_rank0"]


@pytest.mark.parametrize("config", QUICK, ids=lambda path: path.parent.name)
def test_memory_is_flat_over_a_thousand_trials(config, tmp_path):
    """The defaults, 200 times (by then the store's caches are full) and 1000 times: at most a few bytes a trial more, of the store's own books."""
    model = re.search(r'model\s*=\s*"([^"]+)"', config.read_text()).group(1)
    small = tmp_path / "small.cfg"
    small.write_text(f'experiment: {{ name = "memory"; model = "{model}"; }}; output: {{ store = "x.h5"; }};')
    memory = []
    for replications in (200, 1000):
        store = tmp_path / f"{replications}.h5"
        walras("run", small, "--output", store, "--replications", replications, "--threads", 1, *smaller(model, "trials"))
        memory.append(peak_memory(store))
    assert memory[1] < 1.02 * memory[0] + 2e6, memory
