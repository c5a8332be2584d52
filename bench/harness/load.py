"""Sends requests: single ones, and load by wrk."""

import http.client
import json
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True)
class Request:
    """A request: its path with the query, its headers, and the body of a POST."""

    path: str
    headers: dict = field(default_factory=dict)
    body: str = ""

    @property
    def method(self):
        return "POST" if self.body else "GET"

    def line(self):
        return "\t".join([self.path, self.body, *(f"{name}: {value}" for name, value in self.headers.items())]) + "\n"


def post_json(path, value):
    """A POST of a value as JSON, which has no tab or line feed."""
    return Request(path, {"Content-Type": "application/json"}, json.dumps(value))


@dataclass
class Response:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self):
        if self.status != 200:
            raise RuntimeError(f"status {self.status}: {self.body[:300].decode(errors='replace')}")
        return json.loads(self.body)


class Client:
    """A kept-alive connection to one server."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(self, request):
        self.connection.request(request.method, request.path, body=request.body or None, headers=request.headers)
        response = self.connection.getresponse()
        return Response(response.status, response.headers, response.read())


def measure_load(server, requests, *, seconds, warmup, connections, threads):
    """Warms the server up, then measures throughput, latency, and the CPU time of the server and of its PostgreSQL cluster."""
    with tempfile.NamedTemporaryFile("w", suffix=".requests") as file:
        file.writelines(request.line() for request in requests)
        file.flush()
        if warmup:
            run_wrk(server.port, file.name, warmup, connections, threads)
        before, database_before = server.cpu_seconds(), server.database_cpu_seconds()
        result = run_wrk(server.port, file.name, seconds, connections, threads)
        cpu, database_cpu = server.cpu_seconds() - before, server.database_cpu_seconds() - database_before
    wait_until_idle(server)
    count = result["requests"]
    return {
        "connections": connections,
        "requests": count,
        "rps": count / (result["microseconds"] / 1e6),
        "p50_us": result["p50"],
        "p99_us": result["p99"],
        "cpu_us": (cpu + database_cpu) * 1e6 / count if count else None,
        "database_cpu_us": database_cpu * 1e6 / count if count and server.cluster else None,
        "bytes_per_response": result["bytes"] / count if count else None,
        "failures": result["http_errors"] + result["socket_errors"] + (count == 0),
    }


def wait_until_idle(server, timeout=10):
    """Waits until the server and its cluster use no CPU: abandoned requests would slow down the next measurement."""
    used = lambda: server.cpu_seconds() + server.database_cpu_seconds()  # noqa: E731
    end, before = time.monotonic() + timeout, used()
    while time.monotonic() < end:
        time.sleep(0.2)
        before, last = used(), before
        if before - last < 0.05:
            return


def run_wrk(port, file, seconds, connections, threads):
    command = ["wrk", "--latency", f"-t{min(threads, connections)}", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s",
               "-s", str(SCRIPT), f"http://127.0.0.1:{port}", "--", file]
    output = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=True).stdout
    return json.loads(output.rpartition("RESULT ")[2])
