"""Owns what has to be known about the machine and the tools to read the numbers."""

import os
import platform
import subprocess
from pathlib import Path

LOAD_NOTE = "The load generator runs on the same machine as the servers and takes its share of the processors."


def facts(python, **others):
    """The machine and the versions; `python` is the interpreter of the peers, or None."""
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    memory = int(Path("/proc/meminfo").read_text().split()[1])
    return {
        "cpu": model,
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(memory / 2**20, 1),
        "kernel": platform.release(),
        "rust": _first_line("rustc", "--version"),
        "wrk": _first_line("wrk", "--version"),
        "python": platform.python_version(),
        "python_packages": _packages(python),
        "load": LOAD_NOTE,
        **others,
    }


def _first_line(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    except OSError:
        return "not found"
    return ((done.stdout or done.stderr).splitlines() or ["unknown"])[0].split(" Copyright")[0]


def _packages(python):
    if python is None:
        return []
    done = subprocess.run([python, "-m", "pip", "freeze", "--disable-pip-version-check"], capture_output=True, text=True, timeout=60)
    return done.stdout.split()
