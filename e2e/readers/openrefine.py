"""OpenRefine without its window: a project from a web address, operations, and the rows as CSV."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.parse
import urllib.request

# Seconds. A Java program takes long to start beside compilers.
TIMEOUT = 240


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class OpenRefine:
    def __init__(self, folder):
        self.folder, self.port = folder, free_port()

    def transform(self, source, operations):
        """Returns the header and the first rows of a table after the operations."""
        command = ["openrefine", "-i", "127.0.0.1", "-p", str(self.port), "-d", str(self.folder / "openrefine"), "-x",
                   "refine.headless=true"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as process:
            try:
                self.wait()
                project = self.create(source)
                result = self.call("apply-operations", {"project": project, "operations": operations})
                assert json.loads(result)["code"] == "ok", result
                engine = json.dumps({"facets": [], "mode": "row-based"})
                rows = self.call("export-rows", {"project": project, "format": "csv", "engine": engine}, has_token=False)
                return "".join(rows.splitlines(keepends=True)[:5])
            finally:
                os.killpg(process.pid, signal.SIGTERM)

    def wait(self):
        """Waits until it answers. It accepts connections before, and then leaves the first requests without a response."""
        end = time.monotonic() + TIMEOUT
        while time.monotonic() < end:
            try:
                return self.token()
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"OpenRefine did not start within {TIMEOUT} s")

    def address(self, command):
        return f"http://127.0.0.1:{self.port}/command/core/{command}"

    def token(self):
        with urllib.request.urlopen(self.address("get-csrf-token"), timeout=TIMEOUT) as response:
            return json.load(response)["token"]

    def call(self, command, fields, has_token=True):
        query = f"?csrf_token={self.token()}" if has_token else ""
        body = urllib.parse.urlencode(fields).encode()
        with urllib.request.urlopen(self.address(command) + query, body, timeout=TIMEOUT) as response:
            return response.read().decode("utf-8")

    def create(self, source):
        """Creates a project from a table at a web address and returns its number."""
        with urllib.request.urlopen(source, timeout=TIMEOUT) as response:
            table = response.read().decode("utf-8")
        fields = {"project-name": "claims", "format": "text/line-based/*sv", "options": json.dumps({"separator": ","})}
        boundary = "isnad-table"
        parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
        parts.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="project-file"; filename="claims.csv"\r\n'
            f"Content-Type: text/csv\r\n\r\n{table}\r\n--{boundary}--\r\n"
        )
        request = urllib.request.Request(
            f"{self.address('create-project-from-upload')}?csrf_token={self.token()}", "".join(parts).encode("utf-8"),
            {"Content-Type": f"multipart/form-data; boundary={boundary}"},
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
            return urllib.parse.parse_qs(urllib.parse.urlparse(response.url).query)["project"][0]
