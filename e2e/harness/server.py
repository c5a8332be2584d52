"""The program as a process of ours: started on a port of its own, looked into from outside, ended."""

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

# Every line in the log but one for each request, which under load would fill the disk.
QUIET = "info,actix_server=warn,actix_http=off,isnad::server::accompany=warn"
WHOLE = "info,actix_server=warn,actix_http=off"

# Becomes the program with the socket as file descriptor 3, as a service manager hands it over.
HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execv(sys.argv[2], sys.argv[2:])
"""


def allow_open_files(wanted):
    """Raises the limit on open files for this process and those it starts; tells what it is now."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Only root may go beyond the hard limit.
    for limits in ((wanted, max(wanted, hard)), (hard, hard)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
            break
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


class Server:
    """A server that serves `database`. With `socket`, it is handed over; with `user`, it runs without privileges; `env` is
    its environment."""

    def __init__(self, program, database, *options, log=WHOLE, listen="127.0.0.1:0", socket=None, user=None, env=None,
                 patience=60):
        command = [str(program), "serve", "--database", str(database), "--log-format", "json", "--log", log, *options]
        if socket is None:
            command += ["--listen", listen]
        else:
            command = [sys.executable, "-c", HAND_OVER, str(socket.fileno()), *command]
        handle, path = tempfile.mkstemp(prefix="isnad-", suffix=".log")
        self.log_file = Path(path)
        with os.fdopen(handle, "wb") as log_output:
            self.process = subprocess.Popen(command, stdout=log_output, stderr=log_output, user=user, env=env,
                                            pass_fds=[] if socket is None else [socket.fileno()])
        try:
            self.started = self.wait_for("serving", patience)
        except BaseException:
            self.__exit__()
            raise
        host, port = self.started["address"].removeprefix("http://").rsplit(":", 1)
        self.address = (host, int(port))
        self.version = self.started["dataset_version"]

    def lines(self):
        """The whole lines of the log so far, as objects; other output as text under `message`."""
        whole = self.log_file.read_bytes().rpartition(b"\n")[0].decode(errors="replace").splitlines()
        return [json.loads(line) if line.startswith("{") else {"message": line} for line in whole]

    def wait_for(self, message, patience, since=0):
        """Waits until a line of the log holds the message; tells the line."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            for line in self.lines()[since:]:
                if message in line.get("message", ""):
                    return line
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError(f"no \"{message}\" in the log:\n" + "\n".join(map(str, self.lines()[-20:])))

    def memory(self):
        """Resident memory in MiB: what the process has of its own, without mapped files."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) / 1024
        raise AssertionError("no RssAnon")

    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def send(self, number):
        self.process.send_signal(number)

    def end(self, number=signal.SIGTERM, patience=30):
        """Ends the server and tells its exit code."""
        if self.process.poll() is None:
            self.send(number)
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the server did not end within {patience} s")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.log_file.unlink(missing_ok=True)
