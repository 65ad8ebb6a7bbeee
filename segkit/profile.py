"""What sets the segments apart: profile table, persona cards, and rules in words."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
from scipy.stats import binom, norm
from sklearn.tree import DecisionTreeClassifier

from segkit.checks import (
    labels_of,
    require_between,
    require_columns,
    require_mapping,
    require_no_gaps,
    require_numbers,
    require_rows,
    require_whole,
)
from segkit.engines import as_lazy, fetch, is_query, require_fields
from segkit.words import chooser

# A text column with more different values is an identifier, not a property.
MOST_LEVELS = 100
_TOO_MANY = f"more than {MOST_LEVELS} different values"

_TEXT = (nw.String, nw.Categorical, nw.Enum)
_EVIDENCE = ["variable", "level", "statistic", "customers", "value", "overall", "index", "effect"]


def profile(
    frame: Any,
    *,
    by: str,
    columns: Sequence[str],
    relative: float = 0.25,
    absolute: float = 0.25,
) -> Any:
    """Return the mean or the shares of each column in each segment, against all customers.

    The engine of the frame counts and averages; only one row per segment and level leaves it.

    Parameters
    ----------
    frame : DataFrame, LazyFrame, DuckDB relation or Spark DataFrame
        One row per customer. A lazy frame is computed once for each column: cache what is dear.
        Missing values (NaN counts as missing) are left out, column by column.
    by : text
        The column with the segment of each customer.
    columns : sequence of text
        What to describe: numbers give a row with the mean, yes/no columns one with the share of
        yes, and text or categories one per level with its share.
    relative, absolute : float
        What a marker variable deviates from the overall value at least: relatively (0.25 is an
        index of 125 or of 75), and in standard deviations. Set `relative` to 0 where the zero of
        the scale means nothing (ages, temperatures, agreement from 1 to 5).

    Returns
    -------
    frame of the same kind
        One row per segment, variable and level: ``segment``, ``variable``, ``level`` ("yes" for
        yes/no, empty for numbers), ``statistic`` ("mean" or "share"), ``customers`` (those of the
        segment with a value), ``value``, ``overall``, ``index`` (100 is average; missing unless
        the overall value is positive), ``effect`` (deviation in standard deviations), ``chance``
        (deviation up to which chance alone may take a random segment of this size; rough for means
        of few and very skewed values) and ``marker``: the deviation is beyond chance and beyond
        both thresholds. In 95 of 100 tables of random segments there is no marker at all. Segments
        and levels come in the order of their categories, else sorted.

    Raises
    ------
    TypeError
        If the frame is of another kind, or a column is neither numbers, yes/no nor text.
    ValueError
        If a column is missing, empty or infinite, or has more than 100 levels, a customer has no
        segment, or a threshold is negative.

    References
    ----------
    Dolnicar, S., Grün, B. and Leisch, F. (2018). *Market Segmentation Analysis*. Springer, chapter
    8. Their marker variables deviate by a quarter of the largest value or by half of the mean; here
    the unit is the standard deviation, and both thresholds must be passed.

    Examples
    --------
    >>> customers = pd.DataFrame({"segment": list("aaaabbbb"), "app": [True] * 5 + [False] * 3})
    >>> table = profile(customers, by="segment", columns=["app"])
    >>> table[["segment", "statistic", "customers", "value", "overall", "index"]]
      segment statistic  customers  value  overall  index
    0       a     share          4   1.00    0.625  160.0
    1       b     share          4   0.25    0.625   40.0
    """
    require_between("relative", relative, 0, np.inf)
    require_between("absolute", absolute, 0, np.inf)
    query = as_lazy(frame)
    require_fields(query, [by])
    table = _against_all(_cells(query, by, _kinds(query, columns, by)))
    table["marker"] = (
        ((table["index"] - 100).abs().fillna(np.inf) >= 100 * relative - 1e-9)
        & (table["effect"].abs() >= absolute)
        & ((table["value"] - table["overall"]).abs() > table["chance"])
    )
    return _same_kind(table, frame)


def _kinds(query: nw.LazyFrame, columns: Sequence[str], by: Any) -> dict[str, Any]:
    """Return the type of each column to describe; raise unless it can be averaged or counted."""
    require_fields(query, columns)
    kinds = {name: query.collect_schema()[name] for name in columns}
    if not kinds or (isinstance(by, str) and by in kinds):
        raise ValueError(
            f"columns is {list(columns)} and the segment {by!r}: at least one column was expected, "
            "and not the segment itself; name what describes the customers."
        )
    for name, kind in kinds.items():
        if not (kind.is_numeric() or kind in (nw.Boolean, *_TEXT)):
            raise TypeError(
                f"the column {name!r} holds {kind}, but numbers, yes/no or text were expected; "
                "convert it first, dates for instance to days before as_of."
            )
    return kinds


def _check_state(name: str, states: dict[str, bool]) -> None:
    """Raise if one of the `states` (what is wrong, and whether it is) of a column is true."""
    for state in (state for state, found in states.items() if found):
        raise ValueError(
            f"the column {name!r} has {state}; repair it, group its values, or leave it out."
        )


def _cells(query: nw.LazyFrame, by: str, kinds: dict[str, Any]) -> pd.DataFrame:
    """Return customers, value and variance of each segment, variable and level, in order."""
    segments = _rows(query.select(segment=nw.col(by)).unique().head(MOST_LEVELS + 1))["segment"]
    require_rows(segments.to_frame())
    _check_state(by, {"gaps": segments.isna().any(), _TOO_MANY: len(segments) > MOST_LEVELS})
    segments, parts = _in_order(segments, query, by), []
    for name, kind in kinds.items():
        part = (_shares if kind in _TEXT else _means)(query, by, name, segments)
        known = part.loc[part["customers"] > 0, "value"].astype(float)
        _check_state(
            name, {"no values": known.empty, "infinite values": not np.isfinite(known).all()}
        )
        parts.append(part.assign(variable=name))
    return pd.concat(parts).sort_values(
        "segment", key=lambda each: each.map(segments.index), kind="stable", ignore_index=True
    )


def _means(query: nw.LazyFrame, by: str, name: str, segments: list) -> pd.DataFrame:
    """Return customers, mean and variance of numbers or yes/no in each segment."""
    x, is_share = nw.col("x"), query.collect_schema()[name] == nw.Boolean
    values = query.select(segment=nw.col(by), x=nw.col(name).cast(nw.Float64).fill_nan(None))
    moments = {"customers": x.count(), "value": x.mean(), "variance": x.var(ddof=0)}
    part = _rows(values.group_by("segment").agg(**moments)).set_index("segment").astype(float)
    return (
        part.reindex(segments)
        .reset_index()
        .assign(level="yes" if is_share else "", statistic="share" if is_share else "mean")
    )


def _shares(query: nw.LazyFrame, by: str, name: str, segments: list) -> pd.DataFrame:
    """Return customers, share and variance of each level of a text in each segment."""
    pairs = query.select(segment=nw.col(by), level=nw.col(name)).filter(~nw.col("level").is_null())
    pairs = _rows(pairs.group_by("segment", "level").agg(n=nw.len()).head(MOST_LEVELS**2 + 1))
    levels = _in_order(pairs["level"].unique(), query, name)
    _check_state(name, {_TOO_MANY: len(levels) > MOST_LEVELS})
    every = pd.MultiIndex.from_product([segments, levels], names=["segment", "level"])
    part = pairs.set_index(every.names).reindex(every, fill_value=0).reset_index()
    n = part.groupby("segment", sort=False)["n"].transform("sum")
    share = part.pop("n") / n.where(n > 0)
    return part.assign(
        level=part["level"].astype(str),
        statistic="share",
        customers=n,
        value=share,
        variance=share * (1 - share),
    )


def _against_all(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells beside the mean of all customers, in their standard deviations.

    Segments are drawn by chance without replacement, which the normal (for means) takes into
    account and the binomial (for shares), to be on the safe side with few customers, does not.
    """
    n, value, groups = cells["customers"], cells["value"], [cells["variable"], cells["level"]]
    total = n.groupby(groups).transform("sum")
    overall = (n * value).groupby(groups).transform("sum") / total
    squares = (n * (cells["variance"] + (value - overall) ** 2)).groupby(groups).transform("sum")
    sd = np.sqrt(squares / (total - 1).clip(lower=1))
    sd = sd.where(sd > 1e-12 * overall.abs(), 0.0)  # a constant column, but for rounding
    cells = cells.assign(
        customers=n.astype(int),
        overall=overall,
        index=100 * value / overall.where(overall > 0),
        effect=(value - overall) / sd.where(sd > 0, np.inf),
    )
    tail, n, share = 0.05 / (2 * len(cells)), n.where(n > 0), overall.clip(0, 1)
    most = np.where(value > overall, binom.isf(tail, n, share), binom.ppf(tail, n, share)) / n
    chance = np.where(
        cells["statistic"] == "share",
        (most - share).abs(),
        norm.isf(tail) * sd * np.sqrt((1 - n / total) / n),
    )
    return cells[["segment", *_EVIDENCE]].assign(chance=chance)


def _in_order(values: pd.Series, query: nw.LazyFrame, name: str) -> list:
    """Return values of a column in the order of its categories, else sorted."""
    native, schema = query.to_native(), query.collect_schema()
    kind = native[name].dtype if query.implementation.is_pandas() else schema[name]
    order = list(getattr(kind, "categories", []))
    return sorted(values, key=order.index if order else lambda each: (isinstance(each, str), each))


def _rows(query: nw.LazyFrame) -> pd.DataFrame:
    """Return the few rows of a query in pandas."""
    return pd.DataFrame(fetch(query), columns=query.collect_schema().names())


def _same_kind(cells: pd.DataFrame, frame: Any) -> Any:
    """Return the result as the kind of frame that came in."""
    query = as_lazy(frame)
    if query.implementation.is_pandas():
        return cells
    if query.implementation.is_duckdb():
        return query.to_native().query("_", "select * from cells")
    if query.implementation.is_polars():
        made = nw.from_dict(cells.to_dict("list"), backend="polars")
    else:
        session = query.to_native().sparkSession
        made = nw.from_native(session.createDataFrame(cells.to_dict("records"))).select(*cells)
    made = made.with_columns(nw.col("value", "index", "effect", "chance").fill_nan(None))
    return (made.lazy() if is_query(frame) else made).to_native()


def personas(
    table: Any, *, lines: int = 5, names: Mapping[str, str] | None = None, lang: str = "en"
) -> pd.DataFrame:
    """Return a card per segment: its strongest markers in words, each with the numbers behind it.

    Parameters
    ----------
    table : frame
        What ``profile`` returns, of any kind.
    lines : int
        The most lines per segment, the largest effect first; a variable gives one line only.
    names : mapping of text to text, optional
        How variables and levels are called in the text, e.g. ``{"recency_days": "days since the
        last order"}``; others stay as they are.
    lang : text
        Language of the text, ``"zh"`` or ``"en"``.

    Returns
    -------
    DataFrame
        One row per line: ``segment``, ``line`` (from 1), ``text``, then the evidence as in the
        profile (``variable``, ``level``, ``statistic``, ``customers``, ``value``, ``overall``,
        ``index``, ``effect``). A segment without any marker has one line that says so, its
        evidence missing.

    Raises
    ------
    ValueError
        If a column of the profile is missing, `lines` is no whole number from 1 on, or `lang` is
        another language.

    Examples
    --------
    >>> customers = pd.DataFrame({"segment": ["a", "b"] * 50, "app": [True, False] * 50})
    >>> for text in personas(profile(customers, by="segment", columns=["app"]))["text"]:
    ...     print(text)
    app: yes 100% (all 50%, index 200, n = 50)
    app: yes 0% (all 50%, index 0, n = 50)
    """
    require_whole("lines", lines, least=1)
    names = {} if names is None else names
    require_mapping("names", names)
    names = {"yes": chooser(lang)("是", "yes"), **names}
    table = _rows(as_lazy(table))
    require_columns(table, [*_EVIDENCE, "segment", "marker"])
    best = (
        table[table["marker"].astype(bool)]
        .sort_values("effect", key=lambda effect: -effect.abs(), kind="stable")
        .drop_duplicates(["segment", "variable"])
        .groupby("segment")
        .head(lines)
    )
    cards = table[["segment"]].drop_duplicates().merge(best, on="segment", how="left")
    cards["customers"] = cards["customers"].astype("Int64")
    cards["line"] = cards.groupby("segment").cumcount() + 1
    cards["text"] = [_line(row, names, lang) for row in cards.to_dict("records")]
    return cards[["segment", "line", "text", *_EVIDENCE]]


def _line(row: dict[str, Any], names: Mapping[str, str], lang: str) -> str:
    """Return a marker in words, with its numbers."""
    t = chooser(lang)
    if pd.isna(row["effect"]):
        return t("没有超出偶然波动的突出特征", "nothing beyond chance sets this segment apart")
    name, level = (names.get(row[each], row[each]) for each in ("variable", "level"))
    large = max(abs(row["value"]), abs(row["overall"])) >= 100
    form = ".0%" if row["statistic"] == "share" else ",.0f" if large else ".3g"
    value, overall = format(row["value"], form), format(row["overall"], form)
    index = "–" if pd.isna(row["index"]) else format(row["index"], ".0f")
    n = format(row["customers"], ",.0f")
    return t(
        f"{name}：{level or '平均'} {value}（全体 {overall}，指数 {index}，n = {n}）",
        f"{name}: {level or 'mean'} {value} (all {overall}, index {index}, n = {n})",
    )


def segment_rules(
    frame: pd.DataFrame,
    by: Hashable | pd.Series,
    *,
    columns: Sequence[str],
    max_depth: int = 3,
    min_customers: int = 5,
    lang: str = "en",
) -> pd.DataFrame:
    """Return the segments as rules in words, the leaves of a decision tree.

    The tree splits to tell the segments apart (Gini). Cuts are moved to a round number that divides
    the same customers, so a rule as written selects exactly the customers it counts. A segment that
    no rule names is not recognisable at this depth. Purity is measured on the same customers the
    tree was grown on; on new customers it will be lower.

    Parameters
    ----------
    frame : DataFrame
        One row per customer. It is not changed.
    by : name of a column, or Series
        The segment of each customer; a Series has the index of `frame`.
    columns : sequence of text
        What the rules may use: numbers, yes/no, text or categories, without gaps.
    max_depth : int
        The most splits on the way to a rule.
    min_customers : int
        The fewest customers a rule may select.
    lang : text
        Language of the rules, ``"zh"`` or ``"en"``.

    Returns
    -------
    DataFrame
        One row per rule: ``segment`` (the largest among those selected), ``rule``, ``customers``
        (selected), ``purity`` (share of them in the segment) and ``coverage`` (share of the segment
        among them), by segment, the rule with the largest coverage first.

    Raises
    ------
    TypeError
        If a column is neither numbers, yes/no nor text.
    ValueError
        If a column is missing, has gaps or more than 100 levels, is infinite, or an argument is out
        of its range.

    References
    ----------
    Breiman, L., Friedman, J., Olshen, R. and Stone, C. (1984). *Classification and Regression
    Trees*. Wadsworth.

    Examples
    --------
    >>> customers = pd.DataFrame({"age": [21, 24, 29, 52, 58, 61], "segment": list("aaabbb")})
    >>> segment_rules(customers, "segment", columns=["age"], min_customers=1)
      segment      rule  customers  purity  coverage
    0       a  age ≤ 40          3     1.0       1.0
    1       b  age > 40          3     1.0       1.0
    """
    require_whole("min_customers", min_customers, least=1)
    require_whole("max_depth", max_depth, least=1)
    t, kinds = chooser(lang), _kinds(as_lazy(frame), columns, by)
    labels = pd.Categorical(labels_of(frame, by, what="by"))
    data = _numbers(frame, kinds)
    tree = DecisionTreeClassifier(
        max_depth=max_depth, min_samples_leaf=min_customers, random_state=0
    ).fit(data.to_numpy(float), labels.codes)
    sizes, leaves = np.bincount(labels.codes), []
    for path, rows in _leaves(tree.tree_, data):
        counts = np.bincount(labels.codes[rows])
        best, most = counts.argmax(), counts.max()
        words = t(" 且 ", " and ").join(path.values()) or t("全部客户", "all customers")
        leaves.append((best, words, len(rows), most / len(rows), most / sizes[best]))
    table = pd.DataFrame(leaves, columns=["segment", "rule", "customers", "purity", "coverage"])
    table = table.sort_values(
        ["segment", "coverage", "rule"], ascending=[True, False, True], ignore_index=True
    )
    return table.assign(segment=labels.categories[table["segment"]])


def _numbers(frame: pd.DataFrame, kinds: dict[str, Any]) -> pd.DataFrame:
    """Return the columns as numbers: one for each level of a text, called "column = level"."""
    require_no_gaps(frame, kinds)
    numbers = [name for name, kind in kinds.items() if kind.is_numeric()]
    require_numbers(frame, numbers)
    texts = [name for name in kinds if name not in numbers]
    for name in texts:
        _check_state(name, {_TOO_MANY: frame[name].nunique() > MOST_LEVELS})
    return pd.get_dummies(frame[list(kinds)], columns=texts, prefix_sep=" = ").reset_index(
        drop=True
    )


def _leaves(tree: Any, data: pd.DataFrame, node: int = 0, path: dict | None = None) -> Iterator:
    """Yield the conditions on the way to each leaf, the last of each kind, and its rows."""
    path, feature = path or {}, tree.feature[node]
    if feature < 0:
        yield path, data.index
        return
    name, values = data.columns[feature], data.iloc[:, feature]
    below = values.astype(np.float32) <= tree.threshold[node]
    cut = f"{_round_between(values[below].max(), values[~below].min()):,}".removesuffix(".0")
    no, yes = (
        (name.replace(" = ", " ≠ ", 1), name)
        if values.dtype == bool
        else (f"{name} ≤ {cut}", f"{name} > {cut}")
    )
    yield from _leaves(tree, data[below], tree.children_left[node], path | {(name, "≤"): no})
    yield from _leaves(tree, data[~below], tree.children_right[node], path | {(name, ">"): yes})


def _round_between(low: float, high: float) -> float:
    """Return the number with the fewest digits near the middle of `low` and `high`.

    Examples
    --------
    >>> _round_between(45.2, 58.0), _round_between(45.0, 46.0), _round_between(0.12, 0.14)
    (50.0, 45.5, 0.13)
    """
    cuts = (round(float(low / 2 + high / 2), digits) for digits in range(-15, 18))
    return next((cut + 0.0 for cut in cuts if low <= cut < high), float(low))
