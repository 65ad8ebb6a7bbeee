"""Helpers for customer segmentation: a frame in, a frame out."""
