"""The report as a file: what it says of which store, what stays text, and what happens where none can be made."""

import csv
import json
import re
import urllib.parse

import h5py
import pytest

from conftest import digest, mounted, walras
from reports import CONFIG, HOSTILE, PATH_WITHOUT_PROGRAM, page_of, plain, readable, report, run_config, without_program


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    return run_config(tmp_path_factory.mktemp("verdicts"), CONFIG, "verdicts")


@pytest.fixture(scope="module")
def page(verdicts, tmp_path_factory):
    return page_of(tmp_path_factory.mktemp("page"), verdicts)


def rows_of(link):
    """The rows of a CSV inside the page."""
    head, _, data = link["href"].partition(",")
    assert head == "data:text/csv;charset=utf-8"
    lines = [line for line in urllib.parse.unquote(data).splitlines(keepends=True) if not line.startswith("#")]
    return list(csv.DictReader(lines))


def claims_of(store):
    return json.loads(walras("verify", store, "--json", code=None).stdout)["claims"]


def test_each_claim_stands_with_its_verdict_in_words_and_a_sign(page, verdicts):
    bodies = page.all("tbody", role="rowgroup")
    expected = {"HOLDS": ("holds", "✓holds"), "FAILS": ("fails", "✕fails"), "UNDECIDED": ("undecided", "?undecided"),
                "SHOWN": ("informative", "✕fails informative"), "TABLE": ("holds", "✓holds")}  # fmt: skip
    for claim, body in zip(claims_of(verdicts), bodies, strict=True):
        counted_as, words = expected[claim["id"]]
        text = plain(body["text"])
        assert body["class"] == f"claim {counted_as}" and text.startswith(f"{words} {claim['id']}"), text
        assert plain(claim["statement"]) in text and plain(claim["reason"]) in text and claim["paper"].replace("+-", "±") in text
        assert claim["method"] in text
    tally = plain(page.one("ul", class_="tally")["text"])
    assert tally == "2 hold 1 fails 1 undecided 1 informative"


def test_what_would_decide_an_undecided_claim_is_said(page, verdicts):
    more = next(claim["more_replications"] for claim in claims_of(verdicts) if claim["id"] == "UNDECIDED")
    assert more > 30
    words = [plain(item["text"]) for item in page.all("p", class_="decides")]
    assert len(words) == 1 and re.sub(r"\s", "", f"About {more} more replications") in re.sub(r"\s", "", words[0])


def test_entries_of_a_table_are_listed(page):
    assert len(page.all("div", **{"aria-label": "Entries of TABLE"})) == 1


def test_user_text_stays_text(page):
    assert page.one("h1")["text"] == f"verdicts {readable()}" and page.one("title")["text"].startswith(f"verdicts {readable()}")
    scripts = page.all("script")
    assert len(scripts) == 1 and "hacked" not in scripts[0]["text"] and not page.all("b", text="bold")
    everything = page.one("body")["text"]
    for part in ("description ", "source ", "statement ", "own: linearity ", "reason "):
        assert part + readable() in everything
    handlers = [name for element in page.found for name in element if name.startswith("on")]
    assert handlers == []


def test_the_summary_of_the_page_equals_the_store(page, verdicts):
    rows = rows_of(page.one("a", download="verdicts-summary.csv"))
    with h5py.File(verdicts, "r") as file:
        entities = file["design/entities"][...]
        for row in rows:
            values = file[f"metrics/{row['metric']}"][int(row["point"])]
            assert int(row["entities"]) == entities[int(row["point"])] and int(row["trials"]) == values.size
            assert float(row["minimum"]) == values.min() and float(row["maximum"]) == values.max()
            # numpy sums the 30 values in another order.
            assert float(row["mean"]) == pytest.approx(values.mean(), rel=0, abs=1e-14 * abs(values).max())
        metrics = [name for name, item in file["metrics"].items() if item.ndim == 2]
    assert {(row["metric"], row["point"]) for row in rows} >= {(name, str(point)) for name in metrics if name != "median" for point in range(4)}


def test_the_claims_of_the_page_equal_those_of_verify(page, verdicts):
    rows = rows_of(page.one("a", download="verdicts-claims.csv"))
    for row, claim in zip(rows, claims_of(verdicts), strict=True):
        assert row["id"] == claim["id"] and row["verdict"] == claim["verdict"] and row["statement"] == claim["statement"]
        for name in ("expected", "minimum", "maximum", "estimate", "low", "high"):
            assert (float(row[name]) if row[name] else None) == claim[name]


def test_what_was_run_and_on_what_is_said(page, verdicts):
    text = plain(page.one("body")["text"])
    with h5py.File(verdicts, "r") as file:
        session = json.loads(bytes(file["run/log"][0]).rstrip(b"\0"))
        config, experiment = (file.attrs[name] for name in ("config", "experiment"))
    for name in ("command", "started", "processor", "system", "mpi", "commit", "compiler"):
        assert plain(session[name]) in text, name
    assert digest(verdicts) in text
    assert plain(config) in text and plain(experiment) in text
    (node,) = session["placement"]
    assert plain(f"Placement {node['host']}: processors {' | '.join(node['processors'])}") in text
    assert "120 done" in text and f"{session['threads']} thread" in text


def test_parameters_and_metrics_are_defined(page):
    cells = {plain(row["text"]) for row in page.all("tr")}
    assert any(cell.startswith("seed 1 of all random numbers own: any") for cell in cells)
    assert any(cell.startswith("replications 30 trials of each point") for cell in cells)
    assert any(cell.startswith("entities 100, 1000 entities draws per round source") for cell in cells)
    assert any(cell.startswith("exact_median true, false also find the median") for cell in cells)
    assert any(cell.startswith("standard_deviation 1 standard deviation of the draws") for cell in cells)
    assert any(cell.startswith("sample_variance scalar variance of the last round's draws") and "undefined for a single entity" in cell for cell in cells)


def test_the_same_store_gives_the_same_bytes(verdicts, tmp_path):
    for name in ("a.html", "b.html"):
        report(verdicts, "-o", tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "b.html"]


def test_several_stores_have_an_index_with_their_verdicts(verdicts, tmp_path):
    other = run_config(tmp_path, 'experiment: { name = "no claims"; model = "noise"; replications = 2; }; output: { store = "x.h5"; };', "other")
    page = page_of(tmp_path, verdicts, other)
    index = page.one("table", class_="index")
    assert plain(page.one("h1")["text"]) == "2 experiments" and f"verdicts {readable()}" in index["text"]
    assert f"noise 2 1 1 1 120 {digest(verdicts)[:16]}" in plain(index["text"]) and f"no claims noise 0 0 0 0 2 {digest(other)[:16]}" in plain(index["text"])
    assert [article["aria-labelledby"] for article in page.all("article")] == ["e1", "e2"]
    assert "This experiment states no claims." in page.all("article")[1]["text"]


def test_a_sequential_experiment_shows_the_replications_that_it_used(tmp_path):
    text = """experiment: { name = "sequential"; model = "noise"; seed = 1; }; output: { store = "x.h5"; };
      replications: { initial = 16; step = 16; maximum = 256; metric = "sample_mean"; half_width = 0.02; };
      sweep: { design = "grid"; axes = ( { parameter = "entities"; values = [ 50, 1000 ]; } ); };"""
    store = run_config(tmp_path, text, "sequential")
    with h5py.File(store, "r") as file:
        used = file["trials/replications"][...]
    assert used.min() < used.max() < 256
    page = page_of(tmp_path, store)
    assert f"2 {used.min()} to {used.max()} {used.sum()} entities: 50, 1000" in plain(page.one("body")["text"]) and not page.all("p", class_="note")
    rows = rows_of(page.one("a", download="sequential-summary.csv"))
    assert {(int(row["point"]), int(row["trials"])) for row in rows} == set(enumerate(used))


def test_an_incomplete_store_is_said_to_be_so(tmp_path):
    store = run_config(tmp_path, CONFIG, "part", "--only", "3")
    note = plain(page_of(tmp_path, store).one("p", class_="note")["text"])
    assert note.startswith("Incomplete. 1 of 120 trials is done, 119 pending.")


def test_failed_trials_are_counted_and_say_why(tmp_path):
    store = run_config(tmp_path, CONFIG, "failing", "--set", "fail_replication=4", code=1)
    note = plain(page_of(tmp_path, store).one("div", class_="note")["text"])
    assert note.startswith("Failed trials. 4 trials of 120 failed") and "point 0, replication 4: " in note


def test_a_store_without_a_finished_trial_still_tells_what_was_run(tmp_path):
    store = run_config(tmp_path, CONFIG, "nothing", "--set", "fail_replication=0", "--replications", "1", code=1)
    page = page_of(tmp_path, store)
    text = plain(page.one("body")["text"])
    assert "nothing can be said of its claims" in text and "there is nothing to draw" in text and not page.all("img")
    assert digest(store) in text and "0 done, 4 failed" in text
    assert "nothing can be said of its claims" in report("--artifact", store).stdout


def test_a_log_that_holds_nonsense_breaks_no_report(verdicts, tmp_path):
    """Nobody vouches for the log of a run: neither checksum nor digest covers it."""
    store = tmp_path / "log.h5"
    store.write_bytes(verdicts.read_bytes())
    with h5py.File(verdicts, "r") as file:
        offset, width = file["run/log"].id.get_offset(), file["run/log"].shape[1]
    entries = [b'{"ranks":"two","threads":-1,"seconds":1e400,"host":7,"processor":"<i>x</i>","command":null,"ended":true}', b"[1]", b"\xff\xfe{"]
    with open(store, "r+b") as raw:
        for number, entry in enumerate(entries):
            raw.seek(offset + number * width)
            raw.write(entry.ljust(width, b"\0"))
    text = plain(page_of(tmp_path, store).one("body")["text"])
    assert "Layout not recorded" in text and "its end is not recorded" in text and "unknown: <i>x</i>" in text


# ---- where no report can be made ----


def refused(*words, code=2, **variables):
    run = report(*words, code=code, **variables)
    assert run.stdout == "" and run.stderr.startswith("report: ") and run.stderr.count("\n") == 1, run.stderr
    return run.stderr


def test_a_missing_or_foreign_file_is_named(tmp_path):
    out = tmp_path / "r.html"
    assert refused(tmp_path / "none.h5", "-o", out) == f"report: there is no store at {tmp_path / 'none.h5'}\n"
    (tmp_path / "text.h5").write_text("not a store")
    assert "text.h5" in refused(tmp_path / "text.h5", "-o", out)
    assert not out.exists()


def test_a_damaged_store_is_refused_and_an_older_report_stays(verdicts, tmp_path):
    out, store = tmp_path / "r.html", tmp_path / "damaged.h5"
    out.write_text("older")
    whole = verdicts.read_bytes()
    store.write_bytes(whole[: len(whole) // 2])
    assert "damaged.h5" in refused(store, "-o", out)
    with h5py.File(verdicts, "r") as file:
        offset = file["metrics/sample_mean"].id.get_offset()
    flipped = bytearray(whole)
    flipped[offset + 3] ^= 1
    store.write_bytes(flipped)
    assert "1 finished trials do not match their CRC" in refused(store, "-o", out)
    assert "damaged" in refused(verdicts, store, "-o", out)
    assert out.read_text() == "older" and sorted(path.name for path in tmp_path.iterdir()) == ["damaged.h5", "r.html"]


def test_an_output_that_cannot_be_written_leaves_nothing(verdicts, tmp_path):
    assert "cannot write" in refused(verdicts, "-o", tmp_path / "none" / "r.html", code=1)
    (tmp_path / "folder").mkdir()
    assert "cannot write" in refused(verdicts, "-o", tmp_path / "folder", code=1)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"] and not list((tmp_path / "folder").iterdir())


def test_a_full_disk_leaves_the_older_report(verdicts, tmp_path):
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=16k", "none") as disk:
        (disk / "r.html").write_text("older")
        assert "No space left" in refused(verdicts, "-o", disk / "r.html", code=1)
        assert [path.name for path in disk.iterdir()] == ["r.html"] and (disk / "r.html").read_text() == "older"


def test_without_the_program_it_is_asked_for(verdicts, tmp_path):
    script = without_program(tmp_path)
    message = refused(verdicts, "-o", tmp_path / "r.html", script=script, PATH=PATH_WITHOUT_PROGRAM, WALRAS="")
    assert "the walras program is not at hand" in message


def test_a_page_needs_a_place(verdicts):
    assert "-o FILE.html is needed" in report(verdicts, code=2).stderr


# ---- the text for artefact evaluation ----


def test_what_the_artifact_text_says_to_run_gives_the_digest_that_it_promises(tmp_path):
    """Also where the command line had changed the experiment."""
    store = run_config(tmp_path, CONFIG, "artifact", "--set", "mean=0.25", "--seed", "9", "--replications", "5")
    text = report("--artifact", store).stdout
    shell = re.search(r"^```sh\n((?:mpirun|walras run).*?)^```$", text, re.S | re.M).group(1)
    configs = re.findall(r"^(`{3,})libconfig\n(.*?)\n\1$", text, re.S | re.M)
    assert len(configs) == 2 and digest(store) in text
    again = tmp_path / "again"
    again.mkdir()
    (again / "artifact.cfg").write_text(configs[1][1])
    words = shell.splitlines()[0].split()
    assert words[words.index("walras") :][:3] == ["walras", "run", "artifact.cfg"]
    walras(*words[words.index("walras") + 1 :], cwd=again)
    assert digest(again / "artifact.h5") == digest(store)


def test_the_artifact_text_names_hardware_software_time_and_verdicts(verdicts, tmp_path):
    report("--artifact", verdicts, "-o", tmp_path / "a.md")
    text = (tmp_path / "a.md").read_text()
    with h5py.File(verdicts, "r") as file:
        session = json.loads(bytes(file["run/log"][0]).rstrip(b"\0"))
    for name in ("processor", "mpi", "commit", "compiler"):
        assert re.sub(r"([_*])", r"\\\1", session[name]) in text, name
    rows = [line for line in text.splitlines() if line.startswith("| ") and line.count(" | ") == 6 and "verdict" not in line]
    assert [row.split(" | ")[0] for row in rows] == ["| holds", "| fails", "| undecided", "| fails (informative)", "| holds"]
    assert "Run time" in text and "jobs/install.sh" in text


def test_user_text_stays_text_in_markdown(verdicts):
    text = report("--artifact", verdicts).stdout
    outside = re.sub(r"^(`{3,})\w*\n.*?\n\1$", "", text, flags=re.S | re.M)
    assert "<script>" not in outside and "\\<script\\>" in outside and "\\`\\`\\`" in outside and " \\| " in outside
    assert HOSTILE in text  # as it stands, inside the fences
