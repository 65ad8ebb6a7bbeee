"""What the tests of the lessons share: data of other seeds, made once, and runs in a kernel."""

import nbformat
import pytest
from nbclient import NotebookClient

from course.build.prove import other_data

SEEDS = (1, 2)


@pytest.fixture(scope="session", params=SEEDS, ids=lambda seed: f"seed {seed}")
def other_world(request, tmp_path_factory):
    """Return a folder of the course's data made with another seed, once for all workers."""
    import fcntl  # not on Windows, where nothing is proved

    is_worker = hasattr(request.config, "workerinput")
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if is_worker else base) / f"data-of-seed-{request.param}"
    with open(f"{folder}.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            other_data(request.param, folder.with_suffix(".part")).rename(folder)
    return folder


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    """Return a function that runs a notebook in a kernel of its own and returns it."""

    def run_all(notebook):
        notebook = nbformat.from_dict(notebook)
        resources = {"metadata": {"path": str(tmp_path_factory.mktemp("run"))}}
        client = NotebookClient(notebook, timeout=120, allow_errors=True, resources=resources)
        return client.execute()

    return run_all
