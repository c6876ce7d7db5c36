"""Many ranks: hand-out, the coordinator, its simulation, scaling."""

from __future__ import annotations

import concurrent.futures
import json

import numpy

from bench import BENCH, BUILD, PASSES, ROOT, TCP, WALRAS, WORK, Row, bench, mpi, output_of, run_log, text_of, values_of, walras


@bench
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


# Trials of a batch and metrics of a trial; how many trials, and microseconds between two batches of a leader.
BATCHES = {(1, 1): (5000, 100), (1, 41): (5000, 100), (512, 1): (1_000_000, 1000), (512, 41): (300_000, 1000)}


@bench
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


@bench
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


@bench
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
