"""Variance-reduced Halpern iteration: full products of a dense game against the memory's bandwidth, batches, and two ranks against one."""

from __future__ import annotations

import statistics

from bench import BUILD, PASSES, Row, bench, mpi, text_of, values_of


@bench
def vr_halpern() -> list[Row]:
    """A game of 8192 x 8192 on one core and on two ranks; a product reads its 8 d^2 bytes once."""
    command = [str(BUILD / "tests" / "bench.halpern"), "8192"]
    one, two = [], []
    for _ in range(PASSES):  # in turn: both see the same neighbours
        one.append(values_of(command))
        two.append(values_of([*mpi(2), *command]))
    product, batch = min(v["product_seconds"] for v in one), min(v["batch_seconds"] for v in one)
    size = one[0]["dimension"]
    fraction = statistics.median(8 * size**2 / v["product_seconds"] / v["triad_bytes"] for v in one)
    pair, pair_batch = min(v["product_seconds"] for v in two), min(v["batch_seconds"] for v in two)
    text, pair_text = text_of(command), text_of([*mpi(2), *command])
    return [
        Row("vr_halpern", "full products of one core", 1 / product, "a second", text),
        Row("vr_halpern", "of the triad's bandwidth, bytes of A once", fraction, "", text, least=0.6),
        Row("vr_halpern", "batches of 91 rows and columns, one core", 1 / batch, "a second", text),
        Row("vr_halpern", "full products, two ranks over one", product / pair, "times", pair_text, least=1.8),
        Row("vr_halpern", "batches, two ranks over one", batch / pair_batch, "times", pair_text),
    ]
