"""Figure of the noise model: the error of a mean against the number of draws, beside one over its square root."""

from __future__ import annotations

from typing import Iterator

import matplotlib.pyplot as plt
import numpy as np

from plotting import COLOURS, Drawing, mean_interval, spoken


def draw(store) -> Iterator[Drawing]:
    """One figure: mean absolute error by entities, with sigma sqrt(2 / (pi n))."""
    frame = store.frame(["absolute_error"])
    figure, axes = plt.subplots(figsize=(4.6, 3.2), constrained_layout=True)
    groups = frame.groupby("entities")["absolute_error"]
    sizes = np.array(list(groups.groups), dtype=float)
    means, halves = zip(*(mean_interval(values) for _, values in groups))
    law = frame["standard_deviation"].iloc[0] * np.sqrt(2 / (np.pi * sizes))
    axes.errorbar(sizes, means, halves, marker="o", ls="none", color=COLOURS[0], label="measured, 95 %")
    axes.plot(sizes, law, color="0.3", lw=1, label=r"$\sigma\sqrt{2/(\pi n)}$")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("draws")
    axes.set_ylabel("mean absolute error of the mean")
    axes.legend()
    yield Drawing(
        "law-of-large-numbers",
        figure,
        "Mean absolute error of the sample mean against the number of draws, both on logarithmic axes. Points: measured, with 95 % intervals; "
        "line: the normal law, σ √(2/(π n)).",
        "Points on a falling straight line. Measured by draws: "
        + spoken((f"{size:g}", mean) for size, mean in zip(sizes, means))
        + "; by the normal law: "
        + spoken((f"{size:g}", level) for size, level in zip(sizes, law))
        + ".",
    )
