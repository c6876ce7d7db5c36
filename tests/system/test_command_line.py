"""What the command line says: help, nearest names, tables for people and for programs, progress, warnings about threads."""

import csv
import io
import json
import os
import re
import subprocess

import h5py
import numpy as np
import pytest

from conftest import ROOT, WALRAS, digest, environment, shown_on_terminal, walras

UNION = """
experiment: { name = "union"; model = "noise"; replications = 3; };
sweep: { design = "grids"; grids = (
  { label = "means, \\"few\\" draws"; parameters = { entities = 10; }; axes = ( { parameter = "mean"; values = [ 0.0, 1.5 ]; } ); },
  { label = "spread"; axes = ( { parameter = "standard_deviation"; values = [ 1.0, 2.0 ]; } ); } ); };
output: { store = "union.h5"; };
"""


@pytest.fixture
def store(noise_config, tmp_path):
    path = tmp_path / "noise.h5"
    walras("run", noise_config(replications=6), "--output", path)
    return path


def test_help_is_for_the_program_or_for_one_command():
    general = walras("help").stdout
    assert general == walras("--help").stdout and "usage: walras COMMAND" in general
    for command in ("run", "resume", "plan", "check", "models", "describe", "status", "show", "verify", "digest", "diff", "version"):
        assert re.search(rf"^  {command} ", general, re.M)
        assert walras("help", command).stdout == walras(command, "--help").stdout
    assert "--replications N" in walras("help", "run").stdout
    assert walras(code=2).stderr == general


@pytest.mark.parametrize(
    "arguments, message",
    [
        (("runn", "a.cfg"), "unknown command 'runn'; did you mean 'run'?"),
        (("zzzzzz",), "unknown command 'zzzzzz'; walras --help lists the commands"),
        (("help", "stauts"), "unknown command 'stauts'; did you mean 'status'?"),
        (("run",), "run needs CONFIG; usage: walras run CONFIG [options]"),
        (("diff", "a.h5"), "diff needs A B; usage: walras diff A B [options]"),
        (("resume", "a.h5", "b.h5"), "resume: unexpected 'b.h5'; usage: walras resume STORE [options]"),
        (("run", "a.cfg", "--outptu", "b"), "run: unknown option '--outptu'; did you mean '--output'?"),
        (("run", "a.cfg", "--rep", "5"), "run: unknown option '--rep'; did you mean '--replications'?"),
        (("digest", "a.h5", "--json"), "digest: unknown option '--json'; walras digest --help lists its options"),
        (("run", "a.cfg", "--seed"), "run: option --seed needs a value: --seed S"),
        (("run", "a.cfg", "--seed", "x"), "run: option --seed must be an integer from 0 to 9223372036854775807, but is 'x'"),
        (("run", "a.cfg", "--progress=sometimes"), "run: option --progress must be one of auto|always|never, but is 'sometimes'"),
        (("describe", "nois"), "unknown model 'nois'; did you mean 'noise'?"),
        (("describe", "magentic"), "unknown model 'magentic'; did you mean 'magentic-marketplace'?"),
        (("check", "nowhere.cfg"), "nowhere.cfg: cannot be read: No such file or directory"),
        (("show", "nowhere.h5"), "nowhere.h5 cannot be read: No such file or directory"),
    ],
)
def test_a_mistake_is_one_line_that_says_what_to_do(arguments, message):
    run = walras(*arguments, code=2)
    assert run.stderr == f"walras: {message}\n" and run.stdout == ""


def test_what_is_given_without_effect_is_refused_or_warned_of():
    """Refused where a point gives it in vain; where models share settings, warned of if it is in vain at all points."""
    refused = walras("check", ROOT / "configs/off-switch/quick.cfg", "--set", "n_actions=3", code=2).stderr
    assert "n_actions has no effect here: it is read when mode == 'designer'" in refused
    config = ROOT / "configs/nash-mirror-prox/quick.cfg"
    assert "warning" not in walras("check", config).stderr
    warned = walras("check", config, "--set", "condorcet_gap=0.1").stderr
    assert "parameter 'condorcet_gap' is given and has no effect with preference_generator = " in warned


def test_a_store_given_as_a_config_is_told_apart(store):
    assert "is an HDF5 file, not a config; walras run --from repeats a store" in walras("run", store, code=2).stderr


def test_an_unknown_parameter_among_many_gets_a_line_that_can_be_read(tmp_path):
    config = tmp_path / "market.cfg"
    config.write_text('experiment: { name = "m"; model = "magentic-marketplace"; replications = 1; };\noutput: { store = "m.h5"; };\n')
    message = walras("check", config, "--set", "zzzzzz=1", code=2).stderr
    assert "unknown parameter 'zzzzzz'" in message and re.search(r" and \d+ more$", message.strip()) and len(message) < 500


def test_show_names_the_nearest_metric_and_where_arrays_are(store):
    assert "no metric 'sample_maen'; did you mean 'sample_mean'?" in walras("show", store, "sample_maen", code=2).stderr
    assert "read it from the store: /series/round_mean" in walras("show", store, "round_mean", code=2).stderr
    assert "exclude each other" in walras("show", store, "--csv", "--json", code=2).stderr


def test_tables_have_a_column_per_swept_parameter_in_each_part_of_a_union(tmp_path):
    config = tmp_path / "union.cfg"
    config.write_text(UNION)
    walras("run", config)
    store = tmp_path / "union.h5"
    with h5py.File(store) as file:
        means = file["metrics/sample_mean"][...].mean(axis=1)
        labels = [label.decode() for label in file["design/label"][...]]
    rows = list(csv.DictReader(io.StringIO(walras("show", store, "sample_mean", "--csv", "--summary").stdout.split("\n", 1)[1])))
    assert [row["label"] for row in rows] == labels and labels[0] == 'means, "few" draws'
    assert [float(row["mean"]) for row in rows] == pytest.approx(means, rel=1e-14)
    assert [float(row["standard_deviation"]) for row in rows] == [1, 1, 1, 2]
    objects = json.loads(walras("show", store, "sample_mean", "--json").stdout)["rows"]
    assert [row["design"]["mean"] for row in objects] == [0, 1.5, 0, 0] and [row["label"] for row in objects] == labels
    assert [row["mean"] for row in objects] == pytest.approx(means, rel=1e-14) and {row["trials"] for row in objects} == {3}
    headings = [line.split() for line in walras("show", store, "sample_mean").stdout.splitlines() if "minimum" in line]
    assert [heading[0] for heading in headings] == ["mean", "standard_deviation"]


def test_status_of_a_half_done_store_says_how_to_go_on(noise_config, tmp_path):
    store = tmp_path / "half.h5"
    run = walras("run", noise_config(replications=4), "--output", store, "--only", 5)
    assert "1 of 12 trials done" in run.stderr and f"11 trials are pending; go on with: walras resume {store}" in run.stderr
    status = walras("status", store, code=75).stdout
    assert status.startswith("12 trials: 1 done, 0 failed, 11 pending\n") and f"go on with: walras resume {store}\n" in status
    shown = json.loads(walras("show", store, "sample_mean", "--json").stdout)["rows"]
    assert [(row["point"], row["trials"]) for row in shown] == [(1, 1)]
    walras("resume", store)
    status = walras("status", store, "--check").stdout
    assert status.startswith("12 trials: 12 done") and "in 2 runs" in status and "every finished trial matches its CRC" in status


def test_status_names_the_running_process_and_checks_without_its_lock(noise_config, tmp_path):
    store = tmp_path / "running.h5"
    process = subprocess.Popen(
        [WALRAS, "run", noise_config(replications=100000), "--output", store, "--threads", "1"], stderr=subprocess.DEVNULL, env=environment()
    )
    try:
        status = ""
        while not re.search(r" [1-9]\d* done", status):
            assert process.poll() is None
            status = walras("status", store, code=None).stdout
        assert f"running: process {process.pid} on " in status and "left" in status
        checked = walras("status", store, "--check", code=75)
        assert "every finished trial matches its CRC" in checked.stdout
    finally:
        process.kill()
        process.wait()
    assert "running: " not in walras("status", store, code=75).stdout


def test_diff_counts_per_dataset_and_shows_the_first_line_of_the_experiments(store, noise_config, tmp_path):
    other = tmp_path / "other.h5"
    walras("run", noise_config("other.cfg", seed=12, replications=6), "--output", other)
    lines = walras("diff", store, other, code=3).stdout.splitlines()
    assert lines[0] == "experiment: seed = 11L; | seed = 12L;"
    with h5py.File(store) as a, h5py.File(other) as b:
        differing = int((a["histograms/draws"][...] != b["histograms/draws"][...]).sum())
        first = tuple(np.argwhere(a["histograms/draws"][...] != b["histograms/draws"][...])[0])
        values = a["histograms/draws"][first], b["histograms/draws"][first]
    assert f"/histograms/draws: {differing} of 576 values differ" in lines
    assert f"/histograms/draws[{first[0]}, {first[1]}, {first[2]}]: {values[0]} | {values[1]}" in lines
    assert len([line for line in lines if line.startswith("/histograms/draws[")]) == 3
    assert walras("diff", store, store).stdout == "0 differences\n"


def test_plan_says_what_would_run_and_writes_nothing(noise_config, tmp_path):
    config = noise_config(replications=8)
    before = set(tmp_path.iterdir())
    plan = walras("plan", config, "--ranks", 3, "--threads", 2).stdout
    assert "noise test (noise)" in plan and "24: 3 design points x 8 replications" in plan
    assert "3 ranks x 2 threads: 3 groups of 1 rank" in plan
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize("model", re.findall(r"^  (\S+) ", subprocess.run([WALRAS, "models"], capture_output=True, text=True, check=False).stdout, re.M))
def test_a_models_template_passes_the_check_and_runs_the_defaults(model, tmp_path):
    template, plain = tmp_path / "template.cfg", tmp_path / "plain.cfg"
    template.write_text(walras("describe", model, "--template").stdout)
    plain.write_text(f'experiment: {{ name = "{model}"; model = "{model}"; seed = 1; replications = 2; }};\n')
    walras("check", template)
    walras("run", template, "--replications", 2, "--output", tmp_path / "template.h5")
    walras("run", plain, "--output", tmp_path / "plain.h5")
    assert digest(tmp_path / "template.h5") == digest(tmp_path / "plain.h5")


def test_a_resume_does_not_inherit_the_layout_of_the_machine_before(noise_config, tmp_path):
    store = tmp_path / "moved.h5"
    walras("run", noise_config(replications=2), "--output", store, "--only", 0, "--ranks-per-trial", 2, "--threads", 3, ranks=2)
    resumed = on_one_processor("resume", store)
    assert "on 1 rank x 1 thread, 1 rank a trial" in resumed and "warning" not in resumed
    walras("status", store)


def on_one_processor(*arguments, ranks=0):
    mpirun = ["mpirun", "--bind-to", "none", "-n", str(ranks)] if ranks else []
    command = ["taskset", "-c", str(min(os.sched_getaffinity(0))), *mpirun, WALRAS, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment(), check=True).stderr


def test_threads_follow_the_affinity_mask_and_too_many_are_warned_of(noise_config, tmp_path):
    config, output = noise_config(replications=2), ("--output", tmp_path / "s.h5", "--overwrite")
    alone = on_one_processor("run", config, *output)
    assert "on 1 rank x 1 thread" in alone and "warning" not in alone
    assert re.search(r"warning: 3 threads share the 1 processor of \S+: --threads 1 is faster", on_one_processor("run", config, *output, "--threads", 3))
    shared = on_one_processor("run", config, *output, ranks=2)
    assert "on 2 ranks x 1 thread" in shared
    assert re.search(r"warning: 2 ranks x 1 thread share the 1 processor of \S+: mpirun -n 1 and --threads 1 are faster", shared)


def test_progress_is_a_redrawn_line_on_a_terminal_and_plain_elsewhere(noise_config, tmp_path):
    command = [WALRAS, "run", str(noise_config(replications=20)), "--output", str(tmp_path / "s.h5"), "--overwrite", "--set", "work=1000000"]
    shown = shown_on_terminal(command, results=False, TERM="xterm")
    assert re.search(r"\r\x1b\[K\d+ of 60 trials, \S+ a second, .* gone, .* left", shown)
    assert shown.rstrip().endswith(str(tmp_path / "s.h5")), "the line is cleared before the result"
    assert "\x1b" not in shown_on_terminal(command, results=False, TERM="dumb")
    assert "\x1b" not in shown_on_terminal([*command, "--progress", "never"], results=False, TERM="xterm")
    elsewhere = walras(*command[1:], "--progress", "always").stderr
    assert "\x1b" not in elsewhere and "walras: 0 of 60 trials" in elsewhere


def test_results_go_to_standard_output_and_nothing_else_does(noise_config, tmp_path):
    run = walras("run", noise_config(replications=2), "--output", tmp_path / "s.h5")
    assert run.stdout == "" and "6 of 6 trials done" in run.stderr
    for command in ("status", "show", "verify", "digest"):
        read = walras(command, tmp_path / "s.h5")
        assert read.stdout and read.stderr == ""


def test_versions_of_program_and_citation_agree():
    version = re.match(r"walras (\S+) \(commit ", walras("version").stdout).group(1)
    citation = (ROOT / "CITATION.cff").read_text()
    assert re.search(r"^version: (.*)$", citation, re.M).group(1) == version
