"""The runner on one machine: trials, stores, checkpoints, resumes, predictions."""

from __future__ import annotations

import json
import os
import pathlib
import signal
import statistics
import subprocess
import time

import h5py

from bench import BENCH, BUILD, PASSES, ROOT, WALRAS, WORK, Row, bench, best, mpi, output_of, run_log, text_of, values_of, walras


@bench
def runner() -> list[Row]:
    one, two, threads = [], [], []
    for _ in range(PASSES):
        one.append(walras("tests/bench/trivial.cfg", "--threads", "1"))
        two.append(walras("tests/bench/trivial.cfg", "--threads", "1", ranks=2))
        threads.append(walras("tests/bench/trivial.cfg", "--threads", "2"))
    whole = min(one, key=lambda run: run.seconds)
    trials = whole.log["trials"]
    single = best(one).log["seconds"]
    rows = [Row("runner", "a trivial trial, end to end", 1e6 * whole.seconds / trials, "us", whole.command, most=10.0)]
    rows.append(Row("runner", "a trivial trial, from first to last", 1e6 * single / trials, "us", best(one).command))
    rows.append(Row("runner", "two ranks over one", single / best(two).log["seconds"], "times", best(two).command, least=1.8))
    rows.append(Row("runner", "two threads over one", single / best(threads).log["seconds"], "times", best(threads).command))
    return rows


def done_trials(store: pathlib.Path) -> int:
    with h5py.File(store, "r") as file:
        return int((file["/trials/status"][:] == 1).sum())


@bench
def resume() -> list[Row]:
    """A store of a million trials, stopped half way by SIGTERM, taken up again: checking what is done, and running the rest."""
    store = WORK / "half.h5"
    begin = [WALRAS, "run", str(BENCH / "trivial.cfg"), "--set", "work=100L", "--threads", "1", "--output", str(store), "--overwrite"]
    process = subprocess.Popen(begin, cwd=WORK, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and (not store.exists() or done_trials(store) < 500_000):
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    process.wait()
    before = done_trials(store)
    command = [WALRAS, "resume", str(store), "--threads", "1"]
    start = time.monotonic()
    output_of(command)
    seconds, log = time.monotonic() - start, run_log(store)
    again = time.monotonic()
    output_of(command)
    checking = time.monotonic() - again
    rest = 1e6 * (seconds - log["time"]["compute"]) / max(log["trials"], 1)
    text = f"{text_of(begin)}; kill -TERM at {before} trials; {text_of(command)}"
    return [
        Row("resume", "beside computing, a trial that is left", rest, "us", text, most=10.0),
        Row("resume", "a finished store, a trial", checking, "us", text_of(command), most=10.0),
    ]


@bench
def store() -> list[Row]:
    """The first twenty seconds of paper.cfg on two ranks, ended by SIGTERM: what gathering and writing take of rank 0's time."""
    path = WORK / "paper.h5"
    config = str(ROOT / "configs/magentic-marketplace/paper.cfg")
    command = ["timeout", "-s", "TERM", "20", *mpi(2), WALRAS, "run", config, "--threads", "1", "--output", str(path), "--overwrite"]
    subprocess.run(command, cwd=WORK, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    log = run_log(path)
    if "ended" not in log:
        raise SystemExit(f"{text_of(command)}\nthe run did not end in order")
    written = log["time"]["store"]
    share = (log["time"]["coordination"] + written) / log["seconds"]
    return [
        Row("store", "gathering and writing, of paper.cfg's time", 100 * share, "%", text_of(command), most=2.0),
        Row("store", "of which writing", 100 * written / log["seconds"], "%", text_of(command)),
    ]


@bench
def checkpoint() -> list[Row]:
    """The state of 10^7 entities of 100 bytes: a checkpoint's bandwidth over that of plain writes and a sync of as many bytes, in the same folder."""
    command = [str(BUILD / "tests" / "bench.checkpoint"), str(WORK)]
    passes = [values_of(command) for _ in range(2)]
    ratio = max(values["ratio"] for values in passes)
    extra = max(values["extra_bytes"] for values in passes)
    return [
        Row("checkpoint", "bandwidth over plain writes and a sync", ratio, "times", text_of(command), least=0.7),
        Row("checkpoint", "seconds for 10^9 bytes", min(values["checkpoint_seconds"] for values in passes), "s", text_of(command)),
        Row("checkpoint", "memory beside the state", extra / 2**20, "MiB", text_of(command), most=16.0),
    ]


def processor_seconds(command: list[str], code: int = 0) -> float:
    """Of one process: on a quiet machine those that go by, on any other those that would."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=WORK)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != code:
        raise SystemExit(f"{text_of(command)}\nexit {process.returncode}")
    return usage.ru_utime + usage.ru_stime


@bench
def plan() -> list[Row]:
    """Every model's quick.cfg: what walras plan says after a second of calibration, against a run on one rank and one thread. Its start, which the
    plan leaves out, is that of a run that is refused because its store exists."""
    rows = []
    for config in sorted((ROOT / "configs").glob("*/quick.cfg")):
        store = WORK / f"{config.parent.name}-planned.h5"
        more = [str(config), "--threads", "1", "--output", str(store)]
        predict, run = [WALRAS, "plan", *more, "--json"], [WALRAS, "run", *more, "--progress", "never"]
        errors: dict[str, list[float]] = {"time": [], "memory": [], "store": []}
        for _ in range(3):
            predicted = json.loads(output_of(predict))
            store.unlink(missing_ok=True)
            whole = processor_seconds(run)
            start = min(processor_seconds(run, code=2) for _ in range(3))
            log = run_log(store)
            errors["time"].append(predicted["seconds"] / (whole - start) - 1)
            errors["memory"].append(predicted["bytes_per_rank"] / log["peak_memory_bytes"] - 1)
            errors["store"].append(predicted["store_bytes"] / store.stat().st_size - 1)
            if whole > 5:
                break
        for what, most in (("time", 30.0), ("memory", 10.0), ("store", 10.0)):
            error = 100 * abs(statistics.median(errors[what]))
            rows.append(Row("plan", f"{config.parent.name}: {what} predicted, error", error, "%", text_of(predict), most=most))
    return rows
