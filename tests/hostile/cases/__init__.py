"""The cases, one file per kind."""

from ..case import Case
from . import control, malformed, network, read, resources, steal, structure, write, xss

MODULES = (read, write, network, resources, steal, structure, malformed, xss, control)
CASES: dict[str, Case] = {case.id: case for module in MODULES for case in module.CASES}
KIND = {case.id: module.__name__.rsplit(".")[-1] for module in MODULES for case in module.CASES}
