"""walras plan: what it says to readers and to programs, what it refuses, and that it writes nothing."""

from __future__ import annotations

import json
import os
import re

import h5py
import pytest

from conftest import complaints, walras


def session(store):
    """The last session in a store's log."""
    with h5py.File(store, "r") as file:
        return json.loads([bytes(row).rstrip(b"\0") for row in file["/run/log"][:] if row[0]][-1])


KEYS = [
    "experiment", "model", "store", "points", "trials", "trials_least", "ranks", "threads", "nodes", "tasks_per_node", "ranks_per_trial",
    "groups", "trials_at_once", "bytes_per_rank", "memory_bytes", "store_bytes", "seconds", "seconds_least", "longest_trial_seconds",
    "wall_time_margin_seconds", "checkpoints", "calibrated",
]  # fmt: skip


def planned(config, *options, calibrate=0, **more):
    return json.loads(walras("plan", config, "--json", "--calibrate", calibrate, *options, **more).stdout)


def test_a_plan_for_programs_is_one_object_with_every_key(noise_config, tmp_path):
    plan = planned(noise_config(replications=8), "--ranks", 3, "--threads", 2)
    assert list(plan) == KEYS
    assert (plan["experiment"], plan["model"], plan["store"]) == ("noise test", "noise", str(tmp_path / "noise.h5"))
    assert (plan["points"], plan["trials"], plan["trials_least"]) == (3, 24, 24)
    assert (plan["ranks"], plan["threads"], plan["ranks_per_trial"], plan["groups"]) == (3, 2, 1, 3)
    assert plan["nodes"] is None and plan["tasks_per_node"] is None
    assert 0 < plan["longest_trial_seconds"] <= plan["seconds"] == plan["seconds_least"]
    assert plan["calibrated"] is False and plan["checkpoints"] is None
    assert plan["wall_time_margin_seconds"] == 120
    plan = planned(noise_config(replications=8), calibrate=0.1)
    assert plan["calibrated"] is True and plan["checkpoints"] is True
    assert 0 < plan["longest_trial_seconds"] <= plan["seconds"]
    one_round = planned(noise_config(replications=8), "--set", "rounds=1", calibrate=0.1)
    assert one_round["calibrated"] is True and one_round["checkpoints"] is False


def test_the_store_of_a_plan_is_absolute_wherever_it_is_asked_for(noise_config, tmp_path):
    config, elsewhere = noise_config(), tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert planned(config.name, cwd=tmp_path)["store"] == str(tmp_path / "noise.h5")
    assert planned(config, "--output", "x.h5", cwd=elsewhere)["store"] == str(elsewhere / "x.h5")
    assert planned(config, "--output", "missing/x.h5", cwd=elsewhere)["store"] == str(elsewhere / "missing" / "x.h5")
    assert os.listdir(elsewhere) == []


NODE = ("--node-processors", 64, "--node-domains", 4, "--node-memory", "256G")


def test_nodes_get_tasks_and_threads_that_fit_the_trials(noise_config):
    few, many = noise_config(replications=1), noise_config("many.cfg", replications=1000)
    plan = planned(few, "--nodes", 2, *NODE)
    assert (plan["nodes"], plan["tasks_per_node"], plan["threads"], plan["ranks"]) == (2, 4, 16, 8)
    assert plan["memory_bytes"] == 0.9 * 256 * 2**30 / 4
    plan = planned(many, "--nodes", 2, *NODE)
    assert (plan["tasks_per_node"], plan["threads"], plan["ranks"]) == (64, 1, 128)
    text = walras("plan", many, "--calibrate", 0, "--nodes", 2, *NODE).stdout
    assert (
        "nodes          2 of 64 processors and 256.0 GiB: 64 tasks each x 1 thread (a rank on each processor, as 3000 trials can keep 128 busy)\n"
        in text
    )
    plan = planned(many, "--nodes", 2, "--tasks-per-node", 8, *NODE)
    assert (plan["tasks_per_node"], plan["threads"], plan["ranks"]) == (8, 8, 16)
    plan = planned(many, "--nodes", 2, "--threads", 32, *NODE)
    assert (plan["tasks_per_node"], plan["threads"], plan["ranks"]) == (2, 32, 4)


def test_more_nodes_and_more_ranks_are_never_said_to_be_slower(noise_config):
    config = noise_config(replications=1000, entities=10**7)
    seconds = [planned(config, "--nodes", nodes, *NODE)["seconds"] for nodes in (1, 2, 4, 8)]
    assert seconds == sorted(seconds, reverse=True) and seconds[0] > seconds[-1]
    sizes = [planned(noise_config(f"{n}.cfg", replications=n))["store_bytes"] for n in (10, 100, 1000)]
    assert sizes == sorted(set(sizes))


def test_a_plan_says_whether_the_allotted_time_is_enough(noise_config):
    config = noise_config(replications=1000, entities=10**9)
    assert "fits_time" not in planned(config)
    plan = planned(config, "--time", "1:00")
    assert plan["fits_time"] is False and plan["seconds"] > 60
    assert planned(config, "--time", "30-00:00:00")["fits_time"] is True
    assert "jobs of it, each going on where the one before stopped" in walras("plan", config, "--calibrate", 0, "--time", 60).stdout
    assert ": enough\n" in walras("plan", config, "--calibrate", 0, "--time", "30-00").stdout


def test_a_trial_longer_than_the_calibration_is_run_on_a_smaller_population(noise_config):
    config = noise_config(entities=10**12, replications=2)
    plan = walras("plan", config, "--calibrate", 0.2)
    assert ", some of them cut small, in " in plan.stdout
    assert planned(config, calibrate=0.2)["seconds"] > 60


def test_a_model_that_fails_or_crashes_in_the_calibration_does_not_stop_the_plan(noise_config, tmp_path):
    config = noise_config(replications=3)
    plan = walras("plan", config, "--calibrate", 0.2, "--set", "fail_replication=0")
    assert re.search(r"^walras: warning: \d+ of \d+ trials of the calibration failed: replication 0 fails because", plan.stderr)
    assert " trials in " in plan.stdout
    plan = walras("plan", config, "--calibrate", 0.2, "--set", "fail_replication=0", "--replications", 1)
    assert plan.stderr.startswith("walras: warning: not calibrated: ") and "(from the model's rough costs: " in plan.stdout
    assert os.listdir(tmp_path) == [config.name]


def test_the_prediction_of_a_run_stands_beside_what_it_took(noise_config, tmp_path):
    config, store = noise_config(), tmp_path / "told.h5"
    walras("run", config, "--output", store, "--only", 3)
    first = session(store)
    assert set(first["predicted"]) == {"seconds", "bytes_per_rank", "store_bytes", "after_seconds"}
    assert first["predicted"]["store_bytes"] == first["store_bytes"] == store.stat().st_size
    assert first["predicted"]["bytes_per_rank"] == pytest.approx(first["peak_memory_bytes"], rel=0.1)
    walras("resume", store, ranks=2)
    last = session(store)
    assert last["predicted"]["seconds"] > first["predicted"]["seconds"]  # 59 trials on two ranks, after one on one
    assert last["peak_memory_bytes"] >= last["peak_memory_bytes_rank0"] > 0
    status = walras("status", store).stdout
    (told, took) = re.findall(r"^predicted: .* a rank, a store of .* \(by .*\)\nit took:   (.*), (.*) on the most demanding rank", status, re.M)[0]
    assert told and took


@pytest.mark.parametrize("ranks, threads", [(1, 1), (2, 1), (1, 2)])
def test_the_most_demanding_rank_takes_the_memory_that_the_plan_says(noise_config, tmp_path, ranks, threads):
    config, store = noise_config(entities=100000), tmp_path / "m.h5"
    plan = planned(config, "--ranks", ranks, "--threads", threads, calibrate=0.2)
    walras("run", config, "--output", store, "--threads", threads, ranks=ranks)
    assert plan["bytes_per_rank"] == pytest.approx(session(store)["peak_memory_bytes"], rel=0.1)


def test_the_store_takes_what_the_plan_says(noise_config, tmp_path):
    for name, more in (("small", ()), ("long", ("--replications", 5000))):
        store = tmp_path / f"{name}.h5"
        plan = planned(noise_config(), "--output", store, *more)
        walras("run", noise_config(), "--output", store, *more, "--threads", 1)
        assert plan["store_bytes"] == store.stat().st_size


@pytest.mark.parametrize(
    "options, message",
    [
        (("--nodes", 0), "plan: option --nodes must be an integer from 1 to 1048576, but is '0'"),
        (("--tasks-per-node", 2), "plan: --tasks-per-node needs --nodes N"),
        (("--node-memory", "2G"), "plan: --node-memory needs --nodes N"),
        (("--nodes", 2, "--ranks", 2), "plan: --ranks and --nodes exclude each other: the ranks follow from --tasks-per-node"),
        (("--nodes", 2, "--node-memory", "2 apples"), "plan: option --node-memory must be a size such as 512M, 64G or 64GiB, but is '2 apples'"),
        (("--time", "soon"), "plan: option --time must be seconds, MM:SS, HH:MM:SS or D-HH:MM:SS, but is 'soon'"),
        (("--calibrate", "long"), "plan: option --calibrate must be seconds from 0 to 3600, but is 'long'"),
        (("--calibrate", "-1"), "plan: option --calibrate must be seconds from 0 to 3600, but is '-1'"),
        (("--time", "0"), "plan: option --time must be seconds, MM:SS, HH:MM:SS or D-HH:MM:SS, but is '0'"),
        (
            ("--nodes", 1048576, "--tasks-per-node", 4096),
            "plan: 1048576 nodes of 4096 tasks are 4294967296 ranks, more than 16777216",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(noise_config, tmp_path, options, message):
    config = noise_config()
    run = walras("plan", config, "--json", *options, code=2)
    assert complaints(run) == [f"walras: {message}"] and run.stdout == ""
    assert os.listdir(tmp_path) == [config.name]


def test_what_does_not_fit_the_nodes_is_refused_with_the_numbers_and_the_way_out(tmp_path):
    config = tmp_path / "market.cfg"
    config.write_text('experiment: { name = "m"; model = "magentic-marketplace"; seed = 1; };\nparameters: { requests = 1000000; };\n')
    run = walras("plan", config, "--json", "--nodes", 2, "--tasks-per-node", 4, "--node-memory", "1G", code=2)
    (line,) = complaints(run)
    assert run.stdout == "" and "with 4 on a node of 1.00 GiB a rank has 0.23 GiB: ask for more nodes, fewer tasks per node or more ranks per trial" in line
    assert os.listdir(tmp_path) == [config.name]
