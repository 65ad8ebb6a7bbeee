"""Seeded generators of the course's data, and the tables that they made.

One module per theme (`spruce`), listed in `themes`; `package` writes and checks their files.
"""
