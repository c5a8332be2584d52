"""nginx as a process of ours, with the configuration that is deployed and other addresses and folders in it."""

import socket
import subprocess
import time
from collections import Counter

# What the log says of a request: which replicas were asked, how the cache answered, what came of it.
LOG = "log_format ours '$upstream_addr|$upstream_cache_status|$status'; access_log {folder}/access.log ours;"
# Folders that only root has, and that nginx makes when it starts.
TEMPORARY = ("client_body", "fastcgi", "uwsgi", "scgi", "proxy")


class Proxy:
    """Two replicas behind one address. With `kept`, answers are kept for so many seconds, whatever the server says."""

    def __init__(self, run, replicas, kept=None):
        self.folder = run.folder / "nginx"
        (self.folder / "cache").mkdir(parents=True)
        self.address = ("127.0.0.1", free_port())
        (first, second), listen = replicas, "{}:{}".format(*self.address)
        content = (run.root / "deploy/nginx.conf").read_text()
        for old, new in {
            "error_log /dev/stderr warn;": f"error_log {self.folder}/error.log warn;",
            "access_log /dev/stdout;": LOG.format(folder=self.folder) + temporary(self.folder),
            "/var/cache/nginx/answers": f"{self.folder}/cache/answers",
            "listen 8080;": f"listen {listen};",
            "replica-1:8080": "{}:{}".format(*first),
            "replica-2:8080": "{}:{}".format(*second),
            **({} if kept is None else {"proxy_cache answers;": keeping(kept)}),
        }.items():
            assert content.count(old) == 1, f"deploy/nginx.conf has not once: {old}"
            content = content.replace(old, new)
        written = self.folder / "nginx.conf"
        written.write_text(content)
        own = ["-p", self.folder, "-c", written, "-g", f"daemon off; pid {self.folder}/pid;"]
        self.process = subprocess.Popen(["nginx", "-e", self.folder / "error.log", *own])
        self.wait()

    def wait(self):
        until = time.monotonic() + 10
        while time.monotonic() < until and self.process.poll() is None:
            try:
                return socket.create_connection(self.address, 1).close()
            except OSError:
                time.sleep(0.02)
        raise AssertionError(f"nginx does not listen: {(self.folder / 'error.log').read_text()}")

    def log(self):
        """How many requests went to another replica after the first, and how often the cache answered in which way."""
        lines = [line.split("|") for line in (self.folder / "access.log").read_text().splitlines()]
        return sum("," in asked for asked, _, _ in lines), Counter(cached for _, cached, _ in lines)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def keeping(seconds):
    return f"proxy_cache answers; proxy_ignore_headers Cache-Control; proxy_cache_valid 200 {seconds}s;"


def temporary(folder):
    return "".join(f" {name}_temp_path {folder}/cache/{name};" for name in TEMPORARY)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]
