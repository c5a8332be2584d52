"""Starts a server of claims."""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def start(program, folder, *options):
    """Starts a server. Returns its process and address."""
    server = subprocess.Popen(
        [program, "serve", "--listen", "127.0.0.1:0", "--log-format", "json", *options],
        cwd=folder, stderr=subprocess.PIPE, text=True,
    )
    for line in server.stderr:
        record = json.loads(line)
        if record["message"] == "serving":
            return server, record["address"]
    raise SystemExit("the server did not start")
