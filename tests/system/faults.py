"""The preloaded library of faults.c: compiling it, running the program under it, and what must hold after every fault."""

from __future__ import annotations

import errno
import os
import pathlib
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

from conftest import ROOT, complaints, digest, walras

LONG = os.environ.get("WALRAS_LONG") == "1"  # every call and every variant instead of a sample
ANNOUNCEMENTS = (" trials of ", " trial of ", "walras: placed on ", "did not match the CRC", " goes on without it")
# A lone rank needs no daemon of Open MPI beside it, which only costs time.
ALONE = {"OMPI_MCA_ess_singleton_isolated": "1"}
HANGS = 100  # seconds: far beyond any run here


def compile_shim(folder: pathlib.Path) -> str:
    library = folder / "faults.so"
    compiler = os.environ.get("WALRAS_CC", "cc")
    source = ROOT / "tests" / "system" / "faults.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", library, source, "-ldl"], check=True)
    return str(library)


class Laboratory:
    """One small experiment: its undisturbed digest, its numbers of calls, and runs of it in folders of their own."""

    def __init__(self, folder: pathlib.Path, shim: str, config: pathlib.Path, ranks: int = 0, options: tuple[str, ...] = ()):
        self.folder, self.shim, self.config, self.ranks, self.options = folder, shim, config, ranks, options
        self.whole = folder / "whole" / "s.h5"
        self.whole.parent.mkdir()
        self.environment = ALONE if ranks == 0 else {}
        run = self.run(self.whole, FAULTS_COUNTS=str(folder / "counts"))
        assert run.returncode == 0, run.stderr
        self.digest = digest(self.whole)
        lines = [[int(word) for word in line.split()] for line in (folder / "counts").read_text().splitlines()]
        self.disk_calls, self.memory_calls, self.name_calls, self.open_calls = (max(column) for column in zip(*lines))

    def run(self, store: pathlib.Path, command: str = "run", *more: str, **faults: str):
        what = [self.config, "--output", store] if command == "run" else [store]
        what += ["--threads", 1, *more]
        with tempfile.TemporaryDirectory(prefix="mpi") as scratch:  # lone ranks would take each other's session folders away
            return walras(command, *what, *self.options, ranks=self.ranks, code=None, timeout=HANGS, LD_PRELOAD=self.shim,
                          FAULTS_UNDER=str(store.parent), OMPI_MCA_orte_tmpdir_base=scratch, **self.environment, **faults)  # fmt: skip

    def expect_whole(self, store: pathlib.Path, what=None) -> None:
        """The undisturbed bits, and nothing beside them."""
        assert digest(store) == self.digest, what
        assert [path.name for path in store.parent.iterdir()] == [store.name], (what, list(store.parent.iterdir()))

    def expect_nothing_lost(self, store: pathlib.Path, what, from_nothing: bool) -> str:
        """After a fault: no store at all, or one that opens; a second attempt ends in the undisturbed bits, and nothing else is left. Where there
        is nothing to start from it is like any other run, and made only if asked for."""
        left = {path.name for path in store.parent.iterdir()}
        # Who gives up in the middle, for want of memory, may leave its lock: the next one sees that it is dead.
        assert left <= {store.name, store.name + ".lock", store.name + ".ckpt"}, (what, left)
        if store.name in left:
            status = walras("status", store, "--check", code=None)
            assert status.returncode in (0, 1, 75) and complaints(status) == [], (what, status.returncode, status.stderr)
            again = self.run(store, "resume")
            if again.returncode == 1 and " failed" in again.stderr:  # trials that ran out of memory were recorded as such
                again = self.run(store, "resume", "--retry-failed")
        elif from_nothing or left:
            again = self.run(store)
        else:
            return "none"
        assert again.returncode == 0, (what, again.returncode, again.stderr)
        self.expect_whole(store, what)
        return "resumed" if store.name in left else "none"

    def strike(self, fault: dict[str, str], words: tuple[str, ...], command: str = "run", prepared: pathlib.Path | None = None) -> str:
        """One run with one fault. Says how it ended."""
        name = "-".join(fault.values())
        store = self.folder / f"{command}-{name}" / "s.h5"
        store.parent.mkdir()
        if prepared is not None:
            shutil.copy(prepared, store)
        run = self.run(store, command, **fault)
        said = [line for line in complaints(run) if not any(words in line for words in ANNOUNCEMENTS)]
        what = (fault, run.returncode, run.stderr, run.stdout)
        if run.returncode == 0:
            assert digest(store) == self.digest, what
            end = "survived"
        else:
            assert run.returncode in (1, 2), what
            trials_failed = any(" failed; " in line for line in said)  # told beside the count of trials
            assert len(said) == 1 or (trials_failed and len(said) == 2), what
            assert trials_failed or any(word in said[0] for word in words), what
            end = "trials failed" if trials_failed else "refused"
        end += ", " + self.expect_nothing_lost(store, what, LONG or int(fault["FAULTS_AT"]) % 8 == 0)
        shutil.rmtree(store.parent)
        return end

    def strike_all(self, faults: list[dict[str, str]], words: tuple[str, ...], **more) -> dict[str, int]:
        """All of them, some at a time: a run mostly waits for MPI to start. Returns how often each end occurred."""
        ends: dict[str, int] = {}
        with ThreadPoolExecutor(8 if self.ranks == 0 else 3) as pool:
            for end in pool.map(lambda fault: self.strike(fault, words, **more), faults):
                ends[end] = ends.get(end, 0) + 1
        print(f"{len(faults)} faults: {ends}")
        return ends


def disk_fault(at: int, number: int, once: bool) -> dict[str, str]:
    return {"FAULTS_FAIL": "disk", "FAULTS_AT": str(at), "FAULTS_ERRNO": str(number), "FAULTS_ONCE": "1" if once else "0"}


def memory_fault(at: int, once: bool, rank: int | None = None) -> dict[str, str]:
    fault = {"FAULTS_FAIL": "memory", "FAULTS_AT": str(at), "FAULTS_ONCE": "1" if once else "0"}
    return fault if rank is None else fault | {"FAULTS_RANK": str(rank)}


DISK_WORDS = tuple(os.strerror(number) for number in (errno.ENOSPC, errno.EIO))
MEMORY_WORDS = ("out of memory", "no memory", os.strerror(errno.ENOMEM))
