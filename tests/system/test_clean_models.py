"""Every registered model under the address and undefined-behaviour sanitizers, and with flat memory over a thousand trials."""

import json
import os
import re

import h5py
import pytest

from conftest import ROOT, walras

QUICK = sorted((ROOT / "configs").glob("*/quick.cfg"))
ROUNDS = sorted((ROOT / "tests/system/rounds").glob("*.cfg"))
SANITIZED = ROOT / "build" / "asan-ubsan" / "walras"
REQUIRE_BUILDS = os.environ.get("WALRAS_REQUIRE_BUILDS") == "1" or os.environ.get("CI") == "true"
# Leaks are looked for where MPI's own memory is not: in what walras and its models have allocated.
SUPPRESSIONS = "leak:libopen-\nleak:libmpi\nleak:libpmix\nleak:libhwloc\nleak:libevent\nleak:mca_\nleak:libhdf5\nleak:libgomp\nleak:ld-linux\n"


@pytest.fixture
def sanitizers(tmp_path):
    if not SANITIZED.exists():
        assert not REQUIRE_BUILDS, f"{SANITIZED} is missing: cmake --preset asan-ubsan && cmake --build build/asan-ubsan"
        pytest.skip("no build with sanitizers")
    (tmp_path / "leaks").write_text(SUPPRESSIONS)
    return {
        "ASAN_OPTIONS": "fast_unwind_on_malloc=0:detect_leaks=1:allocator_may_return_null=1:exitcode=77",
        "LSAN_OPTIONS": f"suppressions={tmp_path / 'leaks'}:exitcode=78:print_suppressions=0",
        "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
    }


@pytest.mark.parametrize("config", QUICK, ids=lambda path: path.parent.name)
def test_every_model_is_clean_under_the_sanitizers(config, sanitizers, tmp_path):
    walras("run", config, "--output", tmp_path / "s.h5", "--threads", 2, "--replications", 1, program=str(SANITIZED), **sanitizers)
    walras("status", tmp_path / "s.h5", "--check", program=str(SANITIZED), **sanitizers)


@pytest.mark.parametrize("config", ROUNDS, ids=lambda path: path.stem)
def test_checkpoints_of_every_model_are_clean_under_the_sanitizers(config, sanitizers, tmp_path):
    store = tmp_path / "s.h5"
    walras("run", config, "--output", store, "--threads", 1, program=str(SANITIZED), code=75, WALRAS_STOP_AT_ROUND="4", **sanitizers)
    walras("resume", store, "--threads", 2, program=str(SANITIZED), **sanitizers)


def peak_memory(store):
    with h5py.File(store) as file:
        entries = [bytes(entry).rstrip(b"\0") for entry in file["run/log"][:]]
    return json.loads([entry for entry in entries if entry][-1])["peak_memory_bytes_rank0"]


@pytest.mark.parametrize("config", QUICK, ids=lambda path: path.parent.name)
def test_memory_is_flat_over_a_thousand_trials(config, tmp_path):
    """One design point of the quick config, 50 and 1000 times: at most a few bytes a trial more, of the store's own books."""
    model = re.search(r'model\s*=\s*"([^"]+)"', config.read_text()).group(1)
    small = tmp_path / "small.cfg"
    small.write_text(f'experiment: {{ name = "memory"; model = "{model}"; }}; output: {{ store = "x.h5"; }};')
    smaller = {"magentic-marketplace": ["--set", "consumers=2000", "--set", "requests=20"]}.get(model, [])
    memory = []
    for replications in (50, 1000):
        store = tmp_path / f"{replications}.h5"
        walras("run", small, "--output", store, "--replications", replications, "--threads", 1, *smaller)
        memory.append(peak_memory(store))
    assert memory[1] < 1.02 * memory[0] + 2e6, memory
