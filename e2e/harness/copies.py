"""A mirror's copy of a dataset, kept up to date by clients/mirror/mirror.py."""

import sqlite3
import subprocess
import sys
import time
from urllib.request import urlopen

# The first runs may read a release before, from a cache or from a server that is behind.
LAST_RUNS = 4


class Copy:
    def __init__(self, run, address):
        self.path = run.folder / "copy.db"
        host, port = address
        self.command = [sys.executable, run.root / "clients/mirror/mirror.py", f"http://{host}:{port}", self.path]

    def update(self):
        """Runs the mirror. Returns the release of the copy."""
        done = subprocess.run(self.command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return int(done.stdout.split()[1])

    def finish(self, release):
        """Runs the mirror until the copy has the release. Returns whether it does."""
        for _ in range(LAST_RUNS):
            if self.update() == release:
                return True
            time.sleep(1)
        return False

    def equals(self, server):
        """Whether the copy has the same bytes as the server's dump."""
        host, port = server.address
        with urlopen(f"http://{host}:{port}/v1/dataset/claims.ndjson", timeout=60) as response:
            dump = response.read()
        documents = sqlite3.connect(self.path).execute("SELECT document FROM claim ORDER BY id")
        return b"".join(document + b"\n" for (document,) in documents) == dump
