"""Ranks of one job that are different programs, or compute different bits: one line with the two hosts, before any trial runs.

The strange programs are copies of this one with bytes changed: its commit, or a coefficient of exp. The processor does with the latter what another type of
processor with other bits would do.
"""

import pathlib
import struct
import subprocess

import pytest

from conftest import WALRAS, complaints, digest, environment, walras

COMMIT = walras("version").stdout.split("(commit ")[1].split(")")[0]
# The first coefficient of the polynomial of exp, in src/numerics/elementary/inline.h, and a neighbour that moves few results, by their last bit.
EXP, NEAR_EXP = (struct.pack("<d", float.fromhex(number)) for number in ("0x1.5555555555553p-3", "0x1.5555555555563p-3"))


def altered(tmp_path, old: bytes, new: bytes) -> pathlib.Path:
    program = tmp_path / "walras"
    text = pathlib.Path(WALRAS).read_bytes()
    assert old in text and len(old) == len(new)
    program.write_bytes(text.replace(old, new))
    program.chmod(0o755)
    return program


def together(first, second, *arguments):
    """Rank 0 is one program, rank 1 the other."""
    command = ["mpirun", "-n", "1", str(first), *arguments, ":", "-n", "1", str(second), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment(), check=False, timeout=120)


@pytest.fixture
def run(tmp_path, noise_config):
    return ["run", str(noise_config()), "--output", str(tmp_path / "noise.h5"), "--progress=never"]


@pytest.mark.parametrize("strange_first", [False, True])
def test_two_versions_in_one_job_are_named_and_nothing_is_created(tmp_path, run, strange_first):
    other = COMMIT[:-1] + ("0" if COMMIT[-1] != "0" else "1")
    strange = altered(tmp_path, f"{COMMIT}".encode(), other.encode())
    commits = (other, COMMIT) if strange_first else (COMMIT, other)
    found = together(strange if strange_first else WALRAS, WALRAS if strange_first else strange, *run)
    assert found.returncode == 1
    (line,) = complaints(found)
    assert f"but rank 0 on {node()} is walras" in line and line.endswith("start the same program on every node")
    assert line.index(commits[1]) < line.index(commits[0])
    assert not (tmp_path / "noise.h5").exists()


def test_a_processor_that_computes_other_bits_is_named_and_nothing_is_created(tmp_path, run):
    strange = altered(tmp_path, EXP, NEAR_EXP)
    found = together(WALRAS, strange, *run)
    assert found.returncode == 1
    (line,) = complaints(found)
    assert line.startswith(f"walras: rank 1 on {node()} (") and " computes exp" in line and f"otherwise than rank 0 on {node()} (" in line
    assert not (tmp_path / "noise.h5").exists()


def test_a_build_that_computes_other_bits_everywhere_is_refused_on_this_kind_of_processor(tmp_path, run):
    strange = altered(tmp_path, EXP, NEAR_EXP)
    for ranks in (0, 2):
        found = walras(*run, program=str(strange), ranks=ranks, code=1)
        (line,) = complaints(found)
        assert line.startswith(f"walras: on {node()} (") and "this build computes exp" in line
        assert not (tmp_path / "noise.h5").exists()


def test_an_exact_copy_runs_with_the_original(tmp_path, run):
    found = together(WALRAS, altered(tmp_path, EXP, EXP), *run)
    assert found.returncode == 0 and complaints(found)[-1].startswith("walras: 60 of 60 trials done")
    walras(*run[:3], tmp_path / "alone.h5")
    assert digest(tmp_path / "noise.h5") == digest(tmp_path / "alone.h5")


def test_processors_of_different_vector_units_run_together(tmp_path, run):
    """What nodes of different ages differ in."""
    command = ["mpirun", "-n", "1", WALRAS, *run, ":", "-n", "1", "env", "WALRAS_SIMD=baseline", WALRAS, *run]
    subprocess.run(command, capture_output=True, env=environment(), check=True)
    walras(*run[:3], tmp_path / "alone.h5", WALRAS_SIMD="avx2")
    assert digest(tmp_path / "noise.h5") == digest(tmp_path / "alone.h5")


def node() -> str:
    return subprocess.run(["hostname"], capture_output=True, text=True, check=True).stdout.strip()
