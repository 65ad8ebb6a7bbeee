"""The lessons and the tools that turn them into notebooks."""
