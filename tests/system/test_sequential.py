"""Sequential stopping: the number of replications against an independent computation, and the same for any layout and history."""

from __future__ import annotations

import functools
import json
import math
import os
import subprocess
import sys
import time

import h5py
import numpy as np
import pytest

from conftest import ROOT, WALRAS, complaints, digest, environment, walras

PENDING, DONE, FAILED, UNUSED = range(4)
MAXIMUM = 60
HEAD = 'experiment: {{ name = "sequential"; model = "noise"; seed = 12; {fixed} }};\n'
RULE = 'replications: {{ initial = 6; step = 5; maximum = 60; metric = "{metric}"; {width}; confidence = {confidence}; {versus} }};\n'
BODY = """
parameters: { entities = 400L; rounds = 2; mean = 1.0; };
sweep: { design = "grid"; axes = ( { parameter = "standard_deviation"; values = [ 0.2, 0.5, 1.0, 1.2, 3.0 ]; } ); };
"""


def sequential(metric="sample_mean", width="half_width = 0.015", confidence=0.95, versus="") -> str:
    return HEAD.format(fixed="") + RULE.format(metric=metric, width=width, confidence=confidence, versus=versus) + BODY


def single(**rule) -> str:
    """With one point, of standard deviation 1: at the end of each wave nothing else is pending."""
    text = sequential(**rule)
    return text[: text.index("sweep: {")]


def write(tmp_path, text, name="s.cfg"):
    path = tmp_path / name
    path.write_text(text)
    return path


def run(tmp_path, text, name, *options, **arguments):
    """A finished store of this config."""
    store = tmp_path / f"{name}.h5"
    walras("run", write(tmp_path, text, f"{name}.cfg"), "--output", store, *options, **arguments)
    return store


def rows(store, *names):
    """Status, and the named datasets."""
    with h5py.File(store, "r") as file:
        return [file[name][...] for name in ("trials/status", *names)]


def numbers(store) -> list[int]:
    with h5py.File(store, "r") as file:
        return file["trials/replications"][...].tolist()


# ---- the rule once more, in other words ----


def student_probability(t: float, degrees: int) -> float:
    """P(|T| <= t) for whole degrees (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    angle = math.atan(t / math.sqrt(degrees))
    cosine = math.cos(angle)
    odd = degrees % 2
    term, total = (cosine, 0.0) if odd else (1.0, 0.0)
    for k in range(degrees // 2 if not odd else (degrees - 1) // 2):
        total += term
        term *= cosine * cosine * ((2 * k + 2) / (2 * k + 3) if odd else (2 * k + 1) / (2 * k + 2))
    return 2 / math.pi * (angle + math.sin(angle) * total) if odd else math.sin(angle) * total


@functools.lru_cache(maxsize=None)
def student_quantile(confidence: float, degrees: int) -> float:
    low, high = 0.0, 1e4
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if student_probability(middle, degrees) < confidence else (low, middle)
    return low


def half_width(values: np.ndarray, confidence: float) -> float:
    kept = values[~np.isnan(values)]
    if len(kept) < 2:
        return math.inf
    return student_quantile(confidence, len(kept) - 1) * kept.std(ddof=1) / math.sqrt(len(kept))


def expected_number(values: np.ndarray, width: float, confidence=0.95, relative=False, initial=6, step=5) -> int:
    count = initial
    while count < len(values):
        scale = abs(np.nanmean(values[:count])) if relative and not np.isnan(values[:count]).all() else 1.0
        if half_width(values[:count], confidence) <= width * scale:
            break
        count = min(count + step, len(values))
    return count


def test_quantiles_of_this_test_are_those_of_tables():
    for confidence, degrees, value in ((0.95, 1, 12.7062), (0.95, 2, 4.30265), (0.95, 5, 2.57058), (0.95, 10, 2.22814), (0.99, 30, 2.75)):
        assert student_quantile(confidence, degrees) == pytest.approx(value, rel=1e-5)


# ---- the count ----


@pytest.fixture(scope="module")
def fixed(tmp_path_factory):
    """All replications that the rules below may ask for."""
    return run(tmp_path_factory.mktemp("fixed"), HEAD.format(fixed=f"replications = {MAXIMUM};") + BODY, "fixed")


RULES = {
    "absolute": ({"width": "half_width = 0.015"}, {"width": 0.015}),
    "confident": ({"width": "half_width = 0.03", "confidence": 0.999}, {"width": 0.03, "confidence": 0.999}),
    "relative": ({"width": "relative_half_width = 0.02"}, {"width": 0.02, "relative": True}),
    "paired": ({"width": "half_width = 0.01", "versus": "versus = { standard_deviation = 1.0; };"}, {"width": 0.01}),
    "integer": ({"width": "half_width = 30.0", "metric": "largest_entity"}, {"width": 30.0}),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_count_is_that_of_the_rule_on_a_run_with_all_replications(fixed, tmp_path, rule):
    options, words = RULES[rule]
    metric = options.get("metric", "sample_mean")
    store = run(tmp_path, sequential(**options), rule)
    _, all_values = rows(fixed, f"metrics/{metric}")
    all_values = all_values.astype(float)
    if "versus" in options:
        counts = [expected_number(row - all_values[2], **words) for row in all_values]
        counts[2] = max(count for point, count in enumerate(counts) if point != 2)
    else:
        counts = [expected_number(row, **words) for row in all_values]
    assert numbers(store) == counts
    assert len(set(counts)) > 1 or rule == "integer", counts  # the points differ, or the rule would say little
    status, values, mean, seconds = rows(store, f"metrics/{metric}", "metrics/sample_mean", "run/wall_seconds")
    for point, count in enumerate(counts):
        assert (status[point, :count] == DONE).all() and (status[point, count:] == UNUSED).all()
        assert (values[point, :count] == all_values[point, :count]).all()  # the bits of the same trials
        assert np.isnan(mean[point, count:]).all() and np.isnan(seconds[point, count:]).all()


def test_the_half_width_is_reached_where_a_point_stops_before_the_maximum(tmp_path):
    store = run(tmp_path, sequential(), "reached")
    shown = json.loads(walras("show", store, "sample_mean", "--json").stdout)["rows"]
    assert [row["trials"] for row in shown] == numbers(store)
    widths = [(row["high"] - row["low"]) / 2 for row in shown]
    for width, count in zip(widths, numbers(store)):
        assert width <= 0.015 * (1 + 1e-6) if count < MAXIMUM else width > 0.015
    assert numbers(store)[0] == 6 and numbers(store)[-1] == MAXIMUM
    said = walras("run", write(tmp_path, sequential()), "--output", tmp_path / "again.h5").stderr
    assert "1 of 5 design points used all 60 replications, and the half-width of sample_mean is more than 0.015 still" in said


def test_intervals_of_stopped_points_cover_the_truth(tmp_path):
    """600 points of the same law, other random numbers each: 90 % intervals of the points where the rule stopped, which is later where the
    spread looks larger. 540 are to cover the mean of 1, give or take 7.3; stopping by the data itself costs up to a percent (Anscombe 1952)
    with a first wave of 30. Fewer than 510 (three deviations below 534) would come up once in 2,000 seeds."""
    axis = ", ".join(str(k / 1000) for k in range(600))
    text = ('experiment: { name = "coverage"; model = "noise"; seed = 3; random_numbers = "independent"; };\n'
            'replications: { initial = 30; step = 10; maximum = 400; metric = "sample_mean"; half_width = 0.2; confidence = 0.9; };\n'
            'parameters: { entities = 1L; mean = 1.0; };\n'
            f'sweep: {{ design = "grid"; axes = ( {{ parameter = "threshold"; values = [ {axis} ]; }} ); }};\n')  # fmt: skip
    store = run(tmp_path, text, "coverage")
    counts = numbers(store)
    assert 30 < np.mean(counts) < 100 and max(counts) < 400  # (1.66 / 0.2) ^ 2 = 69 by the normal law
    _, values = rows(store, "metrics/sample_mean")
    covered = 0
    for row, count in zip(values, counts):
        width = half_width(row[:count], 0.9)
        assert width <= 0.2 * (1 + 1e-9)
        covered += abs(row[:count].mean() - 1.0) <= width
    assert 510 <= covered <= 570, covered


# ---- the same for any layout ----


@pytest.mark.parametrize("rule", ["absolute", "paired"])
def test_stores_are_equal_over_ranks_threads_and_groups(tmp_path, rule):
    text = sequential(**RULES[rule][0])
    reference = digest(run(tmp_path, text, "reference"))
    for ranks, threads, group in ((1, 3, 1), (2, 1, 1), (2, 2, 2), (3, 1, 1), (3, 1, 2), (4, 1, 1), (4, 2, 4)):
        store = run(tmp_path, text, f"s{ranks}{threads}{group}", "--threads", threads, "--ranks-per-trial", group, ranks=ranks)
        assert digest(store) == reference, (ranks, threads, group)
    again = tmp_path / "again.h5"
    walras("run", store, "--from", "--output", again, "--ranks-per-trial", "auto")
    assert digest(again) == reference


def test_a_single_point_stops_too(tmp_path):
    text = single()
    store = run(tmp_path, text, "one", ranks=3)
    assert 6 < numbers(store)[0] < MAXIMUM
    assert digest(store) == digest(run(tmp_path, text, "alone"))


def test_replications_on_the_command_line_are_the_maximum(tmp_path):
    store = run(tmp_path, sequential(), "nine", "--replications", 9)
    assert max(numbers(store)) == 9 and rows(store)[0].shape == (5, 9)
    store = run(tmp_path, sequential(), "four", "--replications", 4)
    assert numbers(store) == [4] * 5


# ---- the same for any history ----


def test_a_run_that_is_stopped_again_and_again_ends_in_the_same_bits(tmp_path):
    """Each session ends in the middle of its trials; their checkpoints are taken up by the next one, in another layout."""
    text = sequential().replace("rounds = 2", "rounds = 6") + "run: { checkpoint_rounds = 1; sync_seconds = 0; };\n"
    reference = digest(run(tmp_path, text, "reference"))
    store = tmp_path / "stopped.h5"
    config = write(tmp_path, text)
    sessions, verb = 0, ["run", config, "--output", store]
    for ranks, threads, group in 2 * ((2, 1, 1), (1, 2, 1), (3, 1, 2)):
        said = walras(*verb, "--threads", threads, "--ranks-per-trial", group, ranks=ranks, code=None, WALRAS_STOP_AT_ROUND=str(1 + sessions % 5))
        sessions, verb = sessions + 1, ["resume", store]
        assert said.returncode == 75 and "and more may follow; go on with: walras resume" in said.stderr, said.stderr
        status = walras("status", store, code=75).stdout
        assert "pending; more may follow, by sequential stopping" in status.splitlines()[0]
    walras("resume", store, ranks=2)  # and to the end
    assert digest(store) == reference
    assert "nothing is pending" in walras("resume", store).stderr
    walras("status", store, "--check")


def test_a_store_that_is_being_written_never_looks_complete(tmp_path):
    text = single(width="half_width = 0.0005").replace("entities = 400L", "entities = 400000L") + "run: { sync_seconds = 0; };\n"
    store = tmp_path / "live.h5"
    command = ["mpirun", "-n", "2", WALRAS, "run", str(write(tmp_path, text)), "--output", str(store), "--threads", "1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
    looks, complete = 0, None
    while process.poll() is None:
        if store.exists():
            status = walras("status", store, code=None)
            if status.returncode == 0:  # only because all is recorded
                complete = digest(store)
                break
            assert status.returncode == 75, status
            looks += 1
        time.sleep(0.002)
    assert process.wait() == 0 and looks > 5
    assert complete in (None, digest(store))
    assert digest(store) == digest(run(tmp_path, text, "whole")) and 6 + 5 < numbers(store)[0]


@pytest.fixture(scope="module")
def plugins(tmp_path_factory):
    """The model `faulty`: as it is, mended, and with a fault in every replication."""
    folder = tmp_path_factory.mktemp("plugins")
    source = (ROOT / "tests/system/models/faulty.c").read_text()
    edits = {"faulty": [], "mended": [("if (fault == ERROR)", "if (fault == ERROR && false)")], "hopeless": [("replication % 2 == 1", "true")]}
    made = {}
    for name, replacements in edits.items():
        text = source
        for old, new in replacements:
            assert text.count(old) == 1
            text = text.replace(old, new)
        (folder / f"{name}.c").write_text(text)
        made[name] = folder / f"{name}.so"
        subprocess.run([os.environ.get("WALRAS_CC", "cc"), "-std=c11", "-O1", "-fPIC", "-shared", "-Wall", "-Wextra", "-Werror",
                        "-I", str(ROOT / "include"), str(folder / f"{name}.c"), "-o", str(made[name])], check=True)  # fmt: skip
    return made


def faulty(fault: str, replication: int = -1, half_width: float = 3.0) -> str:
    return ('experiment: { name = "faults"; model = "faulty"; };\n'
            f'replications: {{ initial = 6; step = 5; maximum = 60; metric = "sum"; half_width = {half_width}; }};\n'
            f'parameters: {{ fault = "{fault}"; faulty = {replication}; }};\n'
            'sweep: { design = "grid"; axes = ( { parameter = "entities"; values = [ 100, 200, 400 ]; } ); };\n')  # fmt: skip


def test_failed_trials_are_left_out_of_the_rule(plugins, tmp_path):
    text = faulty("error")
    store = run(tmp_path, text, "odd", "--plugin", plugins["faulty"], code=1)
    status, sums = rows(store, "metrics/sum")
    whole = run(tmp_path, text.replace("fault = \"error\"", "fault = \"none\""), "none", "--plugin", plugins["faulty"])
    everything = run(tmp_path, faulty("none", half_width=1e-6), "all", "--plugin", plugins["faulty"])
    values = rows(everything, "metrics/sum")[1].copy()
    assert numbers(whole) == [expected_number(row, 3.0) for row in values]
    values[:, 1::2] = np.nan
    assert numbers(store) == [expected_number(row, 3.0) for row in values] != numbers(whole)
    for point, count in enumerate(numbers(store)):
        assert (status[point, 1:count:2] == FAILED).all() and (status[point, :count:2] == DONE).all()
    text = faulty("error").replace("faults", "pairs")
    assert digest(run(tmp_path, text, "pairs", "--plugin", plugins["faulty"], code=1)) == digest(
        run(tmp_path, text, "pairs3", "--plugin", plugins["faulty"], "--threads", 2, code=1, ranks=3))


def test_points_of_which_all_trials_fail_go_on_to_the_maximum(plugins, tmp_path):
    store = run(tmp_path, faulty("error"), "hopeless", "--plugin", plugins["hopeless"], code=1, ranks=2)
    assert numbers(store) == [60, 60, 60] and (rows(store)[0] == FAILED).all()
    said = walras("resume", store, "--plugin", plugins["hopeless"], code=1).stderr
    assert "nothing is pending" in said


def test_a_retry_that_succeeds_changes_what_follows_as_if_nothing_had_failed(plugins, tmp_path):
    """Replication 2 fails, so that points go on for longer; once it succeeds, what came after their new stop is discarded."""
    for replication in range(6):
        text = faulty("error", replication)
        mended = run(tmp_path, text, "mended", "--overwrite", "--plugin", plugins["mended"])
        store = run(tmp_path, text, "retried", "--overwrite", "--plugin", plugins["faulty"], code=1, ranks=2)
        if any(late > early for late, early in zip(numbers(store), numbers(mended))):
            break
    else:
        raise AssertionError("no failing replication made a point go on for longer")
    assert digest(store) != digest(mended)
    said = walras("resume", store, "--retry-failed", "--plugin", plugins["mended"], ranks=3).stderr
    assert "trials done" in said
    assert digest(store) == digest(mended) and walras("diff", store, mended).stdout.strip() == "0 differences"
    assert "every finished trial matches its CRC" in walras("status", store, "--check", "--plugin", plugins["mended"]).stdout
    with h5py.File(store, "r") as file:
        unused = file["trials/status"][...] == UNUSED
        assert np.isnan(file["metrics/sum"][...][unused]).all() and (file["trials/error_code"][...] == 0).all()
        assert np.isnan(file["run/wall_seconds"][...][unused]).all() and (file["trials/crc"][...][unused] == 0).all()


def test_a_trial_that_crashes_can_be_skipped_and_counts_as_failed(plugins, tmp_path):
    text = faulty("segmentation_fault", 5)
    store = tmp_path / "crash.h5"
    config = write(tmp_path, text)
    walras("run", config, "--output", store, "--plugin", plugins["faulty"], code=None)
    for _ in range(4):  # each resume takes up one more of the crashes, one a point
        said = walras("resume", store, "--skip-crashed", "--plugin", plugins["faulty"], code=None, ranks=2)
        if said.returncode == 1 and "trials done, some failed" in said.stderr:
            break
    assert digest(store) != ""
    values = rows(run(tmp_path, faulty("none", half_width=1e-6), "all", "--plugin", plugins["faulty"]), "metrics/sum")[1].copy()
    values[:, 5] = np.nan
    assert numbers(store) == [expected_number(row, 3.0) for row in values]
    walras("status", store, "--check", "--plugin", plugins["faulty"], code=1)


def test_damage_is_repaired_without_running_what_stands_behind_it(tmp_path):
    store = run(tmp_path, sequential(), "damaged")
    reference, whole = digest(store), store.read_bytes()
    with h5py.File(store, "r") as file:
        places = {name: (file[name].id.get_offset(), file[name].dtype.itemsize) for name in
                  ("metrics/sample_mean", "trials/status", "trials/crc", "trials/replications")}  # fmt: skip
        counts = file["trials/replications"][...].tolist()
    used, unused = 4 * MAXIMUM + 7, counts[0]  # in the second wave of the last point; behind the end of the first one
    flips = [("metrics/sample_mean", used, 50), ("trials/status", used + 5, 1), ("trials/status", used + 9, 0), ("trials/crc", unused, 3),
             ("trials/status", unused + 2, 1), ("trials/status", unused + 3, 6), ("trials/replications", 3, 2)]  # fmt: skip
    together = bytearray(whole)
    for name, element, bit in flips:
        offset, size = places[name]
        data = bytearray(whole)
        for target in (data, together):
            target[offset + element * size + bit // 8] ^= 1 << bit % 8
        store.write_bytes(data)
        found = walras("status", store, "--check", code=75).stdout
        complete = name == "trials/status" and bit == 0  # done became pending: its rows tell that it is done
        assert ("1 finished trials do not match" in found or "of replications of 1 points are not those in use" in found or complete), (name, found)
        said = walras("resume", store).stderr
        assert digest(store) == reference, name
        assert f" of {sum(counts)} trials done" in said or "nothing is pending" in said
    store.write_bytes(together)
    said = walras("resume", store, ranks=2).stderr
    assert digest(store) == reference and "every finished trial matches" in walras("status", store, "--check").stdout
    with h5py.File(store, "r") as file:
        log = [json.loads(bytes(entry).rstrip(b"\0")) for entry in file["run/log"][...] if entry[0] != 0]
    assert log[-1]["trials"] <= 3  # and not the fifty behind the first of them


# ---- what is said ----


def test_plan_and_check_say_what_may_come(tmp_path):
    config = write(tmp_path, sequential())
    assert "5 points x up to 60 replications (sequential stopping)" in walras("check", config).stdout
    plan = walras("plan", config, "--ranks", 4)
    assert "trials         30 to 300: 5 design points x 6 to 60 replications" in plan.stdout and plan.stderr == ""
    plan = walras("plan", config, "--ranks", 40, "--set", "entities=1")
    assert complaints(plan) == ["walras: warning: a wave of replications is 25 trials, and 40 could run at the same time: some wait for the others "
                                "at its end; a replications.step of 8 lets all run"]  # fmt: skip


def test_only_takes_a_trial_of_the_first_wave(tmp_path):
    config = write(tmp_path, sequential())
    store = tmp_path / "only.h5"
    refused = walras("run", config, "--output", store, "--only", 7, code=2)
    assert complaints(refused) == ["walras: --only 7: that is replication 7, which runs only after the first 6 of its point ask for it"]
    walras("run", config, "--output", store, "--only", 5)
    assert (rows(store)[0] == DONE).sum() == 1
    walras("resume", store, ranks=2)
    assert digest(store) == digest(run(tmp_path, sequential(), "whole"))


def test_readers_find_the_numbers_and_no_unused_row(tmp_path, fixed):
    store = run(tmp_path, sequential(), "read")
    with h5py.File(store, "r") as file:
        assert file["trials/replications"].attrs["long_name"] == "replications that the point uses: the first so many of its row"
        assert file["trials/replications"].attrs["units"] == "1"
    assert numbers(fixed) == [MAXIMUM] * 5
    xarray = pytest.importorskip("xarray")
    with xarray.open_dataset(store, group="trials", engine="h5netcdf") as trials:
        assert trials["replications"].dims == ("point",) and trials["replications"].values.tolist() == numbers(store)
    sys.path.insert(0, str(ROOT / "analysis"))
    import walras as reader

    with reader.open(store) as opened:
        frame = opened.frame(["sample_mean"])
        assert frame.groupby("point").size().tolist() == numbers(store) and frame["sample_mean"].notna().all()
        assert np.isnan(opened.array("series/round_mean")[rows(store)[0] != DONE]).all()
    shown = json.loads(walras("show", store, "--json").stdout)["rows"]
    assert {row["trials"] for row in shown if row["point"] == 0} == {numbers(store)[0]}
