"""What the tests of jobs/submit share: an installed walras, a real Slurm on this machine, and a model that runs until a test lets it end."""

from __future__ import annotations

import importlib.util
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
_spec = importlib.util.spec_from_file_location("system_tests", ROOT / "tests" / "system" / "conftest.py")
system = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(system)
installed = system.installed

NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "srun")


@pytest.fixture(scope="session")
def plugin(installed, tmp_path_factory):
    """Makes plugins of sources, against the installed headers."""

    def build(source: pathlib.Path) -> pathlib.Path:
        shared = tmp_path_factory.mktemp("plugin") / f"{source.stem}.so"
        subprocess.run([os.environ.get("WALRAS_CC", "cc"), "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-ffp-contract=off", "-fPIC",
                        "-shared", f"-I{installed}/include", str(source), "-o", str(shared)], check=True)  # fmt: skip
        return shared

    return build


@pytest.fixture(scope="session")
def gated(plugin):
    return plugin(HERE / "gated.c")


class Site:
    """A place to submit from: the installed program and scripts, and a folder for the stores."""

    def __init__(self, installed: pathlib.Path, folder: pathlib.Path, **environment: str) -> None:
        self.folder = folder
        self.program = str(installed / "bin" / "walras")
        self.jobs = installed / "share" / "walras" / "jobs"
        self.environment = {name: value for name, value in system.environment(**environment).items() if name != "WALRAS"}

    def run(self, *command, code: int | None = 0) -> subprocess.CompletedProcess:
        run = subprocess.run([str(word) for word in command], capture_output=True, text=True, cwd=self.folder, env=self.environment,
                             stdin=subprocess.DEVNULL, check=False)  # fmt: skip
        assert code is None or run.returncode == code, f"{command}\nexit {run.returncode}\n{run.stdout}\n{run.stderr}"
        return run

    def submit(self, *arguments, code: int = 0) -> subprocess.CompletedProcess:
        return self.run(self.jobs / "submit", *arguments, code=code)

    def walras(self, *arguments, code: int | None = 0) -> subprocess.CompletedProcess:
        return self.run(self.program, *arguments, code=code)

    def digest(self, store: str) -> str:
        return self.walras("digest", store).stdout.split()[0]

    def log(self, store: str) -> str:
        path = self.folder / f"{store}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def files(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}


@pytest.fixture(scope="session")
def site(installed, tmp_path_factory):
    """Makes places without a scheduler; `tools` come first in PATH."""

    def make(tools: pathlib.Path | None = None, **environment: str) -> Site:
        path = os.environ["PATH"] if tools is None else f"{tools}:{os.environ['PATH']}"
        return Site(installed, tmp_path_factory.mktemp("some experiments"), PATH=path, **environment)

    return make


class Slurm(Site):
    def __init__(self, installed: pathlib.Path, folder: pathlib.Path, process: subprocess.Popen) -> None:
        self.process = process
        self.configuration = process.stdout.readline().strip()
        assert self.configuration, "the cluster did not come up"
        # Between the nodes Open MPI talks over TCP, as between real ones. The files of its shared memory would have the same names on all.
        super().__init__(installed, folder, SLURM_CONF=self.configuration, OMPI_MCA_btl="tcp,self", OMPI_MCA_pml="ob1")

    def node(self, command: str, name: str) -> None:
        print(command, name, file=self.process.stdin, flush=True)
        assert self.process.stdout.readline() == "done\n"

    def job(self, number: str) -> dict[str, str]:
        """What scontrol knows: JobState, Reason, Restarts, ExitCode, NodeList, ..."""
        said = self.run("scontrol", "--oneliner", "show", "job", number).stdout
        return dict(re.findall(r"(\w+)=(\S*)", said.splitlines()[0]))

    def wait(self, condition, what: str, seconds: float = 300.0):
        """Polls until the condition holds, and returns what it gave."""
        end = time.monotonic() + seconds
        while not (result := condition()):
            assert time.monotonic() < end, f"after {seconds} s still not: {what}\n{self.run('squeue').stdout}"
            time.sleep(0.2)
        return result

    def wait_for_end(self, number: str) -> str:
        return self.wait(lambda: (state := self.job(number)["JobState"]) not in ("PENDING", "RUNNING", "COMPLETING", "REQUEUED") and state,
                         f"job {number} has ended")  # fmt: skip

    def submit_job(self, *arguments) -> tuple[str, str]:
        """Submits; the numbers of the jobs: one, or those of an array and of the job that joins its stores."""
        said = self.submit(*arguments).stdout.splitlines()[0]
        return re.match(r"submitted: jobs? (\d+)(?:, \d+ shards, and (\d+), which joins them)?$", said).groups()


@pytest.fixture(scope="session")
def slurm(installed, tmp_path_factory):
    missing = [command for command in NEEDED if shutil.which(command) is None]
    if missing and not os.environ.get("WALRAS_REQUIRE_SLURM"):
        pytest.skip(f"a Slurm of one's own needs the packages slurm-wlm and munge (jobs/install.sh test); missing: {' '.join(missing)}")
    assert not missing, f"missing: {' '.join(missing)}"
    folder = tmp_path_factory.mktemp("cluster")
    with subprocess.Popen([sys.executable, str(HERE / "cluster.py"), str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as process:  # fmt: skip
        try:
            yield Slurm(installed, tmp_path_factory.mktemp("some experiments"), process)
        finally:
            process.stdin.close()
            process.wait()
