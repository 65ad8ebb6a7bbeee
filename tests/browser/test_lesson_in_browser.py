"""Lesson 08 as a trainee meets it: opened, run, tried out, answered, validated."""

import re

import pytest

pytestmark = pytest.mark.browser

LESSON = "08_behavioural"
HEADINGS = {"zh": "行为细分与 RFM", "en": "Behavioural segmentation and RFM"}
CELLS = ".jp-Notebook .jp-Cell"
IDLE = ".jp-StatusBar-TextItem:text-matches('(Idle|空闲)$')"
RAN = """() => {
    const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
    const kernel = document.querySelector('.jp-Notebook-ExecutionIndicator');
    return kernel.dataset.status === 'idle'
        && prompts.some(prompt => /[0-9]/.test(prompt.textContent))
        && !prompts.some(prompt => prompt.textContent.includes('*'));
}"""


def open_lesson(page, address, lang, stem=LESSON):
    """Open a lesson and wait until its kernel can be used."""
    base, token = address
    page.goto(f"{base}/lab/tree/notebooks/{lang}/{stem}/{stem}.ipynb?reset&token={token}")
    page.wait_for_selector(CELLS)
    page.wait_for_selector(IDLE)


def run_all(page):
    """Press the button that restarts the kernel and runs all cells, and wait for the end."""
    page.click("[data-jp-item-name='restart-and-run']")
    page.click(".jp-Dialog .jp-mod-accept")
    page.wait_for_function(RAN)


def scroll_to(page, selector):
    """Scroll down the notebook, which draws only what is in view, until an element is there."""
    page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop = 0")
    for _ in range(80):
        found = page.locator(selector)
        if found.count() and found.first.is_visible():
            found.first.scroll_into_view_if_needed()
            return found
        page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop += 500")
        page.wait_for_timeout(150)
    raise AssertionError(f"{selector} is nowhere in the notebook")


def fonts(page, selector):
    """Return the fonts that the browser really drew an element's text with."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    drawn = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {font["familyName"]: font["glyphCount"] for font in drawn}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_trainee_works_on_the_lesson(serve, page, shoot, lang):
    """Run all, move the explorer, answer the quiz, press Validate."""
    open_lesson(page, serve("--lang", lang), lang)
    assert HEADINGS[lang] in page.locator(f"{CELLS} h1").first.inner_text()
    shoot(f"{lang}-lesson-opened")
    run_all(page)

    scroll_to(page, ".jp-OutputArea img[alt]")
    shoot(f"{lang}-figure")

    handles = scroll_to(page, ".widget-slider .noUi-handle")
    before = page.locator(".widget-readout").first.inner_text()
    handles.first.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    days = page.locator(".widget-readout").first.inner_text()
    assert days != before
    told = {"zh": f"在 {days} 天以内", "en": f"within {days} days"}[lang]
    page.wait_for_selector(f"text={told}")  # written by the kernel, beside the chart
    shoot(f"{lang}-explorer-moved")

    options = scroll_to(page, ".widget-radio-box input")
    options.first.check()
    page.wait_for_selector("text=✓")  # the first answer is right, and is explained
    shoot(f"{lang}-quiz-answered")

    page.get_by_text("Validate", exact=True).click()
    page.wait_for_selector(".jp-Dialog:has-text('Validation Results')")
    words = page.locator(".jp-Dialog").inner_text()
    assert {"zh": "还没有作答", "en": "not attempted"}[lang] in words
    shoot(f"{lang}-validated")
    assert page.faults == []


def test_chinese_shows_whatever_fonts_the_machine_has(serve, page):
    """Headings and menus are drawn with a font that has the characters, so there are no boxes."""
    open_lesson(page, serve("--lang", "zh"), "zh")
    page.wait_for_function("document.fonts.status === 'loaded'")
    chinese = re.compile("Spruce|CJK|Hei|PingFang|WenQuanYi")
    for selector in (f"{CELLS} h1", ".lm-MenuBar-itemLabel"):
        used = fonts(page, selector)
        assert any(chinese.search(name) for name in used), (selector, used)


def test_the_first_lesson_runs_and_shows_progress(serve, page, shoot):
    """Lesson 00 ends with the table of lessons and points."""
    open_lesson(page, serve("--lang", "en"), "en", "00_start")
    run_all(page)
    scroll_to(page, ".jp-OutputArea table:has-text('points of all checks')")
    shoot("en-progress")
    assert page.faults == []
