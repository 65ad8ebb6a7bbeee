"""Helpers for customer segmentation: a frame in, a frame out."""

from segkit.data import load
from segkit.rfm import (
    RFM_RULES,
    QuantileScorer,
    SegmentRule,
    rfm,
    rfm_rules,
    rfm_segments,
    segment_summary,
)

__all__ = [
    "RFM_RULES",
    "QuantileScorer",
    "SegmentRule",
    "load",
    "rfm",
    "rfm_rules",
    "rfm_segments",
    "segment_summary",
]
