"""The manual and bash's completion say what the program's own help says: every command, every option, every word."""

import pathlib
import re
import shutil
import subprocess

import pytest

from conftest import ROOT, walras


def commands() -> dict[str, str]:
    """Each command of `walras --help` with its operands."""
    listed = walras("--help").stdout.split("usage: walras COMMAND ...\n\n")[1].split("\n\n")[0]
    return {line.split()[0]: re.split(r"  +", line.strip() + "  ")[1] if line[12] != " " else "" for line in listed.splitlines()}


def options(command: str) -> dict[str, str]:
    """Each option of a command's help with its argument."""
    text = walras(command, "--help").stdout
    return {m[1]: m[2] for m in re.finditer(r"^  (--[\w-]+) ?(\S*) ", text, re.M)} if "\noptions:\n" in text else {}


COMMANDS = commands()


def rendered(page: pathlib.Path) -> str:
    """A page as a reader sees it, blanks and ends of lines alike."""
    run = subprocess.run(["mandoc", "-T", "utf8", "-O", "width=200", page], capture_output=True, text=True, check=True)
    return re.sub(r"\s+", " ", re.sub(".\b", "", run.stdout))


@pytest.fixture(scope="module")
def manual(tmp_path_factory):
    folder = tmp_path_factory.mktemp("manual") / "pages"
    walras("manual", "--folder", folder)
    return folder


def test_the_table_was_read():
    assert len(COMMANDS) >= 15 and COMMANDS["run"] == "CONFIG" and COMMANDS["diff"] == "A B" and COMMANDS["version"] == ""
    assert options("run")["--output"] == "STORE" and options("version") == {}


def test_there_is_a_page_for_the_program_and_for_each_command(manual):
    assert {path.name for path in manual.iterdir()} == {"walras.1", "walras.bash"} | {f"walras-{name}.1" for name in COMMANDS}
    text = rendered(manual / "walras.1")
    for name, operands in COMMANDS.items():
        assert f" {name} {operands}".rstrip() in text and f"walras-{name}(1)" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_a_commands_page_has_every_option_and_what_the_table_cannot_say(manual, command):
    text = rendered(manual / f"walras-{command}.1")
    assert f"SYNOPSIS walras {command} {COMMANDS[command]}".rstrip() in text
    for option, argument in options(command).items():
        assert f" {option} {argument}".rstrip() + " " in text, option
    assert "DESCRIPTION" in text and f"walras {command}" in text.split(" EXAMPLES ")[-1], f"src/cli/manual/{command}.roff is missing or has no example"


def test_no_words_are_left_of_a_command_that_is_gone():
    assert {path.stem for path in (ROOT / "src/cli/manual").glob("*.roff")} <= set(COMMANDS) | {"walras"}


def test_examples_are_lines_that_the_program_takes(manual):
    """Every option of an example is one of its command's."""
    for command in COMMANDS:
        page = (manual / f"walras-{command}.1").read_text().replace("\\-", "-")
        for line in page.split(".SH EXAMPLES\n.nf\n")[1].split("\n.fi")[0].splitlines():
            for name, rest in re.findall(r"walras (\w+)([^|>]*)", line):
                assert set(re.findall(r"--[\w-]+", rest)) <= set(options(name)), line


def test_every_variable_that_the_program_reads_stands_in_the_manual(manual):
    sources = "\n".join(path.read_text() for path in (ROOT / "src").rglob("*.c"))
    read = set(re.findall(r'getenv\("([A-Z_0-9]+)"\)', sources))
    assert "WALRAS_SIMD" in read
    launchers = {name for name in read if name.startswith(("OMPI_", "PMIX_", "PMI_", "SLURM_", "PBS_", "FLUX_"))}
    text = rendered(manual / "walras.1")
    assert not [name for name in read - launchers if name not in text]


def test_pages_pass_the_checks_of_those_who_set_them(manual):
    pages = sorted(manual.glob("*.1"))
    lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", *pages], capture_output=True, text=True, check=False)
    assert lint.returncode == 0 and lint.stdout == lint.stderr == ""
    if shutil.which("groff"):
        for page in pages:
            run = subprocess.run(["groff", "-man", "-ww", "-Tutf8", page], capture_output=True, text=True, check=True)
            assert run.stderr == ""


def test_one_page_or_the_completion_comes_on_standard_output_as_in_the_folder(manual):
    assert walras("manual").stdout == (manual / "walras.1").read_text()
    assert walras("manual", "run").stdout == (manual / "walras-run.1").read_text()
    assert walras("manual", "--completion").stdout == (manual / "walras.bash").read_text()
    assert "did you mean 'run'" in walras("manual", "rnu", code=2).stderr
    assert "not several" in walras("manual", "run", "--completion", code=2).stderr


def test_pages_that_cannot_be_written_are_one_error(tmp_path):
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "missing" / "deeper"):
        run = walras("manual", "--folder", folder, code=1)
        assert run.stderr.startswith(f"walras: manual: {folder}") and run.stderr.count("\n") == 1


@pytest.fixture(scope="module")
def complete(manual, tmp_path_factory):
    """A function from the words of a line, the last one unfinished, to what bash offers for it."""
    folder = tmp_path_factory.mktemp("with blanks here")
    for name in ("a.cfg", "a.h5", "plug in.so", "notes.txt"):
        (folder / name).touch()
    (folder / "deeper").mkdir()

    def offers(*words: str) -> list[str]:
        script = '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); $(complete -p walras | sed "s/.*-F \\([^ ]*\\).*/\\1/"); printf "%s\\n" "${COMPREPLY[@]}"'
        run = subprocess.run(["bash", "-u", "-c", script, "bash", manual / "walras.bash", *words],
                             capture_output=True, text=True, check=True, cwd=folder)  # fmt: skip
        assert run.stderr == ""
        return sorted(line for line in run.stdout.splitlines() if line)

    return offers


def test_completion_offers_every_command(complete):
    assert complete("walras", "") == sorted([*COMMANDS, "help", "--help", "--version"])
    assert complete("walras", "di") == ["diff", "digest"]
    assert complete("walras", "help", "") == complete("walras", "manual", "") == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_completion_offers_every_option_of_a_command(complete, command):
    assert complete("walras", command, "-") == sorted([*options(command), "--help"])


def test_completion_offers_the_words_of_an_option_in_both_ways_of_writing_it(complete):
    words = ["always", "auto", "never"]
    assert complete("walras", "run", "--progress", "") == words
    assert complete("walras", "run", "--progress", "=") == complete("walras", "run", "--progress", "=", "") == words
    assert complete("walras", "run", "a.cfg", "--progress", "=", "al") == ["always"]
    assert complete("walras", "run", "--seed", "") == []


def test_completion_offers_the_models(complete):
    models = sorted(path.name for path in (ROOT / "src/models").iterdir() if (path / "model.c").exists())
    assert complete("walras", "describe", "") == models
    assert complete("walras", "describe", models[0][:-1]) == [models[0]]


def test_completion_offers_files_that_fit(complete):
    assert complete("walras", "run", "") == complete("walras", "check", "a.cfg", "") == ["a.cfg", "deeper"]
    assert complete("walras", "status", "") == complete("walras", "diff", "a.h5", "") == ["a.h5", "deeper"]
    assert complete("walras", "run", "a.cfg", "--output", "") == ["a.h5", "deeper"]
    assert complete("walras", "run", "a.cfg", "--plugin", "pl") == ["plug in.so"]
    assert complete("walras", "export", "a.h5", "--ro-crate", "") == ["deeper"]


def test_every_place_for_a_file_in_the_table_is_known_to_the_completion(complete):
    """A new word for a file in the table must not complete to nothing: every operand but a metric's name offers something."""
    for command, operands in COMMANDS.items():
        if operands:
            assert complete("walras", command, ""), f"nothing fits {operands}: src/cli/completion.c"
