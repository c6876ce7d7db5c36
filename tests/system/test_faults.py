"""Every call of the C library that changes a file, and every allocation of the program's own code, fails once: one clear line, exit code 1 (2
where it happens while the experiment is read), nothing half-written, and a second attempt that ends in the undisturbed bits.
WALRAS_LONG=1: every call, with every error, also on two ranks, with checkpoints and in a resume."""

import errno

import pytest

from conftest import walras
from faults import DISK_WORDS, LONG, MEMORY_WORDS, Laboratory, compile_shim, disk_fault, memory_fault

CONFIG = """
experiment: {{ name = "faults"; model = "noise"; seed = 11; {fixed} }};
{rule}
parameters: {{ entities = 100L; rounds = 2; }};
output: {{ store = "s.h5"; histograms = "none"; }};
run: {{ {run} }};
"""


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    return compile_shim(tmp_path_factory.mktemp("shim"))


@pytest.fixture
def laboratory(shim, tmp_path):
    def make(ranks: int = 0, replications: int = 2, run: str = "", rule: str = "") -> Laboratory:
        config = tmp_path / "faults.cfg"
        config.write_text(CONFIG.format(fixed="" if rule else f"replications = {replications};", run=run, rule=rule))
        return Laboratory(tmp_path, shim, config, ranks=ranks)

    return make


def sample(calls: int, count: int) -> range:
    """Calls 0 to `calls`, the first one that never comes included: all of them, or `count` at even distances."""
    return range(0, calls + 1, 1 if LONG or count > calls else calls // count + 1)


def disk_faults(calls: int, count: int) -> list[dict[str, str]]:
    if LONG:
        return [disk_fault(at, number, once) for at in sample(calls, count) for number in (errno.ENOSPC, errno.EIO) for once in (False, True)]
    return [disk_fault(at, (errno.ENOSPC, errno.EIO)[i % 2], i % 4 >= 2) for i, at in enumerate(sample(calls, count))]


def memory_faults(calls: int, count: int, rank: int | None = None) -> list[dict[str, str]]:
    if LONG:
        return [memory_fault(at, once, rank) for at in sample(calls, count) for once in (False, True)]
    return [memory_fault(at, i % 2 == 1, rank) for i, at in enumerate(sample(calls, count))]


def test_the_disk_fails_at_any_call(laboratory):
    lab = laboratory()
    ends = lab.strike_all(disk_faults(lab.disk_calls, 1000), DISK_WORDS)
    assert sum(ends.values()) > lab.disk_calls > 80
    # At most the end of the log may be missing without a word, and the call after the last one.
    assert ends["refused, resumed"] >= 10 and ends["refused, none"] >= 50 and ends["survived, resumed"] <= sum(ends.values()) // 10, ends


def test_the_disk_fails_while_two_ranks_write_rows_and_checkpoints(laboratory):
    lab = laboratory(ranks=2, run="checkpoint_rounds = 1; ranks_per_trial = 2; sync_seconds = 0.0;")
    ends = lab.strike_all(disk_faults(lab.disk_calls, 12), DISK_WORDS + ("checkpoint",))
    assert ends.get("refused, none", 0) >= 2, ends


WAVES = 'replications: { initial = 2; step = 1; maximum = 9; metric = "sample_mean"; half_width = 0.15; };'


def test_the_disk_fails_while_replications_are_released(laboratory):
    lab = laboratory(run="sync_seconds = 0.0;", rule=WAVES)
    assert 4 <= int(walras("status", lab.whole).stdout.split()[0]) < 9  # trials, in several waves
    ends = lab.strike_all(disk_faults(lab.disk_calls, 60), DISK_WORDS)
    assert ends["refused, resumed"] >= 10, ends


def test_memory_runs_out_while_replications_are_released(laboratory):
    lab = laboratory(run="sync_seconds = 0.0;", rule=WAVES)
    ends = lab.strike_all(memory_faults(lab.memory_calls, 60), MEMORY_WORDS)
    assert ends["refused, none"] >= 10, ends


def test_the_disk_fails_while_a_trial_is_repaired(laboratory, tmp_path):
    """A resume has its own calls: what it finds is marked before anything is written anew."""
    lab = laboratory(replications=6)
    damaged, counts = tmp_path / "damaged.h5", tmp_path / "resume counts"
    damaged.write_bytes(lab.whole.read_bytes())
    turn_a_bit(damaged, "metrics/sample_mean")
    (tmp_path / "again").mkdir()
    again = tmp_path / "again" / "s.h5"
    again.write_bytes(damaged.read_bytes())
    assert lab.run(again, "resume", FAULTS_COUNTS=str(counts)).returncode == 0
    calls = int(counts.read_text().split()[0])
    assert 10 < calls < 60
    ends = lab.strike_all(disk_faults(calls, 1000), DISK_WORDS, command="resume", prepared=damaged)
    assert ends["refused, resumed"] >= calls // 2, ends


def turn_a_bit(store, dataset: str) -> None:
    import h5py

    with h5py.File(store, "r") as file:
        offset = file[dataset].id.get_offset()
    with open(store, "r+b") as raw:
        raw.seek(offset + 3)
        byte = raw.read(1)
        raw.seek(offset + 3)
        raw.write(bytes([byte[0] ^ 0x10]))


def test_memory_runs_out_at_any_allocation(laboratory):
    lab = laboratory()
    ends = lab.strike_all(memory_faults(lab.memory_calls, 1000), MEMORY_WORDS)
    assert sum(ends.values()) > lab.memory_calls > 80
    assert ends["refused, none"] >= 50 and ends["refused, resumed"] >= 5, ends


@pytest.mark.parametrize("rank", [0, 1])
def test_memory_runs_out_on_one_rank_of_two_and_the_other_ends_too(laboratory, rank):
    lab = laboratory(ranks=2, run="checkpoint_rounds = 1; ranks_per_trial = 2;" if rank == 1 else "")
    ends = lab.strike_all(memory_faults(lab.memory_calls, 8, rank), MEMORY_WORDS)
    assert ends.get("refused, none", 0) >= 3, ends


def test_writes_that_do_half_their_work_change_nothing(laboratory, tmp_path):
    lab = laboratory(replications=20, run="checkpoint_rounds = 1;")
    for lab.ranks in (0, 2):
        store = tmp_path / str(lab.ranks) / "s.h5"
        store.parent.mkdir()
        run = lab.run(store, FAULTS_FAIL="short", FAULTS_AT="0")
        assert run.returncode == 0, run.stderr
        lab.expect_whole(store)


def test_a_trial_that_failed_for_want_of_memory_leaves_no_trace_once_it_is_done(laboratory, tmp_path):
    import h5py

    lab = laboratory(replications=8)
    for at in range(lab.memory_calls - 8, lab.memory_calls):
        store = tmp_path / str(at) / "s.h5"
        store.parent.mkdir()
        run = lab.run(store, **memory_fault(at, True))
        if " failed; " not in run.stderr:
            continue
        status = walras("status", store, code=1).stdout
        assert " 7 done, 1 failed" in status and status.count("out of memory") == 1, status
        assert lab.run(store, "resume", "--retry-failed").returncode == 0
        assert "8 done, 0 failed" in walras("status", store).stdout
        with h5py.File(store, "r") as file:
            assert (file["trials/error_code"][...] == 0).all() and (file["trials/errors/trial"][...] == -1).all()
        lab.expect_whole(store)
        return
    pytest.fail("no allocation within a trial was found")
