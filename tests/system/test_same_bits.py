"""Every experiment in configs/ gives the same digest for any ranks, threads, groups, order of blocks, compiler and vector path."""

import itertools
import os

import pytest

from conftest import REQUIRE_BUILDS, ROOT, WALRAS, digest, sanitizers, smaller, walras

# Small experiments of every model, and the designs that are computed.
QUICK = sorted((ROOT / "configs").glob("*/quick.cfg")) + [ROOT / "configs" / "noise" / f"{design}.cfg" for design in ("saltelli", "sobol")]
# glibc's own choice by processor, masked: walras must not notice.
MASKED = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2_Usable,-FMA_Usable,-AVX2,-FMA,-FMA4", "WALRAS_SIMD": "baseline"}
LAYOUTS = [(ranks, threads, "auto") for ranks, threads in itertools.product((1, 2, 3, 4), (1, 2, 3))] + [
    (2, 1, "2"), (3, 2, "2"), (4, 1, "2"), (3, 1, "3"), (4, 2, "4"), (4, 1, "1"),
]  # fmt: skip
# What the engine does is tried on all of them with the smallest model; that each model keeps to its services, on some.
ALL_LAYOUTS = {"noise/quick"}
SOME_LAYOUTS = [(1, 3, "auto"), (3, 2, "2"), (4, 1, "4")]

# The other experiments run once on another layout, of two ranks on some trials and one on others; the large ones with a smaller population of
# many blocks, and on threads alone too.
OTHERS = sorted(set((ROOT / "configs").glob("*/*.cfg")) - set(QUICK))
OTHER_LAYOUT = (3, 2, "2")
MANY_BLOCKS = [(1, 2, "1"), OTHER_LAYOUT]


def run_digest(config, store, layout=(1, 1, "auto"), order=0, program=WALRAS, replications=2, options=(), **env):
    """`order`: 0, or the seed of a random order of blocks and slices."""
    ranks, threads, group = layout
    walras("run", config, "--output", store, "--threads", threads, "--ranks-per-trial", group, "--replications", replications,
           *options, ranks=ranks, program=program, WALRAS_BLOCK_ORDER_SEED=str(order), **env)  # fmt: skip
    found = digest(store)
    os.remove(store)
    return found


@pytest.mark.parametrize("config", OTHERS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_digest_of_the_large_experiments_is_the_same_for_other_layouts_and_orders_of_blocks(config, tmp_path):
    options = smaller(config.parent.name, config.stem)
    reference = run_digest(config, tmp_path / "reference.h5", replications=1, options=options)
    for order, layout in enumerate(MANY_BLOCKS if config.stem == "scale" else [OTHER_LAYOUT], start=1):
        assert run_digest(config, tmp_path / "other.h5", layout, order, replications=1, options=options) == reference, (order, layout)


@pytest.fixture(scope="module", params=QUICK, ids=lambda path: f"{path.parent.name}-{path.stem}")
def experiment(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bits")
    return request.param, folder, run_digest(request.param, folder / "reference.h5")


def test_digest_is_the_same_for_any_ranks_threads_and_groups(experiment):
    config, folder, reference = experiment
    if f"{config.parent.name}/{config.stem}" in ALL_LAYOUTS:
        for layout in LAYOUTS:
            assert run_digest(config, folder / "layout.h5", layout) == reference, layout


def test_digest_is_the_same_for_any_order_of_blocks(experiment):
    """Each order in a layout of its own: one thread, several, several ranks to a trial."""
    config, folder, reference = experiment
    for order, layout in enumerate(SOME_LAYOUTS, start=1):
        assert run_digest(config, folder / "shuffled.h5", layout, order) == reference, (order, layout)


def test_digest_is_the_same_with_processor_features_masked(experiment):
    config, folder, reference = experiment
    assert run_digest(config, folder / "masked.h5", **MASKED) == reference
    assert run_digest(config, folder / "avx2.h5", WALRAS_SIMD="avx2") == reference


def test_digest_is_the_same_for_another_compiler(experiment):
    config, folder, reference = experiment
    program = ROOT / "build" / "clang" / "walras"
    if not program.exists():
        (pytest.fail if REQUIRE_BUILDS else pytest.skip)(f"there is no {program}: tests/run.sh makes it")
    assert run_digest(config, folder / "clang.h5", program=str(program)) == reference


def test_digest_is_the_same_in_the_build_with_asserts_and_sanitizers_which_find_nothing(experiment, tmp_path):
    config, folder, reference = experiment
    program, env = sanitizers(tmp_path)
    assert run_digest(config, folder / "sanitized.h5", (1, 2, "auto"), program=program, **env) == reference


def test_another_seed_gives_another_digest(experiment):
    config, folder, reference = experiment
    assert run_digest(config, folder / "seed.h5", options=("--seed", 99)) != reference
