"""What the tests of the lessons share: a lesson and its texts, data of other seeds, kernels."""

import nbformat
import pytest
from nbclient import NotebookClient

from course.build.lesson import read
from course.build.prove import other_data
from course.build.syllabus import entry
from segkit import load

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


@pytest.fixture(scope="module")
def lesson(request):
    """Return the cells of the lesson that a file of tests is named after."""
    return read(entry(request.path.stem.removeprefix("test_")).path)


@pytest.fixture(scope="module")
def said(lesson):
    """Return the text of each pair of the lesson, both languages together, by id."""
    return {zh.name: (zh.source, en.source) for zh, en in lesson.pairs()}


@pytest.fixture(scope="module")
def purchases():
    """Return the lines that members bought, copies left out."""
    lines = load("transactions").drop_duplicates()
    return lines[(lines["quantity"] > 0) & lines["customer_id"].notna()]


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    """Return a function that runs a notebook in a kernel of its own and returns it."""

    def run_all(notebook):
        notebook = nbformat.from_dict(notebook)
        resources = {"metadata": {"path": str(tmp_path_factory.mktemp("run"))}}
        client = NotebookClient(notebook, timeout=120, allow_errors=True, resources=resources)
        return client.execute()

    return run_all
