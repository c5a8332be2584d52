"""Runs a program to its end and measures it."""

import os
import subprocess
import time


def run_measured(*command):
    """Runs a program. Returns the seconds that passed, its processor time, and its peak memory in KiB, mapped pages included."""
    started = time.monotonic()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return {"seconds": time.monotonic() - started, "cpu_seconds": usage.ru_utime + usage.ru_stime, "peak_kib": usage.ru_maxrss}
