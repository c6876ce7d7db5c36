"""analysis/scaling.py: what it says follows from the runs' own logs, and runs of one experiment agree."""

import json
import shlex
import sys

import pytest

from conftest import ROOT, WALRAS, environment

sys.path.insert(0, str(ROOT / "analysis"))
import scaling  # noqa: E402

CONFIG = """
experiment: {{ name = "scaling"; model = "noise"; seed = 5; replications = 24; }};
parameters: {{ entities = 3000L; rounds = 2; block = 500; {extra} }};
sweep: {{ design = "grid"; axes = ( {{ parameter = "mean"; values = [ 0.0, 1.0 ]; }} ); }};
output: {{ store = "scaling.h5"; }};
"""
LAYOUTS = [(1, 1), (1, 2), (2, 1), (2, 2)]


@pytest.fixture(autouse=True)
def of_this_build(monkeypatch):
    for name, value in environment(WALRAS=WALRAS).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def config(tmp_path):
    def write(name="my.cfg", extra=""):
        (tmp_path / name).write_text(CONFIG.format(extra=extra))
        return tmp_path / name

    return write


@pytest.fixture
def measured(config, tmp_path, capsys):
    """A function that runs the script: its report, its table, its folder."""

    def run(*words, code=0):
        command = [str(config()), "--output", str(tmp_path / "out"), "--json", str(tmp_path / "report.json"), *map(str, words)]
        assert scaling.main(command) == code
        return json.loads((tmp_path / "report.json").read_text()), capsys.readouterr().out.splitlines(), tmp_path / "out"

    return run


def refused(capsys, *words, code=2):
    """The one line that is said."""
    assert scaling.main([str(word) for word in words]) == code
    said = capsys.readouterr()
    lines = [line for line in said.err.splitlines() if not line.startswith(("strong ", "weak "))]
    assert said.out == "" and len(lines) == 1 and lines[0].startswith("scaling: ")
    return lines[0].removeprefix("scaling: ")


def script(path, text):
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)
    return path


def test_strong_and_weak_runs_of_every_layout_say_where_their_time_went(measured):
    report, table, folder = measured("--ranks", "2,1", "--threads", "1,2", "--weak", "entities", "--repeats", 2)
    runs = report["runs"]
    assert [(run["kind"], run["ranks"], run["threads"]) for run in runs] == [(kind, *layout) for kind in ("strong", "weak") for layout in LAYOUTS]
    assert [run["size"] for run in runs] == [None] * 4 + [3000, 6000, 6000, 12000]
    for run in runs:
        base = runs[0] if run["kind"] == "strong" else runs[4]
        growth = 1 if run["kind"] == "strong" else run["size"] / 3000
        assert run["seconds"] == min(run["seconds_of_all"]) and len(run["seconds_of_all"]) == 2
        assert run["efficiency"] == pytest.approx(growth * base["seconds"] / (run["seconds"] * run["ranks"] * run["threads"]), rel=1e-12)
        assert sum(run["time"].values()) == pytest.approx(run["ranks"] * run["seconds"], abs=5.5e-9)  # the log has whole nanoseconds
        assert run["busy_thread_seconds"] <= run["ranks"] * run["threads"] * run["seconds"] and run["trials"] == 48
        assert (sum(run["messages"].values()) > 0) == (run["ranks"] > 1)
    # One experiment, one digest; weak runs of one size are one experiment, and at the fewest workers that of the config.
    assert len({run["digest"] for run in runs[:5]}) == 1
    assert runs[5]["digest"] == runs[6]["digest"] and len({run["digest"] for run in runs[4:]}) == 3
    told = [line.split() for line in table[1:]]
    assert table[0].split()[0] == "kind" and [row[0] for row in told] == [run["kind"] for run in runs]
    assert all(f"{run['efficiency']:.3f}" in row for run, row in zip(runs, told))
    assert {path.name for path in folder.iterdir()} == {"scaling-efficiency.png", "scaling-time.png"}
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in folder.iterdir())


def test_replications_grow_too_and_another_launcher_may_start_the_runs(measured):
    report, _, _ = measured("--launch", "env LAYOUT={ranks}x{threads} mpirun -n {ranks}", "--weak", "replications", "--repeats", 1, "--format", "svg")
    assert [run["trials"] for run in report["runs"]] == [48, 48, 48, 96]
    words = shlex.split(report["runs"][1]["command"])
    assert words[:6] == ["env", "LAYOUT=2x1", "mpirun", "-n", "2", WALRAS] and words[-2:] == ["--threads", "1"]


def test_what_plan_predicts_stands_beside_what_was_measured(measured, tmp_path, monkeypatch):
    """By a program that has the option: it answers as if it had simulated the coordinator, and runs as the real one."""
    rows = [{"ranks": ranks, "threads": 2, "groups": ranks, "seconds": 2.0 / ranks, "efficiency": 1.0 - ranks / 8} for ranks in (1, 2)]
    asked = tmp_path / "asked"
    fake = script(
        tmp_path / "walras",
        f'case "$*" in\n"plan --help") echo " --scaling  predict" ;;\nplan*) echo "$*" >>{asked}; cat {tmp_path}/rows ;;\n*) exec {WALRAS} "$@" ;;\nesac\n',
    )
    (tmp_path / "rows").write_text(json.dumps({"scaling": rows}))
    monkeypatch.setenv("WALRAS", str(fake))
    report, table, _ = measured("--ranks", "1,2", "--threads", 2, "--repeats", 1, "--set", "rounds=1")
    assert asked.read_text().split() == ["plan", str(tmp_path / "my.cfg"), *"--scaling --ranks-list 1,2 --threads 2 --json --set rounds=1".split()]
    assert report["predicted"] == rows and [run["predicted_efficiency"] for run in report["runs"]] == [0.875, 0.75]
    assert "predicted" in table[0] and "0.875" in table[1] and "0.750" in table[2]


def test_runs_that_disagree_are_an_error(config, tmp_path, monkeypatch, capsys):
    """By a program whose results depend on the threads."""
    fake = script(tmp_path / "walras", f'case "$*" in\nrun*"--threads 2"*) exec {WALRAS} "$@" --seed 6 ;;\n*) exec {WALRAS} "$@" ;;\nesac\n')
    monkeypatch.setenv("WALRAS", str(fake))
    said = refused(capsys, config(), "--ranks", 1, "--threads", "1,2", "--output", tmp_path / "out", code=1)
    assert said.startswith("two runs of one experiment differ: ") and not list((tmp_path / "out").iterdir())


REFUSALS = {
    "no list": (["--ranks", "1,two"], "argument --ranks: '1,two' is no list of positive numbers such as 1,2,4"),
    "no rank": (["--threads", "0"], "argument --threads: '0' is no list of positive numbers such as 1,2,4"),
    "no repeats": (["--repeats", "1,2"], "argument --repeats: '1,2' is no positive number"),
    "unknown weak": (["--weak", "entites"], "--weak entites: the store has no parameter 'entites'; did you mean 'entities'?"),
    "real weak": (["--weak", "mean"], "--weak mean: only an integer parameter, or 'replications', can grow with the workers"),
    "unknown field": (["--launch", "srun -n {tasks}"], "--launch 'srun -n {tasks}' is no launcher: it may name {ranks} and {threads} ('tasks')"),
    "no launcher": (["--launch", "no-such-launcher -n {ranks}"], "'no-such-launcher', which would start the runs, is not on the PATH"),
}


@pytest.mark.parametrize("words, message", REFUSALS.values(), ids=REFUSALS.keys())
def test_what_cannot_be_measured_is_refused_in_one_line(words, message, config, tmp_path, capsys):
    assert refused(capsys, config(), "--ranks", 1, "--repeats", 1, "--output", tmp_path / "out", *words) == message


def test_a_missing_config_and_a_failing_run_are_told_in_one_line(config, tmp_path, capsys):
    assert refused(capsys, tmp_path / "none.cfg") == f"there is no config at {tmp_path / 'none.cfg'}"
    place = ["--ranks", 1, "--repeats", 1, "--output", tmp_path / "out"]
    said = refused(capsys, config("typo.cfg", "entites = 3;"), *place)
    assert said.endswith("typo.cfg:3: unknown parameter 'entites' of model 'noise'; did you mean 'entities'?") and " ended with code 2: " in said
    said = refused(capsys, config("fails.cfg", "fail_replication = 2;"), *place, code=1)
    assert " ended with code 1: " in said and "failed" in said
    said = refused(capsys, config(), "--ranks", "2", "--repeats", 1, "--output", tmp_path / "out", "--launch", "env", code=1)
    assert said.endswith("ran on 1 ranks x 1 threads, not on 2 x 1: does its launcher fit?")


def test_a_size_that_is_swept_or_cannot_grow_in_whole_numbers_is_refused(config, tmp_path, capsys):
    place = ["--repeats", 1, "--output", tmp_path / "out", "--set", "entities=7"]
    swept = config("swept.cfg")
    swept.write_text(swept.read_text().replace('"mean"; values = [ 0.0, 1.0 ]', '"block"; values = [ 100, 200 ]').replace("block = 500;", ""))
    said = refused(capsys, swept, "--ranks", 1, "--weak", "block", *place)
    assert said == "--weak block: it is swept; a size that is the same at all design points can grow with the workers"
    said = refused(capsys, config(), "--ranks", "2,3", "--weak", "entities", *place)
    assert said == "--weak entities: 7 cannot grow from 2 to 3 workers in whole numbers"
