"""The servers under test: how each is started, and how a request to Isnad is translated."""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from harness.corpora import ROOT, binary
from harness.load import Request
from harness.scenarios import PAGES

PEERS = ROOT / "bench" / "peers"


@dataclass
class Isnad:
    """The `dist` build."""

    workers: int
    name: str = "isnad"
    ready: str = "/health/ready"
    directory: Path = ROOT
    works: tuple = None  # the work of the scenarios that it can answer; None for all
    cluster: object = None  # the PostgreSQL cluster it uses, whose CPU time is added

    def database(self, corpus):
        """The file that it reads."""
        return corpus.snapshot

    def command(self, snapshot, port):
        return [binary("isnad"), "--log", "warn", "serve", "--database", snapshot, "--listen", f"127.0.0.1:{port}",
                "--workers", str(self.workers), "--shutdown-grace-seconds", "0"]

    def is_ready(self, body):
        """Whether the body of a response with status 200 at `ready` says that everything is loaded."""
        return True

    def can_answer(self, scenario):
        return self.works is None or scenario.work in self.works

    def translate(self, request):
        return request

    def parse(self, response):
        """The claims of the page and the total."""
        page = response.json()
        return page["data"], page["total"]


@dataclass
class IsnadPostgres(Isnad):
    """The `dist` build with the same options, on PostgreSQL."""

    claims: int = 0
    name: str = "isnad_postgres"

    def command(self, snapshot, port):
        return super().command(self.cluster.url(self.claims), port)


@dataclass
class Ceiling(Isnad):
    """The same web server with static bodies: an upper bound."""

    name: str = "ceiling"
    ready: str = "/body/2"

    def command(self, snapshot, port):
        return [binary("bench-ceiling"), "--listen", f"127.0.0.1:{port}", "--workers", str(self.workers)]


@dataclass
class FastApi(Isnad):
    """A FastAPI application under uvicorn. It accepts the same request targets as Isnad."""

    python: Path = None
    name: str = "fastapi_tuned"
    ready: str = "/health"
    directory: Path = PEERS
    works: tuple = (PAGES,)

    def database(self, corpus):
        return corpus.plain_snapshot()

    def command(self, snapshot, port):
        return [self.python, "-m", "uvicorn", f"{self.name}:app", "--port", str(port), "--workers", str(self.workers),
                "--no-access-log", "--log-level", "warning"]


@dataclass
class Datasette(Isnad):
    """Datasette over the same file; it always runs as one process."""

    python: Path = None
    name: str = "datasette"
    ready: str = "/-/versions.json"
    directory: Path = PEERS / "datasette"
    works: tuple = (PAGES,)

    def database(self, corpus):
        return corpus.plain_snapshot()

    def command(self, snapshot, port):
        return [self.python, "-m", "datasette", "serve", "-i", snapshot, "--port", str(port), "--metadata", "metadata.json",
                "--setting", "sql_time_limit_ms", "60000"]

    def translate(self, request):
        query = {name: values[0] for name, values in parse_qs(urlsplit(request.path).query).items()}
        if "topic" not in query:
            return Request("/claims/actor_page.json?" + urlencode({"actor": query["actor"], "_shape": "array"}))
        days = {"first": query["date_from"] + "-01-01", "last": query["date_to"] + "-12-31"}
        query = {"actor": query["actor"], "topic": query["topic"], **days, "_shape": "array"}
        return Request("/claims/actor_topic_page.json?" + urlencode(query))

    def parse(self, response):
        rows = response.json()
        return [json.loads(row["document"]) for row in rows], rows[0]["total"] if rows else 0
