"""Runs the program as a server on a free port, reads its log, measures it and stops it."""

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Log filters. The access log of a load would fill the disk.
FULL_LOG = "info,actix_server=warn,actix_http=off,rmcp=off"
NO_ACCESS_LOG = f"{FULL_LOG},isnad::http::middleware=warn"

# Messages of the program's log that cases wait for.
SERVING = "serving"
SHUTTING_DOWN = "shutting down"
RELOAD_FAILED = "dataset reload failed"

# Becomes the program, with the socket as file descriptor 3 as in systemd's socket activation.
EXEC_WITH_SOCKET = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execv(sys.argv[2], sys.argv[2:])
"""


def raise_open_files_limit(wanted):
    """Raises the limit on open files for this process and its children. Returns the limit in force."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Only root may exceed the hard limit.
    for limits in ((wanted, max(wanted, hard)), (hard, hard)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
            break
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


class Server:
    """A server for `database`. With `socket`, the server inherits it; with `user`, it runs as that user."""

    def __init__(self, program, database, *options, log=FULL_LOG, listen="127.0.0.1:0", socket=None, user=None, env=None,
                 timeout=60):
        command = [str(program), "serve", "--database", str(database), "--log-format", "json", "--log", log, *options]
        if socket is None:
            command += ["--listen", listen]
        else:
            command = [sys.executable, "-c", EXEC_WITH_SOCKET, str(socket.fileno()), *command]
        handle, path = tempfile.mkstemp(prefix="isnad-", suffix=".log")
        self.log_file = Path(path)
        with os.fdopen(handle, "wb") as log_output:
            self.process = subprocess.Popen(command, stdout=log_output, stderr=log_output, user=user, env=env,
                                            pass_fds=[] if socket is None else [socket.fileno()])
        try:
            self.started = self.wait_for_log(SERVING, timeout)
        except BaseException:
            self.__exit__()
            raise
        host, port = self.started["address"].removeprefix("http://").rsplit(":", 1)
        self.address = (host, int(port))
        self.version = self.started["dataset_version"]

    def log_entries(self):
        """The complete lines of the log; output that is not JSON becomes a `message`."""
        complete = self.log_file.read_bytes().rpartition(b"\n")[0].decode(errors="replace").splitlines()
        return [json.loads(line) if line.startswith("{") else {"message": line} for line in complete]

    def wait_for_log(self, message, timeout, since=0):
        """Waits for a log entry that contains the message and returns it. `since` is the number of entries to skip."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            for entry in self.log_entries()[since:]:
                if message in entry.get("message", ""):
                    return entry
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError(f"no \"{message}\" in the log:\n" + "\n".join(map(str, self.log_entries()[-20:])))

    def memory_mib(self):
        """Anonymous resident memory, without mapped files."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) / 1024
        raise AssertionError("no RssAnon")

    def count_open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def count_connections(self):
        """The established connections to the server."""
        lines = Path(f"/proc/{self.process.pid}/net/tcp").read_text().splitlines()[1:]
        ends = [line.split()[1:4] for line in lines]
        return sum(local.endswith(f":{self.address[1]:04X}") and state == "01" for local, _, state in ends)

    def metrics_address(self):
        """The address of the metrics server, where `--metrics-listen` has port 0: the other port on which the server listens."""
        lines = Path(f"/proc/{self.process.pid}/net/tcp").read_text().splitlines()[1:]
        sockets = {os.readlink(entry.path) for entry in os.scandir(f"/proc/{self.process.pid}/fd") if entry.is_symlink()}
        listening = [line.split() for line in lines if line.split()[3] == "0A"]
        ports = {int(line[1].split(":")[1], 16) for line in listening if f"socket:[{line[9]}]" in sockets}
        (port,) = ports - {self.address[1]}
        return (self.address[0], port)

    def send_signal(self, number):
        self.process.send_signal(number)

    def stop(self, number=signal.SIGTERM, timeout=30):
        """Stops the server and returns its exit code."""
        if self.process.poll() is None:
            self.send_signal(number)
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the server did not stop within {timeout} s")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.log_file.unlink(missing_ok=True)
