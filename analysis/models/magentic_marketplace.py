"""Figures of the Magentic Marketplace paper (arXiv 2510.25779) from a walras store, beside the paper's numbers.

Every bar and line is the calibrated surrogate profile of that name, never the language model itself.
"""

from __future__ import annotations

import json
from typing import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from plotting import COLOURS, Drawing, mean_interval, spoken, wilson

# Welfare of the paper at 100 results relative to 3 results (consideration-set experiment).
PAPER_RATIO = {"gpt_4o": 0.957, "claude_sonnet_4": 0.346, "gpt_5_minimal": 0.56, "gemini_2_5_flash": 0.79}
# Levels read from press reports of the same experiment, in USD at 3 and 100 results.
PAPER_LEVEL = {"claude_sonnet_4": (1800, 600), "gpt_5_minimal": (2000, 1400), "gemini_2_5_flash": (1700, 1350)}
# First-arrival shares of the follow-up experiments (Gemini 2.5 Flash; Claude Sonnet 4.5): streaming, gate, escrow.
FOLLOW_UP = {
    ("gemini_2_5_flash", "streaming"): 0.90,
    ("gemini_2_5_flash", "hard_gate"): 0.733,
    ("gemini_2_5_flash", "batch_random"): 0.244,
    ("claude_sonnet_4_5", "streaming"): 1.0,
    ("claude_sonnet_4_5", "hard_gate"): 0.067,
}
BENCHMARKS = [
    ("welfare_optimal", "optimal", "-"),
    ("welfare_random_fit", "random fitting", "--"),
    ("welfare_cheapest", "cheapest", "-."),
    ("welfare_random_items", "random with items", ":"),
]

# What the figures read of the store: the rest of a large one would only cost time.
METRICS = ["welfare", "welfare_share", "messages_per_consumer", "paid_rank_share", "completion_rate", "attacker_payments_per_consumer"]
METRICS += [metric for metric, _, _ in BENCHMARKS]
PARAMETERS = ["label", "domain", "scenario", "assistant_profile", "search_mechanism", "search_bandwidth", "release_mechanism", "attack_kind"]
PARAMETERS += ["consumers", "requests"]


def _part(frame: pd.DataFrame, label: str) -> pd.DataFrame:
    return frame[frame["label"] == label] if "label" in frame else frame


def _profiles(frame: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(frame["assistant_profile"]))


def _pretty(name: str) -> str:
    return name.replace("_", " ")


def _look(k: int) -> dict:
    """Colour and line of the k-th profile: when the palette is used up it begins again with dashes."""
    return {"color": COLOURS[k % len(COLOURS)], "ls": "-" if k < len(COLOURS) else "--", "marker": "o" if k < len(COLOURS) else "s"}


def welfare_by_search(frame: pd.DataFrame, title: str) -> Drawing:
    """Figure 1: bars by profile, perfect against lexical search, with the four benchmarks."""
    profiles = _profiles(frame)
    figure, axes = plt.subplots(figsize=(max(4.2, 1.6 + 0.85 * len(profiles)), 3.6), constrained_layout=True)
    told = []
    for k, mechanism in enumerate(("perfect", "lexical")):
        cells = [mean_interval(frame[(frame.assistant_profile == p) & (frame.search_mechanism == mechanism)].welfare) for p in profiles]
        positions = np.arange(len(profiles)) + (k - 0.5) * 0.38
        axes.bar(positions, [m for m, _ in cells], 0.36, yerr=[h for _, h in cells], label=f"{mechanism} search", color=COLOURS[k], error_kw={"lw": 1})
        told.append(f"{mechanism} search: " + spoken((_pretty(p), m) for p, (m, _) in zip(profiles, cells)))
    scale = frame["consumers"].iloc[0] / max(frame["requests"].iloc[0], 1)
    for metric, name, style in BENCHMARKS:
        axes.axhline(frame[metric].mean(), color="0.3", lw=1, ls=style, label=name)
    axes.axhline(0, color="0.7", lw=0.8)
    axes.set_xticks(range(len(profiles)), [_pretty(p) for p in profiles], rotation=30, ha="right")
    axes.set_ylabel("consumer welfare, USD" + (f" ({scale:g} consumers per request)" if scale != 1 else ""))
    page = int(frame.search_bandwidth.iloc[0])
    axes.set_title(f"Welfare by discovery mechanism, {title}; page of {page}\nsurrogate profiles")
    axes.legend(fontsize=7, ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.28))
    told.append("benchmarks: " + spoken((name, frame[metric].mean()) for metric, name, _ in BENCHMARKS))
    return Drawing(
        f"welfare-by-search-{title}",
        figure,
        f"Consumer welfare by assistant profile under perfect and lexical search, domain {title}, a page of {page} results. Bars: means over "
        "markets, with 95 % intervals; lines: the benchmarks of the same markets. After the paper's comparison of discovery mechanisms.",
        "Bar chart of mean welfare in USD. " + "; ".join(told) + ".",
    )


def consideration_set(frame: pd.DataFrame) -> Drawing:
    """Figure 2: welfare and messages against page size; the paper's reported levels as open circles."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.6, 3.8), constrained_layout=True)
    told = []
    for k, profile in enumerate(_profiles(frame)):
        look = _look(k)
        part = frame[frame.assistant_profile == profile]
        pages = sorted(part.search_bandwidth.unique())
        share = [mean_interval(part[part.search_bandwidth == page].welfare_share) for page in pages]
        sent = [mean_interval(part[part.search_bandwidth == page].messages_per_consumer)[0] for page in pages]
        left.errorbar(pages, [m for m, _ in share], [h for _, h in share], ms=3, lw=1.2, elinewidth=0.8, label=_pretty(profile), **look)
        right.plot(pages, sent, ms=3, lw=1.2, **look)
        told.append(f"{_pretty(profile)} from {share[0][0]:.3f} at {pages[0]} to {share[-1][0]:.3f} at {pages[-1]} results")
        if profile in PAPER_LEVEL:
            optimum = 2109.85  # the released restaurant market of 100 x 300
            left.plot([3, 100], [level / optimum for level in PAPER_LEVEL[profile]], "o", mfc="none", color=look["color"], ms=8)
        elif profile in PAPER_RATIO:  # only the change is reported: from the surrogate's own level
            left.plot(100, share[0][0] * PAPER_RATIO[profile], "o", mfc="none", color=look["color"], ms=8)
    for axes in (left, right):
        axes.set_xscale("log")
        axes.set_xticks([3, 10, 30, 100], ["3", "10", "30", "100"])
        axes.minorticks_off()
        axes.set_xlabel("search results shown")
    left.set_ylabel("welfare relative to the optimum")
    left.set_ylim(bottom=min(0, left.get_ylim()[0]), top=1.05)
    left.set_title("Consideration set\n(open circles: reported for language models)")
    right.set_ylabel("messages per consumer")
    right.set_title("Messages")
    figure.legend(*left.get_legend_handles_labels(), fontsize=7, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=5)
    return Drawing(
        "consideration-set",
        figure,
        "Left: welfare relative to the optimum against the number of search results shown, by surrogate profile, with 95 % intervals; open "
        "circles: what the paper and its coverage report for the language models themselves, as levels, or as a change from the surrogate's "
        "own level. Right: messages that a consumer sends.",
        "Two line charts against the number of results. Welfare relative to the optimum: " + "; ".join(told) + ".",
    )


def first_proposal(frame: pd.DataFrame, name: str) -> Drawing:
    """Figure 3: share of payments by arrival rank, one panel per profile, with Wilson bars and the one-third line."""
    profiles, told = _profiles(frame), []
    columns = min(5, len(profiles))
    rows = -(-len(profiles) // columns)
    figure, panels = plt.subplots(rows, columns, figsize=(max(4.2, 1.9 * columns + 0.6), 2.3 * rows + 0.6), sharey=True, squeeze=False, constrained_layout=True)
    for axes in panels.flat[len(profiles):]:
        axes.axis("off")
    for axes, profile in zip(panels.flat, profiles):
        part = frame[frame.assistant_profile == profile]
        releases = list(dict.fromkeys(part.release_mechanism))
        for k, release in enumerate(releases):
            cell = part[part.release_mechanism == release]
            paid = float((cell.completion_rate * cell.consumers).sum())
            bars = [wilson(float((cell[f"paid_rank_share[{rank}]"] * cell.completion_rate * cell.consumers).sum()), paid) for rank in (1, 2, 3)]
            width = 0.8 / len(releases)
            positions = np.arange(1, 4) + (k - (len(releases) - 1) / 2) * width
            shares = [bar[0] for bar in bars]
            errors = [[max(0.0, b[0] - b[1]) for b in bars], [max(0.0, b[2] - b[0]) for b in bars]]
            axes.bar(positions, shares, width * 0.95, yerr=errors, color=COLOURS[k], label=_pretty(release), error_kw={"lw": 0.8})
            told.append((f"{_pretty(profile)} under {_pretty(release)}", shares[0]))
            if (profile, release) in FOLLOW_UP:
                axes.plot(positions[0], FOLLOW_UP[(profile, release)], "D", mfc="none", color="k", ms=5)
        axes.axhline(1 / 3, color="0.4", lw=0.8, ls="--")
        axes.set_title(_pretty(profile), fontsize=8)
        axes.set_xticks([1, 2, 3])
        axes.set_ylim(0, 1.05)
    figure.supxlabel("arrival rank of the paid proposal", fontsize=9)
    figure.supylabel("share of payments", fontsize=9)
    handles, labels = max((axes.get_legend_handles_labels() for axes in panels.flat), key=lambda pair: len(pair[1]))
    figure.legend(handles, labels, fontsize=7, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4, title_fontsize=7,
                  title="surrogate profiles; dashes: one third; diamonds: follow-up experiments with language models")
    return Drawing(
        name,
        figure,
        "Share of payments that goes to the first, second and third proposal to arrive from three identical firms, by surrogate profile and "
        "release rule, with Wilson 95 % intervals. Dashes: one third, no bias; diamonds: follow-up experiments with language models.",
        "Bar charts. Share paid to the first proposal: " + spoken(told) + ".",
    )


def manipulation(frame: pd.DataFrame, title: str, name: str) -> Drawing:
    """Figure 4: payments to the attacker by kind of manipulation and profile."""
    profiles, kinds = _profiles(frame), list(dict.fromkeys(frame.attack_kind))
    figure, axes = plt.subplots(figsize=(9.0, 3.6), constrained_layout=True)
    factor = 3.0 if "competitive" in set(frame.scenario) else 1.0
    width, told = 0.8 / len(profiles), []
    for k, profile in enumerate(profiles):
        part = frame[frame.assistant_profile == profile]
        cells = [mean_interval(factor * part[part.attack_kind == kind].attacker_payments_per_consumer) for kind in kinds]
        positions = np.arange(len(kinds)) + (k - (len(profiles) - 1) / 2) * width
        axes.bar(positions, [m for m, _ in cells], width * 0.95, yerr=[h for _, h in cells], color=(COLOURS * 2)[k], label=_pretty(profile), error_kw={"lw": 0.7},
                 hatch="//" if k >= len(COLOURS) else None)
        told.append(f"{_pretty(profile)}: " + spoken(("control" if kind == "none" else _pretty(kind), m) for kind, (m, _) in zip(kinds, cells)))
    for level, text in ((1.0, "own customers only"), (3.0, "all customers")) if factor == 3 else ((1 / 3, "one third"), (1.0, "all")):
        axes.axhline(level, color="0.4", lw=0.8, ls="--", zorder=0)
        axes.annotate(text, (1.0, level), xycoords=("axes fraction", "data"), xytext=(3, 0), textcoords="offset points", fontsize=6, va="center", color="0.4")
    axes.set_xticks(range(len(kinds)), ["control" if kind == "none" else _pretty(kind) for kind in kinds])
    measure = "payments to the attacker per market" if factor == 3 else "share paid to the attacker"
    axes.set_ylabel(measure)
    axes.set_title(title)
    figure.legend(*axes.get_legend_handles_labels(), fontsize=7, ncols=5, loc="upper center", bbox_to_anchor=(0.5, 0.0))
    return Drawing(
        name,
        figure,
        f"{title}: {measure}, by kind of manipulation and surrogate profile, with 95 % intervals. Dashes: what an attacker gets who wins "
        + ("its own customers only, and all." if factor == 3 else "one third of the consumers, and all."),
        f"Bar chart of {measure}. " + "; ".join(told) + ".",
    )


def mechanism_map(frame: pd.DataFrame) -> Drawing:
    """Figure 5: welfare share and first-arrival share for each release mechanism (rows) and profile (colours)."""
    releases, profiles = list(dict.fromkeys(frame.release_mechanism)), _profiles(frame)
    figure, panels = plt.subplots(1, 2, figsize=(8.6, 3.6), sharey=True, constrained_layout=True)
    panels[1].axvline(1 / 3, color="0.4", lw=0.8, ls="--", zorder=0)
    told: list[str] = []
    for axes, metric, name in zip(panels, ("welfare_share", "paid_rank_share[1]"), ("welfare relative to the optimum", "share of payments to the first arrival (dashes: one third)")):
        for k, profile in enumerate(profiles):
            part = frame[frame.assistant_profile == profile]
            cells = [mean_interval(part[part.release_mechanism == release][metric]) for release in releases]
            rows = np.arange(len(releases)) + (k - (len(profiles) - 1) / 2) * 0.14
            axes.errorbar([m for m, _ in cells], rows, xerr=[h for _, h in cells], fmt="o", ms=4, elinewidth=0.8, color=COLOURS[k], label=_pretty(profile))
            told.append(f"{name.split(' (')[0]}, {_pretty(profile)}: " + spoken((_pretty(r), m) for r, (m, _) in zip(releases, cells)))
        axes.set_xlabel(name)
        axes.grid(axis="y", color="0.9", lw=0.8)
        axes.set_axisbelow(True)
    panels[0].set_yticks(range(len(releases)), [_pretty(release) for release in releases])
    panels[0].invert_yaxis()
    page = int(frame.search_bandwidth.iloc[0])
    figure.suptitle(f"Release mechanisms, page of {page}; surrogate profiles", fontsize=10)
    figure.legend(*panels[0].get_legend_handles_labels(), fontsize=7, ncols=len(profiles), loc="upper center", bbox_to_anchor=(0.45, 0.0))
    return Drawing(
        "mechanism-map",
        figure,
        f"What each release mechanism (rows) does to welfare and to the first arrival's share of payments, a page of {page}, by surrogate "
        "profile (colours), with 95 % intervals. Dashes: one third, no bias.",
        "Two dot charts. " + "; ".join(told) + ".",
    )


def _paths(axes: plt.Axes, paths: pd.DataFrame, releases: pd.Series, lines: dict[str, float]) -> str:
    """Draws the path of each point, and tells where they end beside the lines."""
    ends = []
    for k, (point, path) in enumerate(paths.iterrows()):
        path = path.dropna()
        axes.plot(path.index, path, color=COLOURS[k], lw=1.2, label=_pretty(releases[point]))
        ends.append((_pretty(releases[point]), path.iloc[-1]))
    for style, (name, level) in zip(("--", ":", "-."), lines.items()):
        axes.axhline(level, color="0.3", ls=style, lw=1, label=name)
    axes.set_xlabel("round")
    axes.legend(fontsize=7)
    return "in the last round " + spoken(ends) + "; lines at " + spoken(lines.items())


def contest_paths(effort: pd.DataFrame, price: pd.DataFrame | None, design: pd.DataFrame) -> Drawing:
    """Figure 6: effort for speed and markup over rounds by release rule, with the equilibria e* and x* as lines."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.6, 3.4), constrained_layout=True)
    told = "Effort: " + _paths(left, effort, design.release_mechanism, {"equilibrium e* under streaming": 0.253885})
    left.axhline(0, color="0.7", lw=0.8)
    left.set_ylabel("mean effort for speed")
    left.set_title("Contest in speed, two identical firms")
    if price is not None:
        row = design.loc[price.index[0]]
        # First-order prices of the experiment with arms of distance d, and x* as d vanishes; less the unit cost.
        d, commit, beta = row.ab_delta, row.commit_prob, row.price_sensitivity
        slope = 1 / (1 + np.exp(-2 * beta * d)) - 0.5
        levels = {"x* - c (arms vanish)": 2 / ((1 - commit) * beta), "streaming, arms of d": d / ((1 - commit) * slope), "escrow, arms of d": d / slope}
        told += ". Markup: " + _paths(right, price - row.unit_cost_rate, design.release_mechanism, levels)
        right.set_ylabel("markup of posted prices, in T")
        right.set_title("Contest in price, two identical firms")
    else:
        right.axis("off")
    return Drawing(
        "contest-paths",
        figure,
        "Two identical firms learn by experiments under each release rule. Left: mean effort for speed over rounds, with the equilibrium e*"
        + ("; right: markup of posted prices, with the first-order price x* and those of experiments with arms of distance d." if price is not None else "."),
        f"Line charts over rounds. {told}.",
    )


def _cores(store) -> int:
    """Ranks times threads of the last session in a store's log."""
    entries = [bytes(entry).decode().strip("\0") for entry in store.file["run/log"][...]]
    last = json.loads([entry for entry in entries if entry][-1])
    return last["ranks"] * last["threads"]


def scaling(stores: list) -> Drawing:
    """Figure 7: consumers per second against cores; stores of the same experiment, run on different numbers of cores."""
    figure, axes = plt.subplots(figsize=(4.6, 3.4), constrained_layout=True)
    cores = np.array([_cores(store) for store in stores], dtype=float)
    rates = np.array([np.nanmedian(store.file["run/consumer_rate"][...]) for store in stores]) * cores
    order = np.argsort(cores)
    axes.plot(cores[order], rates[order] / 1e6, "o-", color=COLOURS[0], label="measured")
    axes.plot(cores[order], rates[order][0] / cores[order][0] * cores[order] / 1e6, "--", color="0.4", lw=1, label="in proportion")
    axes.set_xticks(sorted(set(cores)), [f"{n:g}" for n in sorted(set(cores))])
    axes.set_ylim(bottom=0)
    axes.set_xlabel("cores (ranks x threads)")
    axes.set_ylabel("million consumers per second")
    axes.set_title(stores[0].title)
    axes.legend(fontsize=8)
    return Drawing(
        "scaling",
        figure,
        "Consumers per second against cores. Points: measured; dashes: in proportion to the fewest cores.",
        "Line chart, in million consumers per second: " + spoken((f"{cores[i]:g} cores", rates[i] / 1e6) for i in order) + ".",
    )


def _mean_paths(store, name: str, label: str) -> pd.DataFrame | None:
    """A row per design point of a labelled grid: the mean over its trials, by round. None where the store has no such series or point."""
    if name not in store.names("series") or not store.done[store.points({"label": label})].any():
        return None
    return store.series(name, where={"label": label}).groupby("point").mean()


def draw(store) -> Iterator[Drawing]:
    """Every figure for which the store holds the experiment."""
    design, recorded = store.design(), set(store.metrics())
    if "label" not in design:
        return
    frame = store.frame([metric for metric in METRICS if metric in recorded], parameters=PARAMETERS)
    for domain, part in _part(frame, "E1").groupby("domain", sort=False):
        yield welfare_by_search(part, domain)
    if len(part := _part(frame, "E2")):
        yield consideration_set(part)
    if len(part := _part(frame, "E3")):
        yield first_proposal(part, "first-proposal")
    if len(part := _part(frame, "E3-release")):
        yield first_proposal(part, "first-proposal-release")
    if len(part := _part(frame, "release")):
        yield mechanism_map(part)
    for label, name in (("E4", "Competitive manipulation"), ("E5", "Malicious business")):
        for domain, part in _part(frame, label).groupby("domain", sort=False):
            yield manipulation(part, f"{name}, {domain}", f"manipulation-{label.lower()}-{domain}")
    effort, price = _mean_paths(store, "effort_by_round", "C14"), _mean_paths(store, "price_rate_by_round", "C16-learning")
    if effort is not None:
        yield contest_paths(effort, price, design)
