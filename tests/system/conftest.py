"""What the system tests share: the program, mpirun, and temporary experiments."""

from __future__ import annotations

import contextlib
import os
import pathlib
import pty
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = os.environ.get("WALRAS_BUILD", str(ROOT / "build" / "release"))
WALRAS = os.environ.get("WALRAS", str(ROOT / "build" / "release" / "walras"))
# tests/run.sh makes the other builds and says so: there, and on a build server, one that is missing is a failure.
REQUIRE_BUILDS = os.environ.get("WALRAS_REQUIRE_BUILDS") == "1" or os.environ.get("CI") == "true"
# Leaks are looked for where MPI's own memory is not: in what walras and its models have allocated.
SUPPRESSIONS = "leak:libopen-\nleak:libmpi\nleak:libpmix\nleak:libhwloc\nleak:libevent\nleak:mca_\nleak:libhdf5\nleak:libgomp\nleak:ld-linux\n"

NOISE = """
experiment: {{ name = "noise test"; model = "noise"; seed = {seed}; replications = {replications}; }};
parameters: {{ entities = {entities}L; rounds = 3; }};
sweep: {{ design = "grid"; axes = ( {{ parameter = "mean"; values = [ 0.0, 1.0, 2.0 ]; }} ); }};
output: {{ store = "noise.h5"; }};
"""


def environment(**extra: str) -> dict[str, str]:
    """MPI as root and oversubscribed, nothing bound; `extra` on top."""
    env = dict(os.environ)
    env.update(
        OMPI_ALLOW_RUN_AS_ROOT="1",
        OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
        OMPI_MCA_rmaps_base_oversubscribe="1",
        OMPI_MCA_hwloc_base_binding_policy="none",
        OMPI_MCA_mpi_yield_when_idle="1",  # tests run side by side: no job knows how many others wait for the cores
        OMP_WAIT_POLICY="passive",
    )
    env.update(extra)
    return env


def walras(*arguments, ranks: int = 0, code: int | None = 0, cwd=None, program: str = WALRAS, mpi: tuple[str, ...] = (),
           timeout: float | None = None, **env: str):  # fmt: skip
    """Runs the program; ranks = 0 without mpirun. `code` None accepts any exit code. Returns the completed process."""
    command = [program, *map(str, arguments)]
    if ranks > 0:
        command = ["mpirun", *mpi, "-n", str(ranks), *command]
    run = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment(**env), check=False, timeout=timeout)
    assert code is None or run.returncode == code, f"{command}\nexit {run.returncode}\n{run.stdout}\n{run.stderr}"
    return run


def complaints(run) -> list[str]:
    """What walras itself said on standard error; mpirun adds words of its own after a failure."""
    return [line for line in run.stderr.splitlines() if line.startswith("walras: ")]


def shown_on_terminal(command, *, code: int | None = 0, results: bool = True, **env) -> str:
    """What a program shows on a terminal that is its standard error and, unless `results` is false, its standard output."""
    reader, writer = pty.openpty()
    process = subprocess.Popen(command, stdout=writer if results else subprocess.DEVNULL, stderr=writer, env=environment(**env))
    os.close(writer)
    shown = b""
    try:
        while chunk := os.read(reader, 4096):
            shown += chunk
    except OSError:  # the terminal's other side is closed
        pass
    os.close(reader)
    ended = process.wait()
    assert code is None or ended == code, shown.decode()
    return shown.decode()


@contextlib.contextmanager
def mounted(folder: pathlib.Path, *options: str):
    """A file system mounted at a new folder, where this user may do that."""
    folder.mkdir(exist_ok=True)
    mount = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True, check=False)
    if mount.returncode != 0:
        pytest.skip(f"mounting needs root: {mount.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def sanitizers(folder: pathlib.Path) -> tuple[str, dict[str, str]]:
    """The program with the address and undefined-behaviour sanitizers, and its environment: whatever they find ends the program with an exit
    code of its own. Skips the test without this build."""
    program = ROOT / "build" / "asan-ubsan" / "walras"
    if not program.exists():
        assert not REQUIRE_BUILDS, f"{program} is missing: cmake --preset asan-ubsan && cmake --build build/asan-ubsan"
        pytest.skip("no build with sanitizers")
    (folder / "leaks").write_text(SUPPRESSIONS)
    return str(program), {
        "ASAN_OPTIONS": "fast_unwind_on_malloc=0:detect_leaks=1:allocator_may_return_null=1:exitcode=77",
        "LSAN_OPTIONS": f"suppressions={folder / 'leaks'}:exitcode=78:print_suppressions=0",
        "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
    }


def smaller(model: str, stem: str = "scale") -> list[str]:
    """Options that make a model's experiment quick: the lines of smaller/MODEL.txt for scale.cfg, of smaller/MODEL-STEM.txt for others and for
    "trials", many trials of the defaults; NAME=VALUE stands for --set. None where there is no file."""
    path = ROOT / "tests/system/smaller" / (f"{model}.txt" if stem == "scale" else f"{model}-{stem}.txt")
    lines = path.read_text().split() if path.exists() else []
    return [word for line in lines for word in ([line] if line.startswith("--") else ["--set", line])]


def digest(store, program: str = WALRAS) -> str:
    return walras("digest", store, program=program).stdout.split()[0]


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """`cmake --install` into a folder with a blank in its name: what a user has."""
    folder = tmp_path_factory.mktemp("installed here")
    subprocess.run(["cmake", "--install", BUILD, "--prefix", str(folder)], check=True, capture_output=True)
    return folder


@pytest.fixture
def noise_config(tmp_path):
    """A function that writes a small noise experiment and returns its path."""

    def write(name: str = "noise.cfg", seed: int = 11, replications: int = 20, entities: int = 5000, extra: str = "") -> pathlib.Path:
        path = tmp_path / name
        path.write_text(NOISE.format(seed=seed, replications=replications, entities=entities) + extra)
        return path

    return write
