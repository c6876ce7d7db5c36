"""Every experiment in configs/ gives the same digest for any ranks, threads, groups, compiler and vector path."""

import itertools
import os

import pytest

from conftest import ROOT, WALRAS, digest, walras

# Small experiments of every model, and the designs that are computed.
QUICK = sorted((ROOT / "configs").glob("*/quick.cfg")) + [ROOT / "configs" / "noise" / f"{design}.cfg" for design in ("saltelli", "sobol")]
# glibc's own choice by processor, masked: walras must not notice.
MASKED = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2_Usable,-FMA_Usable,-AVX2,-FMA,-FMA4", "WALRAS_SIMD": "baseline"}
LAYOUTS = [(ranks, threads, "auto") for ranks, threads in itertools.product((1, 2, 3, 4), (1, 2, 3))] + [
    (2, 1, "2"), (3, 2, "2"), (4, 1, "2"), (3, 1, "3"), (4, 2, "4"), (4, 1, "1"),
]  # fmt: skip
# What the engine does is tried on all of them with the smallest model; that each model keeps to its services, on some.
ALL_LAYOUTS = {"noise/quick"}
SOME_LAYOUTS = [(1, 3, "auto"), (2, 1, "2"), (3, 2, "auto"), (4, 1, "1"), (4, 2, "4")]
# tests/run.sh makes these builds and says so: there, and on a build server, one that is missing is a failure.
OTHER_BUILDS = ("debug", "clang")
REQUIRE_BUILDS = os.environ.get("WALRAS_REQUIRE_BUILDS") == "1" or os.environ.get("CI") == "true"

# The other experiments run once on another layout, of two ranks on some trials and one on others; the large ones with a smaller population of
# many blocks.
OTHERS = sorted(set((ROOT / "configs").glob("*/*.cfg")) - set(QUICK))
OTHER_LAYOUT = (3, 2, "2")


def smaller(config):
    """What makes an experiment small, one NAME=VALUE a line: scale.cfg by smaller/MODEL.txt, others by smaller/MODEL-STEM.txt; no file where
    its trials are small anyway."""
    name = config.parent.name if config.stem == "scale" else f"{config.parent.name}-{config.stem}"
    path = ROOT / "tests/system/smaller" / f"{name}.txt"
    return path.read_text().split() if path.exists() else []


def run_digest(config, store, ranks=1, threads=1, group="auto", program=WALRAS, replications=2, settings=(), **env):
    options = [word for setting in settings for word in ("--set", setting)]
    walras("run", config, "--output", store, "--threads", threads, "--ranks-per-trial", group, "--replications", replications,
           *options, ranks=ranks, program=program, **env)  # fmt: skip
    return digest(store)


@pytest.mark.parametrize("config", OTHERS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_digest_of_the_large_experiments_is_the_same_for_another_layout(config, tmp_path):
    settings = smaller(config)
    reference = run_digest(config, tmp_path / "reference.h5", replications=1, settings=settings)
    assert run_digest(config, tmp_path / "other.h5", *OTHER_LAYOUT, replications=1, settings=settings) == reference


@pytest.fixture(scope="module", params=QUICK, ids=lambda path: f"{path.parent.name}-{path.stem}")
def experiment(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bits")
    return request.param, folder, run_digest(request.param, folder / "reference.h5")


def test_digest_is_the_same_for_any_ranks_threads_and_groups(experiment):
    config, folder, reference = experiment
    for ranks, threads, group in LAYOUTS if f"{config.parent.name}/{config.stem}" in ALL_LAYOUTS else SOME_LAYOUTS:
        store = folder / f"{ranks}-{threads}-{group}.h5"
        assert run_digest(config, store, ranks, threads, group) == reference, (ranks, threads, group)
        os.remove(store)


def test_digest_is_the_same_with_processor_features_masked(experiment):
    config, folder, reference = experiment
    assert run_digest(config, folder / "masked.h5", **MASKED) == reference
    for path in ("baseline", "avx2"):
        assert run_digest(config, folder / f"{path}.h5", WALRAS_SIMD=path) == reference, path


@pytest.mark.parametrize("build", OTHER_BUILDS)
def test_digest_is_the_same_for_other_compilers_and_debug_builds(experiment, build):
    config, folder, reference = experiment
    program = ROOT / "build" / build / "walras"
    if not program.exists():
        (pytest.fail if REQUIRE_BUILDS else pytest.skip)(f"there is no {program}: tests/run.sh makes it")
    assert run_digest(config, folder / f"{build}.h5", program=str(program)) == reference


def test_another_seed_gives_another_digest(experiment):
    config, folder, reference = experiment
    walras("run", config, "--output", folder / "seed.h5", "--replications", 2, "--seed", 99)
    assert digest(folder / "seed.h5") != reference
