"""Other libraries to measure against, each in an environment of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

CACHE = Path.home() / ".cache" / "segcourse-bench"


def python_with(*packages: str) -> Path:
    """Return the Python of an environment that holds `packages`; make it where it is missing."""
    home = CACHE / "-".join(packages)
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = home / "complete"
    if not done.exists():
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        uv = [sys.executable, "-m", "uv"]
        subprocess.run([*uv, "venv", "-q", "--clear", "--python", version, home], check=True)
        subprocess.run([*uv, "pip", "install", "-q", "--python", python, *packages], check=True)
        done.touch()
    return python


def run_peer(script: str, *arguments: object, packages: tuple[str, ...]) -> dict:
    """Run `script` beside `packages` and return the JSON that its last line holds."""
    command = [python_with(*packages), "-W", "ignore", "-c", script, *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def median_seconds(call, times: int = 5) -> float:
    """Return the median time of `call`, in seconds."""
    taken = []
    for _ in range(times):
        start = perf_counter()
        call()
        taken.append(perf_counter() - start)
    return median(taken)
