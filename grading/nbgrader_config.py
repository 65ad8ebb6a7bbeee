"""nbgrader's configuration for this course.

Makes every nbgrader command and Formgrader work on the workspace (SEGCOURSE_WORKSPACE, else
`gradebook/` in the repository) with this course's stubs and grading steps:

    cd grading && nbgrader autograde 08_behavioural
    JUPYTER_CONFIG_PATH=grading jupyter lab
"""

import warnings

from grading.gradebook import reach_scripts, settings
from grading.workspace import default_workspace

workspace = default_workspace()
(workspace / "exchange").mkdir(parents=True, exist_ok=True)  # Formgrader asks for both
reach_scripts()
warnings.filterwarnings("ignore", module="nbgrader")  # its own use of SQLAlchemy

c = get_config()  # noqa: F821 - what traitlets puts into a configuration file
c.merge(settings(workspace))
