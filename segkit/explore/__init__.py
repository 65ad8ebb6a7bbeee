"""Widgets to try things out and to check oneself; they need ipywidgets."""

from segkit.explore.self_check import Option, Question, Quiz, question, quiz, right, wrong
from segkit.explore.thresholds import ThresholdExplorer, rfm_thresholds, threshold_segments

__all__ = [
    "Option",
    "Question",
    "Quiz",
    "ThresholdExplorer",
    "question",
    "quiz",
    "rfm_thresholds",
    "right",
    "threshold_segments",
    "wrong",
]
