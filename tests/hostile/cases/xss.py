"""Cases for the reader of feedback: no live script, handler, frame or remote resource."""

from nbformat.v4 import new_markdown_cell, new_raw_cell

from ..case import Case
from .structure import add

SCRIPT = "<script>alert('PW'+'NED')</script>"
ALIVE = (
    "<img src=x onerror=alert(1)><svg/onload=alert(1)><iframe srcdoc='<script>alert(1)</script>'>"
    "</iframe><a href='javascript:alert(1)'>a</a><a href='java\tscript:alert(1)'>b</a>"
    "<form action=//evil.test><input autofocus onfocus=alert(1)></form><object data=//evil.test>"
    "</object><embed src=//evil.test><base href=//evil.test><meta http-equiv=refresh content='0;"
    "url=//evil.test'><link rel=stylesheet href=//evil.test/x.css><video src=//evil.test onerror="
    "alert(1)></video><math><mtext></mtext><mglyph><style><!--</style><img title='--&gt;&lt;img "
    "src=1 onerror=alert(1)&gt;'></math><template><script>alert(1)</script></template>"
    "<img src='//evil.test/pixel.png'><img srcset='//evil.test/x 2x'><body onload=alert(1)>"
)
STYLES = (
    "<style>@import url(//evil.test/x.css); body{background:url(//evil.test/y)} "
    '#T_a td{background-image:url(//evil.test)}</style><p style="background:url(//evil.test)'
    ";position:fixed;width:expression(alert(1))\">x</p><div style='behavior:url(x)'>y</div>"
)
MATH = (
    r"$\href{javascript:alert(1)}{x}$ $$</script><script>alert(1)</script>$$ "
    r"$\style{background:url(//evil.test)}{x}$ \\(<img src=x onerror=alert(1)>\\)"
)
MARKDOWN = (
    f"{SCRIPT}\n\n{ALIVE}\n\n[a](javascript:alert(1)) ![b](//evil.test/p.png) "
    f"<javascript:alert(1)>\n\n[c]: data:text/html;base64,PHNjcmlwdD4=\n[c]\n\n{STYLES}\n\n"
    f"{MATH}\n\n# <img src=x onerror=alert(1)>\n\n`</code>{SCRIPT}`\n\n```\n</pre>{SCRIPT}\n```"
)
SVG = f"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>{SCRIPT}<a href='x'/></svg>"


def shows(name: str, title: str, bundle: str, more: str = "") -> Case:
    """Return a case that displays a bundle of forms."""
    return Case(name, title, f"{more}\ndisplay({bundle}, raw=True)")


def title(notebook):
    """Put scripts into the metadata."""
    notebook.metadata.update(
        title=SCRIPT,
        authors=[{"name": SCRIPT}],
        segcourse={"lang": SCRIPT},
        kernelspec={"name": SCRIPT, "display_name": SCRIPT},
    )
    notebook.cells[2].metadata.update(name=SCRIPT, tags=[SCRIPT], jupyter={"x": SCRIPT})


# fmt: off
CASES = [
    Case("x01_html_script", "display(HTML(<script>))", f"display(HTML({SCRIPT + ALIVE!r}))"),
    Case("x02_markdown", "Markdown cells with mark-up of all kinds",
         edit=add(new_markdown_cell(MARKDOWN), new_raw_cell(MARKDOWN), at=2)),
    shows("x03_svg_script", "SVG output with script", repr({"image/svg+xml": SVG})),
    Case("x05_traceback_html", "exception text and ANSI with HTML", rf"""
text = {SCRIPT + ALIVE!r}
E = type(text, (Exception,), {{}})
raise E("\x1b[31m" + text + "\x1b]8;;javascript:alert(1)\x07x\x1b]8;;\x07")"""),
    shows("x06_widget", "widget views, Plotly, Vega and Bokeh", repr({
        "application/vnd.jupyter.widget-view+json": {"model_id": SCRIPT},
        "application/vnd.plotly.v1+json": {"data": [SCRIPT]},
        "application/vnd.vegalite.v5+json": {"$schema": SCRIPT},
        "application/vnd.bokehjs_exec.v0+json": SCRIPT, "text/plain": SCRIPT})),
    Case("x07_metadata_title", "script in notebook metadata", edit=title),
    Case("x08_stream", "HTML on stdout and stderr", f"print({SCRIPT + ALIVE!r}); "
         f"print({ALIVE!r}, file=sys.stderr)"),
    shows("x09_png_breakout", "forged pictures that break out of the attribute", repr({
        "image/png": f'iVBORw0KGgo="><script>alert(1)</script><img src="{ALIVE}',
        "image/jpeg": '/9j/" onerror="alert(1)', "image/gif": '"><script>alert(1)</script>'})),
    Case("x10_styles", "style sheets that load and cover", f"display(HTML({STYLES!r}))"),
    Case("x12_error_of_check", "a called function raises HTML", answers={
        "q2": f"def weigh(pairs):\n    raise AssertionError({SCRIPT + ALIVE!r})",
        "q4": f"def predict(rows):\n    return type({SCRIPT!r}, (), {{}})()"}, points=6),
]
