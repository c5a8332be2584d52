"""The machine and the versions that the numbers depend on."""

import datetime
import os
import platform
import subprocess
from pathlib import Path


def facts(python, **others):
    """`python` is the interpreter of the peers, or None."""
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    memory = int(Path("/proc/meminfo").read_text().split()[1])
    return {
        "date": str(datetime.date.today()),
        "cpu": model,
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(memory / 2**20, 1),
        "kernel": ".".join(platform.release().split(".")[:2]),
        "rust": first_line("rustc", "--version"),
        "wrk": first_line("wrk", "--version"),
        "python": platform.python_version(),
        "python_packages": installed_packages(python),
        **others,
    }


def first_line(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    except OSError:
        return "not found"
    return ((done.stdout or done.stderr).splitlines() or ["unknown"])[0].split(" Copyright")[0]


def installed_packages(python):
    if python is None:
        return []
    done = subprocess.run([python, "-m", "pip", "freeze", "--disable-pip-version-check"], capture_output=True, text=True, timeout=60)
    return done.stdout.split()
