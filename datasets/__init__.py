"""Seeded generators of the course's data, and the tables that they made."""
