"""Clean the lines of transactions, and account for every change."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from segkit.checks import (
    as_day,
    require_between,
    require_choice,
    require_columns,
    require_numeric,
    require_rows,
)
from segkit.engines import as_lazy, require_local_times


@dataclass(frozen=True)
class CleanedTransactions:
    """The cleaned lines and what was changed, as ``clean_transactions`` returns them."""

    lines: pd.DataFrame
    changes: pd.DataFrame


def clean_transactions(
    lines: pd.DataFrame,
    *,
    customer: str = "customer_id",
    order: str = "order_id",
    time: str = "order_time",
    product: str = "product_id",
    quantity: str = "quantity",
    price: str | None = "unit_price_cny",
    amount: str = "amount_cny",
    copies: str = "drop",
    without_customer: str = "keep",
    returns: str = "keep",
    max_quantity: float = np.inf,
    as_of: str | pd.Timestamp | None = None,
) -> CleanedTransactions:
    """Return the lines that can be trusted, and a table of what was done to the others and why.

    The rules run in the order of the table; a line is counted under the first that removes it.

    Parameters
    ----------
    lines : DataFrame
        One row per order line; a return has a quantity below 0. It is not changed.
    customer, order, time, product, quantity, amount : text
        Names of the columns; times are datetimes without time zone, quantities and amounts (of the
        line, below 0 for a return) are numbers.
    price : text or None
        Column with the price of a unit; None if there is none.
    copies : text
        ``"drop"`` keeps the first of lines that agree in every column, ``"keep"`` all of them, for
        data in which one order may list a product twice.
    without_customer : text
        ``"keep"`` or ``"drop"`` lines without a customer.
    returns : text
        ``"keep"`` them as negative lines, ``"drop"`` them, or ``"net"``: take each return off the
        latest earlier sales of the same product to the same customer. Quantities and amounts of
        both shrink in proportion, down to nothing; units that were not bought within the table stay
        as a return.
    max_quantity : float
        Lines of more units than this, bought or returned, are removed as absurd.
    as_of : text or Timestamp, optional
        Lines after this day are removed.

    Returns
    -------
    CleanedTransactions
        ``lines``: the lines left, with their index and order. ``changes``: one row per rule, with
        ``rule``, ``action`` ("kept", "removed" or "changed"), ``lines`` (how many it applied to),
        ``amount_change``, and ``lines_left``, ``customers_left`` and ``amount_left`` after it;
        amounts in the currency of the lines.

    Raises
    ------
    ValueError
        If a column is missing, there are no lines, or an option is unknown.
    TypeError
        If `lines` is no frame, times are not datetimes or numbers are not numbers.

    Examples
    --------
    >>> lines = pd.DataFrame(
    ...     {
    ...         "customer_id": ["C1", "C1", "C1", None],
    ...         "order_id": ["A", "A", "R", "B"],
    ...         "order_time": pd.to_datetime(["2025-12-01"] * 2 + ["2025-12-03"] * 2),
    ...         "product_id": ["tea", "tea", "tea", "tea"],
    ...         "quantity": [3, 3, -1, 1],
    ...         "unit_price_cny": 10.0,
    ...         "amount_cny": [30.0, 30.0, -10.0, 10.0],
    ...     }
    ... )
    >>> cleaned = clean_transactions(lines, returns="net")
    >>> cleaned.lines[["customer_id", "order_id", "quantity", "amount_cny"]]
      customer_id order_id  quantity  amount_cny
    0          C1        A         2        20.0
    3         NaN        B         1        10.0
    >>> cleaned.changes.query("lines > 0")[["rule", "action", "lines", "amount_left"]]
                  rule   action  lines  amount_left
    0      as received     kept      4         60.0
    1   copy of a line  removed      1         30.0
    7      no customer     kept      1         30.0
    8           return     kept      1         30.0
    9  sale and return  changed      2         30.0
    """
    numbers = [quantity, amount, *([price] if price else [])]
    require_columns(lines, [customer, order, time, product])
    require_rows(lines)
    require_local_times(as_lazy(lines), time)
    require_numeric(lines, numbers)
    require_between("max_quantity", max_quantity, 1, np.inf)
    require_choice("copies", copies, ["keep", "drop"])
    require_choice("without_customer", without_customer, ["keep", "drop"])
    require_choice("returns", returns, ["keep", "drop", "net"])
    left = work = lines.reset_index(drop=True)
    every = pd.Series(True, work.index)
    endless = work[numbers].isin([np.inf, -np.inf]).any(axis=1)
    gaps = work[[order, time, *numbers]].isna().any(axis=1) | endless
    late = ~every if as_of is None else work[time] >= as_day(as_of) + pd.Timedelta(days=1)
    changes = []
    for rule, mask, what in [
        ("as received", every, "keep"),
        ("copy of a line", work.duplicated(), copies),
        ("order, time or number missing", gaps, "drop"),
        ("price of 0 or less", work[price] <= 0 if price else ~every, "drop"),
        ("quantity of 0", work[quantity] == 0, "drop"),
        ("quantity too large", work[quantity].abs() > max_quantity, "drop"),
        ("after as_of", late, "drop"),
        ("no customer", work[customer].isna(), without_customer),
        ("return", work[quantity] < 0, returns),
    ]:
        hit = mask[left.index].to_numpy(dtype=bool, na_value=False)
        action = "removed" if what == "drop" else "kept"
        left = left[~hit] if what == "drop" else left
        changes.append((rule, action, hit.sum(), *_state(left, customer, amount)))
    if returns == "net":
        units = _unreturned(left, [customer, product], time, quantity)
        share = units / left[quantity]
        netted = {quantity: units.astype(left[quantity].dtype), amount: left[amount] * share}
        left = left.assign(**netted)[units != 0]
        met = (share != 1).sum()
        changes.append(("sale and return", "changed", met, *_state(left, customer, amount)))
    names = ["rule", "action", "lines", "lines_left", "customers_left", "amount_left"]
    table = pd.DataFrame(changes, columns=names)
    table.insert(3, "amount_change", table["amount_left"].diff().fillna(0.0))
    return CleanedTransactions(lines=left.set_axis(lines.index[left.index]), changes=table)


def _state(lines: pd.DataFrame, customer: str, amount: str) -> tuple[int, int, float]:
    """Return how many lines and customers there are, and what the lines add up to."""
    worth = lines[amount].to_numpy(dtype=float, na_value=np.nan)
    return len(lines), lines[customer].nunique(), float(worth[np.isfinite(worth)].sum())


def _unreturned(lines: pd.DataFrame, keys: list[str], time: str, quantity: str) -> pd.Series:
    """Return the units left of each line after returns were taken off the latest sales before.

    The stock of a key rises with its sales and falls with its returns, never below 0. A sale keeps
    its units above the stock before it and below the lowest stock after it.
    """
    back = lines[quantity].lt(0).rename("back")
    order = pd.concat([lines[time], back], axis=1).sort_values([time, "back"], kind="stable").index
    units = lines.loc[order, quantity]
    key = lines.loc[order, keys].groupby(keys, observed=True).ngroup()
    stock = units.groupby(key).cumsum()
    unsold = stock.groupby(key).cummin().clip(upper=0)
    stock = stock - unsold
    lowest = stock[::-1].groupby(key[::-1]).cummin()
    sold = (lowest[stock.index] - stock + units).clip(lower=0)
    rest = sold.where(units > 0, unsold.groupby(key).diff().fillna(unsold))
    return rest.round(9).where(key >= 0, units)[lines.index]
