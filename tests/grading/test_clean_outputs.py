"""Outputs of a submission: what is harmless stays as it is, the rest is left out in good time."""

import base64
import time

import pytest
from page_attacks import PNG

from grading.clean import clean_html, clean_outputs, clean_text


def test_what_is_harmless_stays():
    """Tables keep their alignment and colours, hints fold, pictures and web links show."""
    table = '<table class="dataframe"><tr style="text-align: right"><td>4</td></tr></table>'
    assert clean_html(table).replace("<tbody>", "").replace("</tbody>", "") == table
    sheet = "<style>#T_a_row0_col1 {background-color: #08306b}</style>"
    assert clean_html(sheet) == "<style>#T_a_row0_col1{background-color: #08306b}</style>"
    hint = "<details><summary>Hint</summary>count</details>"
    assert clean_html(hint) == hint
    picture = f'<img alt="bars" src="data:image/png;base64,{PNG}">'
    assert clean_html(picture) == picture
    assert clean_html("<a href='https://doi.org/1'>x</a>") == '<a href="https://doi.org/1">x</a>'


@pytest.mark.parametrize(
    ("kind", "data", "kept"),
    [
        ("image/png", PNG, True),
        ("image/png", f"{PNG[:40]}\n{PNG[40:]}", True),
        ("image/jpeg", PNG, False),
        ("image/png", 'x" onerror="x', False),
        ("image/png", base64.b64encode(b"<svg onload=x>").decode(), False),
        ("image/png", base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\xff" * 30).decode(), False),
        ("image/png", ["no", 4], False),
    ],
)
def test_a_picture_is_one_or_is_left_out_with_a_note(kind, data, kept):
    """Base64, first bytes and size must be those of a picture."""
    (output,) = clean_outputs([{"output_type": "display_data", "data": {kind: data}}])
    expected = {kind: PNG} if kept else {"text/plain": f"[未显示 / left out: {kind}]"}
    assert output["data"] == expected


@pytest.mark.parametrize("junk", [None, 4, "x", [], {}, {"output_type": "x"}, {"data": 4}])
def test_what_is_no_output_is_left_out(junk):
    """No type is trusted."""
    assert clean_outputs([junk]) == []


@pytest.mark.parametrize("unit", ["<b>x</b>", "<div>", "<a ", "<x/y ", "<p></p>", "&", "<style>"])
def test_five_megabytes_take_no_longer_than_a_moment(unit):
    """Long, deep and wide HTML is cut or left out in bounded time."""
    for size in (5_000_000, 99_000):
        data = {"text/html": (unit * size)[:size], "text/plain": "x" * size}
        start = time.perf_counter()
        (output,) = clean_outputs([{"output_type": "display_data", "data": data}])
        assert time.perf_counter() - start < 5
        assert len(output["data"]["text/plain"]) < 21_000
        assert "left out" in output["data"]["text/plain"]


def test_floods_of_outputs_end_with_a_note():
    """A cell shows 50 outputs; lone surrogates and control codes do not survive."""
    flood = [{"output_type": "stream", "name": "x", "text": "a\ud800\x08\u202e"}] * 60
    outputs = clean_outputs(flood)
    assert [output["text"] for output in outputs[-2:]] == ["a?", "[未显示 / left out: …]"]
    assert len(outputs) == 51
    assert clean_text(["a\r\n", "b\rc"]) == "a\nc"
