"""Runs a program to its end and measures it."""

import contextlib
import os
import subprocess
import threading
import time
from pathlib import Path

POLL = 0.05  # seconds between two looks at the disk


def run_measured(*command, folder=None):
    """Runs a program. Returns the seconds that passed, its processor time, its peak memory in KiB, mapped pages included, and with
    `folder` the most bytes that the files in it took, unnamed ones included."""
    started = time.monotonic()
    process = subprocess.Popen(command)
    peak = _DiskPeak(process.pid, folder) if folder else None
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - started
    disk = {"peak_disk_bytes": peak.stop()} if peak else {}
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return {"seconds": seconds, "cpu_seconds": usage.ru_utime + usage.ru_stime, "peak_kib": usage.ru_maxrss, **disk}


class _DiskPeak:
    """Looks at the files of a folder, and those that a process has open in it, until it is stopped."""

    def __init__(self, pid, folder):
        self._pid, self._folder, self._peak, self._stopped = pid, folder.resolve(), 0, threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stop(self):
        self._stopped.set()
        self._thread.join()
        return self._peak

    def _watch(self):
        while not self._stopped.wait(POLL):
            self._peak = max(self._peak, sum(self._files().values()))

    def _files(self):
        found = {}
        opened = [path for path in self._list(Path(f"/proc/{self._pid}/fd")) if self._is_inside(path)]
        for path in [*self._list(self._folder), *opened]:
            with contextlib.suppress(OSError):
                status = path.stat()
                found[status.st_ino] = status.st_blocks * 512
        return found

    @staticmethod
    def _list(folder):
        with contextlib.suppress(OSError):
            return list(folder.iterdir())
        return []

    def _is_inside(self, descriptor):
        with contextlib.suppress(OSError):
            return os.readlink(descriptor).startswith(f"{self._folder}/")
        return False
