"""Owns the processes under test: starting, waiting until they answer, what they cost, and that each of them ends."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PATIENCE = 300  # seconds until the first answer; Datasette counts every table of a large snapshot before it


class Server:
    """A contender that runs: a session of its own, led by `process`, that answers at `port`; `database` is the cluster that
    it asks, if there is one."""

    def __init__(self, name, process, port, log, database=None):
        self.name, self.process, self.port, self.log, self.database = name, process, port, log, database
        self.start_seconds = None

    def cpu_seconds(self):
        """Processor time so far, of all its processes, ended children included."""
        return sum(sum(map(int, fields[11:15])) for _, fields in self._processes()) / TICK

    def database_cpu_seconds(self):
        """The same of the cluster that it asks."""
        return self.database.cpu_seconds() if self.database else 0

    def memory(self):
        """`private_kib`: memory that it alone has and that is no copy of a file. `rss_kib`: what it has mapped in, the
        snapshot's pages included, counted once for each of its processes."""
        totals = {"private_kib": 0, "rss_kib": 0}
        for pid, _ in self._processes():
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
            size = {name: int(rest.split()[0]) for name, rest in (line.split(":") for line in lines)}
            totals["private_kib"] += size["Private_Dirty"]
            totals["rss_kib"] += size["Rss"]
        return totals

    def _processes(self):
        """The session's processes, each with the fields of its `stat` that follow the name."""
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = path.read_text().rpartition(")")[2].split()
                if int(fields[3]) == self.process.pid:
                    yield path.parent.name, fields

    def wait_until_ready(self, path):
        started = time.monotonic()
        while time.monotonic() < started + PATIENCE:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                connection.request("GET", path)
                if connection.getresponse().status == 200:
                    self.start_seconds = time.monotonic() - started
                    return
            time.sleep(0.01)
        raise RuntimeError(f"{self.name} did not come up; its last words are in {self.log}")

    def end(self):
        """Asks the session to end, and makes it."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)


@contextlib.contextmanager
def serve(contender, snapshot, logs):
    """Runs a contender over a snapshot for as long as the block lasts, however it ends."""
    port = free_port()
    log = logs / f"{contender.name}.log"
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "SNAPSHOT": str(snapshot)}
    with log.open("wb") as output:
        process = subprocess.Popen(contender.command(snapshot, port), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                   cwd=contender.directory, env=environment, start_new_session=True)
    server = Server(contender.name, process, port, log, contender.database)
    try:
        server.wait_until_ready(contender.ready)
        yield server
    finally:
        server.end()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
