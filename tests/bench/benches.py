"""Figures of speed and memory beside their targets, measured in one run on this machine; tests/bench/run.sh builds and starts it."""

from __future__ import annotations

import argparse
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import shlex
import signal
import statistics
import subprocess
import tempfile
import time

import h5py
import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BENCH = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(os.environ.get("WALRAS_BUILD", ROOT / "build" / "release"))
WALRAS = str(BUILD / "walras")
WIDE = str(BUILD / "tests" / "bench.wide.so")
TCP = ("--mca", "btl", "tcp,self", "--mca", "pml", "ob1")
PASSES = 5


@dataclasses.dataclass
class Row:
    """One line of the table. `ratio` is how far the figure is beyond its target: 1 and more meets it."""

    bench: str
    what: str
    figure: float
    unit: str
    command: str
    least: float | None = None
    most: float | None = None

    @property
    def ratio(self) -> float | None:
        if self.least is not None:
            return self.figure / self.least
        if self.most is not None:
            return self.most / self.figure if self.figure > 0 else float("inf")
        return None

    @property
    def target(self) -> str:
        return f">= {self.least:g}" if self.least is not None else f"<= {self.most:g}" if self.most is not None else ""


@dataclasses.dataclass
class Run:
    """One run of the program: wall seconds of the whole command, the store's run log, and the memory of the largest process."""

    command: str
    seconds: float
    log: dict
    largest_bytes: int


def text_of(command: list[str]) -> str:
    """A command as one would type it at the root of the source tree; $TMP stands for a folder of one's own."""
    return shlex.join(command).replace(str(ROOT) + "/", "").replace(str(WORK), "$TMP")


def mpi(ranks: int, *options: str) -> list[str]:
    return ["mpirun", *options, "-n", str(ranks)] if ranks > 0 else []


def measured_output_of(command: list[str]) -> tuple[str, int]:
    """Standard output, and the memory of the largest process of the command."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as messages:
        process = subprocess.Popen(command, stdout=out, stderr=messages, cwd=WORK)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        messages.seek(0)
        text = out.read()
        if process.returncode != 0:
            raise SystemExit(f"{text_of(command)}\nexit {process.returncode}\n{text}{messages.read()}")
        return text, 1024 * usage.ru_maxrss


def output_of(command: list[str]) -> str:
    return measured_output_of(command)[0]


def thrown_away(command: list[str]) -> tuple[float, int]:
    """Seconds and memory of a command whose output nobody reads."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=WORK)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{text_of(command)}\nexit {process.returncode}")
    return time.monotonic() - start, 1024 * usage.ru_maxrss


def values_of(command: list[str]) -> dict[str, float]:
    """The "name value" lines of a bench program."""
    return {name: float(value) for name, value in (line.split() for line in output_of(command).splitlines())}


def run_log(store: pathlib.Path) -> dict:
    """The last entry of a store's run log."""
    with h5py.File(store, "r") as file:
        entries = [bytes(row).rstrip(b"\0") for row in file["/run/log"][:]]
    return json.loads([entry for entry in entries if entry][-1])


def walras(config: str, *options: str, ranks: int = 0) -> Run:
    """A fresh run of a config."""
    store = WORK / (pathlib.Path(config).stem + ".h5")
    path = str(ROOT / config)
    command = [*mpi(ranks), WALRAS, "run", path, *options, "--output", str(store), "--overwrite", "--progress", "never"]
    start = time.monotonic()
    largest = measured_output_of(command)[1]
    return Run(text_of(command), time.monotonic() - start, run_log(store), largest)


def best(runs: list[Run]) -> Run:
    return min(runs, key=lambda run: run.log["seconds"])


# ---- the benches: each a function that returns rows ----


def machine() -> list[Row]:
    command = [str(BUILD / "tests" / "bench.machine")]
    limits = values_of(command)
    text = text_of(command)
    rows = [Row("machine", "scalar Philox4x32-10 blocks", 1e3 / limits["scalar_block"], "million/s", text)]
    rows.append(Row("machine", "random words at vector speed, in blocks", 1e3 / limits["vector_block"], "million/s", text))
    rows.append(Row("machine", "logarithms at vector speed", 1e3 / limits["vector_log"], "million/s", text))
    rows.append(Row("machine", "sine and cosine of a turn at vector speed", 1e3 / limits["vector_turn"], "million/s", text))
    rows.append(Row("machine", "triad bandwidth, one thread", limits["triad_bytes_1"] / 1e9, "GB/s", text))
    rows.append(Row("machine", "triad bandwidth, two threads", limits["triad_bytes_2"] / 1e9, "GB/s", text))
    rows.append(Row("machine", "memory copy, one thread", limits["copy_bytes"] / 1e9, "GB/s", text))
    return rows


def table_lines(command: list[str]) -> list[tuple[str, str, float]]:
    """(path, what, ratio) of the lines of a bench's own table."""
    lines = []
    for line in output_of(command).splitlines():
        words = line.split()
        try:
            lines.append((words[0], " ".join(words[1:-3]), float(words[-1])))
        except (ValueError, IndexError):
            continue
    return lines


def fastest(lines: list[tuple[str, str, float]], what: str) -> float:
    """On the path that the program takes on this processor: the widest one."""
    return [ratio for path, name, ratio in lines if name == what and path not in ("scalar", "glibc")][-1]


def random() -> list[Row]:
    command = [str(BUILD / "tests" / "bench.random"), "16384", "500"]
    lines, text = table_lines(command), text_of(command)
    rows = [Row("random", "uniform fill over the scalar Philox loop", fastest(lines, "uniform"), "times", text, least=2.5)]
    rows.append(Row("random", "normal fill over the scalar Philox loop", fastest(lines, "normal"), "times", text))
    return rows


def elementary() -> list[Row]:
    command = [str(BUILD / "tests" / "bench.elementary")]
    lines, text = table_lines(command), text_of(command)
    rows = []
    for name in dict.fromkeys(what for path, what, _ in lines if path == "glibc"):
        least = 1.0 if name == "log" else None
        rows.append(Row("elementary", f"{name} in batches over glibc's scalar", fastest(lines, name), "times", text, least=least))
    return rows


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


def done_trials(store: pathlib.Path) -> int:
    with h5py.File(store, "r") as file:
        return int((file["/trials/status"][:] == 1).sum())


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


def scheduling() -> list[Row]:
    program = [str(BUILD / "tests" / "bench.scheduling"), str(WORK / "scheduling.h5")]
    commands = {"shared memory": [*mpi(2), *program], "TCP": [*mpi(2, *TCP), *program]}
    losses: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    for _ in range(PASSES):
        for name, command in commands.items():
            losses[name].append(values_of(command))
    rows = []
    for name, command in commands.items():
        for key, what, most in (("workers_loss", "workers", 3.0), ("rank0_loss", "rank 0", 2.0)):
            figure = 100 * min(loss[key] for loss in losses[name])
            rows.append(Row("scheduling", f"lost by {what}, {name}", figure, "%", text_of(command), most=most))
    return rows


def processor_seconds(command: list[str], code: int = 0) -> float:
    """Of one process: on a quiet machine those that go by, on any other those that would."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=WORK)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != code:
        raise SystemExit(f"{text_of(command)}\nexit {process.returncode}")
    return usage.ru_utime + usage.ru_stime


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


def scaling_runs(config: str, *layouts: str) -> tuple[list[dict], str]:
    """The best runs of each layout, as analysis/scaling.py measures them."""
    report = WORK / "scaling.json"
    script = [str(ROOT / "tests" / "python.sh"), str(ROOT / "analysis" / "scaling.py"), str(BENCH / config), *layouts]
    command = [*script, "--repeats", str(PASSES), "--output", str(WORK / "scaling"), "--json", str(report)]
    output_of(command)
    return json.loads(report.read_text(encoding="utf-8"))["runs"], text_of(command)


def machine_allows(config: str) -> Row:
    """What two ranks or threads could reach at best here: runs that share nothing, one alone against two at once, each as long as it takes alone."""
    stores = [WORK / f"apart-{copy}.h5" for copy in range(2)]
    commands = [[WALRAS, "run", str(BENCH / config), "--threads", "1", "--output", str(store), "--overwrite", "--progress", "never"] for store in stores]
    alone, together = [], []
    for _ in range(PASSES):
        output_of(commands[0])
        alone.append(run_log(stores[0])["seconds"])
        with concurrent.futures.ThreadPoolExecutor() as both:
            list(both.map(output_of, commands))
        together.append(max(run_log(store)["seconds"] for store in stores))
    return Row("scaling", f"two runs apart at once against one alone, {config}", min(alone) / min(together), "", text_of(commands[0]))


# What the ranks of noise join in a trial of one round more: that its blocks are done, what they gave, that the round is done.
JOINED_IN_A_ROUND = 3


def scaling() -> list[Row]:
    """Efficiency of two ranks and of two threads, what the coordinator could handle, and what is sent: the last as counts, not times."""
    rows = []
    for what, config in (("many small trials", "trivial.cfg"), ("heavy-tailed trials", "heavy.cfg"), ("one big trial", "one.cfg")):
        for workers, layouts in (("ranks", ("--ranks", "1,2", "--threads", "1")), ("threads", ("--ranks", "1", "--threads", "1,2"))):
            runs, text = scaling_runs(config, *layouts)
            rows.append(Row("scaling", f"efficiency of two {workers}, {what}", runs[1]["efficiency"], "", text, least=0.95))
            if workers == "ranks":
                rows += traffic_rows(what, runs[1], text)
        rows.append(machine_allows(config))
    for ranks in (2, 4, 8):
        seen = [walras("tests/bench/one.cfg", "--set", "entities=1000000", "--set", f"rounds={rounds}", ranks=ranks) for rounds in (1, 11)]
        sent = [run.log["messages"]["reductions"] for run in seen]
        each = (sent[1] - sent[0]) / (10 * JOINED_IN_A_ROUND * ranks)
        rows.append(Row("scaling", f"messages of a rank for joining {ranks} ranks once", each, "", seen[1].command, most=ranks.bit_length() - 1))
    return rows


def traffic_rows(what: str, run: dict, text: str) -> list[Row]:
    each = {name: sum(run[name].values()) / run["trials"] for name in ("messages", "bytes")}
    rows = [Row("scaling", f"{name} a trial, {what}", value, "", text) for name, value in each.items()]
    if what == "many small trials":
        handling = run["time"]["coordination"] + run["time"]["store"]
        rows.append(Row("scaling", "trials a second of gathering, handing out and writing", run["trials"] / handling, "/s", text, least=200_000))
        rows.append(Row("scaling", "trials a second on two ranks", run["trials"] / run["seconds"], "/s", text))
    return rows


# Trials of a batch and metrics of a trial; how many trials, and microseconds between two batches of a leader.
BATCHES = {(1, 1): (5000, 100), (1, 41): (5000, 100), (512, 1): (1_000_000, 1000), (512, 41): (300_000, 1000)}


def coordinator() -> list[Row]:
    """Processor seconds of rank 0 for a batch, by its datasets, trials and bytes: what src/engine/simulation/simulation_costs.c is taken from."""
    store, program = str(WORK / "coordinator.h5"), [*mpi(4), str(BUILD / "tests" / "bench.coordinator")]
    best: dict[tuple[int, int], dict[str, float]] = {}
    for case, pace in BATCHES.items():
        passes = [values_of([*program, store, *map(str, (*case, *pace))]) for _ in range(3)]
        best[case] = {name: min(values[name] for values in passes) for name in passes[0]}
    # datasets: the metrics, and wall seconds, error code and CRC; bytes: eight of each metric and sixteen of the others
    rows = [(1.0, metrics + 3, best[case]["batch_trials"], best[case]["batch_trials"] * (8 * metrics + 16)) for case in BATCHES for metrics in case[1:]]
    batch, dataset, trial, byte = numpy.linalg.solve(rows, [best[case]["batch_seconds"] for case in BATCHES])
    message = {name: min(values[name] for values in best.values()) for name in best[1, 1]}
    fastest_command = [*program, store, "512", "1", "2000000", "0"]
    rate = max(values_of(fastest_command)["trials_per_second"] for _ in range(3))
    many = [*mpi(64), program[-1], store, "1", "1", "0", "0"]
    peer = min(values_of(many)["peer_seconds"] for _ in range(3))
    text = text_of([*program, store]) + " 1|512 1|41 ..."
    return [
        Row("coordinator", "trials in batches of 512", rate, "1/s", text_of(fastest_command), least=200_000),
        Row("coordinator", "a batch: its report, answer and records", 1e6 * batch, "us", text),
        Row("coordinator", "writing it, a dataset", 1e6 * dataset, "us", text),
        Row("coordinator", "writing it, a trial", 1e9 * trial, "ns", text),
        Row("coordinator", "receiving and writing it, a byte", 1e9 * byte, "ns", text),
        Row("coordinator", "an answer", 1e6 * message["answer_seconds"], "us", text),
        Row("coordinator", "a look in vain", 1e6 * message["look_seconds"], "us", text),
        Row("coordinator", "a look in vain, each of 64 ranks", 1e9 * peer, "ns", text_of(many)),
        Row("coordinator", "latency", 1e6 * message["latency_seconds"], "us", text),
        Row("coordinator", "a byte of a large message", 1e9 * message["transfer_seconds"], "ns", text),
    ]


def simulation() -> list[Row]:
    """Trials that sleep, on up to 64 ranks, beside the simulator's prediction of the same run: how far its seconds are from the fact."""
    program, errors, commands = [str(BUILD / "tests" / "bench.simulation"), str(WORK / "simulation.h5")], [], {}
    for ranks in (2, 8, 32, 64):
        for variation in (0, 50, 100):
            command = [*mpi(ranks), *program, "100000", str(variation), str(60 * ranks)]
            passes = [values_of(command) for _ in range(2)]
            least = min(passes, key=lambda values: values["seconds"])
            errors.append(100 * abs(least["error"]))
            commands[errors[-1]] = text_of(command)
    errors.sort()
    return [
        Row("simulation", "error of its seconds, the largest of 12", errors[-1], "%", commands[errors[-1]], most=10.0),
        Row("simulation", "error of its seconds, the median", errors[len(errors) // 2], "%", commands[errors[len(errors) // 2]]),
    ]


def axis(parameter: str, values: int) -> str:
    return f'{{ parameter = "{parameter}"; values = [ {", ".join(map(str, range(values)))} ]; }}'


def wide_store(name: str, axes: list[str], replications: int) -> str:
    """A store of 10^6 trials with twenty metrics, and two claims over all of them."""
    claim = 'source = "own"; kind = "own"; metric = "metric_1"; reason = "far out"'
    config = WORK / f"{name}.cfg"
    config.write_text(
        f'experiment: {{ name = "{name}"; model = "wide"; seed = 1; replications = {replications}; }};\n'
        f'sweep: {{ design = "grid"; axes = ( {", ".join(axes)} ); }};\noutput: {{ store = "{name}.h5"; }};\n'
        f'claims: ( {{ id = "mean"; statement = "the mean"; check = "mean"; expected = 0.5; tolerance = 10.0; {claim}; }},\n'
        f'          {{ id = "bounds"; statement = "all"; check = "bounds"; minimum = -9.0; maximum = 10.0; {claim}; }} );\n'
    )
    output_of([WALRAS, "run", str(config), "--overwrite", "--progress", "never", "--plugin", WIDE])
    return str(WORK / f"{name}.h5")


def reading() -> list[Row]:
    """10^6 trials of twenty metrics, as a thousand points of a thousand replications and as a million points: seconds a metric column."""
    deep = wide_store("deep", [axis("row", 1000)], 1000)
    many = wide_store("many", [axis("row", 1000), axis("column", 1000)], 1)
    rows, largest = [], 0
    for shape, store in (("10^3 points", deep), ("10^6 points", many)):
        for what, columns, options in (
            ("show", 1, ["show", store, "metric_1"]),
            ("show --json", 1, ["show", store, "metric_1", "--json"]),
            ("show --quantile", 1, ["show", store, "metric_1", "--quantile", "0.5"]),
            ("show --paired", 1, ["show", store, "metric_1", "--paired"]),
            ("show --csv, of 20", 20, ["show", store, "--csv"]),
            ("two claims", 1, ["verify", store]),
        ):
            command = [WALRAS, *options, "--plugin", WIDE]
            passes = [thrown_away(command) for _ in range(2 if columns > 1 else PASSES)]
            rows.append(Row("reading", f"{what}, {shape}", min(passes)[0] / columns, "s", text_of(command), most=1.0))
            largest = max(largest, *(size for _, size in passes))
    return [*rows, Row("reading", "largest memory of these", largest / 2**20, "MiB", "", most=200.0)]


def lexical() -> list[Row]:
    run = best([walras("tests/bench/lexical.cfg", "--threads", "1") for _ in range(2)])
    return [Row("lexical", "10^4 requests, 3 x 10^4 businesses, one core", run.log["seconds"], "s", run.command, most=20.0)]


SIZES = (1_000_000, 9_000_000)
# What a journey of three contacts draws at least: words for its choices, its contacts, and two pairs of reply times.
JOURNEY_BLOCKS, JOURNEY_LOGS, JOURNEY_TURNS = 4, 2, 2


def journey_seconds(*options: str, ranks: int = 0) -> tuple[float, str]:
    """Seconds a journey: the slope over two sizes, so that the market's construction does not count."""
    seconds = []
    for size in SIZES:
        run = walras("tests/bench/journey.cfg", *options, "--set", f"consumers={size}L", ranks=ranks)
        seconds.append(run.log["seconds"])
    return (seconds[1] - seconds[0]) / (SIZES[1] - SIZES[0]), run.command


def market() -> list[Row]:
    limits, one, threads, ranks = [], [], [], []
    for _ in range(PASSES):
        limits.append(values_of([str(BUILD / "tests" / "bench.machine"), "65536"]))
        one.append(journey_seconds("--threads", "1"))
        threads.append(journey_seconds("--threads", "2"))
        ranks.append(journey_seconds("--threads", "1", "--ranks-per-trial", "2", ranks=2))
    least = {name: min(limit[name] for limit in limits) for name in limits[0]}
    (single, text), (double, threads_text), (pair, ranks_text) = min(one), min(threads), min(ranks)
    bound = JOURNEY_BLOCKS * least["vector_block"] + JOURNEY_LOGS * least["vector_log"] + JOURNEY_TURNS * least["vector_turn"]
    return [
        Row("market", "journeys of one core", 1e-6 / single, "million/s", text),
        Row("market", "journeys in a scalar Philox block's time", least["scalar_block"] * 1e-9 / single, "", text, least=0.067),
        Row("market", "of the limit set by its draws and logarithms", 1e-7 * bound / single, "%", text),
        Row("market", "two threads over one", single / double, "times", threads_text, least=1.9),
        Row("market", "two ranks over one", single / pair, "times", ranks_text, least=1.9),
    ]


def sort_seconds(population: pathlib.Path) -> float:
    """numpy's sort of a stored population, the best of three: what one would do without partitioned selection."""
    seconds = []
    for _ in range(3):
        locations = numpy.fromfile(population)
        start = time.monotonic()
        locations.sort()
        seconds.append(time.monotonic() - start)
    return min(seconds)


def facility() -> list[Row]:
    """The Uniform Phantom and the median: two passes over a population, against drawing it as often, and against numpy's sort of the same."""
    rows = []
    bench = str(BUILD / "tests" / "bench.facility")
    for law in ("uniform", "beta"):
        command = [bench, "10000000", law]
        values = min((values_of(command) for _ in range(PASSES)), key=lambda v: v["drawn_seconds"] / v["draw_ns"])
        limit = 2 * 1e7 * 1e-9 * values["draw_ns"]
        rows.append(Row("facility", f"selection of one core, {law}, drawn anew", 10 / values["drawn_seconds"], "million/s", text_of(command)))
        rows.append(Row("facility", f"of the limit set by drawing twice, {law}", limit / values["drawn_seconds"], "", text_of(command), least=0.5))
    for agents in (10_000_000, 100_000_000):
        population = WORK / "population"
        command = [*mpi(2), bench, str(agents), "uniform", str(population)]
        stored = min(values_of(command)["stored_seconds"] for _ in range(3))
        rows.append(Row("facility", f"two ranks over numpy's sort, {agents:.0e} stored", sort_seconds(population) / stored, "times", text_of(command), least=20.0))
        population.unlink()
    return rows


def scipy_auction(assign, odds, values) -> tuple[float, float]:
    """Welfare and payments of one auction of the mnl user, as one writes it with scipy: Dinkelbach on assignments, and VCG."""

    def optimum(worth):
        welfare, pairs = 0.0, ([], [])
        bound = (worth[:, None] * odds / (1 + odds)).max()
        while True:
            gain = numpy.maximum(odds * (worth[:, None] - bound), 0.0)
            rows, columns = assign(gain, maximize=True)
            kept = gain[rows, columns] > 0
            rows, columns = rows[kept], columns[kept]
            chosen = odds[rows, columns]
            reached = (chosen * worth[rows]).sum() / (1 + chosen.sum())
            if reached <= bound * (1 + 1e-13):
                return max(welfare, bound), pairs
            welfare = bound = reached
            pairs = (rows, columns)

    welfare, (rows, columns) = optimum(values)
    if len(rows) == 0:  # the best single ad is the optimum
        best = numpy.unravel_index((values[:, None] * odds / (1 + odds)).argmax(), odds.shape)
        rows, columns = [best[0]], [best[1]]
    everyone, revenue = 1 + sum(odds[i, j] for i, j in zip(rows, columns)), 0.0
    for i, j in zip(rows, columns):
        others = values.copy()
        others[i] = 0.0
        revenue += optimum(others)[0] - (welfare - values[i] * odds[i, j] / everyone)
    return welfare, revenue


def timed(work) -> tuple[float, float]:
    """Seconds of the best of a few passes, and what the last one returned."""
    seconds = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        result = work()
        seconds = min(seconds, time.perf_counter() - start)
    return seconds, result


def auction() -> list[Row]:
    """Position auctions of 20 creatives and 10 places on one core, and the same ones by scipy's assignment in Python."""
    auctions, some = 20_000, 1_000
    command = [str(BUILD / "tests" / "bench.auction"), str(WORK / "auctions.bin"), str(auctions)]
    own, text = values_of(command), text_of(command)
    rows = [
        Row("auction", "best matchings of 20 x 10", 1e-3 / own["assignment_seconds"], "1000/s", text),
        Row("auction", "whole auctions with payments, one core", 1e-3 / own["auction_seconds"], "1000/s", text),
    ]
    try:
        from scipy.optimize import linear_sum_assignment as assign
    except ImportError:
        return [*rows, Row("auction", "against scipy: it is missing (apt-get install python3-scipy)", float("nan"), "times", "")]
    instances = numpy.fromfile(WORK / "auctions.bin").reshape(auctions, 20 + 200)
    values, odds = instances[:, :20], instances[:, 20:].reshape(-1, 20, 10)
    gains = values[:, :, None] * odds / (1 + odds)
    matching, total = timed(lambda: sum(gain[assign(gain, maximize=True)].sum() for gain in gains))
    whole, sums = timed(lambda: numpy.sum([scipy_auction(assign, odds[k], values[k]) for k in range(some)], axis=0))
    few = values_of([*command[:2], str(some)])
    assert abs(total / own["assignment_value"] - 1) < 1e-12, "scipy's matchings have other values"
    assert abs(sums / [few["auction_welfare"], few["auction_revenue"]] - 1).max() < 1e-9, "scipy's auctions have other results"
    return [
        *rows,
        Row("auction", "matchings over scipy's linear_sum_assignment", matching / auctions / own["assignment_seconds"], "times", text),
        Row("auction", "auctions over the same in Python with scipy", whole / some / own["auction_seconds"], "times", text, least=10.0),
    ]


def scale() -> list[Row]:
    """10^9 consumers over two ranks, and three outcomes of 10^9 agents; twice the larger rank bounds the memory of both, what they share counted twice."""
    facility_run = walras("configs/facility-location/scale.cfg", "--threads", "1", ranks=2)
    run = walras("configs/magentic-marketplace/scale.cfg", "--threads", "1", ranks=2)
    return [
        Row("scale", "10^9 consumers, 3 x 10^5 businesses, two ranks", run.seconds, "s", run.command, most=120.0),
        Row("scale", "memory of both, at most", 2 * run.largest_bytes / 2**30, "GiB", run.command, most=2.0),
        Row("scale", "facility, three trials of 10^9 agents, two ranks", facility_run.seconds, "s", facility_run.command),
        Row("scale", "memory of both, at most", 2 * facility_run.largest_bytes / 2**30, "GiB", facility_run.command, most=1.0),
    ]


BENCHES = {f.__name__: f for f in (machine, random, elementary, runner, resume, store, checkpoint, scheduling, coordinator, simulation, scaling, reading, lexical, market, facility, auction, plan)}
ON_REQUEST = {"scale": scale}


def print_table(rows: list[Row]) -> None:
    what, target = max(len(row.what) for row in rows), max(len(row.target) for row in rows)
    print(f"{'bench':<10}  {'what':<{what}}  {'figure':>9} {'unit':<9}  {'target':<{target}}  {'ratio':>5}  command")
    for row in rows:
        ratio = f"{row.ratio:5.2f}" if row.ratio is not None else "     "
        figure = f"{row.figure:9.3g} {row.unit:<9}"
        print(f"{row.bench:<10}  {row.what:<{what}}  {figure}  {row.target:<{target}}  {ratio}  {row.command}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests/bench/run.sh", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join([*BENCHES, *ON_REQUEST])}; without: all but scale")
    parser.add_argument("--json", metavar="FILE", help="also write the rows there")
    arguments = parser.parse_args()
    known = {**BENCHES, **ON_REQUEST}
    for name in arguments.names:
        if name not in known:
            parser.error(f"there is no bench '{name}'; the names are {', '.join(known)}")
    rows: list[Row] = []
    for name in arguments.names or BENCHES:
        rows += known[name]()
    print_table(rows)
    print("\nRatio: 1 and more meets the target. Figures are the best of a few passes; $TMP is any folder.")
    if arguments.json:
        records = [{**dataclasses.asdict(row), "ratio": row.ratio} for row in rows]
        pathlib.Path(arguments.json).write_text(json.dumps(records, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="walras-bench-") as folder:
        WORK = pathlib.Path(folder)
        main()
