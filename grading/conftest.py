"""Keeps pytest's doctests away from the file that only traitlets can run."""

collect_ignore = ["nbgrader_config.py"]
