"""Figures of beyond-preferences from a walras store: one per study, and a table over the theses.

The formalisation and every number are walras's own; the paper (arXiv 2408.16984) is conceptual and has none.
"""

from __future__ import annotations

import math
from typing import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from plotting import COLOURS, Drawing, mean_interval, spoken

OURS = "Formalisation by walras, not by the paper."
AGENT_RULES = ["complete", "strict", "naive", "caprice", "malign"]
AGGREGATES = ["utilitarian", "bt", "borda", "condorcet", "contractualist", "minimax_complaint", "egalitarian", "nash"]
SERVES = ["preference_matching", "utilitarian", "nash", "veto"]


def _pretty(name: str) -> str:
    return {"bt": "Bradley-Terry", "condorcet": "Condorcet", "nash": "Nash", "borda": "Borda"}.get(name, name.replace("_", " "))


def _part(frame: pd.DataFrame, study: str, label: str | None = None) -> pd.DataFrame:
    part = frame[frame.study == study]
    return part[part.label == label] if label is not None and "label" in part else part


def _means(part: pd.DataFrame, along: str, metric: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values of a parameter, and the metric's mean and half width at each; undefined trials left out."""
    rows = [(value, *mean_interval(group[metric].dropna())) for value, group in part.groupby(along) if group[metric].notna().any()]
    values, means, halves = zip(*rows) if rows else ((), (), ())
    return np.array(values, dtype=float), np.array(means), np.nan_to_num(np.array(halves))


def _line(axes: plt.Axes, part: pd.DataFrame, along: str, metric: str, name: str, k: int, style: str = "-") -> str:
    values, means, halves = _means(part, along, metric)
    axes.errorbar(values, means, halves, marker="o", ms=3, lw=1.2, elinewidth=0.8, ls=style, color=COLOURS[k % len(COLOURS)], label=name)
    return f"{name} " + spoken((f"{value:.3g}", mean) for value, mean in zip(values, means))


def excess_loss(part: pd.DataFrame) -> Drawing:
    """Loss that Bradley-Terry cannot remove, by the angle between two weight vectors."""
    figure, axes = plt.subplots(figsize=(5.2, 3.5), constrained_layout=True)
    told = [_line(axes, group, "weight_angle", "excess_loss", f"Bradley-Terry, s = {s:g}", k) for k, (s, group) in enumerate(part.groupby("default_bias"))]
    told.append(_line(axes, part, "weight_angle", "excess_loss_incomplete", "incomplete model, all s", 5, "--"))
    axes.set_xlabel("angle between the weight vectors, rad")
    axes.set_ylabel("loss above the entropy, nats per choice")
    axes.set_title("Thesis 1: misfit of complete preferences")
    axes.legend(fontsize=7)
    return Drawing(
        "excess-loss-by-angle",
        figure,
        f"Loss per choice above the true entropy, of Bradley-Terry with a term for order and of the incomplete model, by the angle of incompleteness. {OURS}",
        "Lines: Bradley-Terry's rise with the angle, the incomplete model's stay at 0. " + "; ".join(told) + ".",
    )


def loss_by_data(part: pd.DataFrame) -> Drawing:
    """More observations do not help a misspecified model."""
    figure, axes = plt.subplots(figsize=(4.8, 3.3), constrained_layout=True)
    told = [
        _line(axes, part, "observations", metric, name, k)
        for k, (metric, name) in enumerate((("excess_loss", "Bradley-Terry"), ("excess_loss_incomplete", "incomplete model")))
    ]
    axes.set_xscale("log")
    axes.axhline(0, color="0.7", lw=0.8)
    axes.set_xlabel("observed choices")
    axes.set_ylabel("loss above the entropy, nats per choice")
    axes.set_title("Thesis 1: fit loss by data")
    axes.legend()
    return Drawing("loss-by-data", figure, f"In-sample loss above the true entropy by number of choices. {OURS}", "Two lines: " + "; ".join(told) + ".")


def cosine(part: pd.DataFrame) -> Drawing:
    """What fitted weights point to when only k dimensions are attended to."""
    figure, axes = plt.subplots(figsize=(4.8, 3.3), constrained_layout=True)
    told = [
        _line(axes, part, "attention_k", metric, name, k)
        for k, (metric, name) in enumerate((("cos_true", "with the true weights"), ("cos_salience", "with salience")))
    ]
    axes.set_xticks(sorted(part.attention_k.unique()))
    axes.set_xlabel("dimensions attended to")
    axes.set_ylabel("cosine of the fitted weights")
    axes.set_title("Thesis 1: values or salience?")
    axes.legend()
    return Drawing(
        "cosine-by-attention",
        figure,
        f"Cosine of the fitted weights with the true weights and with salience, by dimensions attended to. {OURS}",
        "Two lines that cross. " + "; ".join(told) + ".",
    )


def coherence(part: pd.DataFrame) -> Drawing:
    """Exploitation, rationalisability, value and harm against the number of offers, rule by rule."""
    panels = [
        ("exploited_share", "exploited agents"),
        ("nonrationalisable_share", "record fits no utility"),
        ("final_mean_value", "value at the end"),
        ("mean_harm", "harm to others"),
    ]
    figure, grid = plt.subplots(2, 2, figsize=(7.2, 5.2), constrained_layout=True, sharex=True)
    told = []
    for axes, (metric, name) in zip(grid.flat, panels):
        lines = [_line(axes, part[part.agent_rule == rule], "offers", metric, rule, AGENT_RULES.index(rule)) for rule in AGENT_RULES if (part.agent_rule == rule).any()]
        axes.set_title(name)
        told.append(f"{name}: " + "; ".join(lines))
    for axes in grid[1]:
        axes.set_xlabel("offers")
    figure.suptitle("Thesis 2: coherence without and with a utility", fontsize=10)
    figure.legend(*grid[0, 0].get_legend_handles_labels(), fontsize=7, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=5)
    return Drawing(
        "coherence-by-offers",
        figure,
        f"Shares of agents exploited and beyond rationalisation, value by the mean row and harm to others after so many mixed offers, by rule. {OURS}",
        "Four panels of lines by rule against offers. " + ". ".join(told) + ".",
    )


def manipulation(part: pd.DataFrame) -> Drawing:
    """Where preference matching manipulates, over discount and influence."""
    figure, axes = plt.subplots(figsize=(4.8, 3.5), constrained_layout=True)
    points = part.groupby(["discount", "influence_prob"]).share_manipulated.mean().reset_index()
    for value, name, k in ((0, "leaves users as they are", 2), (1, "manipulates", 5)):
        chosen = points[points.share_manipulated == value]
        axes.plot(chosen.discount, chosen.influence_prob, "o", ms=4, color=COLOURS[k], label=name)
    first = part.iloc[0]
    gamma = np.linspace(0.6, 0.995, 200)
    law = (1 - gamma) * (first.r_natural_wholesome - first.r_natural_manipulative) / (gamma * (first.r_influenced_manipulative - first.r_natural_wholesome))
    axes.plot(gamma, law, color="0.3", lw=1, label="threshold")
    axes.set_yscale("symlog", linthresh=0.01)
    axes.set_ylim(bottom=-0.001)
    axes.set_xlim(part.discount.min() - 0.03, 1.0)
    axes.set_xlabel("discount")
    axes.set_ylabel("probability of influence")
    axes.set_title("Thesis 3: preference matching manipulates")
    axes.legend(fontsize=7, loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=3)
    shares = points.groupby("discount").share_manipulated.mean()
    return Drawing(
        "manipulation-region",
        figure,
        f"What the policy of most felt satisfaction does, by discount and probability of influence; line: the threshold in closed form. {OURS}",
        "Points above a falling line manipulate, those below do not. Threshold by discount: "
        + spoken((f"{d:g}", group.threshold.iloc[0]) for d, group in part.groupby("discount"))
        + "; share of grid points that manipulate: "
        + spoken((f"{d:g}", share) for d, share in shares.items())
        + ".",
    )


def _cdf(x: np.ndarray) -> np.ndarray:
    return np.array([0.5 * math.erfc(-value / math.sqrt(2)) for value in x])


def misuse(part: pd.DataFrame) -> Drawing:
    """Users' gain against third parties', with the four rules."""
    figure, axes = plt.subplots(figsize=(5.2, 3.7), constrained_layout=True)
    told = []
    tau = np.linspace(-5, 9, 400)
    for k, (dprime, group) in enumerate(part.groupby("signal_dprime")):
        row = group.iloc[0]
        nu = row.out_of_role_rate
        inside, outside = _cdf(tau), _cdf(tau - dprime)
        users = (1 - nu) * row.benefit_in * inside + nu * row.benefit_out * outside
        third = row.spillover * (1 - nu) * inside - nu * row.harm * outside
        axes.plot(users, third, color=COLOURS[k], lw=1.2, label=f"d' = {dprime:g}")
        for rule, marker in zip(SERVES, "sDo^"):
            axes.plot(row[f"gain_users_{rule}"], row[f"gain_third_{rule}"], marker, ms=5, color=COLOURS[k], mec="0.2", mew=0.5)
        told.append(f"d' {dprime:g}: " + spoken((f"{_pretty(rule)} third parties", row[f"gain_third_{rule}"]) for rule in SERVES))
    for rule, marker in zip(SERVES, "sDo^"):
        axes.plot([], [], marker, color="0.6", mec="0.2", label=_pretty(rule))
    axes.axhline(0, color="0.7", lw=0.8)
    axes.plot(0, 0, "x", color="0.2", label="none")
    axes.set_xlabel("users' gain per request")
    axes.set_ylabel("third parties' gain per request")
    axes.set_title(f"Theses 3 and 4: misuse (share {part.out_of_role_rate.iloc[0]:g}, harm {part.harm.iloc[0]:g})")
    axes.legend(fontsize=7, ncols=2)
    return Drawing(
        "misuse-frontier",
        figure,
        f"Gains of users and of third parties as more requests are served, by strength of the role signal; marks: what the rules choose. {OURS}",
        "Curves that rise and then fall, with marks. " + "; ".join(told) + ".",
    )


def thresholds(part: pd.DataFrame) -> Drawing:
    """From which majority on a harmful kind of content is permitted."""
    figure, axes = plt.subplots(figsize=(4.8, 3.3), constrained_layout=True)
    told = [
        _line(axes, part, "harm", metric, name, k)
        for k, (metric, name) in enumerate((("utilitarian_threshold", "utilitarian"), ("bt_threshold", "Bradley-Terry")))
    ]
    tolerance = part.rejection_tolerance.iloc[0]
    axes.axhline(1 - tolerance, color=COLOURS[2], lw=1.2, label=f"contractualist, tolerance {tolerance:g}")
    axes.set_xscale("log")
    axes.set_xlabel("harm to those who see it")
    axes.set_ylabel("share without harm that permits")
    axes.set_title("Thesis 4: Bradley-Terry forgets intensity")
    axes.legend(fontsize=7)
    return Drawing(
        "permit-thresholds",
        figure,
        f"Share of annotators who see no harm from which on content is permitted, by the harm to the others. {OURS}",
        "The utilitarian line rises to 1, Bradley-Terry's flattens, the contractualist's is constant. " + "; ".join(told) + ".",
    )


def majorities(part: pd.DataFrame, norms: int) -> Drawing:
    """The minority's gain and everybody's by the size of the majority."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.2, 3.6), constrained_layout=True, sharex=True)
    told = []
    for k, rule in enumerate(AGGREGATES):
        style = ":" if rule == "borda" else "-" if k < 4 else "--"  # it chooses as Bradley-Terry does, and hides its line
        told.append("minority, " + _line(left, part, "majority_share", f"minority_gain_{rule}", _pretty(rule), k, style))
        told.append("all, " + _line(right, part, "majority_share", f"welfare_{rule}", _pretty(rule), k, style))
    for axes, name in ((left, "mean gain of the minority"), (right, "mean gain of all")):
        axes.axhline(0, color="0.7", lw=0.8)
        axes.set_xlabel("share of the majority")
        axes.set_ylabel(name)
    figure.suptitle(f"Thesis 4: aggregation and agreement, {norms} norms", fontsize=10)
    figure.legend(*left.get_legend_handles_labels(), fontsize=7, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=4)
    return Drawing(
        f"gains-by-majority-{norms}-norms",
        figure,
        f"Mean gain of the minority and of all stakeholders against the status quo, by the majority's share, {norms} candidate norms, with 95 % intervals. {OURS}",
        "Lines by rule. " + "; ".join(told) + ".",
    )


def agreement(part: pd.DataFrame) -> Drawing:
    """How often nothing is agreed on, by candidates and tolerance."""
    figure, axes = plt.subplots(figsize=(5.2, 3.5), constrained_layout=True)
    told = [
        _line(axes, group, "norms", "no_agreement_share_contractualist", f"one norm, tolerance {eps:g}", k)
        for k, (eps, group) in enumerate(part.groupby("rejection_tolerance"))
    ]
    told.append(_line(axes, part, "norms", "no_agreement_share_nash", "lottery, all gain", 7, "--"))
    told.append(_line(axes, part, "norms", "no_agreement_share_condorcet", "Condorcet", 5, ":"))
    axes.set_xscale("log", base=2)
    axes.set_xticks(sorted(part.norms.unique()), [str(n) for n in sorted(part.norms.unique())])
    axes.set_ylim(0, 1)
    axes.set_xlabel("candidate norms")
    axes.set_ylabel("share of societies without agreement")
    axes.set_title("Thesis 4: the price of agreement")
    axes.legend(fontsize=7, loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=3)
    return Drawing(
        "no-agreement",
        figure,
        f"Share of drawn societies in which a rule finds no norm or lottery, by number of candidates. {OURS}",
        "Falling lines. " + "; ".join(told) + ".",
    )


def _pairs(frame: pd.DataFrame) -> Iterator[tuple[str, str, pd.Series, pd.Series]]:
    """Thesis, metric, and its values under the preferentist rule and under the alternative, trial by trial."""
    incomplete = _part(frame, "choice_incomplete", "misfit")
    if len(incomplete):
        yield "1", "excess loss: Bradley-Terry, incomplete model", incomplete.excess_loss, incomplete.excess_loss_incomplete
    lives = _part(frame, "coherence", "lives")
    lives = lives[lives.offers == 60]
    for metric, name, first, second in (
        ("exploited_share", "exploited: complete, caprice", "complete", "caprice"),
        ("final_mean_value", "value at the end: complete, caprice", "complete", "caprice"),
        ("mean_harm", "harm: malign with a utility, caprice", "malign", "caprice"),
    ):
        a, b = (lives[lives.agent_rule == rule][metric].reset_index(drop=True) for rule in (first, second))
        if len(a) and len(a) == len(b):
            yield "2", name, a, b
    users = _part(frame, "influence", "users")
    users = users[users.policy.isna()] if len(users) else users  # heterogeneous: no policy is everybody's
    for metric in ("satisfaction", "endorsed_value"):
        if len(users):
            yield "3", f"{metric.replace('_', ' ')}: preference matching, role norm", users[f"{metric}_preference_matching"], users[f"{metric}_role_norm"]
    requests = _part(frame, "misuse")
    requests = requests[(requests.out_of_role_rate == 0.05) & (requests.signal_dprime == 2) & (requests.harm == 20)]
    for metric, name in (("gain_third", "third parties' gain"), ("gain_users", "users' gain")):
        if len(requests):
            yield "3, 4", f"{name}: preference matching, Nash", requests[f"{metric}_preference_matching"], requests[f"{metric}_nash"]
    society = _part(frame, "aggregation", "society")
    society = society[(society.majority_share == 0.7) & (society.norms == society.norms.max())] if len(society) else society
    for metric, name in (("minority_gain", "minority's gain"), ("welfare", "gain of all"), ("min_gain", "least gain")):
        if len(society):
            yield "4", f"{name}: Bradley-Terry, Nash lottery", society[f"{metric}_bt"], society[f"{metric}_nash"]


def summary(frame: pd.DataFrame) -> Drawing | None:
    """Thesis by metric: the preferentist rule, the alternative, and their paired difference with its interval."""
    rows = []
    for thesis, name, first, second in _pairs(frame):
        mean, half = mean_interval((first.astype(float) - second.astype(float)).dropna())
        interval = f"± {half:.2g}" if np.isfinite(half) and half > 0 else "exact" if len(first) == 1 else "± 0"
        rows.append([thesis, name, f"{first.mean():.4g}", f"{second.mean():.4g}", f"{mean:.4g}", interval])
    if not rows:
        return None
    figure, axes = plt.subplots(figsize=(8.0, 0.6 + 0.28 * len(rows)), constrained_layout=True)
    axes.axis("off")
    table = axes.table(cellText=rows, colLabels=["thesis", "metric: preferentist rule, alternative", "first", "second", "difference", "95 %"], loc="center", cellLoc="left", colWidths=[0.08, 0.5, 0.11, 0.11, 0.11, 0.09])  # fmt: skip
    table.auto_set_font_size(False)
    table.set_fontsize(8)
    for cell in table.get_celld().values():
        cell.set_linewidth(0.3)
    return Drawing(
        "theses",
        figure,
        f"Each thesis's preferentist rule against its alternative on the same draws: means, and the paired difference with its 95 % interval. {OURS}",
        "Table. " + "; ".join(f"thesis {r[0]}, {r[1]}: {r[2]} against {r[3]}, difference {r[4]} {r[5]}" for r in rows) + ".",
    )


def _several(part: pd.DataFrame, parameter: str) -> bool:
    return len(part) > 0 and part[parameter].nunique() > 1


def draw(store) -> Iterator[Drawing]:
    """Every figure whose sweep the store has."""
    frame = store.frame()
    incomplete, data = _part(frame, "choice_incomplete", "incomplete"), _part(frame, "choice_incomplete", "data")
    if _several(incomplete, "weight_angle"):
        yield excess_loss(incomplete)
    if _several(data, "observations"):
        yield loss_by_data(data)
    attention = _part(frame, "choice_attention", "attention")
    if _several(attention, "attention_k"):
        first = attention.true_weights.astype(str) == attention.true_weights.astype(str).iloc[0]
        yield cosine(attention[first])
    lives = _part(frame, "coherence", "lives")
    if _several(lives, "offers"):
        yield coherence(lives)
    influence = _part(frame, "influence", "influence")
    if _several(influence, "influence_prob"):
        yield manipulation(influence)
    requests = _part(frame, "misuse", "misuse")
    if _several(requests, "signal_dprime"):
        fixed = [sorted(requests[name].unique())[len(requests[name].unique()) // 2] for name in ("out_of_role_rate", "harm")]
        yield misuse(requests[(requests.out_of_role_rate == fixed[0]) & (requests.harm == fixed[1])])
    annotators = _part(frame, "insensitive_annotators")
    if _several(annotators, "harm"):
        yield thresholds(annotators)
    society = _part(frame, "aggregation", "society")
    if _several(society, "majority_share"):
        for norms, group in society.groupby("norms"):
            yield majorities(group, int(norms))
    agreed = frame[(frame.study == "aggregation") & (frame.majority_share == 0.7)]
    agreed = agreed[agreed.label.isin(["society", "tolerances"])] if "label" in agreed else agreed
    if _several(agreed, "norms"):
        yield agreement(agreed)
    theses = summary(frame)
    if theses is not None:
        yield theses
