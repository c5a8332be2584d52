"""Runs the servers under test: start, readiness, CPU time, memory, stop."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
START_TIMEOUT = 1800  # seconds; Datasette counts every table of a large snapshot, Typesense builds its index again


class Server:
    """A running server: a session of processes led by `process`. `cluster` is the PostgreSQL cluster it uses, if any."""

    def __init__(self, name, process, port, log, cluster=None):
        self.name, self.process, self.port, self.log, self.cluster = name, process, port, log, cluster
        self.start_seconds = None

    def cpu_seconds(self):
        """CPU time of all its processes, exited children included."""
        return sum(sum(map(int, fields[11:15])) for _, fields in self._processes()) / TICKS_PER_SECOND

    def database_cpu_seconds(self):
        return self.cluster.cpu_seconds() if self.cluster else 0

    def memory(self):
        """`private_kib` is memory of the server alone; `mapped_kib` is pages of files, which the kernel can drop, counted once per
        process."""
        totals = {"private_kib": 0, "mapped_kib": 0}
        for pid, _ in self._processes():
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
            size = {name: int(rest.split()[0]) for name, rest in (line.split(":") for line in lines)}
            totals["private_kib"] += size["Private_Dirty"]
            totals["mapped_kib"] += size["Rss"] - size["Anonymous"]
        return totals

    def _processes(self):
        """The processes of the session, each with the fields of /proc/PID/stat after the name."""
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = path.read_text().rpartition(")")[2].split()
                if int(fields[3]) == self.process.pid:
                    yield path.parent.name, fields

    def wait_until_ready(self, system, started):
        """`started` is the time before the process was started."""
        while time.monotonic() < started + START_TIMEOUT:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                connection.request("GET", system.ready)
                response = connection.getresponse()
                if response.status == 200 and system.is_ready(response.read()):
                    self.start_seconds = time.monotonic() - started
                    return
            time.sleep(0.001)
        raise RuntimeError(f"{self.name} did not start; see {self.log}")

    def stop(self):
        """Stops all its processes, by SIGTERM and then by SIGKILL."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)


@contextlib.contextmanager
def serve(system, snapshot, logs):
    """Runs a system over a snapshot within the block."""
    port = free_port()
    log = logs / f"{system.name}.log"
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "SNAPSHOT": str(snapshot)}
    started = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(system.command(snapshot, port), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                   cwd=system.directory, env=environment, start_new_session=True)
    server = Server(system.name, process, port, log, system.cluster)
    try:
        server.wait_until_ready(system, started)
        yield server
    finally:
        server.stop()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
