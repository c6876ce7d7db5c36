"""Figures of Iterative Nash Policy Optimization (after arXiv 2407.00617): rates and bounds, its two losses, samples, judge calls, and the paper's tables by surrogates."""

from __future__ import annotations

from typing import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from plotting import COLOURS, Drawing, mean_interval, spoken

METRICS = [
    "duality_gap_average",
    "duality_gap_last",
    "ratio_t4",
    "kl_to_nash",
    "log_ratio_max",
    "loss_eq7",
    "loss_eq8",
    "sampling_kl",
    "preference_queries",
    "score",
    "score_reference",
    "win_rate_reference",
    "mean_log_length_last",
]
PARAMETERS = ["label", "preference_generator", "kl_coefficient", "iterations", "log_ratio_bound", "pairs_sampled", "pair_rule", "responses_per_prompt", "algorithm", "judge", "disc_gamma"]
NAMES = {"rps3": "three responses", "cyclic": "cyclic, five", "random_uniform": "random, six"}
RULES = {"tournament": "tournament", "all_pairs": "all pairs", "random_pair": "random pairs"}
LEARNERS = {"inpo": "INPO", "iterative_dpo": "iterative DPO", "sppo": "SPPO"}


def _line(axes: plt.Axes, part: pd.DataFrame, along: str, metric: str, label: str, **look) -> str:
    """Means with intervals along a column; what they are at both ends."""
    places = sorted(part[along].unique())
    cells = [mean_interval(part[part[along] == place][metric]) for place in places]
    means = [mean for mean, _ in cells]
    halves = [half if np.isfinite(half) else 0.0 for _, half in cells]
    low = [min(half, 0.9 * mean) if axes.get_yscale() == "log" else half for mean, half in zip(means, halves)]
    axes.errorbar(places, means, [low, halves], ms=3, lw=1.2, elinewidth=0.8, label=label, **look)
    return f"{label}: " + spoken((f"at {places[k]:.4g}", means[k]) for k in (0, len(places) - 1))


def gaps(frame: pd.DataFrame) -> Drawing:
    """Duality gap of the average and the last policy and its bound against T, a panel for each game and strength."""
    groups = list(frame.groupby(["preference_generator", "kl_coefficient"], sort=False))
    figure, panels = plt.subplots(1, len(groups), figsize=(3.1 * len(groups) + 0.4, 3.4), squeeze=False, constrained_layout=True)
    told = []
    for axes, ((generator, tau), part) in zip(panels[0], groups):
        axes.set_xscale("log")
        axes.set_yscale("log")
        part = part.assign(bound=part.duality_gap_average / part.ratio_t4)
        for k, (metric, label, marker) in enumerate((("bound", "bound", "s"), ("duality_gap_average", "average policy", "o"), ("duality_gap_last", "last policy", "^"))):
            told.append(f"{NAMES.get(generator, generator)}, tau {tau:g}, " + _line(axes, part, "iterations", metric, label, marker=marker, color=COLOURS[k], ls=["--", "-", ":"][k]))
        axes.set_title(rf"{NAMES.get(generator, generator)}, $\tau$ = {tau:g}", fontsize=9)
        axes.set_xlabel("iterations $T$")
    panels[0][0].set_ylabel("duality gap, win probability")
    panels[0][0].legend(fontsize=7)
    return Drawing(
        "gaps",
        figure,
        "Duality gap with the theory's steps against the number of iterations, with 95 % intervals over random reference policies: without regularisation the average policy converges like "
        "T^-1/2 or faster and the last one does not; with it the last one is far ahead. The bound (Theorem 3 through Lemma 2) is loose.",
        "Line charts, logarithmic on both axes. " + "; ".join(told) + ".",
    )


def rates(frame: pd.DataFrame) -> Drawing:
    """KL to the Nash policy under time-varying steps, and Theorem 4's bound."""
    strengths = sorted(frame.kl_coefficient.unique())
    figure, panels = plt.subplots(1, len(strengths), figsize=(3.1 * len(strengths) + 0.4, 3.4), squeeze=False, constrained_layout=True)
    told = []
    for axes, tau in zip(panels[0], strengths):
        part = frame[frame.kl_coefficient == tau]
        axes.set_xscale("log")
        axes.set_yscale("log")
        for k, (generator, group) in enumerate(part.groupby("preference_generator", sort=False)):
            floored = group.assign(kl_to_nash=group.kl_to_nash.clip(lower=1e-13))
            told.append(f"tau {tau:g}, " + _line(axes, floored, "iterations", "kl_to_nash", NAMES.get(generator, generator), marker="os^"[k % 3], color=COLOURS[k + 1]))
        ratio = np.maximum(part.log_ratio_bound, part.log_ratio_max)
        bound = (32.0 * np.maximum(ratio * tau, 1.0) ** 2 / (tau**2 * (part.iterations + 1))).groupby(part.iterations).max()
        axes.plot(bound.index, bound, color=COLOURS[0], ls="--", lw=1.2, label="bound")
        told.append(f"bound: {bound.iloc[0]:.3g} to {bound.iloc[-1]:.3g}")
        axes.set_title(rf"$\tau$ = {tau:g}", fontsize=9)
        axes.set_xlabel("iterations $T$")
    panels[0][0].set_ylabel(r"KL($\pi^*$ || $\pi_T$), nats")
    panels[0][-1].legend(fontsize=7)
    return Drawing(
        "rates",
        figure,
        "KL divergence from the regularised Nash policy to the last one with time-varying steps against the number of iterations, with 95 % intervals over games, and the bound of Theorem 4, which falls like 1/T. "
        "Values below 1e-13 are rounding and drawn there.",
        "Line charts, logarithmic on both axes. " + "; ".join(told) + ".",
    )


def losses(frame: pd.DataFrame) -> Drawing:
    """Equation 8 against equation 7 at many policies of one round."""
    figure, axes = plt.subplots(figsize=(4.2, 3.6), constrained_layout=True)
    part = frame.sort_values("loss_eq7")
    difference = part.loss_eq8 - part.loss_eq7
    ends = np.array([part.loss_eq7.min(), part.loss_eq7.max()])
    axes.plot(ends, ends + difference.mean(), color="0.6", lw=1.0, label=f"difference {difference.mean():.4f}")
    axes.scatter(part.loss_eq7, part.loss_eq8, s=18, color=COLOURS[0], zorder=3, label="policies")
    axes.set_xlabel("loss against win rates (equation 7)")
    axes.set_ylabel("loss of pairs (equation 8)")
    axes.legend(fontsize=8)
    return Drawing(
        "losses",
        figure,
        "The two losses of INPO's first round on one game at different policies: they differ by a constant, so that pairs alone show the same minimum.",
        f"Scatter of {len(part)} policies: equation 7 from {ends[0]:.4g} to {ends[1]:.4g}, equation 8 above it by {difference.min():.10g} to {difference.max():.10g}.",
    )


def samples(frame: pd.DataFrame) -> Drawing:
    """Sampling error against the number of pairs."""
    figure, axes = plt.subplots(figsize=(4.4, 3.4), constrained_layout=True)
    axes.set_xscale("log")
    axes.set_yscale("log")
    told = _line(axes, frame, "pairs_sampled", "sampling_kl", "sampled", marker="o", color=COLOURS[0])
    means = frame.groupby("pairs_sampled")["sampling_kl"].mean()
    middle = len(means) // 2
    axes.plot(means.index, means.iloc[middle] * means.index[middle] / means.index, color="0.5", ls="--", lw=1.0, label="1/m")
    axes.set_xlabel("pairs $m$ in the round")
    axes.set_ylabel(r"KL(exact $\pi_2$ || sampled $\pi_2$), nats")
    axes.legend(fontsize=8)
    return Drawing(
        "samples",
        figure,
        "Error of one sampled round against the number of pairs, with 95 % intervals over games; the dashed line falls like 1/m.",
        f"Line chart, logarithmic on both axes. {told}.",
    )


def calls(frame: pd.DataFrame) -> Drawing:
    """Win rate against what was asked of the judge, by pair rule."""
    figure, axes = plt.subplots(figsize=(4.8, 3.5), constrained_layout=True)
    axes.set_xscale("log")
    told = []
    for k, ((rule, count), part) in enumerate(frame.groupby(["pair_rule", "responses_per_prompt"], sort=False)):
        label = RULES.get(rule, rule) + ("" if rule == "random_pair" else f" of {count}")
        told.append(_line(axes, part, "preference_queries", "win_rate_reference", label, marker="os^D"[k % 4], color=COLOURS[k]))
    axes.set_xlabel("comparisons asked")
    axes.set_ylabel("win rate against the reference")
    axes.legend(fontsize=8)
    return Drawing(
        "calls",
        figure,
        "Win rate of the fourth policy over the reference against the comparisons that three rounds asked of the judge, with 95 % intervals, for pairs from tournaments, from all pairs of a list, and drawn at random.",
        "Line chart. " + "; ".join(told) + ".",
    )


def ablation(frame: pd.DataFrame) -> Drawing:
    """With and without regularisation under a judge who likes length."""
    figure, panels = plt.subplots(1, 2, figsize=(6.4, 3.2), constrained_layout=True)
    told = []
    strengths = sorted(frame.kl_coefficient.unique())
    for axes, metric, name in zip(panels, ("mean_log_length_last", "win_rate_reference"), ("mean log length", "win rate by an unbiased judge")):
        cells = [mean_interval(frame[frame.kl_coefficient == tau][metric]) for tau in strengths]
        axes.bar(range(len(cells)), [mean for mean, _ in cells], yerr=[half for _, half in cells], color=[COLOURS[k] for k in range(len(cells))], width=0.6, capsize=3)
        axes.set_xticks(range(len(cells)), [("without" if tau == 0.0 else rf"$\tau$ = {tau:g}") for tau in strengths])
        axes.set_ylabel(name)
        told.append(f"{name}: " + spoken((f"tau {tau:g}", mean) for tau, (mean, _) in zip(strengths, cells)))
    return Drawing(
        "ablation",
        figure,
        "INPO with and without regularisation under a judge who likes long responses, with 95 % intervals: length drifts less with it, and so does everything else that the judge rewards.",
        "Bar charts. " + "; ".join(told) + ".",
    )


def table(frame: pd.DataFrame) -> Drawing:
    """The paper's first table by surrogates: scores of learners and judges."""
    kinds = sorted(frame.disc_gamma.unique(), reverse=True)
    figure, panels = plt.subplots(1, len(kinds), figsize=(8.4, 3.4), sharey=True, squeeze=False, constrained_layout=True, gridspec_kw={"width_ratios": [3, 2][: len(kinds)]})
    told = []
    for axes, gamma in zip(panels[0], kinds):
        part = frame[frame.disc_gamma == gamma]
        bars = [("start", part.score_reference)]
        bars += [(f"{LEARNERS.get(name, name)}\n({'RM' if judge == 'reward_model' else 'PM'})", group.score) for (name, judge), group in part.groupby(["algorithm", "judge"])]
        bars.sort(key=lambda bar: bar[1].mean())
        cells = [mean_interval(values) for _, values in bars]
        axes.bar(range(len(bars)), [mean for mean, _ in cells], yerr=[half for _, half in cells], color=["0.7" if name == "start" else COLOURS[1 if "(RM)" in name else 0] for name, _ in bars], width=0.65, capsize=3)
        axes.set_xticks(range(len(bars)), [name for name, _ in bars], fontsize=7)
        axes.set_title("cyclic in part" if gamma != 0.0 else "transitive", fontsize=9)
        told.append(("cyclic in part: " if gamma != 0.0 else "transitive: ") + spoken((name.replace("\n", " "), mean) for (name, _), (mean, _) in zip(bars, cells)))
    panels[0][0].set_ylabel("win rate against a fixed strong policy")
    return Drawing(
        "table",
        figure,
        "Three rounds of each learner from fresh prompts, by surrogates: win rate against a fixed strong policy, with 95 % intervals over seeds, for pairs of a preference model (PM, tournaments) or a fitted reward model (RM, best and worst).",
        "Bar charts. " + "; ".join(told) + ".",
    )


def draw(store) -> Iterator[Drawing]:
    """Every figure for which the store holds the experiment."""
    design, recorded = store.design(), set(store.metrics())
    if "label" not in design:
        return
    frame = store.frame([metric for metric in METRICS if metric in recorded], parameters=PARAMETERS)
    part = {label: group for label, group in frame.groupby("label", sort=False)}
    for label, drawn in (("theory long", gaps), ("varying", rates), ("probes", losses), ("samples", samples), ("sampled", samples), ("calls", calls), ("ablation", ablation), ("table", table)):
        if label in part:
            yield drawn(part[label])
