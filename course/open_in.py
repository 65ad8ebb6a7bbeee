"""Open the course in either language from one address, on servers that have no command line.

`segcourse lab` settles the language of the menus before JupyterLab starts. A server on Binder has
started before the reader's choice is known, so the choice is in the address: ``course/zh`` and
``course/en`` set the menus' language and lead on to the first lesson.
"""

import json
from pathlib import Path

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from jupyterlab.commands import get_user_settings_dir
from tornado.web import authenticated

from course.files import write_whole
from course.lab import first_page

LOCALES = {"zh": "zh_CN", "en": "en"}
SETTING = Path("@jupyterlab", "translation-extension", "plugin.jupyterlab-settings")


def speak(lang, *, folder):
    """Set the language of JupyterLab's menus for the pages that are opened from now on.

    Parameters
    ----------
    lang : {"zh", "en"}
    folder : Path
        Where JupyterLab keeps what its user chose.
    """
    text = json.dumps({"locale": LOCALES[lang]}, indent=2) + "\n"
    write_whole(folder / SETTING, text.encode("utf-8"))


class OpenIn(JupyterHandler):
    """Answers ``course/zh`` and ``course/en``."""

    @authenticated
    def get(self, lang):
        """Set the menus' language and lead on to the first lesson in it."""
        speak(lang, folder=Path(get_user_settings_dir()))
        self.redirect(url_path_join(self.base_url, first_page(lang)))


def _jupyter_server_extension_points():
    """Tell Jupyter that this module extends its server."""
    return [{"module": "course.open_in"}]


def _load_jupyter_server_extension(server):
    """Add the two addresses to a server."""
    address = url_path_join(server.web_app.settings["base_url"], f"/course/({'|'.join(LOCALES)})")
    server.web_app.add_handlers(".*", [(address, OpenIn)])
