"""The one error that the course's tools raise for a user's mistake."""


class CourseError(Exception):
    """Says what came, what was expected and what to do; commands print it and exit with 2."""
