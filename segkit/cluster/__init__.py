"""Clusters: how many there are, k-prototypes and Gower distances for mixed data."""

from segkit.cluster.choose import choose_k
from segkit.cluster.gower import gower_distances
from segkit.cluster.prototypes import KPrototypes

__all__ = ["KPrototypes", "choose_k", "gower_distances"]
