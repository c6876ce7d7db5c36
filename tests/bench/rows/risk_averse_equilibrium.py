"""Risk-averse equilibrium: speed of fictitious play against the arithmetic of one core, and two ranks against one."""

from __future__ import annotations

from bench import BUILD, PASSES, Row, bench, text_of, values_of, walras


@bench
def risk_averse() -> list[Row]:
    """Best replies of random games on one core, and whole trials (drawing, regrets and sums included) on one and two ranks."""
    command = [str(BUILD / "tests" / "bench.risk_averse")]
    text = text_of(command)
    passes = [values_of(command) for _ in range(PASSES)]
    rows = []
    for name, size in (("neutral", "4 x 4, no risk aversion"), ("two", "2 x 2"), ("four", "4 x 4"), ("eight", "8 x 8")):
        rows.append(Row("risk_averse", f"replies on one core, {size}", 1e-6 / min(p[f"{name}_seconds"] for p in passes), "million/s", text))
        rows.append(Row("risk_averse", f"of the arithmetic limit, {size}", max(p[f"{name}_limit"] for p in passes), "", text))
    rows.append(Row("risk_averse", "replies on one core, 50 x 50", 1e-6 / min(p["fifty_seconds"] for p in passes), "million/s", text))
    settings = ("configs/risk-averse-equilibrium/scale.cfg", "--set", "n_games=3000", "--threads", "1")
    one = min((walras(*settings, ranks=1) for _ in range(2)), key=lambda run: run.seconds)
    two = min((walras(*settings, ranks=2) for _ in range(2)), key=lambda run: run.seconds)
    rows.append(Row("risk_averse", "two ranks over one, 51 trials of 3000 games", one.seconds / two.seconds, "times", two.command, least=1.9))
    return rows
