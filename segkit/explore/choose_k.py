"""An explorer of k-means: how the scale, k and the start change what it finds."""

from collections.abc import Mapping

import ipywidgets as widgets
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score

from segkit.checks import require_mapping
from segkit.cluster import choose_k
from segkit.explore.page import Explorer, course_figure, labelled
from segkit.plot.style import GREY, INK, ORANGE, PALETTE
from segkit.words import chooser

# Left, bottom, width and height of the three charts: fixed, so that nothing jumps.
_MAP, _ELBOW, _WIDTHS = (0.07, 0.1, 0.5, 0.8), (0.68, 0.58, 0.3, 0.32), (0.68, 0.1, 0.3, 0.32)
_KS = range(1, 9)
_MARKERS = "os^Dv<>P"


def choose_clusters(
    customers: pd.DataFrame, *, ways: Mapping[str, pd.DataFrame], lang: str = "en"
) -> "ClusterExplorer":
    """Explore how the scale, the number of clusters and the start change a k-means solution.

    Choose how the measures were prepared, then move k and the start: each start is one run from
    one draw of first centres, and is compared with the best of ten. With the keyboard, Tab goes
    from one control to the next and the arrow keys change it. Where widgets cannot run, the page
    of the start remains.

    Parameters
    ----------
    customers : DataFrame
        One row per customer: the measures in their own units, for the table. It is not changed.
    ways : mapping of label to DataFrame
        The same customers as they are given to k-means, in one or more preparations; each has
        the rows of `customers`. The last is shown first.
    lang : text
        Language of the labels, ``"zh"`` or ``"en"``.

    Returns
    -------
    ClusterExplorer
        Shows itself as the last value of a notebook cell.

    Raises
    ------
    TypeError
        If `ways` is no mapping or one of them no table of numbers.
    ValueError
        If there is no way, one has other rows than `customers`, a value is missing or infinite,
        or `lang` is another language.
    """
    require_mapping("ways", ways)
    strange = [label for label, way in ways.items() if not way.index.equals(customers.index)]
    if strange or not ways:
        raise ValueError(
            f"{len(ways)} ways came, of which {strange} have other rows than customers; at least "
            "one was expected, each with the index of customers."
        )
    return ClusterExplorer(customers, dict(ways), lang)


class ClusterExplorer(Explorer):
    """Controls (``way``, ``k``, ``start``) over three charts; see ``choose_clusters``.

    Attributes
    ----------
    labels : array of int
        The cluster of each customer; 1 is the largest.
    evidence : DataFrame
        Inertia and silhouette of the best of ten starts for each k, in the chosen way.
    excess : float
        By which share the inertia of this start is above that of the best.
    agreement : float
        Adjusted Rand index of this start with the best.
    """

    def __init__(self, customers: pd.DataFrame, ways: dict[str, pd.DataFrame], lang: str):
        self._t, self._customers, self._ways = chooser(lang), customers, ways
        self._seen: dict[str, tuple[pd.DataFrame, np.ndarray]] = {}
        self.way, self.k, self.start = _controls(list(ways), self._t)
        self._follow(self._widgets())

    def _on_change(self, _change: dict | None = None) -> None:
        matrix = self._ways[self.way.value].to_numpy(float)
        if self.way.value not in self._seen:
            judged = choose_k(matrix, _KS, n_init=10, n_ref=0, n_boot=0)
            self._seen[self.way.value] = judged, PCA(2, svd_solver="full").fit_transform(matrix)
        self.evidence, self._plane = self._seen[self.way.value]
        k = self.k.value
        best = KMeans(k, n_init=10, random_state=0).fit(matrix)
        once = KMeans(k, n_init=1, random_state=self.start.value).fit(matrix)
        self.labels = _by_size(once.labels_)
        self.excess = max(0.0, once.inertia_ / best.inertia_ - 1)
        self.agreement = float(adjusted_rand_score(once.labels_, best.labels_))
        self._show_again()

    def _widgets(self) -> list[widgets.Widget]:
        return [self.way, self.k, self.start]

    def figure(self) -> Figure:
        """Return the charts as the controls stand; no window keeps them open."""
        with course_figure(8.4, 4.8) as figure:
            axes = figure.add_axes(_MAP)
            for cluster in range(1, self.k.value + 1):
                x, y = self._plane[self.labels == cluster].T
                look = {"marker": _MARKERS[cluster - 1], "color": PALETTE[cluster - 1]}
                axes.scatter(x, y, s=14, alpha=0.7, lw=0, label=str(cluster), **look)
            axes.set_xlabel(self._t("主成分 1", "Principal component 1"))
            axes.set_ylabel(self._t("主成分 2", "Principal component 2"))
            axes.set(xticks=[], yticks=[])
            axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=8, handletextpad=0.1)
            inertia = self.evidence["inertia"] / self.evidence["inertia"].iloc[0]
            title = self._t("簇内平方和（k = 1 为 1）", "Inertia (k = 1 is 1)")
            self._draw_line(figure.add_axes(_ELBOW), inertia, title)
            silhouette = self.evidence["silhouette"].dropna()
            self._draw_line(figure.add_axes(_WIDTHS), silhouette, self._t("轮廓系数", "Silhouette"))
        return figure

    def _draw_line(self, axes, values: pd.Series, title: str) -> None:
        """Draw a measure by k and mark the chosen k."""
        axes.plot(values.index, values, color=GREY, marker="o", ms=4)
        chosen = {"s": 90, "color": ORANGE, "ec": INK, "zorder": 3}
        axes.scatter([self.k.value], [values[self.k.value]], **chosen)
        axes.set(xticks=list(_KS), xlim=(0.6, 8.4), ylim=(0, 1.08 * values.max()))
        axes.set_title(title, fontsize="medium", pad=6)

    def _alternative(self) -> str:
        return (
            self._t(
                "散点图按簇着色，旁边两条折线是簇内平方和与轮廓系数：",
                "Scatter chart, clusters in colour; beside it lines of inertia and silhouette: ",
            )
            + self._sentence()
        )

    def _sentence(self) -> str:
        k, widths = self.k.value, self.evidence["silhouette"].dropna()
        top, share = widths.idxmax(), (self.labels == k).mean()
        return self._t(
            f"{self.way.value}，k = {k}：轮廓系数 {widths[k]:.2f}（最高的是 k = {top}，"
            f"{widths[top]:.2f}）；最小的簇占 {share:.1%}。第 {self.start.value} 个起点的簇内平方和"
            f"比 10 个起点中最好的高 {self.excess:.1%}，两者的 ARI 是 {self.agreement:.2f}。",
            f"{self.way.value}, k = {k}: silhouette {widths[k]:.2f} (highest at k = {top}, "
            f"{widths[top]:.2f}); the smallest cluster holds {share:.1%}. Start {self.start.value} "
            f"ends with an inertia {self.excess:.1%} above the best of 10 starts; their ARI is "
            f"{self.agreement:.2f}.",
        )

    def _readable(self) -> pd.DataFrame:
        """Return the size of each cluster and the means of its customers in their own units."""
        means = self._customers.groupby(self.labels).mean()
        digits = [f"{{:,.{0 if means[name].abs().max() >= 10 else 2}f}}".format for name in means]
        table = means.apply(lambda column: column.map(digits[means.columns.get_loc(column.name)]))
        sizes = [f"{(self.labels == cluster).sum():,}" for cluster in means.index]
        table.insert(0, self._t("会员数", "Members"), sizes)
        return table.rename_axis(self._t("簇", "Cluster"))


def _by_size(labels: np.ndarray) -> np.ndarray:
    """Return the labels as numbers from 1, the largest cluster first."""
    order = np.argsort(-np.bincount(labels), kind="stable")
    return np.argsort(order)[labels] + 1


def _controls(
    labels: list[str], t
) -> tuple[widgets.Dropdown, widgets.IntSlider, widgets.IntSlider]:
    """Return the choice of the way, the slider of k and that of the start."""
    way = labelled(
        widgets.Dropdown,
        t("数据准备", "Preparation"),
        indent="11em",
        options=labels,
        value=labels[-1],
    )
    slider = {"min": 2, "max": 8, "value": 4, "continuous_update": False}
    k = labelled(widgets.IntSlider, t("簇数 k", "Clusters k"), indent="11em", **slider)
    slider |= {"min": 1, "max": 20, "value": 1}
    return way, k, labelled(widgets.IntSlider, t("起点", "Start"), indent="11em", **slider)
