"""From a lesson's text to its notebooks: a chain of small steps."""
