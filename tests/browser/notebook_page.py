"""A notebook in JupyterLab: opened, run to the end, scrolled to what is looked for."""

CELLS = ".jp-Notebook .jp-Cell"
IDLE = ".jp-StatusBar-TextItem:text-matches('(Idle|空闲)$')"
RAN = """() => {
    const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
    const kernel = document.querySelector('.jp-Notebook-ExecutionIndicator');
    return kernel.dataset.status === 'idle'
        && prompts.some(prompt => /[0-9]/.test(prompt.textContent))
        && !prompts.some(prompt => prompt.textContent.includes('*'));
}"""


def open_lesson(page, address, lang, stem):
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
