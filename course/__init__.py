"""The lessons and the tools that turn them into notebooks."""

import sys

# With this package jsonschema, which nbformat imports, compiles a grammar of web addresses at each
# start: more than a second and 20 MB for a check that notebooks have no use for.
sys.modules.setdefault("rfc3987_syntax", None)
