"""What an administrator installs: a prefix that may be read-only and may move, its modulefile, the packages, the Spack recipe and the containers."""

import ast
import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import types

import pytest

from conftest import ROOT, environment

BUILD = pathlib.Path(os.environ.get("WALRAS_BUILD", ROOT / "build" / "release"))
PACKAGES = [line.split() for line in (ROOT / "jobs/packages-debian.txt").read_text().splitlines() if not line.startswith("#")]
REQUIRE = os.environ.get("WALRAS_REQUIRE_BUILDS") == "1" or os.environ.get("CI") == "true"


def missing(what: str):
    """Skips, except where everything must be there."""
    assert not REQUIRE, f"{what}: jobs/install.sh test"
    pytest.skip(what)


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    """Installed through DESTDIR for one prefix, as packagers do, then moved to another."""
    stage, folder = tmp_path_factory.mktemp("stage"), tmp_path_factory.mktemp("moved here") / "walras"
    run = subprocess.run(["cmake", "--install", BUILD, "--prefix", "/opt/walras"], env=dict(os.environ, DESTDIR=str(stage)),
                         capture_output=True, text=True, check=False)  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert [path.name for path in stage.iterdir()] == ["opt"], "nothing goes outside of the prefix"
    shutil.move(stage / "opt" / "walras", folder)
    return folder


def files_below(*folders: pathlib.Path) -> list[str]:
    return sorted(str(path) for folder in folders for path in folder.rglob("*"))


# ---- a world that may not be written ----

# First the prefix, then the folders that may be written, "--" and the command: nothing else on the root's file system, in mounts of one's own.
READ_ONLY_WORLD = """
prefix=$1; shift
mount --bind "$prefix" "$prefix" && mount -o remount,ro,bind "$prefix" || exit 99
while [ "$1" != -- ]; do mount --bind "$1" "$1" || exit 99; shift; done; shift
mount -o remount,ro,bind / || exit 99
if touch /read-only-world "$prefix/read-only-world" 2>/dev/null; then exit 99; fi
cd "$PWD" && exec "$@"
"""


class ReadOnlyWorld:
    """Commands of the installed program where nothing can be written but the folder of the results, TMPDIR and a home."""

    def __init__(self, prefix: pathlib.Path, folder: pathlib.Path):
        self.prefix, self.work, self.home, self.temporary = prefix, folder / "work", folder / "home", folder / "tmp"
        for path in (self.work, self.home, self.temporary):
            path.mkdir()

    def run(self, *command, read_only: bool = True, **env: str) -> subprocess.CompletedProcess:
        path = f"{self.prefix}/bin:{os.environ['PATH']}"
        line = ["unshare", "-m", "sh", "-c", READ_ONLY_WORLD, "sh", self.prefix, self.work, self.home, self.temporary, "--", *command]
        variables = {"HOME": str(self.home), "TMPDIR": str(self.temporary), "PATH": path} | env
        run = subprocess.run([str(word) for word in (line if read_only else command)], capture_output=True, text=True, check=False, cwd=self.work,
                             env={k: v for k, v in environment(**variables).items() if not k.startswith(("WALRAS", "PYTHON", "XDG", "MPLCONFIG"))})  # fmt: skip
        if run.returncode == 99:
            pytest.skip("mounts of one's own need root")
        assert run.returncode in (0, 3), f"{command}\n{run.returncode}\n{run.stdout}\n{run.stderr}"
        return run

    def left(self) -> list[str]:
        """What stands in the home and in TMPDIR; Open MPI's own folders are gone with its processes."""
        return files_below(self.home, self.temporary)


@pytest.fixture
def world(prefix, tmp_path):
    return ReadOnlyWorld(prefix, tmp_path)


def test_a_read_only_installation_writes_what_it_was_asked_for_and_nothing_else(world):
    installed = files_below(world.prefix)
    share = world.prefix / "share" / "walras"
    world.run("walras", "run", share / "configs/noise/quick.cfg", "--output", "one.h5")
    world.run("mpirun", "-n", 2, "walras", "run", share / "configs/noise/quick.cfg", "--output", "two.h5")
    assert "0 differences" in world.run("walras", "diff", "one.h5", "two.h5").stdout
    for words in (["status", "one.h5", "--check"], ["show", "one.h5"], ["verify", "one.h5"], ["models"], ["describe", "noise"], ["manual"],
                  ["plan", share / "configs/noise/scale.cfg"], ["selftest", "--folder", world.work]):  # fmt: skip
        world.run("walras", *words)
    assert files_below(world.work) == [str(world.work / name) for name in ("one.h5", "two.h5")]
    python = share / "jobs/python.sh"
    drawn = world.run(python, share / "analysis/figures.py", "one.h5", "--output", "figures")
    report = world.run(python, share / "analysis/report.py", "one.h5", "-o", "report.html")
    world.run(python, share / "analysis/report.py", "--artifact", "one.h5", "-o", "ARTIFACT.md")
    # Bytecode, too, would go into an installation that could be written.
    homeless = world.run(python, share / "analysis/figures.py", "one.h5", "--output", "figures", read_only=False, HOME="/nowhere")
    assert drawn.stderr == homeless.stderr == report.stderr == "" and drawn.stdout == homeless.stdout
    assert sorted(path.name for path in world.work.iterdir()) == ["ARTIFACT.md", "figures", "one.h5", "report.html", "two.h5"]
    assert world.left() == [] and files_below(world.prefix) == installed


def test_every_script_leaves_neither_bytecode_nor_a_cache():
    scripts = [path for path in (ROOT / "analysis").glob("*.py") if "__main__" in path.read_text()]
    beside = [path for path in scripts if "sys.path.insert(" in path.read_text()]
    assert len(beside) > 3
    for path in beside:
        text = path.read_text()
        assert "sys.dont_write_bytecode = True\nsys.path.insert(" in text, path
    draws = [path for path in (ROOT / "analysis").rglob("*.py") if "matplotlib.use(" in path.read_text()]
    assert [path.name for path in draws] == ["headless.py"], "import headless instead"


# ---- what is in the prefix ----


def test_the_manual_and_the_completion_stand_where_man_and_bash_look(prefix, tmp_path):
    program = prefix / "bin/walras"
    commands = re.findall(r"^  (\w+) ", subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout, re.M)
    pages = {path.name for path in (prefix / "share/man/man1").iterdir()}
    assert {"walras.1"} | {f"walras-{name}.1" for name in commands if name.isalpha()} == pages
    completion = (prefix / "share/bash-completion/completions/walras").read_text()
    assert completion == subprocess.run([program, "manual", "--completion"], capture_output=True, text=True, check=True).stdout


def test_nothing_installed_knows_where_it_was_built_or_installed(prefix):
    for path in prefix.rglob("*"):
        if path.is_file() and path.stat().st_size < 10**6:
            text = path.read_bytes()
            assert str(ROOT).encode() not in text and b"/opt/walras/" not in text.replace(b"--prefix /opt/walras", b""), path


# ---- the modulefile ----


def with_module(prefix: pathlib.Path, folder: pathlib.Path, script: str, **env: str) -> dict[str, str]:
    """The environment that `module` leaves behind after a script of sh."""
    init = pathlib.Path("/usr/share/modules/init/sh")
    if not init.exists():
        missing("environment-modules is not installed")
    clean = {"PATH": "/usr/bin:/bin", "HOME": str(folder)} | env
    run = subprocess.run(["sh", "-c", f'. {init} && module use "$1" && {script} && env -0', "sh", folder], env=clean, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    assert b"ERROR" not in run.stderr, run.stderr.decode()
    return dict(entry.split("=", 1) for entry in run.stdout.decode().rstrip("\0").split("\0")) | {"messages": run.stderr.decode()}


def test_the_module_finds_its_prefix_by_its_own_place(prefix, tmp_path):
    modules = prefix / "share/modulefiles"
    loaded = with_module(prefix, modules, "module load walras")
    assert loaded["WALRAS_ROOT"] == str(prefix) and loaded["PATH"].split(":")[0] == f"{prefix}/bin"
    assert loaded["PKG_CONFIG_PATH"] == f"{prefix}/share/pkgconfig" and f"{prefix}/share/man" not in loaded.get("MANPATH", "")
    assert (prefix / "bin/walras").exists() and (pathlib.Path(loaded["PKG_CONFIG_PATH"]) / "walras.pc").exists()
    assert with_module(prefix, modules, "module load walras", MANPATH="/m:")["MANPATH"] == f"{prefix}/share/man:/m:"
    unloaded = with_module(prefix, modules, "module load walras && module unload walras", MANPATH="/m:")
    assert not {"WALRAS_ROOT", "PKG_CONFIG_PATH"} & set(unloaded) and unloaded["PATH"] == "/usr/bin:/bin" and unloaded["MANPATH"] == "/m:"
    said = with_module(prefix, modules, "module help walras && module whatis walras")["messages"]
    assert "walras --help" in said and "Experiments on markets" in said


def test_a_link_to_the_module_leads_to_the_same_prefix(prefix, tmp_path):
    (original,) = (prefix / "share/modulefiles/walras").iterdir()
    site = tmp_path / "site" / "walras"
    site.mkdir(parents=True)
    (tmp_path / "aside").symlink_to(original)
    (site / "1.0").symlink_to("../../aside")
    loaded = with_module(prefix, site.parent, "module load walras/1.0")
    assert loaded["WALRAS_ROOT"] == str(prefix)


# ---- packages ----


def test_every_package_of_the_list_exists_in_debian():
    if not shutil.which("apt-cache") or "bookworm" not in pathlib.Path("/etc/os-release").read_text():
        pytest.skip("the list is for Debian 12")
    purposes = {purpose for purpose, _ in PACKAGES}
    assert purposes == {"build", "run", "analysis", "test"}
    policy = subprocess.run(["apt-cache", "policy", *(package for _, package in PACKAGES)], capture_output=True, text=True, check=True,
                            env=dict(os.environ, LC_ALL="C")).stdout  # fmt: skip
    known = re.findall(r"^(\S+):\n  Installed: .*\n  Candidate: (?!\(none\))", policy, re.M)
    assert {package for _, package in PACKAGES} - set(known) == set()


def test_the_packages_to_run_are_those_of_the_programs_libraries(prefix):
    if not shutil.which("dpkg-query") or "bookworm" not in pathlib.Path("/etc/os-release").read_text():
        pytest.skip("the list is for Debian 12")
    program = prefix / "bin/walras"
    needed = set(re.findall(r"\(NEEDED\).*\[(.*)\]", subprocess.run(["readelf", "-d", program], capture_output=True, text=True, check=True).stdout))
    linked = dict(re.findall(r"^\s*(\S+) => (\S+)", subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout, re.M))
    owners = set()
    for library in needed:
        path = linked[library]
        query = subprocess.run(["dpkg-query", "-S", os.path.realpath(path), path], capture_output=True, text=True, check=False).stdout
        owners |= {line.split(":")[0] for line in query.splitlines()}
    run = {package for purpose, package in PACKAGES if purpose == "run"}
    assert len(needed) > 5 and owners - run <= {"libc6"} and run - owners == {"openmpi-bin"}, "mpirun itself is no library"


# ---- Spack ----

# What cmake/dependencies.cmake asks for, and Spack's packages for it; OpenMP comes with the compiler.
IN_SPACK = {"hdf5": "hdf5", "libconfig": "libconfig", "gcrypt": "libgcrypt", "cjson": "cjson", "zlib": "zlib-api", "MPI": "mpi",
            "PkgConfig": "pkgconfig", "RANDOM123_INCLUDE_DIR": "random123", "OpenMP": None, "HDF5_HL_LIBRARY": "hdf5",
            "CLP_INCLUDE_DIR": "clp", "CLP_LIBRARY": "clp"}  # fmt: skip
RECIPE = ROOT / "jobs/spack/packages/walras/package.py"


class Recorder(types.ModuleType):
    """Stands for spack.package: records every directive."""

    def __init__(self):
        super().__init__("spack.package")
        self.calls: list[tuple[str, tuple, dict]] = []
        self.CMakePackage = type("CMakePackage", (), {"define": staticmethod(lambda name, value: (name, value))})
        self.__all__ = ["CMakePackage", "when", "run_after", "on_package_attributes", "Executable"]
        self.Executable = None
        self.run_after = self.on_package_attributes = lambda *_, **__: lambda function: function
        for name in ("license", "version", "variant", "depends_on", "conflicts"):
            self.__all__.append(name)
            setattr(self, name, lambda *words, _name=name, **more: self.calls.append((_name, words, more)))

    def when(self, condition):
        return contextlib.nullcontext(condition)


@pytest.fixture
def recipe(monkeypatch):
    recorder = Recorder()
    monkeypatch.setitem(sys.modules, "spack", types.ModuleType("spack"))
    monkeypatch.setitem(sys.modules, "spack.package", recorder)
    space = {"__file__": str(RECIPE), "__name__": "recipe"}
    exec(compile(RECIPE.read_text(), RECIPE, "exec"), space)
    return space["Walras"], recorder.calls


def test_the_spack_recipe_has_every_dependency_of_the_build(recipe):
    text = (ROOT / "cmake/dependencies.cmake").read_text()
    asked = set(re.findall(r"^walras_require\(walras_(\w+)", text, re.M)) | set(re.findall(r"^find_package\((\w+)", text, re.M))
    asked |= set(re.findall(r"^find_(?:library|path)\((\w+)", text, re.M))
    assert asked == set(IN_SPACK), "a new dependency goes into jobs/spack/packages/walras/package.py, and here"
    depends = {re.match(r"[\w-]+", words[0])[0]: (words[0], more) for name, words, more in recipe[1] if name == "depends_on"}
    assert {package for package in IN_SPACK.values() if package} <= set(depends)
    assert "+hl" in depends["hdf5"][0]
    cmake = re.search(r"cmake_minimum_required\(VERSION ([\d.]+)\)", (ROOT / "CMakeLists.txt").read_text())[1]
    assert depends["cmake"][0] == f"cmake@{cmake}:"


def test_the_spack_recipe_has_what_the_scripts_import(recipe):
    imported = set()
    for path in (ROOT / "analysis").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                imported.add(node.module.split(".")[0])
    own = {path.stem for path in (ROOT / "analysis").iterdir()} | set(sys.stdlib_module_names)
    run = {words[0] for name, words, _ in recipe[1] if name == "depends_on"}
    named = {"yaml": "pyyaml", "markupsafe": "jinja2"}  # which brings it
    assert {f"py-{named.get(name, name)}" for name in imported - own} <= run


def test_the_spack_recipe_builds_with_options_that_exist_from_this_very_clone(recipe):
    package, calls = recipe
    options = set(re.findall(r"^option\((\w+)", (ROOT / "CMakeLists.txt").read_text(), re.M))
    assert {name for name, _ in package().cmake_args()} <= options and dict(package().cmake_args())["WALRAS_TESTS"] is False
    assert package.git == f"file://{ROOT}"
    assert [words[0] for name, words, _ in calls if name == "version"] == ["main"]
    assert "namespace: walras" in (ROOT / "jobs/spack/repo.yaml").read_text()


# ---- containers ----


def container_commands(text: str) -> list[str]:
    """The commands that build the program and install packages, in their order, without those of one kind of container alone."""
    for name, value in re.findall(r'^ARG (\w+)="(.*)"$', text, re.M):
        text = text.replace(f"${name}", value)
    lines = [line.strip().removeprefix("RUN ") for line in text.replace("\\\n", " ").splitlines()]
    return [part.strip() for line in lines for part in line.split("&&") if re.match(r"\s*(jobs/install|cmake --|/opt/\S+install.sh|apt-get|rm -rf)", part)]


def test_both_containers_are_made_by_the_same_commands_from_debian_12():
    docker, apptainer = (ROOT / "jobs/Dockerfile").read_text(), (ROOT / "jobs/walras.def").read_text()
    assert re.findall(r"^FROM (\S+)", docker, re.M) == re.findall(r"^From: (\S+)", apptainer, re.M) == ["debian:12-slim"] * 2
    assert container_commands(docker) == container_commands(apptainer) != []
    purposes = {word for line in container_commands(docker) if "install.sh" in line for word in line.split()[1:]}
    assert purposes <= {purpose for purpose, _ in PACKAGES} and {"build", "run", "analysis"} <= purposes


def test_files_that_go_into_the_containers_are_there_and_installed(prefix):
    block = (ROOT / "jobs/walras.def").read_text().split("%files\n")[1].split("\n\n")[0]
    pairs = [line.split() for line in block.splitlines()]
    assert all(target == f"/src/{source}" for source, target in pairs)
    assert not [source for source, _ in pairs if source != ".git" and not (ROOT / source).exists()]
    copied = {source for source, _ in pairs}
    named = {path for command in re.findall(r"install\((?:FILES|PROGRAMS|DIRECTORY) (.*?) DESTINATION", (ROOT / "cmake/install.cmake").read_text())
             for path in command.split() if "$" not in path}  # fmt: skip
    assert named and not [path for path in named if not any(path == source or path.startswith(source + "/") for source in copied)]
    for tool in ("jobs/install.sh", "jobs/packages-debian.txt"):
        assert (prefix / "share/walras" / tool).exists()
