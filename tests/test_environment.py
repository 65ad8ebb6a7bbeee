"""Every list of versions follows from `pyproject.toml` and is what is installed."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from course.doctor import compare_versions
from course.errors import CourseError
from course.lock import LOCKS, environment, lock, read_pins

ROOT = Path(__file__).parents[1]
MADE = [*LOCKS, "environment.yml"]
NO_NETWORK = re.compile(r"connect|dns|resolve host|timed out|sending request|network is", re.I)


def text(name):
    """Read a file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def test_compiling_again_changes_nothing(tmp_path):
    """The committed locks are what `segcourse lock` makes of ``pyproject.toml`` today."""
    for name in ["pyproject.toml", *MADE]:
        shutil.copy(ROOT / name, tmp_path)
    try:
        changed = lock(folder=tmp_path)
    except CourseError as error:
        if NO_NETWORK.search(str(error)):
            pytest.skip("no network: the locks were not compiled again")
        raise
    assert changed == [], f"{changed} are stale: run `segcourse lock` and commit what it changed"


def test_environment_follows_from_the_lock():
    """``environment.yml`` lists the versions of ``requirements.txt``, without a network."""
    assert text("environment.yml") == environment(read_pins(text("requirements.txt")))


def test_environment_can_be_cached():
    """Conda gets Python and pip; the rest is an inline list without hashes or local paths."""
    read = yaml.safe_load(text("environment.yml"))
    python, pip, packages = read["dependencies"]
    assert read["name"] == "segcourse"
    assert read["channels"] == ["conda-forge"]
    assert (python, pip) == ("python=3.11", "pip")
    for pin in packages["pip"]:
        requirement = Requirement(pin)
        assert re.fullmatch(r"==[\w.+!]+", str(requirement.specifier)), pin
        assert requirement.url is None


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(name):
    """Installers can check each file, on every platform."""
    blocks = re.split(r"\n(?=[\w.-]+==)", text(name))[1:]
    assert len(blocks) == len(read_pins(text(name))) > 100
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_locks_agree():
    """The developers' lock holds every version of the users' lock."""
    users, developers = (
        {pin.split(";")[0].strip() for pin in read_pins(text(name))} for name in LOCKS
    )
    assert users <= developers


def test_every_dependency_is_locked():
    """Each name in ``pyproject.toml`` is in a lock, at a version that it allows."""
    project = tomllib.loads(text("pyproject.toml"))["project"]
    pins = {pin.name: pin for pin in map(Requirement, read_pins(text("requirements-dev.txt")))}
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    own = project["name"]  # the extra of developers asks for the other extras
    for line in [*project["dependencies"], *extras]:
        wanted = Requirement(line)
        if wanted.name == own:
            continue
        locked = str(pins[wanted.name].specifier).removeprefix("==")
        assert wanted.specifier.contains(locked), f"{line} is locked at {locked}"


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_is_what_is_installed(name):
    """The tests run with the very versions that users get."""
    different = compare_versions(read_pins(text(name)))
    assert different == [], f"not as in {name}: install with `python3 run.py test`"


@pytest.fixture(scope="module")
def plan():
    """Return the build file that repo2docker makes of this folder for the user of Binder."""
    options = ["--no-build", "--debug", "--user-id", "1000", "--user-name", "jovyan"]
    done = subprocess.run(
        [sys.executable, "-m", "repo2docker", *options, str(ROOT)],
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_binder_uses_each_file(plan):
    """repo2docker reads the four files in the root, and no folder hides them."""
    assert not (ROOT / "binder").exists()
    assert not (ROOT / ".binder").exists()
    assert "conda environment for python=3.11" in plan
    assert 'ENV R2D_ENTRYPOINT="${REPO_DIR}/start"' in plan


def test_binder_builds_in_an_order_that_works(plan):
    """Fonts, then all packages, then this folder, owned by the user who runs its scripts.

    What comes first is kept between builds, so that a changed lesson installs nothing anew.
    """
    steps = [
        "FROM docker.io/library/buildpack-deps:",
        "apt-get install --yes --no-install-recommends fonts-wqy-microhei",
        "USER ${NB_USER}",
        'env update -p ${NB_PYTHON_PREFIX} --file "environment.yml"',
        "COPY --chown=1000:1000 src/ ${REPO_DIR}/",
        "USER ${NB_USER}",
        "RUN chmod +x postBuild",
        "RUN ./postBuild",
        'RUN chmod +x "${REPO_DIR}/start"',
    ]
    at = 0
    for step in steps:
        at = plan.find(step, at) + 1
        assert at, f"{step} is missing, or comes too early"
    assert "USER root" not in plan[at:]


def test_binder_installs_little_beyond_the_lock():
    """No browser and no compiler; the course itself comes after its packages, without them."""
    lines = [line.partition("#")[0].strip() for line in text("apt.txt").splitlines()]
    assert [line for line in lines if line] == ["fonts-wqy-microhei"]
    first, *_ = [line for line in text("postBuild").splitlines() if line.startswith("python")]
    assert first == "python -m pip install --no-deps --no-build-isolation -e ."


def test_build_prepares_what_a_session_would_wait_for(tmp_path):
    """The last steps of `postBuild` compile the rooms and list the machine's fonts."""
    _, *steps = [line for line in text("postBuild").splitlines() if line.startswith("python")]
    for room in ("course", "datasets", "grading", "segkit"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    own = {"MPLCONFIGDIR": str(tmp_path / "fonts"), "PYTHONDONTWRITEBYTECODE": ""}
    for step in steps:
        command = [sys.executable, *shlex.split(step)[1:]]
        subprocess.run(command, cwd=tmp_path, env=os.environ | own, check=True)
    assert list(tmp_path.glob("fonts/fontlist-*.json"))
    assert list(tmp_path.glob("segkit/explore/__pycache__/page.*.pyc"))
    assert list(tmp_path.glob("course/__pycache__/open_in.*.pyc"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permission")
@pytest.mark.parametrize("name", ["postBuild", "start", ".ci/run", "run.py"])
def test_scripts_can_be_executed(name):
    """Git keeps the permission to execute."""
    assert os.access(ROOT / name, os.X_OK)


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_start_runs_the_command_it_is_given(tmp_path):
    """A session gets one thread per computation and the course's settings, wherever it starts."""
    show = (
        'echo "$OMP_NUM_THREADS $OPENBLAS_NUM_THREADS $MKL_NUM_THREADS $NUMEXPR_NUM_THREADS"; '
        'echo "$JUPYTER_CONFIG_PATH"'
    )
    done = subprocess.run(
        ["bash", str(ROOT / "start"), "sh", "-c", show],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    threads, settings = done.stdout.splitlines()
    assert threads.split() == ["1", "1", "1", "1"]
    home = ROOT / "course" / "jupyter"
    assert settings == f"{home / 'binder'}{os.pathsep}{home}"
    for folder in settings.split(os.pathsep):
        assert Path(folder, "jupyter_server_config.json").exists()


def test_continuous_integration_runs_the_test_command_of_the_readme():
    """``.ci/run`` tests what the README promises."""
    command = "python3 run.py test"
    assert command in text("README.md").splitlines()
    assert command in text(".ci/run").splitlines()


def test_every_notebook_names_the_same_kernel():
    """`python3` exists wherever JupyterLab is installed, so nobody is asked for a kernel."""
    for path in sorted(ROOT.glob("notebooks/**/*.ipynb")):
        if ".ipynb_checkpoints" not in path.parts:
            notebook = json.loads(path.read_text(encoding="utf-8"))
            assert notebook["metadata"]["kernelspec"]["name"] == "python3", path
