"""Broken files: a clear message or a full score, and the batch goes on."""

import contextlib
import json
import os
import socket
import stat

from ..case import Case
from .structure import zipped

NOTEBOOK = "gs.ipynb"


def written(change):
    """Return a maker that writes the notebook's text after a change (to text or bytes)."""

    def make(home, text):
        made = change(text)
        (home / NOTEBOOK).write_bytes(made if isinstance(made, bytes) else made.encode("utf-8"))

    return make


def document(change):
    """Return a maker that changes the notebook as plain JSON."""

    def changed(text):
        made = json.loads(text)
        return json.dumps(change(made) or made)

    return written(changed)


def also(act):
    """Return a maker that writes the honest notebook, and then does something in its folder."""

    def make(home, text):
        (home / NOTEBOOK).write_text(text, encoding="utf-8")
        act(home)

    return make


def sparse(home):
    """Write a file of 1 GiB without content."""
    with open(home / "big.csv", "wb") as file:
        file.truncate(2**30)


def listening(home):
    """Leave a socket file."""
    with socket.socket(socket.AF_UNIX) as one:
        here = os.open(home, os.O_RDONLY)
        one.bind(f"/proc/self/fd/{here}/a.sock")
        os.close(here)


def device(home):
    """Leave a device file, where this user may."""
    with contextlib.suppress(PermissionError):
        os.mknod(home / "zero.csv", stat.S_IFCHR | 0o666, os.makedev(1, 5))


def linked(target):
    """Return a maker that puts a link in the notebook's place."""
    return lambda home, text: (home / NOTEBOOK).symlink_to(home / target)


def folder_linked(home, text):
    """Make the whole submission a link to alice's."""
    home.rmdir()
    home.symlink_to(home.parents[1] / "alice" / home.name)


def hard_linked(home, text):
    """Hard-link the key edition into the submission."""
    (home / NOTEBOOK).write_text(text, encoding="utf-8")
    os.link(home.parents[2] / "w/source/gs/gs.ipynb", home / "data.csv")


def outputs(doc):
    """Put 50 MB of saved outputs into the notebook."""
    doc["cells"][1]["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "x" * 10**6} for _ in range(50)
    ]


def format_3(doc):
    """Make it notebook format 3."""
    cells = [
        {
            "cell_type": c["cell_type"],
            "language": "python",
            "outputs": [],
            "metadata": c["metadata"],
            ("input" if c["cell_type"] == "code" else "source"): c["source"],
        }
        for c in doc["cells"]
    ]
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}


def odd_sources(doc):
    """Add cells whose parts have other types than they should."""
    doc["cells"][1:1] = [
        None,
        3,
        [],
        {"cell_type": 3, "source": {"a": 1}, "id": []},
        {"cell_type": "code", "source": [1, None, "x = 1"], "metadata": []},
    ]


REFUSED = {"points": 0}

# ruff: noqa: E501
# fmt: off
CASES = [
    Case("m01_truncated_json", "truncated JSON", make=written(lambda t: t[:500]), says="no JSON",
         **REFUSED),
    Case("m02_bom", "a byte order mark", make=written(lambda t: "\ufeff" + t)),
    Case("m03_empty_file", "empty file", make=written(lambda t: ""), says="no JSON", **REFUSED),
    Case("m04_crlf", "line ends of Windows and old Macs",
         make=written(lambda t: json.dumps(json.loads(t), indent=1).replace("\n", "\r\n")
                      .replace("\\n", "\\r\\n"))),
    Case("m05_nbformat3", "nbformat 3 notebook", make=document(format_3), points={0, 12}),
    Case("m06_utf16", "UTF-16", make=written(lambda t: t.encode("utf-16")), says="UTF-8", **REFUSED),
    Case("m07_50mb", "50 MB notebook (saved outputs)", make=document(outputs), points={0, 12}),
    Case("m08_deep_json", "JSON nested 200,000 deep",
         make=written(lambda t: '{"cells": ' + "[" * 200_000 + "]" * 200_000 + "}"), says="JSON",
         **REFUSED),
    Case("m09_symlink_etc_passwd", "data file is a symlink to /etc/passwd",
         'leak(attempt(read, "data.csv"))',
         make=also(lambda home: (home / "data.csv").symlink_to("/etc/passwd")), says="link"),
    Case("m11_symlink_notebook", "the notebook is a symlink to alice's",
         make=linked("../../alice/gs/gs.ipynb"), says="link", **REFUSED),
    Case("m12_list", "the notebook is a list", make=written(lambda t: f"[{t}]"), says="no cells",
         **REFUSED),
    Case("m13_fifo", "a FIFO in the submission folder",
         make=also(lambda home: os.mkfifo(home / "pipe.csv")), says="pipe"),
    Case("m14_null_cells", "null in the place of cells and sources", make=document(
        lambda doc: doc.update(cells=None)), says="no cells", **REFUSED),
    Case("m15_accent_name", "decomposed accents, space and apostrophe in the student id",
         student="Zoe\u0301 O'Neil"),
    Case("m16_hard_link", "a data file is a hard link to the key",
         'leak(b"HIDDEN" in (attempt(read, "data.csv") or b""))', make=hard_linked, points={0, 12}),
    Case("m17_traversal_name", "two dots in the student id", student="..evil..", row=False,
         points=None),
    Case("m19_no_notebook", "folder without any notebook", make=lambda home, text: None,
         says="no gs.ipynb", **REFUSED),
    Case("m20_socket_and_device", "a socket file and a device file",
         make=also(lambda home: (listening(home), device(home))), says="device or socket"),
    Case("m21_wrong_kernel", "kernelspec of a kernel that does not exist", make=document(
        lambda doc: doc["metadata"].update(kernelspec={"name": "julia-9", "language": "julia"}))),
    Case("m23_widget_state", "stale and malformed widget state", make=document(
        lambda doc: doc["metadata"].update(widgets={"application/vnd.jupyter.widget-state+json":
                                                    {"state": [], "version_major": "x"}}))),
    Case("m24_names_alike_upper", "a student whose name differs by case", student="ALICE"),
    Case("m25_bad_timestamp", "timestamp.txt holds garbage", files={"timestamp.txt": b"\xff soon"},
         says="timestamp"),
    Case("m27_sparse_file", "1 GiB sparse file beside the notebook", make=also(sparse),
         says="larger than"),
    Case("m28_nan_json", "NaN, Infinity and numbers of 5,000 digits", make=written(
        lambda t: t.replace('"metadata": {', '"metadata": {"x": NaN, "y": -Infinity, ', 1))),
    Case("m29_zip_traversal", "zip members that point outside", files={
        "work.zip": zipped("../../source/gs/gs_pwned.ipynb"), "gs.zip": zipped("/tmp/full")}),
    Case("m31_lone_surrogate", "source with a lone surrogate and NUL characters",
         'x = "\ud800 \0"\ny = "\ufffe\u202e"'),
    Case("m32_odd_sources", "cells and sources of unexpected types", make=document(odd_sources)),
    Case("m33_notebook_is_folder", "a folder in the place of the notebook",
         make=lambda home, text: (home / NOTEBOOK).mkdir(), says="a folder", **REFUSED),
    Case("m34_linked_folder", "the lesson's folder is a link to alice's", make=folder_linked,
         says="link", **REFUSED),
    Case("m38_script_name", "a name with mark-up", student="<img src=x onerror=alert(1)>",
         row=False, points=None),
]
