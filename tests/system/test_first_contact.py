"""What meets somebody who is new: package lists and the scripts that read them, where a machine lacks something; the list of commands."""

import os
import re
import subprocess

import pytest

from conftest import ROOT, walras

PACKAGES = [line.split() for line in (ROOT / "jobs/packages-debian.txt").read_text().splitlines() if line and not line.startswith("#")]


def test_each_package_is_listed_once_for_what_it_is_known_to_serve():
    assert all(len(entry) == 2 and entry[0] in ("run", "build", "analysis", "test") for entry in PACKAGES)
    entries = [tuple(entry) for entry in PACKAGES]
    assert len(entries) == len(set(entries))
    names = [name for purpose, name in entries if purpose != "run"]  # mpirun serves those who run and those who build
    assert len(names) == len(set(names))


def test_each_package_that_cmake_asks_for_is_in_the_list():
    listed = {name for _, name in PACKAGES}
    for path in [*(ROOT / "cmake").glob("*.cmake"), ROOT / "tests/CMakeLists.txt"]:
        for line in re.findall(r"apt-get install ([^\"(]*)", path.read_text()):
            assert {name for name in line.split() if name != "${package}"} <= listed, (path, line)
    required = re.findall(r"^walras_require\(\S+ (\S+)", (ROOT / "cmake/dependencies.cmake").read_text(), re.M)
    assert required and set(required) <= listed


@pytest.fixture
def machine(tmp_path):
    """A PATH on which nobody is root and the given packages are installed."""

    def make(installed=()):
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        cases = " | ".join(installed) or "none"
        for name, text in {
            "id": "echo 1000",
            "dpkg-query": f'for last; do :; done\ncase $last in {cases}) printf installed ;; *) exit 1 ;; esac',
            "apt-get": "echo apt-get must not run >&2; exit 9",
        }.items():
            (folder / name).write_text(f"#!/bin/sh\n{text}\n")
            (folder / name).chmod(0o755)
        return dict(os.environ, PATH=f"{folder}:{os.environ['PATH']}")

    return make


def test_without_rights_the_missing_packages_are_named_and_nothing_is_installed(machine):
    build = [name for purpose, name in PACKAGES if purpose == "build"]
    run = subprocess.run([ROOT / "jobs/install.sh", "build"], env=machine(build[2:]), capture_output=True, text=True, check=False)
    assert run.returncode == 1 and run.stdout == ""
    assert run.stderr.splitlines()[-1].split() == ["sudo", "apt-get", "install", *build[:2]]
    nothing_missing = subprocess.run([ROOT / "jobs/install.sh", "build"], env=machine(build), capture_output=True, text=True, check=False)
    assert nothing_missing.returncode == 0 and nothing_missing.stderr == ""


def test_the_main_script_stops_at_missing_packages_and_at_a_missing_config(machine, tmp_path):
    run = subprocess.run([ROOT / "jobs/local.sh"], env=machine(), capture_output=True, text=True, check=False)
    assert run.returncode == 1 and "building" not in run.stdout and "sudo apt-get install gcc" in run.stderr
    run = subprocess.run([ROOT / "jobs/local.sh", tmp_path / "none.cfg"], env=machine(), capture_output=True, text=True, check=False)
    assert run.returncode == 2 and "there is no config at" in run.stderr


def test_the_readme_names_every_command():
    listed = re.findall(r"^  (\w+)  ", walras("--help").stdout.split("\nExit codes:")[0], re.M)
    block = (ROOT / "README.md").read_text().split("## The command line")[1].split("```")[1]
    named = set(re.findall(r"\w+", " ".join(line.split("  ")[0] for line in block.splitlines())))
    assert len(listed) > 10 and set(listed) - named == set()
