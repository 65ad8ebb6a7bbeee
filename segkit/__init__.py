"""Helpers for customer segmentation: a frame in, a frame out.

Each room is a module: `data`, `own_data`, `clean`, `privacy`, `geo`, `survey`, `rfm`, `lifecycle`,
`cluster`, `stability`, `profile`, `basket`, `target`, `effect`, `monitor`, `assign`; charts are in
`segkit.plot` and widgets in `segkit.explore`.
"""

from segkit.assign import assign_segments
from segkit.basket import association_rules
from segkit.clean import clean_transactions, quality_report, resolve_identities
from segkit.cluster import KPrototypes, choose_k, gower_distances
from segkit.data import load
from segkit.effect import (
    kotler_scorecard,
    qini_curve,
    sample_ratio_check,
    segment_roi,
    uplift_by_segment,
)
from segkit.geo import regional_index, trade_areas
from segkit.lifecycle import life_cycle_stage, repeat_purchase
from segkit.monitor import migration_matrix, psi
from segkit.own_data import read_table
from segkit.privacy import disparate_impact, k_anonymity, pseudonymise
from segkit.profile import personas, profile, segment_rules
from segkit.rfm import QuantileScorer, rfm, rfm_segments, segment_summary
from segkit.stability import bootstrap_stability, solution_stability
from segkit.survey import careless_flags, cronbach_alpha, factor_loadings, reverse_items
from segkit.target import allocate_budget, evaluate_segments, perceptual_map

__all__ = [
    "KPrototypes",
    "QuantileScorer",
    "allocate_budget",
    "assign_segments",
    "association_rules",
    "bootstrap_stability",
    "careless_flags",
    "choose_k",
    "clean_transactions",
    "cronbach_alpha",
    "disparate_impact",
    "evaluate_segments",
    "factor_loadings",
    "gower_distances",
    "k_anonymity",
    "kotler_scorecard",
    "life_cycle_stage",
    "load",
    "migration_matrix",
    "perceptual_map",
    "personas",
    "profile",
    "pseudonymise",
    "psi",
    "qini_curve",
    "quality_report",
    "read_table",
    "regional_index",
    "repeat_purchase",
    "resolve_identities",
    "reverse_items",
    "rfm",
    "rfm_segments",
    "sample_ratio_check",
    "segment_roi",
    "segment_rules",
    "segment_summary",
    "solution_stability",
    "trade_areas",
    "uplift_by_segment",
]
