"""Reading stores of a million trials."""

from __future__ import annotations

from bench import PASSES, WALRAS, WIDE, WORK, Row, bench, output_of, text_of, thrown_away


def axis(parameter: str, values: int) -> str:
    return f'{{ parameter = "{parameter}"; values = [ {", ".join(map(str, range(values)))} ]; }}'


def wide_store(name: str, axes: list[str], replications: int) -> str:
    """A store of 10^6 trials with twenty metrics, and two claims over all of them."""
    claim = 'source = "own"; kind = "own"; metric = "metric_1"; reason = "far out"'
    config = WORK / f"{name}.cfg"
    config.write_text(
        f'experiment: {{ name = "{name}"; model = "wide"; seed = 1; replications = {replications}; }};\n'
        f'sweep: {{ design = "grid"; axes = ( {", ".join(axes)} ); }};\noutput: {{ store = "{name}.h5"; }};\n'
        f'claims: ( {{ id = "mean"; statement = "the mean"; check = "mean"; expected = 0.5; tolerance = 10.0; {claim}; }},\n'
        f'          {{ id = "bounds"; statement = "all"; check = "bounds"; minimum = -9.0; maximum = 10.0; {claim}; }} );\n'
    )
    output_of([WALRAS, "run", str(config), "--overwrite", "--progress", "never", "--plugin", WIDE])
    return str(WORK / f"{name}.h5")


@bench
def reading() -> list[Row]:
    """10^6 trials of twenty metrics, as a thousand points of a thousand replications and as a million points: seconds a metric column."""
    deep = wide_store("deep", [axis("row", 1000)], 1000)
    many = wide_store("many", [axis("row", 1000), axis("column", 1000)], 1)
    rows, largest = [], 0
    for shape, store in (("10^3 points", deep), ("10^6 points", many)):
        for what, columns, options in (
            ("show", 1, ["show", store, "metric_1"]),
            ("show --json", 1, ["show", store, "metric_1", "--json"]),
            ("show --quantile", 1, ["show", store, "metric_1", "--quantile", "0.5"]),
            ("show --paired", 1, ["show", store, "metric_1", "--paired"]),
            ("show --csv, of 20", 20, ["show", store, "--csv"]),
            ("two claims", 1, ["verify", store]),
        ):
            command = [WALRAS, *options, "--plugin", WIDE]
            passes = [thrown_away(command) for _ in range(2 if columns > 1 else PASSES)]
            rows.append(Row("reading", f"{what}, {shape}", min(passes)[0] / columns, "s", text_of(command), most=1.0))
            largest = max(largest, *(size for _, size in passes))
    return [*rows, Row("reading", "largest memory of these", largest / 2**20, "MiB", "", most=200.0)]
