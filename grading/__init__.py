"""Grading on nbgrader's formats and gradebook."""
