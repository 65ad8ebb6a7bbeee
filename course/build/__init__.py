"""From a lesson's text to its notebooks: a chain of small steps."""

from course.build.editions import key_edition, trainee_edition

__all__ = ["key_edition", "trainee_edition"]
