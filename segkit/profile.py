"""What sets the segments apart: profile table, persona cards, and rules in words."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
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
    require_no_gaps,
    require_numbers,
    require_rows,
    require_whole,
)
from segkit.engines import as_lazy, fetch, is_missing, is_query, require_fields
from segkit.words import chooser

MOST_LEVELS = 100
"""A text column with more different values than this is an identifier, not a property."""

_TOO_MANY = f"more than {MOST_LEVELS} different values"


def profile(
    frame: Any,
    *,
    by: str,
    columns: Iterable[str],
    relative: float = 0.25,
    absolute: float = 0.25,
    alpha: float = 0.05,
) -> Any:
    """Return the mean or the shares of each column in each segment, against all customers.

    The engine of the frame (pandas, polars, DuckDB or Spark) counts and averages; only one row per
    segment and level leaves it. Medians and other quantiles are not among the statistics, since the
    engines do not agree on them; ``segment_summary`` has the medians of an RFM table.

    Parameters
    ----------
    frame : DataFrame, LazyFrame, DuckDB relation or Spark DataFrame
        One row per customer. A lazy frame is computed once for each text column and once for all
        others. Missing values (NaN counts as missing) are left out, column by column.
    by : text
        The column with the segment of each customer.
    columns : sequence of text
        What to describe: numbers give a row with the mean, yes/no columns one with the share of
        yes, and text or categories one per level with its share.
    relative, absolute : float
        What a marker variable deviates from the overall value at least: relatively (0.25 is an
        index of 125 or of 75), and in standard deviations. Set `relative` to 0 where the zero of
        the scale means nothing (ages, temperatures, agreement from 1 to 5).
    alpha : float
        Probability that random segments of the same sizes show any marker at all (Bonferroni).

    Returns
    -------
    frame of the same kind
        One row per segment, variable and level: ``segment``, ``variable``, ``level`` ("yes" for
        yes/no, empty for numbers), ``statistic`` ("mean" or "share"), ``customers`` (those of the
        segment with a value), ``value``, ``overall``, ``index`` (100 is average; missing unless
        the overall value is positive), ``effect`` (deviation in standard deviations), ``chance``
        (deviation up to which chance alone may take a random segment of this size; for means by the
        central limit theorem, so that it is rough for few and very skewed values) and ``marker``:
        the deviation is beyond chance and beyond both thresholds. Segments and levels
        come in the order of their categories, else sorted; unused categories are left out.

    Raises
    ------
    TypeError
        If the frame is of another kind (Dask counts distinct values wrongly across its
        partitions), or a column is neither numbers, yes/no nor text.
    ValueError
        If a column is missing, empty or infinite, has more than 100 levels or is named twice, a
        customer has no segment, or a threshold is out of its range.

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
    require_between("alpha", alpha, 0, 1)
    columns = _distinct(columns, by)
    query = as_lazy(frame)
    require_fields(query, [by, *columns])
    table = pd.concat(_cells(query, by, columns), ignore_index=True)
    table = table.iloc[np.argsort(table.pop("place"), kind="stable")].reset_index(drop=True)
    deviation = table["value"] - table["overall"]
    table["index"] = 100 * table["value"] / table["overall"].where(table["overall"] > 0)
    table["effect"] = deviation / table["sd"].where(table["sd"] > 0, np.inf)
    table["chance"] = _chance(table, deviation, alpha / (2 * len(table)))
    off = (table["index"] - 100).abs().fillna(np.inf) >= 100 * relative - 1e-9
    far = (table["effect"].abs() >= absolute) & (deviation.abs() > table["chance"])
    return _same_kind(table.drop(columns=["sd", "total"]).assign(marker=off & far), frame, by)


def _distinct(columns: Iterable[str], by: Any) -> list[str]:
    """Return the names of the columns to describe; raise if there are none, or `by` is one."""
    names = [columns] if isinstance(columns, str) else list(dict.fromkeys(columns))
    if not names or (isinstance(by, str) and by in names):
        raise ValueError(
            f"columns is {names} and the segment {by!r}: at least one column was expected, and not "
            "the segment itself; name what describes the customers."
        )
    return names


def _check_kind(name: str, kind: Any) -> None:
    """Raise unless a column of this `kind` can be averaged or counted."""
    if not (kind.is_numeric() or kind in (nw.Boolean, nw.String, nw.Categorical, nw.Enum)):
        raise TypeError(
            f"the column {name!r} holds {kind}, but numbers, yes/no or text were expected; "
            "convert it first, dates for instance to days before as_of."
        )


def _check_state(name: str, states: dict[str, bool]) -> None:
    """Raise if one of the `states` (what is wrong, and whether it is) of a column is true."""
    for state in (state for state, found in states.items() if found):
        raise ValueError(
            f"the column {name!r} has {state}; repair it, group its values, or leave it out."
        )


def _cells(query: nw.LazyFrame, by: str, columns: list[str]) -> Iterator[pd.DataFrame]:
    """Yield a table for each level of each column, with one row per segment."""
    schema = query.collect_schema()
    for name in columns:
        _check_kind(name, schema[name])
    measured = [name for name in columns if schema[name].is_numeric() or schema[name] == nw.Boolean]
    groups = _small(_moments(query, by, measured).head(MOST_LEVELS + 1))
    require_rows(groups)
    gaps, many = groups["segment"].isna().any(), len(groups) > MOST_LEVELS
    _check_state(by, {"gaps": gaps, _TOO_MANY: many})
    groups["place"] = _places(groups["segment"], query, by)
    for name in columns:
        if name in measured:
            i, level = measured.index(name), "yes" if schema[name] == nw.Boolean else ""
            moments = {level: [groups[f"{each}{i}"].to_numpy(float) for each in "nmv"]}
        else:
            moments = _shares(query, by, name, groups["segment"])
        for level, numbers in moments.items():
            statistic = "share" if level or name not in measured else "mean"
            cells = groups[["segment", "place"]].assign(variable=name, level=level)
            yield cells.assign(statistic=statistic, **_against_all(name, *numbers))


def _moments(query: nw.LazyFrame, by: str, measured: list[str]) -> nw.LazyFrame:
    """Return rows, and counts, means and variances of the columns, for each segment."""
    wanted, values = [nw.len().alias("rows")], [nw.col(by).alias("segment")]
    for i, name in enumerate(measured):
        number = nw.when(~is_missing(query, name)).then(nw.col(name).cast(nw.Float64))
        values.append(number.alias(f"x{i}"))
        x = nw.col(f"x{i}")
        wanted += [x.count().alias(f"n{i}"), x.mean().alias(f"m{i}"), x.var(ddof=0).alias(f"v{i}")]
    return query.select(*values).group_by("segment").agg(*wanted)


def _shares(
    query: nw.LazyFrame, by: str, name: str, segments: pd.Series
) -> dict[str, list[np.ndarray]]:
    """Return counts, shares and their variances in each segment for each level of a column."""
    pairs = query.select(nw.col(by).alias("segment"), nw.col(name).alias("level"))
    pairs = pairs.filter(~nw.col("level").is_null()).group_by("segment", "level")
    pairs = _small(pairs.agg(nw.len().alias("n")).head(MOST_LEVELS**2 + 1))
    found = pairs["level"].nunique()
    _check_state(name, {"no values": found == 0, _TOO_MANY: found > MOST_LEVELS})
    pairs["place"] = _places(pairs["level"], query, name)
    levels = pairs.sort_values("place")["level"].unique()
    counts = pairs.pivot(index="segment", columns="level", values="n").reindex(segments)
    n = counts.sum(axis=1).to_numpy(float)
    shares = counts[levels].fillna(0).to_numpy() / np.where(n > 0, n, np.nan)[:, None]
    return {str(each): [n, p, p * (1 - p)] for each, p in zip(levels, shares.T, strict=True)}


def _against_all(
    name: str, n: np.ndarray, mean: np.ndarray, variance: np.ndarray
) -> dict[str, Any]:
    """Return the numbers of each segment beside mean and deviation (``sd``) of all customers."""
    known = n > 0
    infinite = not np.isfinite(mean[known]).all()
    _check_state(name, {"no values": not known.any(), "infinite values": infinite})
    total, overall = n.sum(), float(np.average(mean[known], weights=n[known]))
    squares = n[known] * (variance[known] + (mean[known] - overall) ** 2)
    sd = np.sqrt(squares.sum() / max(total - 1, 1))
    sd = sd if sd > 1e-12 * abs(overall) else 0.0  # a constant column, but for rounding
    customers = n.astype(np.int64)
    return {"customers": customers, "value": mean, "overall": overall, "sd": sd, "total": total}


def _chance(table: pd.DataFrame, deviation: pd.Series, tail: float) -> np.ndarray:
    """Return how far chance takes each cell: normal for means, binomial for shares.

    A segment is drawn without replacement, which the normal takes into account and the binomial,
    to be on the safe side with few customers, does not.
    """
    is_share = (table["statistic"] == "share").to_numpy()
    share = table["overall"].where(is_share, 0.5).clip(0, 1)
    n = table["customers"].where(table["customers"] > 0)
    most = np.where(deviation > 0, binom.isf(tail, n, share), binom.ppf(tail, n, share))
    spread = table["sd"] * np.sqrt((1 - n / table["total"]) / n)
    return np.where(is_share, np.abs(most / n - share), norm.isf(tail) * spread)


def _places(values: pd.Series, query: nw.LazyFrame, name: str) -> np.ndarray:
    """Return the place of each value: in the order of the categories of a column, else sorted."""
    kind, native = query.collect_schema()[name], query.to_native()
    if query.implementation.is_pandas() and isinstance(native[name].dtype, pd.CategoricalDtype):
        order = list(native[name].dtype.categories)
    elif kind == nw.Enum:
        order = list(kind.categories)
    else:
        found = list(values.unique())
        order = sorted(found, key=str if len(set(map(type, found))) > 1 else None)
    return pd.Index(order).get_indexer(values)


def _small(query: nw.LazyFrame) -> pd.DataFrame:
    """Return the few rows of a query in pandas."""
    return pd.DataFrame(fetch(query), columns=query.collect_schema().names())


def _same_kind(table: pd.DataFrame, frame: Any, by: str) -> Any:
    """Return the result as the kind of frame that came in."""
    kind, native = nw.get_native_namespace(frame).__name__, nw.to_native(frame, pass_through=True)
    if kind == "pandas":
        return table
    if kind == "duckdb":
        _segkit_profile = table  # found by its name
        return native.query("_segkit_customers", "select * from _segkit_profile")
    rows = table.astype(object).where(table.notna(), None)
    numbers = ["value", "overall", "index", "effect", "chance"]
    if kind == "polars":
        result = nw.from_dict(rows.to_dict("list"), backend="polars")
        result = result.with_columns(nw.col(numbers).cast(nw.Float64))
        return (result.lazy() if is_query(frame) else result).to_native()
    types = dict.fromkeys(rows, "string") | dict.fromkeys(numbers, "double")
    types |= {"customers": "bigint", "marker": "boolean"}
    types["segment"] = native.schema[by].dataType.simpleString()
    schema = ", ".join(f"`{name}` {each}" for name, each in types.items())
    return native.sparkSession.createDataFrame(rows.to_numpy().tolist(), schema)


def personas(
    table: Any,
    *,
    lines: int = 5,
    small: int = 30,
    names: Mapping[str, str] | None = None,
    lang: str = "en",
) -> pd.DataFrame:
    """Return a card per segment: its strongest markers in words, each with the numbers behind it.

    Parameters
    ----------
    table : frame
        What ``profile`` returns, of any kind.
    lines : int
        The most lines per segment, the largest effect first; a variable gives one line only.
    small : int
        Segments with fewer customers than this are flagged.
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
        ``index``, ``effect``) and ``small``. A segment without any marker has one line that says
        so, with missing evidence.

    Raises
    ------
    ValueError
        If a column of the profile is missing, `lines` or `small` is no whole number from 1 on, or
        `lang` is another language.

    Examples
    --------
    >>> customers = pd.DataFrame({"segment": ["a", "b"] * 50, "app": [True, False] * 50})
    >>> for text in personas(profile(customers, by="segment", columns=["app"]))["text"]:
    ...     print(text)
    app is yes for 100%, against 50% of all customers (index 200, n = 50)
    app is yes for 0%, against 50% of all customers (index 0, n = 50)
    """
    t = chooser(lang)
    require_whole("lines", lines, least=1)
    require_whole("small", small, least=1)
    table = _small(as_lazy(table))
    require_columns(table, [*_EVIDENCE, "segment", "marker"])
    names = {"yes": t("是", "yes")} | dict(names or {})
    best = table[table["marker"].astype(bool)]
    best = best.iloc[np.argsort(-best["effect"].abs().to_numpy(float), kind="stable")]
    best = best.drop_duplicates(["segment", "variable"]).groupby("segment").head(lines)
    best = best.assign(text=[_line(row, names, lang) for row in best.to_dict("records")])
    bare = table.groupby("segment", sort=False)["customers"].max().reset_index()
    bare["text"] = t("没有超出偶然波动的突出特征", "nothing beyond chance sets this segment apart")
    bare = bare[~bare["segment"].isin(best["segment"])]
    cards = pd.concat([best, bare]) if len(bare) else best
    place = pd.Index(table["segment"].unique()).get_indexer(cards["segment"])
    cards = cards.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)
    line = cards.groupby("segment").cumcount() + 1
    cards = cards.assign(line=line, small=cards["customers"] < small)
    return cards[["segment", "line", "text", *_EVIDENCE, "small"]]


_EVIDENCE = ("variable", "level", "statistic", "customers", "value", "overall", "index", "effect")


def _line(row: dict[str, Any], names: Mapping[str, str], lang: str) -> str:
    """Return a marker in words, with its numbers."""
    t = chooser(lang)
    row = row | {each: names.get(row[each], row[each]) for each in ("variable", "level")}
    text = t(
        "{variable}为“{level}”的占 {value:.0%}，全体为 {overall:.0%}",
        "{variable} is {level} for {value:.0%}, against {overall:.0%} of all customers",
    )
    if row["statistic"] == "mean":
        row |= {each: _number_text(row[each]) for each in ("value", "overall")}
        text = t(
            "{variable}平均 {value}，全体平均 {overall}",
            "{variable} averages {value}, against {overall} over all customers",
        )
    index = "" if pd.isna(row["index"]) else t("指数 {index:.0f}，", "index {index:.0f}, ")
    n = t("（%sn = {customers:,}）", " (%sn = {customers:,})") % index
    return (text + n).format(**row)


def _number_text(number: float) -> str:
    """Return a number with about three digits."""
    size = abs(number)
    return f"{number:,.{0 if size >= 100 else 1 if size >= 10 else 2}f}"


def segment_rules(
    frame: pd.DataFrame,
    by: Hashable | pd.Series,
    *,
    columns: Iterable[str],
    max_depth: int = 3,
    min_customers: int = 5,
    lang: str = "en",
) -> pd.DataFrame:
    """Return the segments as rules in words, the leaves of a decision tree.

    The tree splits to tell the segments apart (Gini). Cuts are moved to the roundest number that
    divides the same customers, so a rule as written selects exactly the customers it counts. A
    segment that no rule names is not recognisable at this depth. Purity is measured on the same
    customers the tree was grown on; on new customers it will be lower.

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
    0       a  age ≤ 30          3     1.0       1.0
    1       b  age > 30          3     1.0       1.0
    """
    require_whole("max_depth", max_depth, least=1)
    require_whole("min_customers", min_customers, least=1)
    columns = _distinct(columns, by)
    require_columns(frame, columns)
    require_rows(frame)
    labels = labels_of(frame, by, what="by")
    features = _features(frame, columns)
    data = np.column_stack([values for _, _, values in features])
    codes = _places(labels, as_lazy(labels.to_frame("segment")), "segment")
    tree = DecisionTreeClassifier(
        max_depth=max_depth, min_samples_leaf=min_customers, random_state=0
    ).fit(data, codes)
    sizes = np.bincount(codes)
    leaves = []
    for path, rows in _leaves(tree.tree_, data, np.arange(len(data))):
        counts = np.bincount(codes[rows], minlength=len(sizes))
        best = int(counts.argmax())
        rule = _rule(path, features, columns, lang)
        segment = labels.iloc[int(np.argmax(codes == best))]
        purity, coverage = counts[best] / len(rows), counts[best] / sizes[best]
        leaves.append((best, segment, rule, len(rows), purity, coverage))
    leaves.sort(key=lambda leaf: (leaf[0], -leaf[-1], leaf[2]))
    names = ["segment", "rule", "customers", "purity", "coverage"]
    return pd.DataFrame([leaf[1:] for leaf in leaves], columns=names)


def _features(frame: pd.DataFrame, columns: list[str]) -> list[tuple]:
    """Return the columns as numbers: (name, level, values); a number has no level."""
    features = []
    for name in columns:
        values = frame[name]
        if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
            require_numbers(frame, [name])
            features.append((name, None, values.to_numpy(float)))
            continue
        _check_kind(name, nw.from_native(values, series_only=True).dtype)
        require_no_gaps(frame, [name])
        _check_state(name, {_TOO_MANY: values.nunique() > MOST_LEVELS})
        levels = pd.get_dummies(values.astype(str), dtype=float)
        features += [(name, level, levels[level].to_numpy()) for level in levels]
    return features


def _leaves(
    tree: Any, data: np.ndarray, rows: np.ndarray, node: int = 0, path: tuple = ()
) -> Iterator[tuple]:
    """Yield the way to each leaf, as (feature, above or not, cut) per split, and its rows."""
    left, right = tree.children_left[node], tree.children_right[node]
    if left == right:
        yield path, rows
        return
    feature = int(tree.feature[node])
    values = data[rows, feature]
    below = values.astype(np.float32) <= tree.threshold[node]
    cut = _round_between(values[below].max(), values[~below].min())
    yield from _leaves(tree, data, rows[below], left, (*path, (feature, False, cut)))
    yield from _leaves(tree, data, rows[~below], right, (*path, (feature, True, cut)))


def _round_between(low: float, high: float) -> float:
    """Return the roundest number that is at least `low` and less than `high`.

    Examples
    --------
    >>> _round_between(45.2, 58.0), _round_between(45.0, 46.0), _round_between(0.12, 0.14)
    (50.0, 45.0, 0.12)
    """
    most = int(np.ceil(np.log10(max(abs(low), abs(high))))) + 1
    for place in range(most, most - 18, -1):
        cut = round(float(np.ceil(low / 10.0**place)) * 10.0**place, max(-place, 0)) + 0.0
        if low <= cut < high:
            return cut
    return float(low)


def _rule(path: tuple, features: list, columns: list[str], lang: str) -> str:
    """Return the splits on the way to a leaf as one condition per column."""
    t = chooser(lang)
    conditions = []
    for name in columns:
        steps = [(features[i][1], above, cut) for i, above, cut in path if features[i][0] == name]
        if steps and steps[0][0] is not None:
            levels = [level for each, level, _ in features if each == name]
            conditions.append(_level_text(name, steps, levels, lang))
        elif steps:
            conditions.append(_interval_text(name, steps))
    return t(" 且 ", " and ").join(conditions) or t("全部客户", "all customers")


def _interval_text(name: str, steps: list) -> str:
    """Return the cuts on one column of numbers as one interval."""
    lows = [cut for _, above, cut in steps if above]
    highs = [cut for _, above, cut in steps if not above]
    low, high = (f"{max(lows):,.15g}" if lows else ""), (f"{min(highs):,.15g}" if highs else "")
    if low and high:
        return f"{low} < {name} ≤ {high}"
    return f"{name} > {low}" if low else f"{name} ≤ {high}"


def _level_text(name: str, steps: list, levels: list[str], lang: str) -> str:
    """Return what the splits leave of the levels of a column, the shorter way round."""
    t = chooser(lang)
    refused = [level for level, above, _ in steps if not above]
    chosen = [level for level, above, _ in steps if above]
    left = chosen or [level for level in levels if level not in refused]
    if chosen or len(left) <= len(refused):
        return f"{name}{t(' 为 ', ' is ')}{t(' 或 ', ' or ').join(left)}"
    return f"{name}{t(' 不为 ', ' is not ')}{t(' 或 ', ' or ').join(refused)}"
