"""Figure of the noise model: the error of a mean against the number of draws, beside one over its square root."""

from __future__ import annotations

import pathlib

import matplotlib.pyplot as plt
import numpy as np

from plotting import COLOURS, save


def draw(store, folder: pathlib.Path) -> list[pathlib.Path]:
    """One figure: mean absolute error by entities, with sigma sqrt(2 / (pi n))."""
    frame = store.frame(["absolute_error"])
    figure, axes = plt.subplots(figsize=(4.6, 3.2), constrained_layout=True)
    groups = frame.groupby("entities")["absolute_error"]
    sizes = np.array(sorted(frame["entities"].unique()), dtype=float)
    axes.errorbar(sizes, groups.mean(), 1.96 * groups.std() / np.sqrt(groups.count()), marker="o", ls="none", color=COLOURS[0], label="measured, 95 %")
    axes.plot(sizes, frame["standard_deviation"].iloc[0] * np.sqrt(2 / (np.pi * sizes)), color="0.3", lw=1, label=r"$\sigma\sqrt{2/(\pi n)}$")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("draws")
    axes.set_ylabel("mean absolute error of the mean")
    axes.legend()
    return [save(figure, folder / "law-of-large-numbers.png", store.digest())]
