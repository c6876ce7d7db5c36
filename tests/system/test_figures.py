"""Figures of a store: each with its caption and its text alternative, as files and as SVG."""

import subprocess
import sys

import matplotlib
import pytest

from conftest import ROOT, WALRAS, environment, walras

matplotlib.use("Agg")
sys.path.insert(0, str(ROOT / "analysis"))

import figures  # noqa: E402
import overview  # noqa: E402
import walras as reader  # noqa: E402

LABELLED = """
experiment: { name = "labelled"; model = "noise"; seed = 2; replications = 6; };
sweep: { design = "grids"; grids = (
  { label = "means"; axes = ( { parameter = "mean"; values = [ 0.0, 1.0, 2.0 ]; }, { parameter = "exact_median"; values = [ true, false ]; } ); },
  { label = "one point"; parameters = { entities = 50; }; } ); };
output: { store = "labelled.h5"; };
"""


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("labelled")
    (folder / "labelled.cfg").write_text(LABELLED)
    walras("run", folder / "labelled.cfg", "--output", folder / "labelled.h5")
    return folder / "labelled.h5"


def test_a_models_own_figure_tells_the_numbers_of_the_store(noise_config, tmp_path):
    store = tmp_path / "n.h5"
    walras("run", noise_config(), "--output", store)
    with reader.open(store) as opened:
        mean = opened.values("absolute_error").mean()
        drawn = list(figures.draw(opened))
        digest = opened.digest()
    assert [drawing.name for drawing in drawn] == ["law-of-large-numbers"]
    assert "95 %" in drawn[0].caption and f"5000 {mean:.4g}" in drawn[0].alternative
    assert drawn[0].save(tmp_path / "figure.png", digest).read_bytes().startswith(b"\x89PNG")


def test_the_overview_has_a_figure_for_each_label_and_says_what_it_is_drawn_against(labelled):
    with reader.open(labelled) as opened:
        drawn = list(overview.draw(opened))
        means = opened.frame(["sample_mean"]).query("label == 'means'").groupby(["mean", "exact_median"])["sample_mean"].mean()
    assert [drawing.name for drawing in drawn] == ["overview-means", "overview-one-point"]
    assert "against mean, a line for each exact_median" in drawn[0].caption
    assert f"sample_mean {means.min():.4g} to {means.max():.4g}" in drawn[0].alternative
    assert drawn[1].caption.startswith("Distribution over 6 trials") and drawn[1].alternative.startswith("Histograms")


def test_the_same_store_gives_the_same_bytes_of_svg(labelled):
    images = []
    for _ in range(2):
        with reader.open(labelled) as opened:
            images.append([drawing.svg(opened.digest()) for drawing in overview.draw(opened)])
    assert images[0] == images[1] and all(image.startswith(b"<?xml") for image in images[0])


def test_files_are_named_after_the_figures(labelled, tmp_path):
    command = [sys.executable, ROOT / "analysis/figures.py", labelled, "--output", tmp_path / "out"]
    run = subprocess.run(command, capture_output=True, text=True, env=environment(WALRAS=WALRAS), check=True)
    assert run.stdout.split() == [str(path) for path in sorted((tmp_path / "out").iterdir(), key=lambda path: path.name)]
    missing = subprocess.run([*command[:2], tmp_path / "none.h5"], capture_output=True, text=True, env=environment(WALRAS=WALRAS), check=False)
    assert missing.returncode == 2 and missing.stderr == f"figures: there is no store at {tmp_path / 'none.h5'}\n"


@pytest.mark.parametrize("config", sorted((ROOT / "configs").glob("*/quick.cfg")), ids=lambda path: path.parent.name)
def test_a_single_finished_trial_can_be_drawn(config, tmp_path):
    """The first trial; and the first one of the last point, which may belong to quite another figure, or to none."""
    trial = 0
    for name in ("first", "last"):
        walras("run", config, "--output", tmp_path / f"{name}.h5", "--only", trial)
        with reader.open(tmp_path / f"{name}.h5") as store:
            for drawing in figures.draw(store):
                assert drawing.caption and drawing.alternative
                drawing.save(tmp_path / f"{name}-{drawing.name}.png", "")
            points, replications = store.done.shape
        assert name == "last" or list(tmp_path.glob("first-*.png"))
        trial = (points - 1) * replications
