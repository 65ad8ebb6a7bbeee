"""Speed and memory of RFM and repeat purchases against lifetimes, PyMC-Marketing and plain pandas.

``python -m tests.bench_segkit --room rfm [--quick]`` prints what :func:`rows` gives.
"""

import tracemalloc
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pandas as pd
import polars as pl

from segkit.lifecycle import repeat_purchase
from segkit.rfm import MEASURES, QuantileScorer, rfm, rfm_segments
from tests.bench.peers import median_seconds, run_peer

AS_OF = "2026-01-01"
Row = tuple[str, str, float, float, str]

LIFETIMES = """
import json, sys, time, statistics, numpy as np, pandas as pd
from lifetimes.utils import summary_data_from_transaction_data
found, taken = np.load(sys.argv[1]), []
frame = pd.DataFrame({"customer_id": found["customer"], "order_time": found["time"],
                      "amount_cny": found["amount"]})
for _ in range(5):
    start = time.perf_counter()
    table = summary_data_from_transaction_data(frame, "customer_id", "order_time", "amount_cny",
                                               observation_period_end=sys.argv[2])
    taken.append(time.perf_counter() - start)
np.savez(sys.argv[3], table=table.sort_index().to_numpy())
print(json.dumps({"seconds": statistics.median(taken)}))
"""

PYMC = """
import json, sys, time, statistics, numpy as np, pandas as pd
from pymc_marketing.clv.utils import rfm_segments
found, taken = np.load(sys.argv[1]), []
frame = pd.DataFrame({"customer_id": found["customer"], "order_time": found["time"],
                      "amount_cny": found["amount"]})
for _ in range(5):
    start = time.perf_counter()
    table = rfm_segments(frame, "customer_id", "order_time", "amount_cny",
                         observation_period_end=sys.argv[2])
    taken.append(time.perf_counter() - start)
print(json.dumps({"seconds": statistics.median(taken),
                  "other": float((table["segment"] == "Other").mean())}))
"""


def order_lines(n: int, *, text: bool = False) -> pd.DataFrame:
    """Return `n` lines over two years, 3 to an order and 5 orders to a customer on average."""
    draws = np.random.default_rng(0)
    orders = n // 3
    customers = draws.integers(0, n // 15, orders)
    seconds = draws.integers(0, 730 * 86400, orders).astype("timedelta64[s]")
    order = np.sort(draws.integers(0, orders, n))
    lines = pd.DataFrame(
        {
            "customer_id": customers[order],
            "order_id": order,
            "order_time": (np.datetime64("2024-01-01", "us") + seconds)[order],
            "amount_cny": draws.gamma(2, 30, n).round(2),
        }
    )
    return lines.astype({"customer_id": "str", "order_id": "str"}) if text else lines


def saved(lines: pd.DataFrame, folder: str) -> Path:
    """Return the file that holds the lines for a peer."""
    path = Path(folder) / "lines.npz"
    np.savez(
        path, customer=lines["customer_id"], time=lines["order_time"], amount=lines["amount_cny"]
    )
    return path


def repeat_purchase_rows(*, quick: bool = False) -> Iterator[Row]:
    """Give the repeat-purchase summary of 10 million lines on three engines; results are equal."""
    lines = order_lines(200_000 if quick else 10_000_000).drop(columns="order_id")
    with TemporaryDirectory() as folder:
        result = Path(folder) / "result.npz"
        peer = run_peer(
            LIFETIMES, saved(lines, folder), AS_OF, result, packages=("lifetimes", "pandas")
        )
        expected = np.load(result)["table"]
    polars = pl.DataFrame({name: lines[name].to_numpy() for name in lines})
    relation = duckdb.from_df(lines)
    calls = {
        "polars": lambda: repeat_purchase(polars, as_of=AS_OF).to_dict(),
        "duckdb": lambda: repeat_purchase(relation, as_of=AS_OF).fetchnumpy(),
        "pandas": lambda: repeat_purchase(lines, as_of=AS_OF),
    }
    for engine, call in calls.items():
        table = pd.DataFrame({name: np.asarray(column) for name, column in call().items()})
        table = table.sort_values("customer_id")
        found = table[["frequency", "recency", "T", "monetary_value"]].to_numpy(dtype=float)
        assert np.allclose(found, expected, rtol=1e-9, atol=0)
        work = f"repeat-purchase summary of {len(lines):,} lines, {engine}"
        yield work, "lifetimes", median_seconds(call), peer["seconds"], "equal to the peer"


def segments_rows(*, quick: bool = False) -> Iterator[Row]:
    """Give RFM, scores and segments of a million lines, in pandas and in polars."""
    lines = order_lines(100_000 if quick else 1_000_000)
    with TemporaryDirectory() as folder:
        peer = run_peer(PYMC, saved(lines, folder), AS_OF, packages=("pymc-marketing",))
    frames = {"polars": pl.DataFrame({name: lines[name].to_numpy() for name in lines})}
    for engine, frame in (frames | {"pandas": lines}).items():
        call = partial(segment, frame)
        assert list(call()) == list(segment(lines))
        work = f"RFM, scores and segments of {len(lines):,} lines, {engine}"
        note = f"the peer leaves {peer['other']:.0%} of the customers in 'Other'"
        yield work, "pymc_marketing rfm_segments", median_seconds(call), peer["seconds"], note


def segment(lines: pd.DataFrame | pl.DataFrame) -> pd.Series | pl.Series:
    """Return the segment of each customer."""
    measures = rfm(lines, as_of=AS_OF)[list(MEASURES)]
    return rfm_segments(QuantileScorer().fit_transform(measures))


def by_hand(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the RFM table as a careful analyst would write it in pandas."""
    if lines.isna().any(axis=None) or not np.isfinite(lines["amount_cny"]).all():
        raise ValueError("gaps or infinite amounts")
    if lines["order_time"].max() >= pd.Timestamp(AS_OF) + pd.Timedelta(days=1):
        raise ValueError("late orders")
    table = lines.groupby("customer_id").agg(
        last=("order_time", "max"),
        frequency_orders=("order_id", "nunique"),
        monetary_cny=("amount_cny", "sum"),
    )
    days = (pd.Timestamp(AS_OF) - table["last"].dt.normalize()).dt.days
    return table.assign(recency_days=days).reset_index()[["customer_id", *MEASURES]]


def by_hand_rows(*, quick: bool = False) -> Iterator[Row]:
    """Give ``rfm`` through narwhals against plain pandas, with numbers and with text as keys."""
    for text in (False, True):
        lines = order_lines(100_000 if quick else 1_000_000, text=text)
        pd.testing.assert_frame_equal(rfm(lines, as_of=AS_OF), by_hand(lines))
        ours, theirs = [], []
        for _ in range(15):  # in turns, so that a busy moment slows down both
            ours.append(median_seconds(lambda lines=lines: rfm(lines, as_of=AS_OF), 1))
            theirs.append(median_seconds(lambda lines=lines: by_hand(lines), 1))
        work = f"rfm of {len(lines):,} lines in pandas, keys of {'text' if text else 'numbers'}"
        note = "both refuse gaps and late orders"
        yield work, "pandas by hand", float(np.median(ours)), float(np.median(theirs)), note


def memory_rows(*, quick: bool = False) -> Iterator[Row]:
    """Give the peak memory of ``rfm`` beyond its input, and that of the input, in MiB."""
    for text in (False, True):
        lines = order_lines(100_000 if quick else 1_000_000, text=text)
        held = lines.memory_usage(deep=True).sum() / 2**20
        tracemalloc.start()
        rfm(lines, as_of=AS_OF)
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        work = f"memory of rfm of {len(lines):,} lines, keys of {'text' if text else 'numbers'}"
        yield work, "the input frame", peak, float(held), "MiB, not seconds"


def rows(*, quick: bool = False) -> Iterator[Row]:
    """Give all rows: work, peer, seconds of ours and of the peer, note; threads are not pinned."""
    yield from repeat_purchase_rows(quick=quick)
    yield from segments_rows(quick=quick)
    yield from by_hand_rows(quick=quick)
    yield from memory_rows(quick=quick)
