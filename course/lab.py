"""Open the course in JupyterLab, set up alike on every machine.

The settings lie in ``course/jupyter/``: trainees see Validate and none of nbgrader's other
extensions, and no request for news. ``course/jupyter/instructor/`` adds Formgrader. A style sheet
offers the course's font to browsers on machines without a Chinese one.
"""

import locale
import os
import secrets
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = ROOT / "course" / "jupyter"
STYLE = (SETTINGS / "custom.css", ROOT / "segkit" / "fonts" / "SpruceSansSC-Regular.otf")
"""The style sheet and the font that it names."""

WRITTEN = {
    "IPYTHONDIR": "ipython",
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "MPLCONFIGDIR": "matplotlib",
}
"""Variables that name folders written to, and the folders' names in this environment."""


def system_language():
    """Return ``"zh"`` on a machine set to Chinese, otherwise ``"en"``."""
    name = locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"


def first_page(lang, *, root=ROOT):
    """Return the address, within the server, of the page to open first.

    Parameters
    ----------
    lang : {"zh", "en"}
    root : Path
        The folder that the server shows.

    Returns
    -------
    str
        That of the first lesson, or of the nearest folder that exists.
    """
    steps = ["notebooks", lang, "00_start", "00_start.ipynb"]
    there = [steps[:n] for n in range(len(steps), 0, -1) if root.joinpath(*steps[:n]).exists()]
    return "/".join(["/lab", "tree", *there[0]]) if there else "/lab"


def lab_variables(*, lang, instructor, prefix=sys.prefix, path=None):
    """Return the environment variables for JupyterLab and the kernels it starts.

    What Jupyter, IPython and matplotlib write goes below ``prefix``, if that can be written to:
    settings and kernels from elsewhere on the machine then neither matter nor change.

    Parameters
    ----------
    lang : {"zh", "en"}
    instructor : bool
        Whether Formgrader and the grading settings are wanted.
    prefix : str
        Folder of the Python environment.
    path : str, optional
        Where programs are looked for after those of this environment; ``PATH`` if not given.

    Returns
    -------
    dict of str
    """
    more = [ROOT / "grading", SETTINGS / "instructor"] if instructor else []
    programs, path = Path(sys.executable).parent, path or os.environ.get("PATH", "")
    variables = {
        "JUPYTER_CONFIG_PATH": os.pathsep.join(map(str, [*more, SETTINGS / lang, SETTINGS])),
        "PATH": os.pathsep.join([str(programs), path]),  # for `!` in notebooks and terminals
    }
    if os.access(prefix, os.W_OK):
        own = Path(prefix, "var", "segcourse")
        variables |= {name: str(own / folder) for name, folder in WRITTEN.items()}
    return variables


def offer_style(config):
    """Put the style sheet and its font where the server, with this folder of settings, looks."""
    custom = config / "custom"
    custom.mkdir(parents=True, exist_ok=True)
    for path in STYLE:
        shutil.copyfile(path, custom / path.name)


def open_lab(tell, *, lang=None, port=8888, browser=True, instructor=False):
    """Serve JupyterLab to this machine until Ctrl-C.

    Parameters
    ----------
    tell : callable
        Called once with the address to type into a browser, as soon as it answers.
    lang : {"zh", "en"}, optional
        Language of the menus and of the lesson that opens; the system's if not given.
    port : int
        Port to listen on; if it is taken, the next free one; 0 for any.
    browser : bool
        Whether to open a browser.
    instructor : bool
        Whether Formgrader is there and opens first.
    """
    lang = lang or system_language()
    variables = lab_variables(lang=lang, instructor=instructor)
    os.environ.update(variables)
    if "JUPYTER_CONFIG_DIR" in variables:
        offer_style(Path(variables["JUPYTER_CONFIG_DIR"]))
    from jupyterlab.labapp import LabApp  # reads the variables as it is imported

    page, token = "/formgrader" if instructor else first_page(lang), secrets.token_hex(24)
    options = server_options(page=page, token=token, port=port, browser=browser)
    server = LabApp.initialize_server([f"--{name}={value}" for name, value in options.items()])
    address = f"http://{server.ip}:{server.port}{page}?token={token}"
    server.io_loop.add_callback(tell, address)  # comes after listening, which is in the queue
    server.start()


def server_options(*, page, token, port, browser):
    """Return the options of the server, by their names in Jupyter."""
    return {
        "IdentityProvider.token": token,
        "LabApp.custom_css": True,
        "LabApp.default_url": page,
        "LabApp.log_level": "ERROR",
        "ServerApp.allow_root": True,  # containers have no other user
        "ServerApp.answer_yes": True,  # one Ctrl-C is enough
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.log_level": "ERROR",
        "ServerApp.open_browser": browser,
        "ServerApp.port": port,
        "ServerApp.root_dir": ROOT,
        "ServerApp.use_redirect_file": False,  # packaged browsers cannot read hidden folders
    }
