"""Clean the lines of transactions, and account for every change."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from segkit.checks import (
    as_day,
    require_between,
    require_choice,
    require_columns,
    require_numeric,
    require_rows,
    require_times,
)


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
    amount: str | None = "amount_cny",
    also_net: Iterable[str] = (),
    copies: str = "drop",
    without_customer: str = "keep",
    returns: str = "keep",
    max_quantity: float | None = None,
    as_of: str | date | pd.Timestamp | None = None,
) -> CleanedTransactions:
    """Return the lines that can be trusted, and a table of what was done to the others and why.

    The rules run in the order of the table; a line is counted under the first that removes it.

    Parameters
    ----------
    lines : DataFrame
        One row per order line; a return has a quantity below 0. It is not changed.
    customer, order, time, product, quantity : text
        Names of the columns; times are datetimes without time zone, quantities are numbers.
    price, amount : text or None
        Columns with the price of a unit and with the amount of the line, below 0 for a return. If
        one of them is None, amounts are quantity times price, or prices are not looked at.
    also_net : sequence of text
        Other columns that add up like the amount, such as a discount, for ``returns="net"``.
    copies : text
        ``"drop"`` keeps the first of lines that agree in every column, ``"keep"`` all of them, for
        data in which one order may list a product twice.
    without_customer : text
        ``"keep"`` or ``"drop"`` lines without a customer.
    returns : text
        ``"keep"`` them as negative lines, ``"drop"`` them, or ``"net"``: take each return off the
        latest earlier sales of the same product to the same customer. Sales that are returned in
        full go, those returned in part shrink in quantity and amount, and a return of more than the
        customer bought within the table stays.
    max_quantity : float, optional
        Lines of more units than this, bought or returned, are removed as absurd.
    as_of : text, date or Timestamp, optional
        Lines after this day are removed.

    Returns
    -------
    CleanedTransactions
        ``lines``: the lines left, with their index and order. ``changes``: one row per rule, with
        ``rule``, ``action`` ("received", "removed", "changed" or "kept"), ``lines`` (how many it
        applied to), ``amount_change``, and ``lines_left``, ``customers_left`` and ``amount_left``
        after it; amounts in the currency of the lines.

    Raises
    ------
    ValueError
        If a column is missing, there are no lines, price and amount are both None, or an option is
        unknown.
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
    >>> cleaned.changes.query("lines > 0")[["action", "lines", "amount_change", "amount_left"]]
         action  lines  amount_change  amount_left
    0  received      4            0.0         60.0
    1   removed      1          -30.0         30.0
    5      kept      1            0.0         30.0
    6   changed      1          -10.0         20.0
    7   removed      1           10.0         30.0
    """
    also_net = list(also_net)
    if price is None and amount is None:
        raise ValueError("price and amount are both None; name the column of at least one.")
    numbers = [quantity, *(name for name in (price, amount) if name is not None), *also_net]
    require_columns(lines, [customer, order, time, product])
    require_rows(lines)
    require_times(lines[time])
    require_numeric(lines, numbers)
    require_choice("copies", copies, ["keep", "drop"])
    require_choice("without_customer", without_customer, ["keep", "drop"])
    require_choice("returns", returns, ["keep", "drop", "net"])

    work = lines.reset_index(drop=True)
    worth = (work[quantity] * work[price] if amount is None else work[amount]).astype(float)
    worth = worth.where(np.isfinite(worth))
    account = _Account(work, worth, customer)
    account.apply("copy of a line", work.duplicated(), copies)
    gaps = work[[order, time, *numbers]].isin([np.nan, np.inf, -np.inf]).any(axis=1)
    account.apply("order, time or number missing", gaps)
    if price is not None:
        account.apply("price of 0 or less", work[price] <= 0)
    account.apply("quantity of 0", work[quantity] == 0)
    if max_quantity is not None:
        require_between("max_quantity", max_quantity, 1, 1e12)
        account.apply(f"more than {max_quantity:g} units", work[quantity].abs() > max_quantity)
    if as_of is not None:
        end = as_day(as_of) + pd.Timedelta(days=1)
        account.apply(f"later than {as_day(as_of).date()}", work[time] >= end)
    account.apply("no customer", work[customer].isna(), without_customer)
    if returns == "net":
        _net(account, [customer, product], time, quantity, also_net)
    rule = "return without its sale" if returns == "net" else "return"
    account.apply(rule, account.lines[quantity] < 0, "drop" if returns == "drop" else "keep")

    left = account.lines
    if amount is not None and returns == "net":
        left[amount] = account.worth
    left.index = lines.index[left.index]
    return CleanedTransactions(lines=left, changes=pd.DataFrame(account.entries))


class _Account:
    """The lines that are left, what each is worth, and an entry for every rule applied."""

    def __init__(self, lines: pd.DataFrame, worth: pd.Series, customer: str):
        self.lines, self.worth, self.customer = lines, worth, customer
        self.entries: list[dict] = []
        self.enter("as received", "received", len(lines), 0.0)

    def enter(self, rule: str, action: str, lines: int, amount_change: float) -> None:
        """Write down what a rule did and what is left."""
        self.entries.append(
            {
                "rule": rule,
                "action": action,
                "lines": int(lines),
                "amount_change": float(amount_change),
                "lines_left": len(self.lines),
                "customers_left": self.lines[self.customer].nunique(),
                "amount_left": float(self.worth.sum()),
            }
        )

    def apply(self, rule: str, mask: pd.Series, what: str = "drop") -> None:
        """Remove the lines under `mask` that are still there, or count them if they are kept."""
        mask = mask.loc[self.lines.index]
        change = 0.0
        if what == "drop":
            change = 0.0 - self.worth[mask].sum()
            self.lines, self.worth = self.lines[~mask], self.worth[~mask]
        self.enter(rule, "removed" if what == "drop" else "kept", mask.sum(), change)


def _net(account: _Account, keys: list[str], time: str, quantity: str, also_net: list[str]) -> None:
    """Take returns off their sales, and enter what that did."""
    lines = account.lines.copy()
    undone = _returned_sales(lines, keys, time, quantity)
    sale, back = undone["sale"], undone["back"]
    share = undone["units"].to_numpy() / -lines[quantity].to_numpy()[lines.index.get_indexer(back)]
    refund = (account.worth[back].to_numpy() * share, sale)
    lines = lines.astype(dict.fromkeys(also_net, float))
    for name in also_net:
        lines[name] = _plus(lines[name], lines.loc[back, name].to_numpy() * share, sale)
    lines[quantity] = _plus(lines[quantity], -undone["units"].to_numpy(), sale)
    account.lines, account.worth = lines, _plus(account.worth, *refund)
    account.enter("sale returned, in part or in full", "changed", sale.nunique(), refund[0].sum())
    rows = lines.index.to_series()
    account.apply("return taken off its sale", rows.isin(back))
    account.apply("sale returned in full", rows.isin(sale) & (lines[quantity].abs() < 1e-9))


def _plus(column: pd.Series, change: np.ndarray, rows: pd.Series) -> pd.Series:
    """Return the column with the changes added to its `rows`."""
    total = pd.Series(change).groupby(rows.to_numpy()).sum()
    return column + total.reindex(column.index, fill_value=0).astype(column.dtype)


def _returned_sales(lines: pd.DataFrame, keys: list[str], time: str, quantity: str) -> pd.DataFrame:
    """Return which sale each return undoes, and how many units of it, latest sale first."""
    key = lines.groupby(keys, observed=True).ngroup()
    key = key[key >= 0]
    key = key[key.isin(key[lines.loc[key.index, quantity] < 0])]
    order = pd.DataFrame({"time": lines[time], "back": lines[quantity] < 0}).loc[key.index]
    rows = order.sort_values(["time", "back"], kind="stable").index
    undone = _undone(rows.tolist(), key[rows].tolist(), lines.loc[rows, quantity].tolist())
    return pd.DataFrame(undone, columns=["sale", "back", "units"]).astype(
        {"sale": rows.dtype, "back": rows.dtype, "units": lines[quantity].dtype}
    )


def _undone(
    rows: list[int], keys: list[int], quantities: list[float]
) -> Iterator[tuple[int, int, float]]:
    """Yield (sale, return, units) in the order of time; a return that is too large undoes none."""
    still_sold = defaultdict(list)
    for row, key, units in zip(rows, keys, quantities, strict=True):
        sales = still_sold[key]
        if units > 0:
            sales.append([row, units])
        elif sum(left for _, left in sales) + units > -1e-9:
            while units < -1e-9:
                sale = sales[-1]
                taken = min(sale[1], -units)
                yield sale[0], row, taken
                sale[1], units = sale[1] - taken, units + taken
                if sale[1] < 1e-9:
                    sales.pop()
