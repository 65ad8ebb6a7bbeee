"""Seeded generators of the course's data, and the tables that they made.

`themes` has a module per theme and `plots` its picture; `schema` says how a theme declares its
tables, `draws` and `seasons` what themes share; `package` writes the files, `validation` checks
them and `realism` measures them.
"""
