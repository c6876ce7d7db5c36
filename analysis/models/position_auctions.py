"""Figures of position auctions in generated answers (after arXiv 2506.03309): losses of shortcuts, ads shown, revenue, incentives."""

from __future__ import annotations

from typing import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from plotting import COLOURS, Drawing, mean_interval, spoken

USERS = {"mnl": "mnl user", "cascade": "cascade user"}
MECHANISMS = {
    "optimal_vcg": "optimal, VCG",
    "revenue_optimal": "revenue-optimal",
    "greedy": "greedy",
    "two_matching": "two matchings",
    "additive_vcg": "additive",
    "separable_vcg": "separable",
    "gsp": "GSP",
    "single_ad": "single ad",
}
METRICS = ["welfare", "revenue", "welfare_ratio", "ads_shown", "optimal_welfare", "greedy_welfare", "two_matching_welfare", "lp_bound"]
PARAMETERS = ["label", "user_model", "mechanism", "value_distribution", "context_sd", "max_ads", "advertisers", "positions"]


def _line(axes: plt.Axes, part: pd.DataFrame, along: str, metric: str, k: int, label: str, dashed: bool = False) -> list[tuple[str, float, float]]:
    """Means with intervals along a parameter; what it is called and its first and last mean, or nothing where no trial is done."""
    if part.empty:
        return []
    xs = sorted(part[along].unique())
    cells = [mean_interval(part[part[along] == x][metric]) for x in xs]
    axes.errorbar(xs, [m for m, _ in cells], [h for _, h in cells], marker="o", ms=3, lw=1.2, elinewidth=0.8, color=COLOURS[k], ls="--" if dashed else "-", label=label)
    return [(label, cells[0][0], cells[-1][0])]


def _ends(told: list[tuple[str, float, float]]) -> str:
    return "; ".join(f"{name} from {first:.4g} to {last:.4g}" for name, first, last in told)


def context(frame: pd.DataFrame) -> Drawing:
    """Figure 1: welfare over optimum against tau, a panel for each user."""
    figure, panels = plt.subplots(1, 2, figsize=(8.2, 3.4), sharey=True, constrained_layout=True)
    words = []
    mechanisms = list(dict.fromkeys(frame.mechanism))
    for axes, (user, name) in zip(panels, USERS.items()):
        part = frame[frame.user_model == user]
        told = [line for k, m in enumerate(mechanisms) for line in _line(axes, part[part.mechanism == m], "context_sd", "welfare_ratio", k, MECHANISMS[m], m == "gsp")]
        axes.set_title(name)
        axes.set_xlabel(r"context $\tau$: how much the fit of creative and place varies")
        words.append(f"{name}: {_ends(told)}")
    panels[0].set_ylabel("welfare relative to the optimum")
    panels[0].set_ylim(top=1.02)
    handles = max((axes.get_legend_handles_labels() for axes in panels), key=lambda pair: len(pair[1]))
    figure.legend(*handles, fontsize=8, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=len(mechanisms))
    return Drawing(
        "welfare-by-context",
        figure,
        "Welfare relative to the optimum against the standard deviation of the interaction of creative and place, by mechanism, with 95 % intervals. "
        "GSP and the separable VCG rank alike, so that their lines coincide.",
        "Two line charts, one for each user model, from the smallest to the largest context. " + ". ".join(words) + ".",
    )


def cap(frame: pd.DataFrame) -> Drawing:
    """Figure 2: welfare and ads shown against the cap, for both users."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.2, 3.2), constrained_layout=True)
    told: dict[str, list] = {"welfare": [], "ads_shown": []}
    for k, (user, name) in enumerate(USERS.items()):
        part = frame[frame.user_model == user]
        told["welfare"] += _line(left, part, "max_ads", "welfare", k, name)
        told["ads_shown"] += _line(right, part, "max_ads", "ads_shown", k, name)
    caps = sorted(frame.max_ads.unique())
    right.plot(caps, caps, color="0.4", lw=0.8, ls="--", label="as many as allowed")
    for axes in (left, right):
        axes.set_xlabel("ads allowed, K")
        axes.legend(fontsize=8)
    left.set_ylabel("welfare, money per auction")
    left.set_title("Optimal welfare")
    right.set_ylabel("ads shown")
    right.set_title("Ads that the optimum shows")
    return Drawing(
        "welfare-by-cap",
        figure,
        "Optimal welfare (left) and the number of ads that the optimum shows (right) against the cap K, for both user models, with 95 % intervals. "
        "Dashes: every ad that is allowed, which is what the cascade's optimum shows. Ads of the mnl user take each other's clicks, so that more of them soon do not pay.",
        f"Two line charts from K = {caps[0]} to {caps[-1]}. Welfare: {_ends(told['welfare'])}. Ads shown: {_ends(told['ads_shown'])}.",
    )


def competition(frame: pd.DataFrame) -> Drawing:
    """Figure 3: revenue against n, a panel for each user and law."""
    laws, mechanisms = list(dict.fromkeys(frame.value_distribution)), list(dict.fromkeys(frame.mechanism))
    figure, panels = plt.subplots(len(laws), 2, figsize=(8.2, 2.8 * len(laws)), sharex=True, squeeze=False, constrained_layout=True)
    words = []
    for row, law in zip(panels, laws):
        for axes, (user, name) in zip(row, USERS.items()):
            part = frame[(frame.user_model == user) & (frame.value_distribution == law)]
            told = [line for k, m in enumerate(mechanisms) for line in _line(axes, part[part.mechanism == m], "advertisers", "revenue", k, MECHANISMS[m])]
            if told:
                axes.set_xscale("log", base=2)
                axes.set_xticks(sorted(part.advertisers.unique()), [f"{n:g}" for n in sorted(part.advertisers.unique())])
            axes.set_title(f"{name}, values {law}")
            words.append(f"{name}, {law}: {_ends(told)}")
        row[0].set_ylabel("revenue, money per auction")
    for axes in panels[-1]:
        axes.set_xlabel("advertisers, n")
    panels[0][0].legend(fontsize=8)
    return Drawing(
        "revenue-by-advertisers",
        figure,
        "Revenue against the number of advertisers for truthful bids, by mechanism, user model (columns) and law of values (rows), with 95 % intervals.",
        "Line charts from the fewest to the most advertisers. " + ". ".join(words) + ".",
    )


def curves(tables: pd.DataFrame, design: pd.DataFrame) -> Drawing:
    """Figure 4: click probability and payment of one advertiser against its report."""
    figure, panels = plt.subplots(2, 2, figsize=(8.2, 5.0), sharex=True, constrained_layout=True)
    points = list(dict.fromkeys(tables["point"]))
    words = []
    for k, point in enumerate(points):
        row, table = design.loc[point], tables[tables["point"] == point]
        column = list(USERS).index(row.user_model)
        mechanism = list(dict.fromkeys(design.loc[points].mechanism)).index(row.mechanism)
        look = {"color": COLOURS[mechanism], "lw": 1.2, "label": MECHANISMS[row.mechanism], "ls": "-" if mechanism != 2 else "--"}
        panels[0][column].step(table["report"], table["click"], where="post", **look)
        panels[1][column].step(table["report"], table["payment"], where="post", **look)
        words.append(f"{USERS[row.user_model]}, {MECHANISMS[row.mechanism]}: at the highest report clicks {table['click'].iloc[-1]:.4g} and pays {table['payment'].iloc[-1]:.4g}")
    for column, name in enumerate(USERS.values()):
        panels[0][column].set_title(name)
        panels[1][column].set_xlabel("report, money per click")
    panels[0][0].set_ylabel("click probability")
    panels[1][0].set_ylabel("expected payment")
    panels[0][0].legend(fontsize=8)
    return Drawing(
        "report-curves",
        figure,
        "Click probability (top) and expected payment (bottom) of one advertiser of a fixed auction against its report, others truthful. Of the optimal "
        "mechanisms both rise in steps; under GSP (dashes) a higher report can lose clicks.",
        "Step charts. " + "; ".join(words) + ".",
    )


def scatter(frame: pd.DataFrame) -> Drawing:
    """Figure 5: greedy, two matchings and the bound against the exact optimum, a point for each auction."""
    figure, axes = plt.subplots(figsize=(4.6, 4.2), constrained_layout=True)
    exact = frame.optimal_welfare
    words = []
    for k, (metric, name, marker) in enumerate((("lp_bound", "bound of the linear program", "^"), ("greedy_welfare", "greedy", "o"), ("two_matching_welfare", "two matchings", "s"))):
        axes.plot(exact, frame[metric], marker, ms=3, mfc="none", mew=0.7, color=COLOURS[k], label=name)
        ratio = frame[metric] / exact
        words.append(f"{name} between {ratio.min():.3f} and {ratio.max():.3f} of the optimum, mean {ratio.mean():.3f}")
    top = max(exact.max(), frame.lp_bound.max()) * 1.03
    axes.plot([0, top], [0, top], color="0.4", lw=0.8)
    axes.set_xlabel("optimal welfare")
    axes.set_ylabel("approximation or bound")
    axes.set_title(f"Cascade user, {len(frame)} auctions")
    axes.legend(fontsize=8)
    return Drawing(
        "approximations",
        figure,
        "Each auction's welfare by the greedy rule and the two matchings, and the bound of the linear program, against the exact optimum (the line).",
        f"Scatter chart of {len(frame)} auctions: " + "; ".join(words) + ".",
    )


def losses(counts: pd.DataFrame, design: pd.DataFrame) -> Drawing:
    """Figure 6: histogram of welfare over optimum, separable ranking, by tau."""
    figure, panels = plt.subplots(1, 2, figsize=(8.2, 3.2), sharey=True, constrained_layout=True)
    words = []
    by_point = counts.groupby("point").sum()
    middles = (np.arange(by_point.shape[1]) + 0.5) / by_point.shape[1]
    for axes, (user, name) in zip(panels, USERS.items()):
        points = [point for point in by_point.index if design.loc[point].user_model == user]
        for k, point in enumerate(sorted(points, key=lambda p: design.loc[p].context_sd)):
            row = by_point.loc[point].to_numpy(dtype=float)
            tau = design.loc[point].context_sd
            axes.step(middles, np.cumsum(row) / row.sum(), where="mid", color=COLOURS[k], lw=1.2, label=rf"$\tau$ = {tau:g}")
            words.append(f"{name}, tau {tau:g}: half of the optimum or less in {row[:50].sum() / row.sum():.3g} of auctions")
        axes.set_title(name)
        axes.set_xlabel("welfare of the separable ranking over optimum")
    panels[0].set_ylabel("share of auctions with at most that")
    panels[0].legend(fontsize=8)
    return Drawing(
        "losses",
        figure,
        "Distribution over auctions of the welfare that a ranking by fitted quality and prominence reaches, relative to the optimum, by context (colours).",
        "Two charts of cumulative shares. " + "; ".join(words) + ".",
    )


def draw(store) -> Iterator[Drawing]:
    """Every figure for which the store holds the experiment."""
    design, recorded = store.design(), set(store.metrics())
    if "label" not in design:
        return
    frame = store.frame([metric for metric in METRICS if metric in recorded], parameters=PARAMETERS)
    part = {label: group for label, group in frame.groupby("label", sort=False)}
    if "context" in part:
        yield context(part["context"])
    if "cap" in part:
        yield cap(part["cap"])
    if "competition" in part:
        yield competition(part["competition"])
    if "curve" in part:
        yield curves(store.tables("curve", where={"label": "curve"}), design)
    if "scatter" in part:
        yield scatter(part["scatter"])
    if "context" in part and "separable_vcg" in set(part["context"].mechanism):
        yield losses(store.histogram("welfare_ratios", where={"label": "context", "mechanism": "separable_vcg"}), design)
