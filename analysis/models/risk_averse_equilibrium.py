"""Figures of the risk-averse equilibrium (after arXiv 2205.15434): bifurcation, mean and variance against baselines, crashes, populations, learning."""

from __future__ import annotations

from typing import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from plotting import COLOURS, Drawing, mean_interval

HUNTS = {"hunt": "(4, 0; 3, 3)", "grave hunt": "(5, -3; 2, 2)", "mild hunt": "(4, 1; 3, 2)", "good hunt": "(4, 1; 2, 2)"}
MARKS = {"stable": "o", "unstable": "x", "semi_stable": "^"}
SOLUTIONS = {
    "risk_averse": "risk-averse equilibrium",
    "nash_best": "best Nash equilibrium",
    "nash_worst": "worst Nash equilibrium",
    "quantal_response": "quantal response",
    "maximin": "maximin",
    "minimum_variance": "least variance",
}


TRAFFICS = {
    "mixed": r"$\lambda$ = .02, .1, .5",
    "slight": r"$\lambda$ = .02",
    "middling": r"$\lambda$ = .1",
    "strong": r"$\lambda$ = .5",
}


def bifurcation(store, design: pd.DataFrame) -> Drawing:
    """Figure 1: symmetric equilibria of stag hunts against risk aversion."""
    table = store.tables("symmetric_equilibria_p").query("replication == 0")
    labels = [label for label in HUNTS if label in set(design.label)]
    figure, panels = plt.subplots(1, len(labels), figsize=(2.4 * len(labels), 3.0), sharey=True, constrained_layout=True, squeeze=False)
    words = []
    for axes, label in zip(panels[0], labels):
        points = design[(design.label == label) & np.isclose(design.tremble, 0.1)]
        rows = table[table.point.isin(points.index)].merge(points[["risk_aversion"]], left_on="point", right_index=True)
        for k, (stability, mark) in enumerate(MARKS.items()):
            part = rows[rows.stability == stability]
            if len(part):
                axes.plot(part.risk_aversion, part.p, mark, ms=4, color=COLOURS[k], label=stability.replace("_", "-"))
        kept = rows[(rows.stability == "stable") & (rows.p > 0.5)].risk_aversion
        words.append(f"{HUNTS[label]}: a risky equilibrium is stable up to {kept.max():g}" if len(kept) else f"{HUNTS[label]}: no risky one")
        axes.set_title(HUNTS[label])
        axes.set_xlabel(r"risk aversion $\lambda$")
        axes.set_xlim(-0.05, 1.05)
    panels[0][0].set_ylabel("probability of the risky action")
    panels[0][-1].legend(fontsize=7, loc="center right")
    return Drawing(
        "bifurcation",
        figure,
        "Symmetric equilibria of four stag hunts (rows: risky, safe) against risk aversion, at a tremble of 0.1. The unstable one in the middle parts the basins of the "
        "other two; where it meets the risky one, only the safe equilibrium is left.",
        "Dots in a panel for each game, over risk aversion 0 to 1 in the steps of the sweep. " + "; ".join(words) + ".",
    )


def plane(store, design: pd.DataFrame) -> Drawing:
    """Figure 2: mean and variance of player 1 in drawn games, equilibria of several risk aversions and other solutions."""
    table = store.tables("baselines", where={"label": "plane"}).merge(design[["risk_aversion"]], left_on="point", right_index=True)
    figure, axes = plt.subplots(figsize=(5.4, 3.6), constrained_layout=True)
    own = table[table.solution == "risk_averse"].groupby("risk_aversion")[["variance1", "mean1"]].mean()
    axes.plot(own.variance1, own.mean1, "o-", ms=4, lw=1.0, color=COLOURS[0], label=SOLUTIONS["risk_averse"])
    for risk_aversion, row in own.iterrows():
        axes.annotate(f"{risk_aversion:g}", (row.variance1, row.mean1), textcoords="offset points", xytext=(4, 4), fontsize=7)
    others = table[table.risk_aversion == table.risk_aversion.min()]
    words = []
    for k, (solution, name) in enumerate(list(SOLUTIONS.items())[1:]):
        part = others[others.solution == solution]
        if len(part):
            axes.plot(part.variance1.mean(), part.mean1.mean(), "sD^vP"[k], ms=6, color=COLOURS[k + 1], label=name)
            words.append(f"{name} {part.variance1.mean():.4f}, {part.mean1.mean():.3f}")
    axes.set_xlabel("variance of the payoff over the other's actions")
    axes.set_ylabel("mean payoff")
    axes.legend(fontsize=7)
    return Drawing(
        "plane",
        figure,
        "Mean against variance of player 1's payoff, both averaged over drawn 4 x 4 games with uniform payoffs, at a tremble of 0.1. Numbers: risk aversion of the "
        "equilibria on the line; other marks: other solutions of the same games under the same trembles.",
        "Scatter chart, variance and mean: "
        + "; ".join(f"risk aversion {k:g} {row.variance1:.4f}, {row.mean1:.3f}" for k, row in own.iterrows())
        + "; "
        + "; ".join(words)
        + ".",
    )


def crashes(frame: pd.DataFrame) -> Drawing:
    """Figure 3: crash rate against risk aversion, among themselves and against unseen drivers."""
    part = frame[(frame.label == "crossing") & (frame.fp_iterations == 30) & np.isclose(frame.tremble, 0.02)]
    kinds = {"crash_self": "among themselves", "crash_vs_uniform": "with a random driver", "crash_vs_aggressive": "with one who never waits"}
    figure, panels = plt.subplots(1, 3, figsize=(8.4, 3.2), sharey=True, constrained_layout=True)
    words = []
    for axes, (metric, name) in zip(panels, kinds.items()):
        for k, (penalty, group) in enumerate(part.groupby("crash_penalty")):
            line = group.groupby("risk_aversion")[metric].mean()
            axes.plot(line.index, line.to_numpy(), "o-", ms=3, lw=1.2, color=COLOURS[k], label=f"K = {penalty:g}")
            words.append(f"{name}, penalty {penalty:g}: {line.iloc[0]:.4f} at {line.index[0]:g}, {line.iloc[-1]:.4f} at {line.index[-1]:g}")
        axes.set_title(name)
        axes.set_xlabel(r"risk aversion $\lambda$")
    panels[0].set_yscale("log")
    panels[0].set_ylabel("crashes an episode")
    panels[0].legend(fontsize=7, title="penalty of a crash", title_fontsize=7)
    return Drawing(
        "crashes",
        figure,
        "Crashes per episode at the intersection against risk aversion, for four penalties K (colours), after 30 rounds of fictitious play, exactly computed; two cells "
        "of approach, trembles of 0.02.",
        "Three line charts. " + "; ".join(words) + ".",
    )


def circles(store, design: pd.DataFrame) -> Drawing:
    """Figure 4: crashes per round of fictitious play."""
    points = design[design.label == "settled"]
    series = store.series("crash_by_round", where={"label": "settled"}).groupby("point").mean()
    figure, axes = plt.subplots(figsize=(5.0, 3.2), constrained_layout=True)
    words = []
    for k, (point, row) in enumerate(series.iterrows()):
        risk_aversion = points.loc[point].risk_aversion
        line = row.dropna()
        axes.plot(1 + np.arange(len(line)), line.to_numpy(), lw=1.2, color=COLOURS[k], label=rf"$\lambda$ = {risk_aversion:g}")
        words.append(f"risk aversion {risk_aversion:g}: {line.iloc[0]:.4f} after 1 round, {line.iloc[23]:.4f} after 24, {line.iloc[-1]:.4f} after {len(line)}")
    axes.axvline(24, color="0.6", lw=0.8, ls="--")
    axes.set_xscale("log")
    axes.set_xlabel("round of fictitious play")
    axes.set_ylabel("crashes an episode, among themselves")
    axes.legend(fontsize=8)
    return Drawing(
        "crash-rounds",
        figure,
        "Crashes among drivers who all play the average policy, after each round of fictitious play (K = 20, trembles of 0.02). Averages go round in circles before they "
        "settle; dashes: the 24 rounds of the claims.",
        "Line chart over 300 rounds. " + "; ".join(words) + ".",
    )


def heat_maps(store, design: pd.DataFrame) -> Drawing:
    """Figure 5: empirical payoffs and variances of pairs of policies."""
    points = design[design.label == "hunters"].sort_values("risk_aversion")
    table = store.tables("payoffs", where={"label": "hunters"}).query("replication == 0")
    figure, panels = plt.subplots(2, len(points), figsize=(3.4 * len(points), 5.6), constrained_layout=True, squeeze=False)
    words = []
    for column, (point, row) in enumerate(points.iterrows()):
        part = table[table.point == point]
        for line, (name, title) in enumerate((("mean", "mean return"), ("variance", "variance of the return"))):
            cells = part.pivot_table(index="policy", columns="opponent", values=name).to_numpy()
            top = table[name].max()
            axes = panels[line][column]
            axes.imshow(cells, cmap="viridis", vmin=min(0.0, table[name].min()), vmax=top)
            for (i, j), value in np.ndenumerate(cells):
                axes.text(j, i, f"{value:.1f}", ha="center", va="center", fontsize=7, color="white" if value < 0.6 * top else "black")
            axes.set_title(rf"{title}, $\lambda$ = {row.risk_aversion:g}", fontsize=9)
            axes.set_xlabel("opponent's policy")
            axes.set_ylabel("policy")
            words.append(f"risk aversion {row.risk_aversion:g}, {title}: random pair {cells[0, 0]:.2f}, last policy with itself {cells[-1, -1]:.2f}")
    return Drawing(
        "populations",
        figure,
        "Mean (above) and variance (below) of the return of each policy of a population (0: random, then in the order of training) with each other one, in the stag hunt "
        "on a grid; without (left) and with (right) risk aversion.",
        "Heat maps. " + "; ".join(words) + ".",
    )


def hunters(frame: pd.DataFrame) -> Drawing:
    """What populations and learners do on the grid, with risk aversion and without."""
    rows = [
        ("learner, $\\lambda$ = 0", frame[(frame.label == "learner") & (frame.risk_aversion == 0.0)]),
        ("self-play, $\\lambda$ = 0", frame[frame.label == "self-play"]),
        ("population, $\\lambda$ = 0", frame[(frame.label == "hunters") & (frame.risk_aversion == 0.0)]),
        ("population, $\\lambda$ = 0.5", frame[(frame.label == "hunters") & (frame.risk_aversion == 0.5)]),
        ("learner, $\\lambda$ = 0.5", frame[(frame.label == "learner") & (frame.risk_aversion == 0.5)]),
    ]
    rows = [(name, part) for name, part in rows if len(part)]
    metrics = {"stags_self": "stags an episode", "mauls_vs_uniform": "mauls with a random partner", "var_self": "variance of the return"}
    figure, panels = plt.subplots(1, 3, figsize=(8.4, 2.8), sharey=True, constrained_layout=True)
    words = []
    for axes, (metric, name) in zip(panels, metrics.items()):
        cells = [mean_interval(part[metric]) for _, part in rows]
        axes.barh(range(len(rows)), [m for m, _ in cells], xerr=[h for _, h in cells], color=[COLOURS[1 if "0.5" in label else 0] for label, _ in rows])
        axes.set_xlabel(name)
        words.append(f"{name}: " + ", ".join(f"{label.replace('$', '').replace(chr(92) + 'lambda', 'risk aversion')} {m:.3g}" for (label, _), (m, _) in zip(rows, cells)))
    panels[0].set_yticks(range(len(rows)), [name for name, _ in rows])
    panels[0].invert_yaxis()
    return Drawing(
        "hunters",
        figure,
        "Stags caught, mauls beside a partner who acts at random, and variance of the return in the stag hunt on a grid, with 95 % intervals over replications. Orange: "
        "risk-averse.",
        "Three bar charts. " + "; ".join(words) + ".",
    )


def convergence(store, design: pd.DataFrame, frame: pd.DataFrame) -> Drawing:
    """Figure 6: regret of fictitious play, one game's course and percentiles of many."""
    figure, panels = plt.subplots(1, 2, figsize=(8.2, 3.2), constrained_layout=True)
    words = []
    points = design[design.label == "courses"]
    series = store.series("regret", where={"label": "courses"}).groupby("point").mean()
    for point, row in series.iterrows():
        line = row.dropna()
        k = sorted(points.risk_aversion.unique()).index(points.loc[point].risk_aversion)
        zero_sum = points.loc[point].game_class == "zero_sum"
        panels[0].loglog(1 + np.arange(len(line)), np.maximum(line.to_numpy(), 1e-12), lw=1.0, color=COLOURS[k], ls="-" if zero_sum else ":")
    for k, risk_aversion in enumerate(sorted(points.risk_aversion.unique())):
        panels[0].plot([], [], color=COLOURS[k], label=rf"$\lambda$ = {risk_aversion:g}")
    panels[0].set_ylim(1e-5, 1)
    panels[0].set_xlabel("round")
    panels[0].set_ylabel("regret gap")
    panels[0].legend(fontsize=8)
    rates = frame[frame.label == "rates"]
    for k, (risk_aversion, group) in enumerate(rates.groupby("risk_aversion")):
        line = group.groupby("iterations").regret_gap_p99.mean()
        panels[1].loglog(line.index, line.to_numpy(), "o-", ms=4, lw=1.2, color=COLOURS[k], label=rf"$\lambda$ = {risk_aversion:g}")
        words.append(f"risk aversion {risk_aversion:g}: " + ", ".join(f"{value:.2g} after {rounds}" for rounds, value in line.items()))
    rounds = np.array(sorted(rates.iterations.unique()), dtype=float)
    panels[1].loglog(rounds, rounds**-0.5, "--", lw=0.8, color="0.4", label=r"$1/\sqrt{T}$")
    panels[1].loglog(rounds, 1 / rounds, ":", lw=0.8, color="0.4", label=r"$1/T$")
    panels[1].set_xlabel("rounds T")
    panels[1].set_ylabel("99th percentile of regret gaps")
    panels[1].legend(fontsize=8)
    return Drawing(
        "convergence",
        figure,
        "Regret of fictitious play. Left: courses in one drawn 4 x 4 game, zero-sum (lines) and of common interest (dots). Right: 99th percentile over many zero-sum "
        "games, which falls as the root of the rounds without risk aversion and as their inverse with it; bounds of the claims in grey.",
        "Two line charts on logarithmic axes. Percentiles: " + "; ".join(words) + ".",
    )


def variances(store, design: pd.DataFrame) -> Drawing:
    """Random games by player 1's variance, without risk aversion and with it."""
    counts = store.histogram("variances", where={"label": "variance"}).groupby("point").sum()
    figure, axes = plt.subplots(figsize=(5.0, 3.2), constrained_layout=True)
    words = []
    for k, (point, row) in enumerate(counts.iterrows()):
        share = row.to_numpy(dtype=float) / row.sum()
        edges = 0.25 * np.arange(len(share) + 1) / len(share)
        axes.stairs(share, edges, lw=1.2, color=COLOURS[k], label=rf"$\lambda$ = {design.loc[point].risk_aversion:g}")
        words.append(f"risk aversion {design.loc[point].risk_aversion:g}: {share[0]:.3f} of games below 0.005, {share[4:].sum():.3f} above 0.02")
    axes.set_xlim(0, 0.1)
    axes.set_xlabel("variance of player 1's payoff over the other's actions")
    axes.set_ylabel("share of games")
    axes.legend(fontsize=8)
    return Drawing(
        "variances",
        figure,
        "Random 4 x 4 games by the variance of player 1's payoff at the end of fictitious play, at a tremble of 0.1. Risk aversion takes games out of the tail; most are "
        "near a pure equilibrium and stay where they are.",
        "Two step charts. " + "; ".join(words) + ".",
    )


def traffic(frame: pd.DataFrame) -> Drawing:
    """Crashes, and what each group of drivers earns, against the share of those who mind risk."""
    part = frame[frame.label.isin(list(TRAFFICS))]
    figure, panels = plt.subplots(1, 3, figsize=(8.6, 3.2), constrained_layout=True)
    panels[2].sharey(panels[1])
    titles = {"crash": "crashes an episode", "mean_risk_averse": "mean return of who minds risk", "mean_others": "mean return of the others"}
    words = []
    for axes, (metric, title) in zip(panels, titles.items()):
        for k, (label, name) in enumerate(TRAFFICS.items()):
            line = part[part.label == label].groupby("risk_averse_share")[metric].mean()
            if len(line):
                shares = np.linspace(0.0, 1.0, 101)
                axes.plot(shares, np.polyval(np.polyfit(line.index, line.to_numpy(), min(2, len(line) - 1)), shares), lw=1.2, color=COLOURS[k])
                axes.plot(line.index, line.to_numpy(), "osD^"[k], ms=4, color=COLOURS[k], label=name)
                plain = name.replace("$", "").replace(chr(92) + "lambda", "risk aversion")
                words.append(f"{title}, {plain}: {line.iloc[0]:.4g} at share {line.index[0]:g}, {line.iloc[-1]:.4g} at {line.index[-1]:g}")
        axes.set_title(title, fontsize=9)
        axes.set_xlabel("share who mind risk")
    panels[0].set_ylim(bottom=0)
    panels[1].set_ylabel("utility")
    panels[0].legend(fontsize=7, loc="lower left")
    return Drawing(
        "traffic",
        figure,
        "Mixed traffic at the intersection against the share of drivers who mind risk, exactly computed: crashes per episode, and mean returns of those who mind it and "
        "of the others. Lines: the parabolas through the values, which are exact since two drivers meet.",
        "Three line charts. " + "; ".join(words) + ".",
    )


METRICS = ["crash", "mean_risk_averse", "mean_others"]
METRICS += ["crash_self", "crash_vs_uniform", "crash_vs_aggressive", "regret_gap_p99", "stags_self", "mauls_vs_uniform", "var_self"]
PARAMETERS = ["label", "risk_aversion", "risk_averse_share", "tremble", "crash_penalty", "fp_iterations", "iterations"]


def draw(store) -> Iterator[Drawing]:
    """Every figure for which the store holds the experiment."""
    design, recorded = store.design(), set(store.metrics())
    if "label" not in design:
        return
    labels = set(design[store.done.any(axis=1)].label)
    frame = store.frame(
        [metric for metric in METRICS if metric in recorded], parameters=[name for name in PARAMETERS if name in design]
    )
    if labels & set(HUNTS) and (design.tremble.round(6) == 0.1).any():
        yield bifurcation(store, design)
    if "plane" in labels:
        yield plane(store, design)
    if "variance" in labels:
        yield variances(store, design)
    if "crossing" in labels and "crash_penalty" in design and len(design[design.label == "crossing"].crash_penalty.unique()) > 1:
        yield crashes(frame)
    if "settled" in labels:
        yield circles(store, design)
    if "hunters" in labels:
        yield heat_maps(store, design)
    if {"hunters", "self-play"} <= labels:
        yield hunters(frame)
    if {"courses", "rates"} <= labels:
        yield convergence(store, design, frame)
    if "mixed" in labels and "risk_averse_share" in design:
        yield traffic(frame)
