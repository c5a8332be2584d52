"""The servers under test: how each is started, how a request to Isnad is translated, and that all give equal answers."""

import json
import random
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from harness.corpora import ROOT, binary
from harness.load import Client, Request

PEERS = ROOT / "bench" / "peers"


class DisagreementError(Exception):
    """Two servers gave different answers."""


@dataclass
class Isnad:
    """The `dist` build."""

    workers: int
    name: str = "isnad"
    ready: str = "/health/ready"
    directory: Path = ROOT
    all_scenarios: bool = True  # otherwise only those that peers can answer
    cluster: object = None  # the PostgreSQL cluster it uses, whose CPU time is added

    def command(self, snapshot, port):
        return [binary("isnad"), "--log", "warn", "serve", "--database", snapshot, "--listen", f"127.0.0.1:{port}",
                "--workers", str(self.workers)]

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
    all_scenarios: bool = False

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
    all_scenarios: bool = False

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


def peers(workers, python):
    return [FastApi(workers, python=python), FastApi(workers, python=python, name="fastapi_plain"), Datasette(workers, python=python)]


def sample_requests(scenario, count):
    return random.Random(scenario.name).sample(scenario.requests, min(count, len(scenario.requests)))


def check_equal_answers(servers, scenarios, sample):
    """Sends a sample of every scenario to all servers: each must return the same claims, complete and in order, and the same
    total. `servers` are pairs of a system and its server, Isnad first."""
    clients = [(system, Client(server.port)) for system, server in servers]
    compared = 0
    for scenario in scenarios:
        for request in sample_requests(scenario, sample):
            answers = [system.parse(client.get(system.translate(request))) for system, client in clients]
            for (system, _), answer in zip(clients, answers):
                if answer != answers[0]:
                    raise DisagreementError(f"{system.name} differs from Isnad on {request.path}: total {answer[1]}, not {answers[0][1]}, "
                                            "or other claims")
            compared += 1
    return {"requests_compared": compared}


def check_equal_backends(sqlite, postgres, scenarios, sample):
    """Sends a sample of every scenario to both backends: each must return the same status and the same bytes. Relevance differs by
    backend, so a query sorted by relevance must have the same total and, sorted by date, the same page. Responses with 503
    are counted and not compared."""
    clients = [Client(server.port) for server in (sqlite, postgres)]
    compared, timed_out = 0, 0

    def get_both(request):
        nonlocal compared, timed_out
        responses = [client.get(request) for client in clients]
        if any(response.status == 503 for response in responses):
            timed_out += 1
            return None
        compared += 1
        return responses

    for scenario in scenarios:
        for request in sample_requests(scenario, sample):
            if sorted_by_relevance(request):
                responses = get_both(request)
                if responses and responses[0].json()["total"] != responses[1].json()["total"]:
                    raise DisagreementError(f"the backends return different totals for {request.path}")
                request = Request(request.path + "&sort=-date")
            elif "Accept-Encoding" in request.headers:
                request = Request(request.path)
            responses = get_both(request)
            if responses and (responses[0].status, responses[0].body) != (responses[1].status, responses[1].body):
                details = "; ".join(f"{response.status}, {response.body[:300]}" for response in responses)
                raise DisagreementError(f"the backends differ on {request.path}: {details}")
    return {"requests_compared": compared, "timed_out": timed_out}


def sorted_by_relevance(request):
    target = urlsplit(request.path)
    return target.path == "/v1/claims" and "q" in (query := parse_qs(target.query)) and "sort" not in query
