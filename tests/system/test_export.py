"""walras export: a store becomes a Process Run Crate that describes itself, repeats, and is never half there."""

import errno
import json
import os
import pathlib
import shutil
import signal
import subprocess

import pytest

import ro_crate
from conftest import ROOT, WALRAS, complaints, digest, environment, mounted, walras
from faults import compile_shim, disk_fault, memory_fault

MARKETS = ROOT / "configs" / "magentic-marketplace" / "markets"
MARKET = """
experiment: {{ name = "released markets"; model = "magentic-marketplace"; seed = 1; replications = 2; }};
sources: {{ market_file = "paper: released data"; }};
parameters: {{ scenario = "file"; }};
sweep: {{ design = "grid"; axes = ( {{ points = ( {{ market_file = "markets/restaurant 3x9.json"; domain = "restaurant"; }},
  {{ market_file = "{outside}"; domain = "contractor"; }} ); }} ); }};
claims: ( {{ id = "A"; statement = "s"; source = "own: s"; kind = "own"; check = "bounds"; metric = "welfare"; minimum = 0.0; reason = "r"; }} );
"""


def entities(crate: pathlib.Path) -> dict[str, dict]:
    graph = json.loads((crate / "ro-crate-metadata.json").read_text())["@graph"]
    return {entity["@id"]: entity for entity in graph}


def of_type(crate: pathlib.Path, kind: str) -> list[dict]:
    return [entity for entity in entities(crate).values() if kind in ro_crate.types(entity)]


@pytest.fixture
def store(noise_config, tmp_path):
    walras("run", noise_config(replications=4), "--output", tmp_path / "s.h5")
    return tmp_path / "s.h5"


@pytest.fixture
def crate(store, tmp_path):
    walras("export", store, "--ro-crate", tmp_path / "crate")
    return tmp_path / "crate"


def test_a_crate_keeps_the_rules_and_the_results(store, crate):
    assert ro_crate.problems(crate) == []
    assert sorted(path.name for path in crate.iterdir()) == ["README.md", "config.cfg", "resolved.cfg", "ro-crate-metadata.json", "s.h5"]
    assert digest(crate / "s.h5") == digest(store) == entities(crate)["#digest"]["value"]
    assert (crate / "config.cfg").read_text() == (store.parent / "noise.cfg").read_text()
    (run,) = of_type(crate, "CreateAction")
    assert run["startTime"] <= run["endTime"] and "walras run" in run["description"]
    assert ro_crate.ids(run["object"]) == ["config.cfg"] and ro_crate.ids(run["result"]) == ["s.h5"]
    (software,) = of_type(crate, "SoftwareApplication")[:1]
    version = walras("version").stdout.split()
    assert software["softwareVersion"] == f"{version[1]}+{version[3].rstrip(')')}"


def test_the_crate_runs_again_to_the_same_results(crate):
    walras("run", "resolved.cfg", "--output", "again.h5", cwd=crate)
    assert digest(crate / "again.h5") == digest(crate / "s.h5")


def test_files_that_the_experiment_reads_come_along_where_its_configs_find_them(tmp_path):
    (tmp_path / "home" / "markets").mkdir(parents=True)
    shutil.copy(MARKETS / "restaurant_3x9.json", tmp_path / "home" / "markets" / "restaurant 3x9.json")
    shutil.copy(MARKETS / "contractor_10x30.json", tmp_path / "outside.json")
    config = tmp_path / "home" / "m.cfg"
    config.write_text(MARKET.format(outside=tmp_path / "outside.json"))
    walras("run", config, "--output", tmp_path / "m.h5")
    walras("export", tmp_path / "m.h5", "--ro-crate", tmp_path / "crate")
    crate = tmp_path / "crate"
    assert ro_crate.problems(crate) == []
    found = entities(crate)
    assert found["files/1-outside.json"]["alternateName"] == str(tmp_path / "outside.json")
    assert ro_crate.ids(found["#run-1"]["object"]) == ["config.cfg", "markets/restaurant%203x9.json", "files/1-outside.json"]
    assert "walras verify 'm.h5'" in (crate / "README.md").read_text()
    assert 'market_file = "paper: released data";' in (crate / "resolved.cfg").read_text()
    shutil.rmtree(tmp_path / "home")
    walras("run", crate / "config.cfg", "--output", tmp_path / "again.h5")
    walras("diff", tmp_path / "m.h5", tmp_path / "again.h5")


def test_a_file_that_is_gone_is_named_and_nothing_is_left(tmp_path):
    config = tmp_path / "m.cfg"
    (tmp_path / "markets").mkdir()
    shutil.copy(MARKETS / "restaurant_3x9.json", tmp_path / "markets" / "restaurant 3x9.json")
    shutil.copy(MARKETS / "contractor_10x30.json", tmp_path / "outside.json")
    config.write_text(MARKET.format(outside=tmp_path / "outside.json"))
    walras("run", config, "--output", tmp_path / "m.h5")
    (tmp_path / "outside.json").unlink()
    run = walras("export", tmp_path / "m.h5", "--ro-crate", tmp_path / "crate", code=2)
    assert len(complaints(run)) == 1 and "outside.json cannot be read: No such file" in run.stderr
    assert not list(tmp_path.glob("crate*"))


def test_every_run_of_a_store_is_an_action_and_a_killed_one_has_failed(noise_config, tmp_path):
    store = tmp_path / "s.h5"
    walras("run", noise_config(replications=4), "--output", store, "--only", 2)
    with subprocess.Popen([WALRAS, "resume", str(store)], env=environment(WALRAS_STOP_AT_ROUND="1"), stderr=subprocess.PIPE) as stopped:
        assert stopped.wait() == 75
    walras("resume", store)
    crate = tmp_path / "crate"
    walras("export", store, "--ro-crate", crate)
    assert ro_crate.problems(crate) == []
    assert [run["name"] for run in of_type(crate, "CreateAction")] == [f"Run {i} of 3 of noise test" for i in (1, 2, 3)]
    assert len([software for software in of_type(crate, "SoftwareApplication") if software["name"] == "walras"]) == 1


def test_an_unfinished_store_says_so_and_cannot_be_linked(noise_config, tmp_path):
    store = tmp_path / "s.h5"
    walras("run", noise_config(replications=4), "--output", store, "--only", 2)
    walras("export", store, "--ro-crate", tmp_path / "crate")
    assert ro_crate.problems(tmp_path / "crate") == []
    assert "1 trials done, 0 failed, 11 pending." in entities(tmp_path / "crate")["./"]["description"]
    run = walras("export", store, "--ro-crate", tmp_path / "linked", "--link", code=2)
    assert "11 trials that a resume would run" in run.stderr and not (tmp_path / "linked").exists()


def test_a_store_that_is_being_written_is_refused(noise_config, tmp_path):
    store = tmp_path / "s.h5"
    config = noise_config(replications=100000, entities=100000)
    with subprocess.Popen([WALRAS, "run", str(config), "--output", str(store)], env=environment(), stderr=subprocess.PIPE) as run:
        run.stderr.readline()  # it has begun
        refused = walras("export", store, "--ro-crate", tmp_path / "crate", code=2)
        run.send_signal(signal.SIGKILL)
    assert "is being written by process" in refused.stderr
    assert not list(tmp_path.glob("crate*"))
    walras("export", store, "--ro-crate", tmp_path / "crate")
    (action,) = of_type(tmp_path / "crate", "CreateAction")
    assert ro_crate.ids(action["actionStatus"]) == ["http://schema.org/FailedActionStatus"] and "error" in action
    assert ro_crate.problems(tmp_path / "crate") == []


def test_a_linked_store_takes_no_room(store, tmp_path):
    walras("export", store, "--ro-crate", tmp_path / "crate", "--link")
    assert os.path.samefile(store, tmp_path / "crate" / "s.h5")
    assert ro_crate.problems(tmp_path / "crate") == []


def test_licence_and_agent_are_told(store, tmp_path):
    walras("export", store, "--ro-crate", tmp_path / "a", "--license", "https://spdx.org/licenses/CC-BY-4.0",
           "--agent", "Ada Lovelace <https://orcid.org/0000-0002-1825-0097>")  # fmt: skip
    found = found_a = entities(tmp_path / "a")
    assert found["https://spdx.org/licenses/CC-BY-4.0"]["name"] == "CC-BY-4.0"
    assert ro_crate.ids(found["./"]["license"]) == ["https://spdx.org/licenses/CC-BY-4.0"]
    assert ro_crate.ids(found["#run-1"]["agent"]) == ["https://orcid.org/0000-0002-1825-0097"]
    assert found["https://orcid.org/0000-0002-1825-0097"]["name"] == "Ada Lovelace"
    walras("export", store, "--ro-crate", tmp_path / "b", "--license", "ask us", "--agent", "Ada Lovelace")
    found = entities(tmp_path / "b")
    assert found["./"]["license"] == "ask us" and found["#agent"]["name"] == "Ada Lovelace"
    walras("export", store, "--ro-crate", tmp_path / "c", "--license", "CC-BY-4.0")
    assert entities(tmp_path / "c")["https://spdx.org/licenses/CC-BY-4.0"] == found_a["https://spdx.org/licenses/CC-BY-4.0"]
    assert ro_crate.problems(tmp_path / "c") == []
    assert ro_crate.problems(tmp_path / "a") == ro_crate.problems(tmp_path / "b") == []
    for wrong in ("<https://orcid.org/1>", "Ada <https", "Ada <nobody>"):
        assert "--agent must be" in walras("export", store, "--ro-crate", tmp_path / "d", "--agent", wrong, code=2).stderr


def test_the_folder_must_be_new_or_empty(store, tmp_path):
    (tmp_path / "empty").mkdir()
    walras("export", store, "--ro-crate", tmp_path / "empty")
    assert ro_crate.problems(tmp_path / "empty") == []
    again = walras("export", store, "--ro-crate", tmp_path / "empty", code=2)
    assert complaints(again) == [f"walras: {tmp_path}/empty is not empty: name a new folder"]
    assert "cannot be a new folder: Not a directory" in walras("export", store, "--ro-crate", store, code=2).stderr
    assert "'' cannot be a new folder: Invalid argument" in walras("export", store, "--ro-crate", "", code=2).stderr
    assert "cannot be made: No such file" in walras("export", store, "--ro-crate", tmp_path / "no" / "crate", code=2).stderr


def test_another_format_is_refused_with_those_there_are(store):
    assert "name a format and where to write it: --ro-crate DIR" in walras("export", store, code=2).stderr
    assert "unknown option '--ro-crates'; did you mean '--ro-crate'?" in walras("export", store, "--ro-crates", "x", code=2).stderr
    assert "unknown option '--bagit'" in walras("export", store, "--bagit", "x", code=2).stderr


def test_a_full_disk_leaves_nothing_behind(store, tmp_path):
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=64k", "none") as disk:
        run = walras("export", store, "--ro-crate", disk / "crate", code=1)
        assert len(complaints(run)) == 1 and "No space left on device" in run.stderr
        assert not list(disk.iterdir())


@pytest.fixture
def struck(store, tmp_path):
    """A function that exports into an empty folder under faults, and how many calls change files and allocate memory without them."""
    shim, disk = compile_shim(tmp_path), tmp_path / "disk"

    def export(**faults: str):
        shutil.rmtree(disk, ignore_errors=True)
        disk.mkdir()
        return walras("export", store, "--ro-crate", disk / "crate", code=None, LD_PRELOAD=shim, FAULTS_UNDER=str(disk), **faults)

    assert export(FAULTS_COUNTS=str(tmp_path / "counts")).returncode == 0
    disk_calls, memory_calls = [int(word) for word in (tmp_path / "counts").read_text().split()[:2]]
    assert disk_calls >= 15 and memory_calls >= 100
    return export, disk, disk_calls, memory_calls


def test_any_call_may_fail_and_leaves_nothing_behind(struck):
    """One call fails; of the program's own allocations a sample."""
    export, disk, disk_calls, memory_calls = struck
    faults = [disk_fault(at, (errno.ENOSPC, errno.EIO)[at % 2], once=True) for at in range(disk_calls + 1)]
    faults += [memory_fault(at, once=True) for at in range(0, memory_calls, memory_calls // 60 + 1)]
    ends = []
    for fault in faults:
        run = export(**fault)
        ends.append(run.returncode)
        assert (run.returncode == 0) == (complaints(run) == []), (fault, run.stderr)
        if run.returncode == 0:
            assert ro_crate.problems(disk / "crate") == [], fault
        else:
            assert run.returncode in (1, 2) and not list(disk.iterdir()), fault
    # What fails once the crate stands in its place is no loss.
    assert ends[disk_calls] == 0 and ends[:disk_calls].count(0) <= 2, ends


def test_a_kill_at_any_call_leaves_no_crate_or_a_whole_one(struck):
    export, disk, disk_calls, _ = struck
    whole = 0
    for at in range(disk_calls):
        run = export(FAULTS_FAIL="kill", FAULTS_AT=str(at))
        assert run.returncode == -signal.SIGKILL, (at, run.stderr)
        if (disk / "crate").exists():
            whole += 1
            assert ro_crate.problems(disk / "crate") == [], at
    assert whole <= 2


@pytest.mark.parametrize("name", ["a b%c#d.h5", "größe.h5", "config.cfg", "-store.h5"])
def test_hostile_names_are_encoded(store, tmp_path, name):
    store.rename(tmp_path / name)
    walras("export", "--ro-crate", "crate", "--", name, cwd=tmp_path)
    assert ro_crate.problems(tmp_path / "crate") == []
    (result,) = ro_crate.ids(entities(tmp_path / "crate")["#run-1"]["result"])
    assert result == {"a b%c#d.h5": "a%20b%25c%23d.h5", "config.cfg": "files/1-config.cfg"}.get(name, name)


@pytest.mark.parametrize("damage", [
    lambda crate, document: (crate / "s.h5").unlink(),
    lambda crate, document: (crate / "README.md").write_text("x"),
    lambda crate, document: document["@graph"].append({"@id": "./", "@type": "Dataset"}),
    lambda crate, document: document["@graph"].pop(0),
    lambda crate, document: document["@graph"][1].pop("datePublished"),
    lambda crate, document: document["@graph"][1].pop("conformsTo"),
    lambda crate, document: document["@graph"][1]["hasPart"].pop(),
    lambda crate, document: document["@graph"][1].pop("mentions"),
    lambda crate, document: document["@graph"][1].update(author={"@id": "#nobody"}),
    lambda crate, document: document["@graph"][1].update(author={"@id": "#run-1", "name": "nested"}),
    lambda crate, document: document["@graph"].remove(next(e for e in document["@graph"] if e["@type"] == "SoftwareApplication")),
    lambda crate, document: next(e for e in document["@graph"] if e["@type"] == "File").update({"@id": "a b"}),
    lambda crate, document: document.update({"@context": "https://schema.org"}),
])  # fmt: skip
def test_the_checker_of_these_tests_finds_every_kind_of_damage(crate, damage):
    document = json.loads((crate / "ro-crate-metadata.json").read_text())
    damage(crate, document)
    (crate / "ro-crate-metadata.json").write_text(json.dumps(document))
    assert ro_crate.problems(crate) != []
