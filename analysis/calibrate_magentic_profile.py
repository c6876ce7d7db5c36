"""Calibrates a surrogate profile of the agentic market to four observed numbers, and prints it as a `parameters` group.

    analysis/calibrate_magentic_profile.py --welfare-3 0.853 --welfare-100 0.295 --streamed-share 0.93

- welfare over the optimum with 3 and with 100 results shown: amenity_miss, then overload_max, by bisection on walras itself;
- share of payments to the first of J identical proposals, streamed and behind a payment gate: commit_prob and anchor_strength in closed
  form, anchor = ln((J-1) g/(1-g)), commit = (s-g)/(1-g). Without a gated share there is no anchor: g = 1/J.

Everything else keeps the model's defaults, or what --set gives. The result says with which standard error each number is known.
"""

from __future__ import annotations

import argparse
import dataclasses
import math
import pathlib
import subprocess
import sys
import tempfile
from typing import Callable

import numpy as np

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import walras  # noqa: E402

# Their journeys cost little beside the market itself, and leave its randomness as the only error.
CONSUMERS_PER_REQUEST = 50
CONFIG = """
experiment: {{ name = "calibration"; model = "magentic-marketplace"; seed = {seed}L; replications = {replications}; }};
parameters: {{ requests = {requests}; consumers = {consumers}L; search_mechanism = "lexical"; }};
output: {{ store = "calibration.h5"; series = "none"; histograms = "none"; }};
"""


class Unreachable(Exception):
    """The targets lie outside of what the policy can do."""


@dataclasses.dataclass
class Market:
    """Runs the market through the program; the same random numbers every time, so that welfare is monotone in each parameter."""

    program: str
    folder: pathlib.Path
    fixed: dict[str, str]
    requests: int = 100
    replications: int = 20
    seed: int = 42

    def welfare(self, **policy: float) -> tuple[float, float]:
        """Welfare over the optimum, a ratio of sums over the replications, and its standard error."""
        config, store = self.folder / "calibration.cfg", self.folder / "calibration.h5"
        consumers = CONSUMERS_PER_REQUEST * self.requests
        config.write_text(CONFIG.format(seed=self.seed, replications=self.replications, requests=self.requests, consumers=consumers))
        values = {**self.fixed, **{name: repr(value) for name, value in policy.items()}}
        settings = [part for name, value in values.items() for part in ("--set", f"{name}={value}")]
        command = [self.program, "run", str(config), "--output", str(store), "--overwrite", "--progress", "never", *settings]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise Unreachable(run.stderr.strip() or f"{command} ended with code {run.returncode}")
        with walras.open(store) as result:
            earned, optimum = result.values("welfare").ravel(), result.values("welfare_optimal").ravel()
        share = earned.sum() / optimum.sum()
        spread = np.std(earned - share * optimum, ddof=1) if earned.size > 1 else 0.0
        return float(share), float(spread / optimum.mean() / math.sqrt(earned.size))


def bisect(name: str, welfare: Callable[[float], tuple[float, float]], target: float, precision: float) -> tuple[float, float]:
    """The value in [0, 1] at which a falling welfare meets its target, and its standard error; a target within two standard errors
    above the welfare at 0 gives 0."""
    low, high = 0.0, 1.0
    (top, error), (bottom, _) = welfare(low), welfare(high)
    if target >= top:
        if target > top + 2.0 * error:
            raise Unreachable(f"{name}: a welfare of {target:g} of the optimum is out of reach, even {name} = 0 gives {top:.4f}")
        return 0.0, 0.0
    if target < bottom:
        raise Unreachable(f"{name}: a welfare of {target:g} of the optimum is out of reach, even {name} = 1 gives {bottom:.4f}")
    while high - low > precision:
        middle = 0.5 * (low + high)
        reached, error = welfare(middle)
        if reached > target:
            low, top = middle, reached
        else:
            high, bottom = middle, reached
    value = 0.5 * (low + high)
    step = min(0.05, value, 1.0 - value) or precision
    slope = (welfare(value + step)[0] - welfare(value - step)[0]) / (2.0 * step)
    return value, abs(error / slope) if slope else float("inf")


def first_proposal_policy(streamed: float, gated: float | None, firms: int) -> tuple[float, float]:
    """commit_prob and anchor_strength from the shares of the first of `firms` identical proposals."""
    share = 1.0 / firms if gated is None else gated
    if not 0.0 < share < 1.0 or not share <= streamed <= 1.0:
        raise Unreachable(f"the shares must satisfy 0 < gated ({share:g}) <= streamed ({streamed:g}) <= 1, gated < 1")
    anchor = 0.0 if gated is None else math.log((firms - 1) * share / (1.0 - share))
    return (streamed - share) / (1.0 - share), anchor


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--welfare-3", type=float, required=True, metavar="SHARE", help="welfare over the optimum at 3 results")
    parser.add_argument("--welfare-100", type=float, required=True, metavar="SHARE", help="the same at 100 results")
    parser.add_argument("--streamed-share", type=float, required=True, metavar="S", help="payments to the first proposal, streamed")
    parser.add_argument("--gated-share", type=float, metavar="G", help="the same when payment waits for all proposals")
    parser.add_argument("--firms", type=int, default=3, metavar="J", help="identical firms behind the two shares (3)")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="another parameter, as walras takes it")
    parser.add_argument("--requests", type=int, default=100, help="requests of the calibration market (100)")
    parser.add_argument("--replications", type=int, default=20, help="markets per evaluation (20)")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--precision", type=float, default=5e-4, help="width at which a bisection ends (0.0005)")
    parser.add_argument("--program", default=walras.program(), help="the walras program")
    return parser.parse_args(arguments)


def calibrate(arguments: argparse.Namespace, folder: pathlib.Path) -> str:
    """The profile as text of a config."""
    fixed = dict(setting.split("=", 1) for setting in arguments.set)
    commit, anchor = first_proposal_policy(arguments.streamed_share, arguments.gated_share, arguments.firms)
    market = Market(arguments.program, folder, fixed, arguments.requests, arguments.replications, arguments.seed)
    policy = {"commit_prob": commit, "anchor_strength": anchor}
    miss, miss_error = bisect(
        "amenity_miss",
        lambda x: market.welfare(search_bandwidth=3, overload_max=0.0, amenity_miss=x, **policy),
        arguments.welfare_3,
        arguments.precision,
    )
    policy["amenity_miss"] = miss
    load, load_error = bisect(
        "overload_max",
        lambda x: market.welfare(search_bandwidth=100, overload_max=x, **policy),
        arguments.welfare_100,
        arguments.precision,
    )
    policy["overload_max"] = load
    reached = {page: market.welfare(search_bandwidth=page, **policy) for page in (3, 100)}
    lines = [
        f"  # welfare over the optimum at {page} results: asked {asked:g}, reached {reached[page][0]:.4f} (standard error {reached[page][1]:.4f})"
        for page, asked in ((3, arguments.welfare_3), (100, arguments.welfare_100))
    ]
    lines += [f"  {name} = {value};" for name, value in fixed.items()]
    lines += [
        f"  commit_prob = {commit:.6f};",
        f"  anchor_strength = {anchor:.6f};",
        f"  amenity_miss = {miss:.6f}; # standard error {miss_error:.4f}",
        f"  overload_max = {load:.6f}; # standard error {load_error:.4f}",
    ]
    return "\n".join(["parameters: {", *lines, "};"])


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    if options.program is None:
        print("calibrate: the walras program is not built; give it with --program", file=sys.stderr)
        return 2
    bad = [setting for setting in options.set if "=" not in setting]
    if bad:
        print(f"calibrate: --set {bad[0]}: NAME=VALUE was expected", file=sys.stderr)
        return 2
    try:
        with tempfile.TemporaryDirectory() as folder:
            print(calibrate(options, pathlib.Path(folder)))
    except Unreachable as problem:
        print(f"calibrate: {problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
