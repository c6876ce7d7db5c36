"""One flipped bit, anywhere in a finished store: found and repaired in the data of trials, a clear error elsewhere, never a crash."""

import random

import h5py
import pytest

from conftest import complaints, digest, walras

CONFIG = """
experiment: { name = "flips"; model = "noise"; seed = 3; };
parameters: { entities = 300; rounds = 3; fail_replication = 2; };
sweep: { design = "grids"; grids = ( { label = "a"; replications = 4; axes = ( ); }, { label = "b"; replications = 6; axes = ( ); } ); };
"""
COMMANDS = [["status"], ["status", "--check"], ["show"], ["verify"], ["digest"], ["resume"], ["diff"], ["run", "--from"]]
DONE, FAILED, UNUSED = 1, 2, 3


class Store:
    """A finished store with failed and unused trials, its bytes, and where its rows stand in the file."""

    def __init__(self, folder):
        (folder / "flips.cfg").write_text(CONFIG)
        self.path = folder / "flips.h5"
        walras("run", folder / "flips.cfg", "--output", self.path, code=1)
        self.whole = self.path.read_bytes()
        self.digest = digest(self.path)
        self.rows, self.logs = {}, {}
        with h5py.File(self.path, "r") as file:
            self.status = file["trials/status"][...].ravel().tolist()
            shape = file["trials/status"].shape
            file.visititems(lambda name, item: self._add(name, item, shape))

    def _add(self, name, item, shape):
        if not isinstance(item, h5py.Dataset) or item.id.get_offset() is None:
            return
        if item.shape[:2] == shape and not name.startswith("design/"):
            self.rows[name] = (item.id.get_offset(), item.nbytes // len(self.status))
        elif name in ("run/log", "run/crashes", "trials/errors/trial", "trials/errors/message"):
            self.logs[name] = (item.id.get_offset(), item.nbytes)

    def flipped(self, *bits):
        data = bytearray(self.whole)
        for bit in bits:
            data[bit // 8] ^= 1 << bit % 8
        self.path.write_bytes(data)
        return self.path

    def is_sealed(self, byte):
        spans = [(offset, size * len(self.status)) for offset, size in self.rows.values()] + list(self.logs.values())
        return not any(offset <= byte < offset + size for offset, size in spans)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return Store(tmp_path_factory.mktemp("flips"))


def test_a_flip_in_the_data_of_a_trial_is_found_and_resume_repairs_all_at_once(store):
    generator = random.Random(7)
    all_bits, damaged = [], set()
    finished = [trial for trial, status in enumerate(store.status) if status in (DONE, FAILED)]
    assert {"trials/status", "trials/crc", "trials/error_code", "run/wall_seconds", "metrics/sample_mean"} <= set(store.rows)
    for name, (offset, size) in sorted(store.rows.items()):
        for trial in generator.sample(finished, 4):
            bit = 8 * (offset + size * trial) + generator.randrange(8 * size)
            check = walras("status", store.flipped(bit), "--check", code=75)
            assert "1 finished trials do not match their CRC" in check.stdout or (name == "trials/status" and " 1 pending" in check.stdout)
            all_bits.append(bit)
            damaged.add(trial)
    for bit in range(8):
        all_bits.append(8 * (store.rows["trials/status"][0] + store.status.index(UNUSED)) + bit)
        check = walras("status", store.flipped(all_bits[-1]), "--check", code=75)
        assert "1 finished trials do not match their CRC" in check.stdout
    walras("resume", store.flipped(*all_bits), code=1)  # one replication fails, as before
    assert digest(store.path) == store.digest
    assert "every finished trial matches its CRC" in walras("status", store.path, "--check", code=1).stdout
    assert len(damaged) > 4


def test_a_flip_in_messages_and_log_harms_neither_results_nor_commands(store):
    generator = random.Random(8)
    for offset, size in store.logs.values():
        for place in [*range(64), *generator.sample(range(8 * min(size, 4096)), 20)]:
            path = store.flipped(8 * offset + place)
            status = walras("status", path, code=1)
            assert status.stdout.startswith("10 trials: 8 done, 2 failed, 0 pending") and status.stderr == ""
            if place % 16 == 0:
                assert digest(path) == store.digest


def test_a_flip_anywhere_else_is_one_clear_line_and_never_a_crash(store, tmp_path):
    generator = random.Random(9)
    sealed = [byte for byte in range(len(store.whole)) if store.is_sealed(byte)]
    assert 10000 < len(sealed) < len(store.whole) / 2
    whole = tmp_path / "whole.h5"
    whole.write_bytes(store.whole)
    for number in range(300):
        path = store.flipped(8 * generator.choice(sealed) + generator.randrange(8))
        before = path.read_bytes()
        command, *options = COMMANDS[number // 10 % len(COMMANDS)] if number % 10 == 0 else COMMANDS[number % 2]
        more = [whole] if command == "diff" else ["--output", tmp_path / "again.h5"] if command == "run" else []
        run = walras(command, path, *options, *more, code=2)
        assert len(complaints(run)) == 1 and run.stderr.count("\n") == 1 and run.stdout == "", (number, run.stderr)
        assert str(path) in run.stderr and any(word in run.stderr for word in ("is damaged: ", "has store format", "it does not end with"))
        assert path.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["whole.h5"]
