"""Hostile, broken and honest-but-odd submissions, each with the outcome it must have.

    python -m tests.hostile [--level 3|2] [--kind steal] [--alone] [ID ...]

runs them through `grading.grade.grade_lesson` and prints one line for each.
"""
