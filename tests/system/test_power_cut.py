"""A power cut at any instant: of what was not synced any part may be lost. The store is not there yet, or a resume ends in the same bits; no trial
is marked done whose rows are not on the disk, and no store looks complete that is not. WALRAS_LONG=1: every instant, in more ways."""

import pathlib
import random
import shutil
from concurrent.futures import ThreadPoolExecutor

import h5py
import numpy as np
import pytest

from conftest import complaints, walras
from faults import LONG, Laboratory, compile_shim
from power_cut import disks, read_log

CONFIG = """
experiment: {{ name = "power cut"; model = "noise"; seed = 17; {fixed} }};
{rule}
parameters: {{ entities = {entities}L; rounds = 4; }};
{sweep}
output: {{ store = "s.h5"; }};
run: {{ {run} }};
"""

SWEEP = 'sweep: { design = "grid"; axes = ( { parameter = "mean"; values = [ 0.0, 1.0 ]; } ); };'
# One point: at the end of each of its waves nothing else is pending. It stops before the maximum.
RULE = 'replications: { initial = 4; step = 3; maximum = 30; metric = "sample_mean"; half_width = 0.004; };'

# How the statuses follow the rows: behind a sync beside the run, behind one for each batch, with checkpoints within the trials.
WAYS = {
    "beside": (0, "", {"replications": 40, "entities": 60000}),
    "each batch": (0, "sync_seconds = 0.0;", {"replications": 12, "entities": 20000}),
    "two ranks": (2, "sync_seconds = 0.05;", {"replications": 30, "entities": 60000}),
    "checkpoints": (0, "checkpoint_rounds = 1;", {"replications": 2, "entities": 3000}),
    "checkpoints of two ranks": (2, "checkpoint_rounds = 1; ranks_per_trial = 2;", {"replications": 2, "entities": 150000}),
    "waves": (0, "sync_seconds = 0.0;", {"rule": RULE, "entities": 20000}),
    "waves of two ranks": (2, "sync_seconds = 0.01;", {"rule": RULE, "entities": 20000}),
}


PENDING, DONE, UNUSED = 0, 1, 3


class Rows:
    """Where each trial's data stands in the store, and what belongs there."""

    def __init__(self, whole: pathlib.Path):
        self.fields, self.content = [], np.fromfile(whole, dtype=np.uint8)
        with h5py.File(whole, "r") as file:
            shape = file["trials/status"].shape
            self.trials = shape[0] * shape[1]
            self.status = file["trials/status"].id.get_offset()
            for group in ("metrics", "series", "histograms", "trials"):
                for name, dataset in file[group].items():
                    is_rows = isinstance(dataset, h5py.Dataset) and dataset.shape[:2] == shape and name != "status"
                    if is_rows and dataset.id.get_offset() is not None:
                        self.fields.append((dataset.id.get_offset(), dataset.size * dataset.dtype.itemsize // self.trials))
        assert len(self.fields) > 5
        self.used = int((self.content[self.status : self.status + self.trials] == DONE).sum())

    def of(self, content: np.ndarray, field: tuple[int, int], trials: np.ndarray) -> np.ndarray:
        offset, size = field
        return content[offset : offset + self.trials * size].reshape(self.trials, size)[trials]

    def marked(self, content: bytes) -> int:
        """How many trials are marked done; the rows, CRC and code of each are as they belong."""
        there = np.frombuffer(content, dtype=np.uint8)
        assert len(there) == len(self.content)
        status = there[self.status : self.status + self.trials]
        assert np.isin(status, (PENDING, DONE, UNUSED)).all()
        done = np.flatnonzero(status == DONE)
        assert (status == PENDING).any() or len(done) == self.used
        for field in self.fields:
            assert np.array_equal(self.of(there, field, done), self.of(self.content, field, done)), field
        return len(done)


def resume_after(lab: Laboratory, files: dict[str, bytes], original: pathlib.Path, folder: pathlib.Path) -> None:
    """The program meets what the cut has left."""
    folder.mkdir()
    for path, content in files.items():
        place = folder / pathlib.Path(path).relative_to(original)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    store = folder / "s.h5"
    if store.exists():
        check = walras("status", store, "--check", code=None)
        assert check.returncode in (0, 75) and complaints(check) == [], check.stderr
        resumed = lab.run(store, "resume")
    else:
        resumed = lab.run(store)
    assert resumed.returncode == 0, resumed.stderr
    lab.expect_whole(store)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    return compile_shim(tmp_path_factory.mktemp("shim"))


@pytest.mark.parametrize("way", WAYS)
def test_whatever_a_power_cut_leaves_resumes_to_the_same_bits(shim, tmp_path, way):
    ranks, run, size = WAYS[way]
    config, log, real = tmp_path / "n.cfg", tmp_path / "log", tmp_path / "real"
    replications = f"replications = {size['replications']};" if "replications" in size else ""
    rule = size.get("rule", "")
    config.write_text(CONFIG.format(run=run, fixed=replications, rule=rule, sweep="" if rule else SWEEP, entities=size["entities"]))
    lab = Laboratory(tmp_path, shim, config, ranks=ranks)
    log.mkdir()
    real.mkdir()
    assert lab.run(real / "s.h5", FAULTS_LOG=str(log)).returncode == 0
    rows, events, generator = Rows(real / "s.h5"), read_log(log), random.Random(2)
    born = next(i for i, event in enumerate(events) if event.operation == "rename") + 1
    known = next(i for i, event in enumerate(events[born:], born) if event.operation == "synced") + 1  # the folder's sync behind it
    seen, cuts, looked, resumed = set(), [], 0, 0
    ways = (0.0, 0.5, 0.9) + (1.0, 0.2, 0.98) * LONG
    for count, disk in disks(events):
        for keep in ways:
            names = disk.names_after_cut(generator, keep)
            store = names.pop(str(real / "s.h5"), None)
            assert count >= born or store is None
            assert count < known or store is not None
            files = {}
            if store is not None:
                files[str(real / "s.h5")] = store.after_cut(generator, keep)
                seen.add(rows.marked(files[str(real / "s.h5")]))
            looked += 1
            chance = 5.0 / (len(events) - born if count >= born - 1 else len(events))
            if keep == ways[count % len(ways)] if LONG else generator.random() < chance:
                files.update((path, file.after_cut(generator, keep)) for path, file in names.items())
                cuts.append((files, tmp_path / f"cut-{len(cuts)}"))
                resumed += 1
        if len(cuts) >= 16:
            resume_all(lab, cuts, real)
    resume_all(lab, cuts, real)
    assert not rule or 4 + 3 < rows.used < rows.trials
    assert {0, rows.used} <= seen and resumed >= 5
    print(f"{way}: {looked} cuts, {resumed} of them resumed, {len(events)} events")


def resume_all(lab: Laboratory, cuts: list[tuple[dict[str, bytes], pathlib.Path]], original: pathlib.Path) -> None:
    with ThreadPoolExecutor(4 if lab.ranks == 0 else 2) as pool:
        for _ in pool.map(lambda cut: resume_after(lab, cut[0], original, cut[1]), cuts):
            pass
    cuts.clear()
