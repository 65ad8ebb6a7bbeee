"""Lesson 08 as a trainee meets it: opened, run, tried out, answered, validated."""

import re
import zipfile

import nbformat
import pytest

from tests.browser.notebook_page import CELLS, open_lesson, run_all, scroll_to

pytestmark = pytest.mark.browser

LESSON = "08_behavioural"
CHINESE = re.compile("Spruce|CJK|Hei|PingFang|WenQuanYi")
HEADINGS = {"zh": "行为细分与 RFM", "en": "Behavioural segmentation and RFM"}


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
    open_lesson(page, serve("--lang", lang), lang, LESSON)
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
    open_lesson(page, serve("--lang", "zh"), "zh", LESSON)
    page.wait_for_function("document.fonts.status === 'loaded'")
    for selector in (f"{CELLS} h1", ".lm-MenuBar-itemLabel"):
        used = fonts(page, selector)
        assert any(CHINESE.search(name) for name in used), (selector, used)


def test_chinese_shows_in_the_fields_of_widgets(serve, page):
    """The list of segmentations in lesson 01 is drawn without empty boxes, too."""
    open_lesson(page, serve("--lang", "zh"), "zh", "01_why_segment")
    run_all(page)
    scroll_to(page, ".widget-dropdown select")
    used = fonts(page, ".widget-dropdown select")
    assert any(CHINESE.search(name) for name in used), used


def test_the_index_opens_lessons_resets_them_and_packs_work(course, serve, page, shoot):
    """Lesson 00: a link opens a lesson; a reset keeps the old notebook; work is downloaded."""
    mine = course / "notebooks" / "en" / "01_why_segment" / "01_why_segment.ipynb"
    stub = "# 在此作答 / YOUR CODE HERE"
    mine.write_text(mine.read_text("utf-8").replace(stub, "mine = 1", 1), encoding="utf-8")
    before = mine.read_bytes()
    open_lesson(page, serve("--lang", "en"), "en", "00_start")
    run_all(page)
    scroll_to(page, ".jp-OutputArea table:has-text('points passed')")
    shoot("en-index")

    pack = scroll_to(page, "button:has-text('Pack my work')")
    pack.press("Enter")
    page.wait_for_selector("a[download]")
    with page.expect_download() as found:
        page.click("a[download]")
    with zipfile.ZipFile(found.value.path()) as archive:
        assert archive.read("en/01_why_segment/01_why_segment.ipynb") == before

    page.get_by_label("Lesson:").select_option("01 · Why segment")
    page.get_by_label("Yes, put a fresh notebook in its place").check()
    page.click("button:has-text('Start this lesson afresh')")
    page.wait_for_selector("text=Your old notebook is kept as")
    shoot("en-desk")
    [kept] = mine.parent.glob("*.kept-*.ipynb")
    assert kept.read_bytes() == before
    assert stub in mine.read_text("utf-8").split("mine = 1")[0]

    scroll_to(page, ".jp-OutputArea a:has-text('08 · Behavioural')").first.click()
    page.wait_for_selector(f"{CELLS} h1:has-text('{HEADINGS['en']}')")
    assert page.faults == []


def test_a_check_cell_survives_slips(course, serve, page):
    """Deleting, cutting, merging with a neighbour and typing leave a check as it is."""
    path = course / "notebooks" / "en" / "00_start" / "00_start.ipynb"
    before = {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}
    open_lesson(page, serve("--lang", "en"), "en", "00_start")
    answer = scroll_to(page, ".jp-CodeCell:has-text('YOUR CODE HERE') .cm-content").first
    for keys in (["d", "d"], ["x"], ["Shift+M"], ["Control+Backspace"], ["Enter", "a"]):
        answer.click()
        page.keyboard.type("#")
        page.keyboard.press("Escape")
        page.keyboard.press("ArrowDown")  # to the check below
        for key in keys:
            page.keyboard.press(key)
        page.keyboard.press("Escape")
        page.keyboard.press("Control+s")
        page.wait_for_timeout(1500)
        after = {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}
        assert after["buyers"] != before["buyers"]
        assert after.get("buyers-count") == before["buyers-count"], keys
        before["buyers"] = after["buyers"]
