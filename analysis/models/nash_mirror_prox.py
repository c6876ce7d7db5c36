"""Figures of Nash Mirror Prox (after arXiv 2505.19731): paths to the equilibrium, rates, biases, plateaus, where two queries beat one."""

from __future__ import annotations

from typing import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from plotting import COLOURS, Drawing, mean_interval, spoken

NAMES = {
    "nash_mp": "Nash-MP", "nash_md": "Nash-MD", "nash_md_decreasing": "Nash-MD, decreasing", "egpo": "EGPO", "omd": "mirror descent", "mmd": "magnetic",
    "self_play": "self-play", "online_ipo": "Online IPO", "nash_md_pg": "Nash-MD-PG", "nash_prox": "Nash Prox", "nash_mp_stochastic": "Nash-MP, sampled",
    "best_response": "best response",
}  # fmt: skip
METRICS = ["effective_contraction", "contraction_bound", "kl_to_nash", "plateau_kl", "duality_gap_last"]
PARAMETERS = ["label", "algorithm", "actions", "kl_coefficient", "step_size", "prox_error", "batch_size", "inner_steps", "blend_weight", "prox_step", "prompts"]
FLOOR = 1e-13


def _grid(axes: plt.Axes) -> None:
    axes.grid(color="0.92", lw=0.6)
    axes.set_axisbelow(True)


def paths(series: pd.DataFrame, queries: pd.DataFrame, design: pd.DataFrame) -> Drawing:
    """KL to the equilibrium against queries, for each strength; with the theorem's bound."""
    design = design[design.index.isin(series.index.get_level_values("point"))]
    strengths = sorted(design.kl_coefficient.unique())
    figure, panels = plt.subplots(1, len(strengths), figsize=(4.2 * len(strengths), 3.4), constrained_layout=True, sharey=True, squeeze=False)
    told = []
    for axes, beta in zip(panels[0], strengths):
        points = design[design.kl_coefficient == beta]
        for k, (point, row) in enumerate(points.iterrows()):
            kl = series.xs(point, level="point").mean().to_numpy()
            asked = queries.xs(point, level="point").iloc[0].to_numpy()
            seen = np.isfinite(kl) & np.isfinite(asked)
            axes.plot(asked[seen], np.maximum(kl[seen], FLOOR), color=COLOURS[k % len(COLOURS)], lw=1.3, ls=["-", "--", "-."][k % 3], label=NAMES[row.algorithm])
            told.append(f"{NAMES[row.algorithm]} at {beta:g}: {kl[seen][-1]:.2g} after {asked[seen][-1]:.0f}")
            if row.algorithm == "nash_mp":
                axes.plot(asked[seen], np.maximum(kl[0] * (1 + row.prox_step * beta) ** (-asked[seen] / 2), FLOOR), color="0.4", lw=1.0, ls=":", label="the theorem's bound")
        axes.set_yscale("log")
        axes.set_title(rf"$\beta$ = {beta:g}")
        axes.set_xlabel("preference queries")
        _grid(axes)
    panels[0][0].set_ylabel(r"KL($\pi_\beta$ || policy), nats")
    panels[0][0].legend(fontsize=7)
    return Drawing(
        "paths",
        figure,
        "Divergence of the last policy from the regularised equilibrium against preference queries, mean over games, cut at 1e-13, where it is rounding. Dots: the theorem's bound for Nash-MP.",
        "Line charts. " + "; ".join(told) + ".",
    )


def contractions(frame: pd.DataFrame) -> Drawing:
    """Factor of KL in an iteration against beta, a line for each number of responses, with the bound and its square."""
    figure, axes = plt.subplots(figsize=(4.8, 3.4), constrained_layout=True)
    told = []
    for k, (n, part) in enumerate(sorted(frame.groupby("actions"))):
        lines = [(beta, *mean_interval(values)) for beta, values in part.groupby("kl_coefficient")["effective_contraction"]]
        beta, mean, half = (np.array(column) for column in zip(*lines))
        axes.errorbar(beta * 1.03 ** (k - 1.5), mean, half, color=COLOURS[k], marker="osD^"[k % 4], ms=4, ls="none", label=f"{n} responses")
        told.append(f"{n} responses: " + spoken((f"beta {b:g}", m) for b, m in zip(beta, mean)))
    fine = np.geomspace(frame.kl_coefficient.min(), frame.kl_coefficient.max(), 100)
    axes.plot(fine, 1 / (1 + 2 * fine), color="0.4", lw=1.0, ls=":", label=r"bound, $1/(1+2\beta)$")
    axes.plot(fine, 1 / (1 + 2 * fine) ** 2, color="0.2", lw=1.0, label="its square")
    axes.set_xscale("log")
    axes.set_xlabel(r"regularisation $\beta$, probability per nat")
    axes.set_ylabel("factor of KL in an iteration")
    axes.legend(fontsize=7)
    _grid(axes)
    return Drawing(
        "contractions",
        figure,
        "Fitted factor by which an iteration of Nash-MP shrinks the divergence, with 95 % intervals over games, by strength and number of responses (points set apart sideways): "
        "free of the number, and the square of the bound; with three responses the game itself helps.",
        "Points on two curves. " + "; ".join(told) + ".",
    )


def bias(frame: pd.DataFrame) -> Drawing:
    """Nash-MD's floor against its step."""
    figure, axes = plt.subplots(figsize=(4.4, 3.2), constrained_layout=True)
    part = frame[frame.algorithm == "nash_md"]
    lines = [(step, *mean_interval(values)) for step, values in part.groupby("step_size")["kl_to_nash"]]
    step, mean, half = (np.array(column) for column in zip(*lines))
    axes.errorbar(step, mean, half, color=COLOURS[0], marker="o", label="Nash-MD")
    ours = max(float(frame[frame.algorithm == "nash_mp"].kl_to_nash.mean()), FLOOR)
    axes.axhline(ours, color=COLOURS[1], lw=1.2, ls="--", label="Nash-MP (rounding)")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("step of Nash-MD")
    axes.set_ylabel(r"KL($\pi_\beta$ || last policy), nats")
    axes.legend(fontsize=8)
    _grid(axes)
    return Drawing(
        "bias",
        figure,
        "Divergence after 1,000 queries: with a constant step Nash-MD stays off by an amount in proportion to the square of its step; Nash-MP goes down to rounding. 95 % intervals over games.",
        "Line chart. Nash-MD by step: " + spoken((f"{s:g}", m) for s, m in zip(step, mean)) + f"; Nash-MP at most {ours:.2g}.",
    )


def plateaus(part: dict[str, pd.DataFrame]) -> Drawing:
    """Height of the plateau against errors of the proximal steps: noise, batches, steps of gradient."""
    shown = [(label, parameter, words) for label, parameter, words in (("perturbed", "prox_error", r"noise on logits $\delta$, nats"), ("sampled", "batch_size", "comparisons of a gradient step $B$"), ("inexact", "inner_steps", "gradient steps of a problem")) if label in part]
    figure, panels = plt.subplots(1, len(shown), figsize=(3.2 * len(shown), 3.1), constrained_layout=True, squeeze=False)
    told = []
    for axes, (label, parameter, words) in zip(panels[0], shown):
        lines = [(x, *mean_interval(values)) for x, values in part[label].groupby(parameter)["plateau_kl"]]
        x, mean, half = (np.array(column, dtype=float) for column in zip(*lines))
        axes.errorbar(x, mean, half, color=COLOURS[0], marker="o", ls="none" if label != "inexact" else "-")
        power = {"perturbed": 2.0, "sampled": -1.0}.get(label)
        if power is not None:
            axes.plot(x, mean[len(x) // 2] * (x / x[len(x) // 2]) ** power, color="0.3", lw=1.0, label=f"power {power:g}")
            axes.legend(fontsize=7)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel(words)
        _grid(axes)
        told.append(f"by {parameter}: " + spoken((f"{a:g}", m) for a, m in zip(x, mean)))
    panels[0][0].set_ylabel("plateau of KL, nats")
    return Drawing(
        "plateaus",
        figure,
        "Median divergence over the last tenth of a run, mean over games with 95 % intervals, when proximal steps carry noise, are made from sampled comparisons, or end early; lines: powers 2 and -1.",
        "Charts. " + "; ".join(told) + ".",
    )


def phases(frame: pd.DataFrame) -> Drawing:
    """Where two queries beat one: log ratio of divergences after equal queries, over strength and cyclicity."""
    means = frame.groupby(["blend_weight", "kl_coefficient", "algorithm", "step_size"])["kl_to_nash"].mean().clip(lower=FLOOR)
    ours = means.xs("nash_mp", level="algorithm").groupby(["blend_weight", "kl_coefficient"]).min()
    rival = means.xs("omd", level="algorithm").groupby(["blend_weight", "kl_coefficient"]).min()
    table = np.log10(rival / ours).unstack("kl_coefficient")
    figure, axes = plt.subplots(figsize=(5.2, 2.8), constrained_layout=True)
    most = max(float(np.abs(table.to_numpy()).max()), 1.0)
    image = axes.imshow(table.to_numpy(), origin="lower", aspect="auto", cmap="RdBu", vmin=-most, vmax=most)
    axes.set_xticks(range(table.shape[1]), [f"{b:.2g}" for b in table.columns])
    axes.set_yticks(range(table.shape[0]), [f"{w:g}" for w in table.index])
    for (row, column), value in np.ndenumerate(table.to_numpy()):
        axes.text(column, row, f"{value:.1f}", ha="center", va="center", fontsize=7, color="white" if abs(value) > 0.6 * most else "black")
    axes.set_xlabel(r"regularisation $\beta$")
    axes.set_ylabel("weight of chance in the game")
    figure.colorbar(image, ax=axes, label="decades in favour of Nash-MP")
    return Drawing(
        "phases",
        figure,
        "After 400 queries each: decades by which the divergence of the better of two one-query mirror descents (steps 0.5 and 2) is above that of Nash-MP; below 0 (red) one query is better. "
        "Games blend utilities (weight 0) with chance (1).",
        "Map. " + "; ".join(f"weight {w:g}: " + spoken((f"beta {b:.2g}", v) for b, v in row.items()) for w, row in table.iterrows()) + ".",
    )


def triangle(tables: pd.DataFrame, nash: pd.DataFrame, design: pd.DataFrame) -> Drawing:
    """Policies of three responses on their way, in the simplex."""
    figure, axes = plt.subplots(figsize=(4.6, 4.0), constrained_layout=True)
    corners = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])
    axes.plot(*np.vstack([corners, corners[:1]]).T, color="0.6", lw=0.8)
    for corner, offset, name in zip(corners, ((-0.03, -0.05), (0.03, -0.05), (0.0, 0.03)), ("response 0", "response 1", "response 2")):
        axes.text(*(corner + offset), name, ha="center", fontsize=8)
    told = []
    for k, (point, row) in enumerate(design[design.index.isin(tables.point)].iterrows()):
        path = tables[tables.point == point].sort_values("iteration")[["first", "second", "third"]].to_numpy()
        axes.plot(*(path @ corners).T, color=COLOURS[k], lw=0.9, marker=".", ms=2.5, label=NAMES[row.algorithm])
        axes.plot(*(path[-1] @ corners), color=COLOURS[k], marker="s", ms=5)
        told.append(f"{NAMES[row.algorithm]} ends at " + ", ".join(f"{x:.3f}" for x in path[-1]))
    end = nash["probability"].to_numpy()[:3]
    axes.plot(*(end @ corners), color="k", marker="*", ms=10, ls="none", label=r"equilibrium $\pi_\beta$")
    axes.set_aspect("equal")
    axes.axis("off")
    axes.legend(fontsize=7, loc="upper right")
    return Drawing(
        "triangle",
        figure,
        "Paths of the policy in a game of rock, paper and scissors with unequal stakes, from the reference policy; squares: where they are after 200 queries; star: the regularised equilibrium.",
        "Paths in a triangle. " + "; ".join(told) + "; equilibrium " + ", ".join(f"{x:.3f}" for x in end) + ".",
    )


def distribution(counts: pd.DataFrame, frame: pd.DataFrame) -> Drawing:
    """Histograms of effective contractions over games, by strength."""
    figure, axes = plt.subplots(figsize=(5.0, 3.2), constrained_layout=True)
    told = []
    for k, (beta, part) in enumerate(sorted(frame.groupby("kl_coefficient"))):
        total = counts.xs(part.point.iloc[0], level="point").sum()
        edges = np.array([interval.left for interval in total.index] + [total.index[-1].right])
        share = total.to_numpy() / max(total.sum(), 1)
        axes.stairs(np.where(share > 0, share, np.nan), edges, color=COLOURS[k], lw=1.3, label=rf"$\beta$ = {beta:g}")
        axes.axvline(1 / (1 + 2 * beta), color=COLOURS[k], lw=0.8, ls=":")
        told.append(f"beta {beta:g}: {int(total.sum())} games, fullest bin at {0.5 * (edges[np.argmax(share)] + edges[np.argmax(share) + 1]):.3g}, bound {1 / (1 + 2 * beta):.3g}")
    axes.set_yscale("log")
    axes.set_xlabel("factor of KL in an iteration")
    axes.set_ylabel("share of games")
    axes.legend(fontsize=7)
    _grid(axes)
    return Drawing("contraction-distribution", figure, "Fitted factors of games of three responses, by strength; dots: the theorem's bound.", "Histograms. " + "; ".join(told) + ".")


def tournament(table: pd.DataFrame) -> Drawing:
    """Win rates of final policies."""
    rates = table.groupby(["algorithm", "opponent"], sort=False)["win_rate"].mean().unstack("opponent")
    rates = rates.loc[:, list(rates.index)]
    figure, axes = plt.subplots(figsize=(4.6, 3.8), constrained_layout=True)
    most = max(float(np.abs(rates.to_numpy() - 0.5).max()), 0.01)
    image = axes.imshow(rates.to_numpy(), cmap="PuOr", vmin=0.5 - most, vmax=0.5 + most)
    names = [NAMES[str(name)] for name in rates.index]
    axes.set_xticks(range(len(names)), names, rotation=35, ha="right", fontsize=7)
    axes.set_yticks(range(len(names)), names, fontsize=7)
    for (row, column), value in np.ndenumerate(rates.to_numpy()):
        axes.text(column, row, f"{value:.3f}", ha="center", va="center", fontsize=7, color="white" if abs(value - 0.5) > 0.6 * most else "black")
    axes.set_xlabel("opponent")
    figure.colorbar(image, ax=axes, label="win rate")
    return Drawing("tournament", figure, "Win rate of each algorithm's final policy (row) against each other's (column), mean over prompts.", "Matrix. " + "; ".join(f"{NAMES[str(a)]}: " + spoken((NAMES[str(b)], v) for b, v in row.items()) for a, row in rates.iterrows()) + ".")


def draw(store) -> Iterator[Drawing]:
    """Every figure for which the store holds the experiment."""
    design, recorded = store.design(), set(store.metrics())
    if "win_rates" in store.names("tables"):
        table = store.tables("win_rates")
        if len(table):
            yield tournament(table)
    if "label" not in design:
        return
    frame = store.frame([metric for metric in METRICS if metric in recorded], parameters=PARAMETERS)
    part = {label: group for label, group in frame.groupby("label", sort=False)}
    if "paths" in part and "kl_to_nash_path" in store.names("series"):
        where = {"label": "paths"}
        if len(part["paths"]):
            yield paths(store.series("kl_to_nash_path", where=where), store.series("queries_path", where=where), design[design.label == "paths"])
    if "theory" in part:
        yield contractions(frame[frame.label.isin(["theory", "thousand"])])
    if "floor" in part and {"nash_mp", "nash_md"} <= set(part["floor"].algorithm):
        yield bias(part["floor"])
    if {"perturbed", "inexact"} & set(part):
        yield plateaus(part)
    if "phases" in part and {"nash_mp", "omd"} <= set(part["phases"].algorithm):
        yield phases(part["phases"])
    if "games" in part and "contraction_histogram" in store.names("histograms"):
        yield distribution(store.histogram("contraction_histogram", where={"label": "games"}), part["games"])
    if "triangle" in part and "policy_path" in store.names("tables"):
        where = {"label": "triangle"}
        nash, walked = store.tables("regularised_nash", where=where), store.tables("policy_path", where=where)
        if len(nash) and len(walked):
            yield triangle(walked, nash, design[design.label == "triangle"])
