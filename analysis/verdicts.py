"""The outcome of every paper's claims, on the front page: analysis/verdicts.py [STORE...] [--check]

Each STORE is a finished run of a model's configs/MODEL/paper.cfg as it stands. Its verdicts, digest and time go into configs/verdicts.json, which
`walras models` shows after the next build, and into the table of README.md. Without a store both are written anew from what the file holds: a
verification whose paper.cfg has changed since is then called stale. --check writes nothing and exits with 1 where something would change.
jobs/verdicts.sh makes the stores and calls this.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import walras  # noqa: E402

BEGIN = "<!-- models: analysis/verdicts.py writes this table -->"
END = "<!-- models: end -->"
CONFIGS = ("quick", "paper", "scale")
FAILED = 2  # status of a trial


class Refusal(Exception):
    """What is wrong, in one line for the user."""


def ask(*arguments, codes: tuple[int, ...] = (0,)) -> str:
    """Standard output of a walras command; any other exit code than `codes` is a refusal with its message."""
    program = walras.program()
    if program is None:
        raise Refusal("there is no walras program: build it, or set WALRAS")
    run = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)
    if run.returncode not in codes:
        raise Refusal(f"walras {arguments[0]} exits with {run.returncode}: {run.stderr.strip() or run.stdout.strip()}")
    return run.stdout


def hash_of(experiment: str) -> str:
    return hashlib.sha256(experiment.encode()).hexdigest()


# ---- one store ----


def sessions_of(store: walras.Store) -> list[dict]:
    """The runs that made the store, oldest first."""
    rows = (bytes(row).rstrip(b"\0") for row in store.file["run/log"][...])
    return [json.loads(row) for row in rows if row]


def time_of(sessions: list[dict]) -> dict:
    """Seconds in all (null where a run was killed and nobody knows), and the last run's layout, day and program."""
    last = sessions[-1]
    ended = all("seconds" in session for session in sessions)
    return {
        "date": (last.get("ended") or last["started"])[:10],
        "version": last["version"],
        "commit": last["commit"],
        "seconds": round(sum(session["seconds"] for session in sessions), 1) if ended else None,
        "ranks": last["ranks"],
        "threads": last["threads"],
    }


def verification_of(path: pathlib.Path, root: pathlib.Path) -> tuple[str, dict]:
    """The model of a store, and what its verification says. Only a finished run of the model's paper.cfg as it stands will do."""
    answer = json.loads(ask("verify", path, "--json", codes=(0, 3)))
    model = answer["model"]
    config = root / "configs" / model / "paper.cfg"
    if not answer["complete"]:
        raise Refusal(f"{path} is not finished: walras resume it first")
    if not config.is_file():
        raise Refusal(f"{path}: its model {model} has no {config}")
    with walras.open(path) as store:
        experiment, sessions = store.text("experiment"), sessions_of(store)
        trials, failed = int(store.done.sum()), int((store.file["trials/status"][...] == FAILED).sum())
    if experiment != ask("check", "--resolved", config):
        raise Refusal(f"{path} is not a run of {config} as it stands")
    if not sessions:
        raise Refusal(f"{path} holds no record of its runs")

    def named(verdict: str) -> list[str]:
        return [claim["id"] for claim in answer["claims"] if claim["verdict"] == verdict and not claim["informative"]]

    return model, {
        **time_of(sessions),
        "digest": answer["digest"],
        "experiment": hash_of(experiment),
        "trials": trials,
        "failed_trials": failed,
        "holds": len(named("holds")),
        "fails": named("fails"),
        "undecided": named("undecided"),
        "informative": sum(claim["informative"] for claim in answer["claims"]),
    }


# ---- all models ----


def outcome(verification: dict | None, claims: int, stale: bool) -> str:
    """The verdict in words."""
    if verification is None:
        return "not verified yet"
    fails, undecided = verification["fails"], verification["undecided"]
    counted = verification["holds"] + len(fails) + len(undecided)
    words = [f"all {counted} hold" if verification["holds"] == counted else f"{verification['holds']} of {counted} hold"]
    words += [f"fails: {', '.join(fails)}"] if fails else []
    words += [f"undecided: {', '.join(undecided)}"] if undecided else []
    failed = verification["failed_trials"]
    words += [f"{failed} trial{'' if failed == 1 else 's'} failed"] if failed else []
    words += [f"{verification['informative']} more for information"] if verification["informative"] else []
    text = "; ".join(words) if claims or stale else "no claims"
    return f"stale, paper.cfg has changed since: {text}" if stale else text


def entry_of(model: str, verification: dict | None, root: pathlib.Path) -> dict:
    """What the file says of a model, from its paper.cfg as it stands and its last verification."""
    config = root / "configs" / model / "paper.cfg"
    if not config.is_file():
        return {"claims": 0, "verdict": "no paper.cfg", "stale": False, "verification": None}
    claims = int(re.search(r", (\d+) claims?$", ask("check", config).strip()).group(1))
    stale = verification is not None and verification["experiment"] != hash_of(ask("check", "--resolved", config))
    return {"claims": claims, "verdict": outcome(verification, claims, stale), "stale": stale, "verification": verification}


def time_cell(verification: dict | None) -> str:
    if verification is None or verification["seconds"] is None:
        return "-"
    seconds, ranks = verification["seconds"], verification["ranks"]
    return f"{seconds:.{1 if seconds < 10 else 0}f} on {ranks} rank{'' if ranks == 1 else 's'}"


def row(model: dict, entry: dict, root: pathlib.Path) -> str:
    name, verification = model["name"], entry["verification"]
    page = f"src/models/{name}/README.md"
    cells = [
        (f"[`{name}`]({page})" if (root / page).is_file() else f"`{name}`") + f": {model['title']}",
        model["reference"],
        str(entry["claims"]),
        entry["verdict"],
        f"`{verification['digest'][:12]}`" if verification else "-",
        time_cell(verification),
        " ".join(f"[{kind}](configs/{name}/{kind}.cfg)" for kind in CONFIGS if (root / "configs" / name / f"{kind}.cfg").is_file()),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def table(models: list[dict], entries: dict, root: pathlib.Path) -> str:
    head = ["| model | paper | claims | verdict | digest | seconds | configs |", "|---|---|---|---|---|---|---|"]
    return "\n".join(head + [row(model, entries[model["name"]], root) for model in models])


def readme_with(table_text: str, readme: str) -> str:
    if readme.count(BEGIN) != 1 or readme.count(END) != 1 or readme.index(BEGIN) > readme.index(END):
        raise Refusal(f"README.md needs one line {BEGIN} and after it one line {END}")
    before, rest = readme.split(BEGIN)
    return f"{before}{BEGIN}\n\n{table_text}\n\n{END}{rest.split(END)[1]}"


def changes(stores: list[pathlib.Path], root: pathlib.Path) -> dict[pathlib.Path, str]:
    """The files that are not as they should be, with their new texts."""
    data, readme = root / "configs" / "verdicts.json", root / "README.md"
    if not data.is_file() or not readme.is_file():
        raise Refusal(f"{root} is not the source folder: {data.name} or {readme.name} is missing")
    known = {name: entry["verification"] for name, entry in json.loads(data.read_text()).items()}
    for store in stores:
        model, verification = verification_of(store, root)
        known[model] = verification
    models = json.loads(ask("models", "--json"))
    entries = {model["name"]: entry_of(model["name"], known.get(model["name"]), root) for model in models}
    texts = {
        data: json.dumps(entries, indent=2, sort_keys=True) + "\n",
        readme: readme_with(table(models, entries, root), readme.read_text()),
    }
    return {path: text for path, text in texts.items() if path.read_text() != text}


def replace(path: pathlib.Path, text: str) -> None:
    new = path.with_name(path.name + ".new")
    new.write_text(text)
    os.replace(new, path)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stores", nargs="*", type=pathlib.Path, metavar="STORE")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where something would change")
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent, help="the source folder")
    arguments = parser.parse_args()
    try:
        changed = changes(arguments.stores, arguments.root)
    except Refusal as refusal:
        print(f"verdicts: {refusal}", file=sys.stderr)
        return 2
    for path, text in changed.items():
        if not arguments.check:
            replace(path, text)
        print(f"{path} {'would change' if arguments.check else 'is written'}")
    return 1 if changed and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
