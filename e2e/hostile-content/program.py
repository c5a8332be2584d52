"""Runs the program, and expects that it never crashes or prints what a terminal obeys."""

import json
import os
import subprocess
import urllib.request


class Program:
    def __init__(self, path):
        self.path = path
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("ISNAD_")}

    def run(self, *arguments, expect=None):
        done = subprocess.run([self.path, *map(str, arguments)], capture_output=True, env=self.environment)
        printed = (done.stdout + done.stderr).decode("utf-8")
        assert done.returncode in ([0, 1] if expect is None else [expect]), (arguments, done.returncode, printed[:2000])
        assert "panicked" not in printed, printed[:2000]
        if arguments[0] != "export":
            controls = {c for c in printed if c != "\n" and (ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u202e\u2066")}
            assert not controls, (arguments, controls)
        return done


class Server:
    def __init__(self, program, database):
        command = [program.path, "serve", "--database", database, "--listen", "127.0.0.1:0", "--log-format", "json"]
        command += ["--log", "warn,isnad::server=info"]
        self.process = subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE, text=True, env=program.environment)
        for line in self.process.stderr:
            if json.loads(line)["message"] == "serving":
                self.address = json.loads(line)["address"]
                return
        raise SystemExit("the server did not start")

    def get(self, path):
        with urllib.request.urlopen(self.address + path, timeout=60) as response:
            return response.read()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)
