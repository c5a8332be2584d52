"""Runs nginx with deploy/nginx.conf, in which only addresses and folders are replaced."""

import socket
import subprocess
import time
from collections import Counter

# The access log records which replicas were asked, the cache status and the response status.
LOG = "log_format e2e '$upstream_addr|$upstream_cache_status|$status'; access_log {folder}/access.log e2e;"
# Folders that nginx creates at start, by default where only root may write.
TEMPORARY = ("client_body", "fastcgi", "uwsgi", "scgi", "proxy")


class Proxy:
    """Two replicas behind one address. `cache_seconds` overrides the Cache-Control of the replicas. The limits for each client are
    those of the file only with `limits`: all load comes from one address."""

    def __init__(self, run, replicas, cache_seconds=None, limits=False):
        self.folder = run.folder / "nginx"
        (self.folder / "cache").mkdir(parents=True)
        self.address = ("127.0.0.1", free_port())
        (first, second), listen = replicas, "{}:{}".format(*self.address)
        content = (run.root / "deploy/nginx.conf").read_text()
        for old, new in {
            "error_log /dev/stderr warn;": f"error_log {self.folder}/error.log warn;",
            "access_log /dev/stdout;": LOG.format(folder=self.folder) + temporary_folders(self.folder),
            "/var/cache/nginx/answers": f"{self.folder}/cache/answers",
            "listen 8080;": f"listen {listen};",
            "replica-1:8080": "{}:{}".format(*first),
            "replica-2:8080": "{}:{}".format(*second),
            **({} if limits else {"rate=50r/s": "rate=100000r/s", "burst=100 ": "burst=100000 "}),
            **({} if cache_seconds is None else {"proxy_cache answers;": cache_for(cache_seconds)}),
        }.items():
            assert content.count(old) == 1, f"deploy/nginx.conf must contain exactly once: {old}"
            content = content.replace(old, new)
        config = self.folder / "nginx.conf"
        config.write_text(content)
        options = ["-p", self.folder, "-c", config, "-g", f"daemon off; pid {self.folder}/pid;"]
        self.process = subprocess.Popen(["nginx", "-e", self.folder / "error.log", *options])
        self.wait_until_listening()

    def wait_until_listening(self):
        end = time.monotonic() + 10
        while time.monotonic() < end and self.process.poll() is None:
            try:
                return socket.create_connection(self.address, 1).close()
            except OSError:
                time.sleep(0.02)
        raise AssertionError(f"nginx does not listen: {self.error_log()}")

    def error_log(self):
        return (self.folder / "error.log").read_text()

    def access_log(self):
        """Lists (replicas asked, cache status, status) of every request."""
        return [tuple(line.split("|")) for line in (self.folder / "access.log").read_text().splitlines()]

    def summarize_log(self):
        """Counts the requests that went to a second replica, and the cache statuses."""
        entries = self.access_log()
        return sum("," in replicas for replicas, _, _ in entries), Counter(cache for _, cache, _ in entries)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def cache_for(seconds):
    return f"proxy_cache answers; proxy_ignore_headers Cache-Control; proxy_cache_valid 200 {seconds}s;"


def temporary_folders(folder):
    return "".join(f" {name}_temp_path {folder}/cache/{name};" for name in TEMPORARY)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]
