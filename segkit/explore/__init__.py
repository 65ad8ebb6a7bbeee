"""Widgets to try things out and to check oneself; they need ipywidgets."""

from segkit.explore.age_bands import AgeBandExplorer, age_band_edges, band_shares
from segkit.explore.choose_k import ClusterExplorer, choose_clusters
from segkit.explore.cutoff import CutoffExplorer, loan_cutoff, profit_by_cutoff
from segkit.explore.depth import DepthExplorer, profit_by_depth, targeting_depth
from segkit.explore.loadings import LoadingsExplorer, loadings_by_choice, prepared_answers
from segkit.explore.matching import MatchingExplorer, link_quality, match_threshold
from segkit.explore.offers import OfferExplorer, best_offers, one_or_many_offers
from segkit.explore.persona import PersonaExplorer, card_lines, persona_cards
from segkit.explore.promotion import PromotionExplorer, promotion_budget
from segkit.explore.self_check import Option, Question, Quiz, question, quiz, right, wrong
from segkit.explore.structure import StructureExplorer, grouped_customers, structure_or_noise
from segkit.explore.thresholds import ThresholdExplorer, rfm_thresholds, threshold_segments
from segkit.explore.trade_area import TradeAreaExplorer, trade_area_map

__all__ = [
    "AgeBandExplorer",
    "ClusterExplorer",
    "CutoffExplorer",
    "DepthExplorer",
    "LoadingsExplorer",
    "MatchingExplorer",
    "OfferExplorer",
    "Option",
    "PersonaExplorer",
    "PromotionExplorer",
    "Question",
    "Quiz",
    "StructureExplorer",
    "ThresholdExplorer",
    "TradeAreaExplorer",
    "age_band_edges",
    "band_shares",
    "best_offers",
    "card_lines",
    "choose_clusters",
    "grouped_customers",
    "link_quality",
    "loadings_by_choice",
    "loan_cutoff",
    "match_threshold",
    "one_or_many_offers",
    "persona_cards",
    "prepared_answers",
    "profit_by_cutoff",
    "profit_by_depth",
    "promotion_budget",
    "question",
    "quiz",
    "rfm_thresholds",
    "right",
    "structure_or_noise",
    "targeting_depth",
    "threshold_segments",
    "trade_area_map",
    "wrong",
]
