"""Figures of Gather-Trade-Build: its world with the houses that were built, incomes and taxes over periods, and what Saez's formula makes of them."""

from __future__ import annotations

from typing import Iterator

import matplotlib.colors
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from plotting import COLOURS, Drawing, mean_interval, spoken

TAXES = {"none": "no tax", "us_federal_2018": "US federal", "saez": "Saez", "fixed": "half of income", "planner": "random rates"}
TILES = {"water": "#9DC3E6", "wood": "#7A5C2E", "stone": "#8C8C8C"}


def _first(table: pd.DataFrame, point: int) -> pd.DataFrame:
    return table[(table.point == point) & (table.replication == 0)]


def _ground(axes: plt.Axes, tiles: pd.DataFrame, shape: tuple[int, int]) -> None:
    """Water as cells, sources as small squares: brown wood, grey stone."""
    image = np.full((*shape, 3), 1.0)
    water = tiles[tiles.tile == "water"]
    image[water.row, water.column] = matplotlib.colors.to_rgb(TILES["water"])
    axes.imshow(image, extent=(-0.5, shape[1] - 0.5, shape[0] - 0.5, -0.5))
    for kind in ("wood", "stone"):
        some = tiles[tiles.tile == kind]
        axes.plot(some.column, some.row, "s", ms=2.6, color=TILES[kind], ls="none", label=f"source of {kind}")
    axes.set_xticks([])
    axes.set_yticks([])
    for side in ("top", "right"):
        axes.spines[side].set_visible(True)


def snapshots(store, point: int) -> Drawing:
    """Figure 8: the first world after some tax periods: whose houses stand where, and where agents are at the end."""
    tiles, houses, agents = (_first(store.tables(name), point) for name in ("map", "house", "agent"))
    row = store.design().loc[point]
    shape = (int(row.world_height), int(row.world_width))
    periods = int(store.tables("period_rate").query("point == @point").period.max())
    shown = sorted({1, max(1, periods // 2), periods})
    figure, panels = plt.subplots(1, len(shown), figsize=(3.0 * len(shown), 3.3), constrained_layout=True, squeeze=False)
    words = []
    owners = sorted(agents.agent, key=lambda agent: agents.set_index("agent")["rank"][agent])
    for axes, period in zip(panels[0], shown):
        _ground(axes, tiles, shape)
        built = houses[houses.period <= period]
        counts = []
        for owner in owners:
            own = built[built.agent == owner]
            rank = int(agents.set_index("agent")["rank"][owner])
            colour = COLOURS[(rank - 1) % len(COLOURS)]
            axes.plot(own.column, own.row, "^", ms=3.2, color=colour, ls="none")
            counts.append((f"rank {rank}", len(own)))
            if period == periods:
                place = agents[agents.agent == owner]
                axes.plot(place.column, place.row, "o", ms=6, mfc="none", mec=colour, mew=1.4, ls="none")
        axes.set_title(f"after period {period}")
        words.append(f"after period {period}: {', '.join(f'{name} {count}' for name, count in counts if count) or 'none'}")
    marks = [plt.Line2D([], [], marker="^", ls="none", color=COLOURS[k % len(COLOURS)], label=f"houses of rank {k + 1}") for k in range(len(owners))]
    used = [marks[int(agents.set_index("agent")["rank"][owner]) - 1] for owner in owners if (houses.agent == owner).any()]
    ground = panels[0][0].get_legend_handles_labels()[0]
    figure.legend(handles=[*used, *ground], fontsize=8, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=4)
    return Drawing(
        "world",
        figure,
        f"The first world under {TAXES.get(row.tax_model, row.tax_model)} as houses are built, by the rank of their owner (1: the best paid builder); blue: water; rings: "
        "where agents are at the end.",
        f"Maps of {shape[0]} by {shape[1]} tiles. Houses " + "; ".join(words) + ".",
    )


def periods(store, point: int) -> Drawing:
    """Figure 9: incomes of the first world's agents by tax period, and what tax and rebate leave of them."""
    ledger, agents = (_first(store.tables(name), point) for name in ("tax_ledger", "agent"))
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.2, 3.2), constrained_layout=True, sharex=True)
    words = []
    for _, agent in agents.sort_values("rank").iterrows():
        own = ledger[ledger.agent == agent.agent]
        colour, name = COLOURS[(int(agent["rank"]) - 1) % len(COLOURS)], f"rank {int(agent['rank'])}"
        left.plot(own.period, own.income, "o-", ms=3, lw=1.2, color=colour, label=name)
        right.plot(own.period, (own.rebate - own.paid), "o-", ms=3, lw=1.2, color=colour)
        words.append(f"{name}: income {own.income.sum():.4g} in all, tax {own.paid.sum():.4g}, rebates {own.rebate.sum():.4g}")
    right.axhline(0.0, color="0.4", lw=0.8)
    left.set_ylabel("income, coin")
    right.set_ylabel("rebate less tax, coin")
    for axes in (left, right):
        axes.set_xlabel("tax period")
        axes.xaxis.get_major_locator().set_params(integer=True)
    if len(agents) <= 12:
        left.legend(fontsize=8, ncols=1 + len(agents) // 5)
    return Drawing(
        "periods",
        figure,
        f"Incomes of the first world's agents in each tax period under {TAXES.get(store.design().loc[point].tax_model, '')}, by rank (1: the best paid builder), and what "
        "tax and rebate gave or took.",
        "Two line charts over tax periods. " + "; ".join(words) + ".",
    )


def levelled(frame: pd.DataFrame) -> Drawing:
    """Figure 10: coin and equality under each tax, of agents who do not look at it."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.2), constrained_layout=True)
    names, words = list(dict.fromkeys(frame.tax_model)), []
    for axes, metric, label in ((left, "productivity", "mean coin"), (right, "equality", "equality of coin")):
        cells = [mean_interval(frame[frame.tax_model == name][metric]) for name in names]
        axes.bar(range(len(names)), [m for m, _ in cells], yerr=[h for _, h in cells], color=COLOURS[: len(names)], error_kw={"lw": 1})
        axes.set_xticks(range(len(names)), [TAXES.get(name, name) for name in names], rotation=25, ha="right", rotation_mode="anchor")
        axes.set_ylabel(label)
        words.append(f"{label}: {spoken((TAXES.get(name, name), m) for name, (m, _) in zip(names, cells))}")
    right.set_ylim(0.0, 1.0)
    return Drawing(
        "blind-agents",
        figure,
        "Greedy agents, who do not look at taxes: they earn the same under each, and are the more equal the more is shared. Means with 95 % intervals.",
        "Two bar charts. " + "; ".join(words) + ".",
    )


def elasticities(frame: pd.DataFrame, rates: pd.DataFrame) -> Drawing:
    """Figure 11: Saez's rates for fixed elasticities, and the elasticity that a regression then finds where the true one is 0."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.2, 3.3), constrained_layout=True)
    given = frame[frame.saez_elasticity_source == "given"]
    cells = {e: mean_interval(part.elasticity_ols_raw) for e, part in given.groupby("saez_elasticity")}
    right.errorbar(list(cells), [m for m, _ in cells.values()], [h for _, h in cells.values()], marker="o", ms=4, lw=1.2, color=COLOURS[0], label="regression")
    right.plot([0, max(cells, default=1)], [0, 0], color="0.4", ls="--", lw=1, label="true elasticity")
    right.set_xlabel("elasticity in the formula")
    right.set_ylabel("estimate")
    right.legend(fontsize=8)
    words = [f"estimates {spoken((f'for {e:g}', m) for e, (m, _) in cells.items())}"]
    last = rates[rates.period == rates.period.max()]
    design = frame.drop_duplicates("point").set_index("point")
    end = 1.2 * last.cutoff.max()
    for k, (point, table) in enumerate(last.groupby("point", sort=False)):
        row = design.loc[point]
        name = "estimated" if row.saez_elasticity_source == "estimate" else f"e = {row.saez_elasticity:g}"
        mean = table.groupby("cutoff").rate.mean()
        left.step([*mean.index, end], [*mean, mean.iloc[-1]], where="post", color=COLOURS[k], lw=1.3, label=name)
        words.append(f"last rates, {name}: {', '.join(f'{rate:.2f}' for rate in mean)}")
    left.set_xlabel("income of a period, coin")
    left.set_ylabel("marginal rate, last period")
    left.set_ylim(-0.02, 1.05)
    left.legend(fontsize=8)
    return Drawing(
        "elasticities",
        figure,
        "Saez's rates in the last period by the elasticity that the formula is given, and the elasticity that the authors' regression finds under them. The agents do not look at "
        "taxes: their true elasticity is 0.",
        "Step chart and line chart. " + "; ".join(words) + ".",
    )


def draw(store) -> Iterator[Drawing]:
    """Every figure of Gather-Trade-Build for which the store holds a trial."""
    design, recorded = store.design(), set(store.metrics())
    if "label" not in design or "economy" not in design or not {"productivity", "equality"} <= recorded:
        return
    frame = store.frame(["productivity", "equality"], parameters=["label", "economy", "tax_model"])
    blind = frame[(frame.economy == "gtb") & frame.label.isin(["C9", "gtb"])]
    if blind.empty:
        return
    taxed = blind[(blind.tax_model == "us_federal_2018") & (blind.replication == 0)]
    point = int((taxed if not taxed.empty else blind[blind.replication == blind.replication.min()]).point.iloc[0])
    if {"map", "house", "agent", "period_rate"} <= set(store.names("tables")) and not _first(store.tables("agent"), point).empty:
        yield snapshots(store, point)
        if "tax_ledger" in store.names("tables"):
            yield periods(store, point)
    if (blind.label == "C9").any():
        yield levelled(blind[blind.label == "C9"])
    if "elasticity_ols_raw" in recorded:
        saez = store.frame(["elasticity_ols_raw"], parameters=["label", "economy", "saez_elasticity_source", "saez_elasticity"])
        saez = saez[(saez.economy == "gtb") & (saez.label == "E5")]
        if not saez.empty and "period_rate" in store.names("tables"):
            yield elasticities(saez, store.tables("period_rate", where={"label": "E5"}))
