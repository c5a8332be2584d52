"""Owns who takes part: how each is started, how a peer is asked what Isnad is asked, and that the answers agree."""

import json
import random
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from harness.corpora import ROOT, program
from harness.load import Client, Request

PEERS = ROOT / "bench" / "peers"


class DisagreementError(Exception):
    """A peer answered something else than Isnad."""


@dataclass
class Isnad:
    """The program under test, as released."""

    workers: int
    name: str = "isnad"
    ready: str = "/health/ready"
    directory: Path = ROOT
    complete: bool = True  # takes part in every scenario, not only in those that peers take part in
    database: object = None  # the cluster whose processor time counts too

    def command(self, snapshot, port):
        return [program("isnad"), "--log", "warn", "serve", "--database", snapshot, "--listen", f"127.0.0.1:{port}",
                "--workers", str(self.workers)]

    def translate(self, request):
        return request

    def read(self, answer):
        """The page's claims and the total."""
        page = answer.json()
        return page["data"], page["total"]


@dataclass
class IsnadPostgres(Isnad):
    """The same program with the same options over the same corpus, in a cluster."""

    claims: int = 0
    name: str = "isnad_postgres"

    def command(self, snapshot, port):
        return super().command(self.database.address(self.claims), port)


@dataclass
class Ceiling(Isnad):
    """The same web server with a finished body and nothing to find out."""

    name: str = "ceiling"
    ready: str = "/body/2"

    def command(self, snapshot, port):
        return [program("bench-ceiling"), "--listen", f"127.0.0.1:{port}", "--workers", str(self.workers)]


@dataclass
class FastApi(Isnad):
    """A FastAPI application under uvicorn; it takes Isnad's own addresses."""

    python: Path = None
    name: str = "fastapi_tuned"
    ready: str = "/health"
    directory: Path = PEERS
    complete: bool = False

    def command(self, snapshot, port):
        return [self.python, "-m", "uvicorn", f"{self.name}:app", "--port", str(port), "--workers", str(self.workers),
                "--no-access-log", "--log-level", "warning"]


@dataclass
class Datasette(Isnad):
    """Datasette over the same file; one process, it has no more."""

    python: Path = None
    name: str = "datasette"
    ready: str = "/-/versions.json"
    directory: Path = PEERS / "datasette"
    complete: bool = False

    def command(self, snapshot, port):
        return [self.python, "-m", "datasette", "serve", "-i", snapshot, "--port", str(port), "--metadata", "metadata.json",
                "--setting", "sql_time_limit_ms", "60000"]

    def translate(self, request):
        asked = {name: values[0] for name, values in parse_qs(urlsplit(request.path).query).items()}
        if "topic" not in asked:
            return Request("/claims/actor_page.json?" + urlencode({"actor": asked["actor"], "_shape": "array"}))
        bounds = {"first": asked["date_from"] + "-01-01", "last": asked["date_to"] + "-12-31"}
        query = {"actor": asked["actor"], "topic": asked["topic"], **bounds, "_shape": "array"}
        return Request("/claims/actor_topic_page.json?" + urlencode(query))

    def read(self, answer):
        rows = answer.json()
        return [json.loads(row["document"]) for row in rows], rows[0]["total"] if rows else 0


def peers(workers, python):
    return [FastApi(workers, python=python), FastApi(workers, python=python, name="fastapi_plain"), Datasette(workers, python=python)]


def check_equal_work(servers, scenarios, sample):
    """Asks everyone a sample of every scenario's requests; each has to name the same claims, whole, and the same total.
    `servers` are pairs of a contender and its server, Isnad first."""
    clients = [(contender, Client(server.port)) for contender, server in servers]
    compared = 0
    for scenario in scenarios:
        for request in random.Random(scenario.name).sample(scenario.requests, min(sample, len(scenario.requests))):
            answers = [contender.read(client.ask(contender.translate(request))) for contender, client in clients]
            for (contender, _), answer in zip(clients, answers):
                if answer != answers[0]:
                    raise DisagreementError(f"{contender.name} answers {request.path} otherwise than Isnad: "
                                            f"total {answer[1]}, not {answers[0][1]}, or other claims")
            compared += 1
    return {"agreed": True, "requests_compared": compared, "compared": "the claims of the page, whole and in order, and the total"}


def check_equal_stores(sqlite, postgres, scenarios, sample):
    """Asks both stores a sample of every scenario's requests: each has to give the same status and, byte for byte, the same
    body. What is ordered by relevance, of which each store has its own measure, has to give the same total, and the same page
    when it is asked for newest first. What one of them does not answer in time is counted, not compared."""
    clients = [Client(server.port) for server in (sqlite, postgres)]
    compared, late = 0, 0

    def both(request):
        nonlocal compared, late
        answers = [client.ask(request) for client in clients]
        if any(answer.status == 503 for answer in answers):
            late += 1
            return None
        compared += 1
        return answers

    for scenario in scenarios:
        for request in random.Random(scenario.name).sample(scenario.requests, min(sample, len(scenario.requests))):
            if _by_relevance(request):
                answers = both(request)
                if answers and answers[0].json()["total"] != answers[1].json()["total"]:
                    raise DisagreementError(f"the stores answer {request.path} with other totals")
                request = Request(request.path + "&sort=-date")
            elif "Accept-Encoding" in request.headers:
                request = Request(request.path)
            answers = both(request)
            if answers and (answers[0].status, answers[0].body) != (answers[1].status, answers[1].body):
                raise DisagreementError(f"the stores answer {request.path} otherwise: {answers[0].status}, {answers[0].body[:300]}; "
                                        f"{answers[1].status}, {answers[1].body[:300]}")
    return {"agreed": True, "requests_compared": compared, "not_in_time": late}


def _by_relevance(request):
    """Claims that are searched for without being told in which order."""
    asked = urlsplit(request.path)
    return asked.path == "/v1/claims" and "q" in (query := parse_qs(asked.query)) and "sort" not in query
