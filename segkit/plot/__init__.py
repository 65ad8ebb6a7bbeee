"""Charts of what segkit computes: each takes a result, draws it and returns the axes."""

from segkit.plot.cluster import plot_choose_k
from segkit.plot.effect import plot_qini, plot_uplift
from segkit.plot.geo import plot_trade_areas
from segkit.plot.lifecycle import plot_life_cycle
from segkit.plot.monitor import plot_migration, plot_psi
from segkit.plot.profile import plot_profile
from segkit.plot.rfm import plot_concentration, plot_rfm_grid, plot_segments, segment_label
from segkit.plot.stability import plot_solutions, plot_stability
from segkit.plot.style import html_picture, register_font, show, use_course_style
from segkit.plot.survey import plot_loadings
from segkit.plot.target import plot_evaluation, plot_perceptual_map

__all__ = [
    "html_picture",
    "plot_choose_k",
    "plot_concentration",
    "plot_evaluation",
    "plot_life_cycle",
    "plot_loadings",
    "plot_migration",
    "plot_perceptual_map",
    "plot_profile",
    "plot_psi",
    "plot_qini",
    "plot_rfm_grid",
    "plot_segments",
    "plot_solutions",
    "plot_stability",
    "plot_trade_areas",
    "plot_uplift",
    "register_font",
    "segment_label",
    "show",
    "use_course_style",
]
