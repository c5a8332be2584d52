"""Clients that read continuously, each on its own kept-alive connection, and record every response."""

import http.client
import json
import random
import threading
import time
from dataclasses import dataclass
from urllib.parse import quote

CLIENTS = 8

# Seconds between two requests of a client: the load stays below the capacity of the server.
PAUSE = 0.01


@dataclass(slots=True)
class Read:
    """One response; `status` is 0 where none came. `content` is a hash of the body."""

    target: str
    started: float
    ended: float
    status: int
    version: str | None = None
    content: int = 0
    fault: str = ""

    @property
    def seconds(self):
        return self.ended - self.started

    def __str__(self):
        return f"{self.target}: {self.status} {self.fault}"


class Readers:
    """Reads in several threads until `stop`. `make_target` makes a request target from a random number generator."""

    def __init__(self, address, make_target, clients=CLIENTS):
        self.address, self.make_target, self.stopping = address, make_target, threading.Event()
        self.reads = [[] for _ in range(clients)]
        self.threads = [threading.Thread(target=self.run, args=(number,), daemon=True) for number in range(clients)]
        for thread in self.threads:
            thread.start()

    def run(self, number):
        rng = random.Random(number)
        client = http.client.HTTPConnection(*self.address, timeout=30)
        while not self.stopping.is_set():
            self.reads[number].append(read(client, self.make_target(rng)))
            time.sleep(PAUSE)
        client.close()

    def stop(self):
        """Stops the load and returns all reads in order of their start."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(60)
        return sorted((read for reads in self.reads for read in reads), key=lambda read: read.started)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stopping.set()


def read(client, target):
    started = time.monotonic()
    try:
        client.request("GET", target)
        response = client.getresponse()
        body = response.read()
    except Exception as error:  # any error means that the client had no response
        client.close()
        return Read(target, started, time.monotonic(), 0, fault=f"{type(error).__name__} {error}")
    ended = time.monotonic()
    return Read(target, started, ended, response.status, response.getheader("Dataset-Version"), hash(body),
                find_fault(response, body))


def find_fault(response, body):
    """The code of a problem document, or a description of what is wrong with it."""
    if response.status < 400:
        return ""
    if response.getheader("Content-Type") != "application/problem+json":
        return f"no problem document: {body[:100]!r}"
    if response.status == 503 and not (response.getheader("Retry-After") or "").isdigit():
        return "no Retry-After"
    return json.loads(body)["code"]


def mixed_targets(*sources):
    """Returns a function that makes targets: pages, claims, phrases and CSV, from the claims of these seed folders."""
    files = [file for source in sources for file in source.glob("articles/*/claims.jsonl")]
    claims = [json.loads(line) for file in files for line in file.read_text().splitlines()]

    # Longer words, since a phrase of stop words matches everything or nothing.
    texts = [text.split() for claim in claims for text in claim["statement"].values()]
    phrases = [pair for words in texts for pair in zip(words, words[1:]) if max(map(len, pair)) >= 7]

    def phrase(rng):
        return quote('"' + " ".join(rng.choice(phrases)).replace('"', "") + '"')

    def make_target(rng):
        return rng.choice([
            lambda: f"/v1/claims?limit={rng.randint(1, 100)}",
            lambda: f"/v1/claims?limit={rng.randint(1, 100)}&sort=-salience",
            lambda: f"/v1/claims/{rng.choice(claims)['id']}",
            lambda: f"/v1/claims?q={phrase(rng)}",
            lambda: f"/v1/claims?sort=relevance&q={phrase(rng)}",
            lambda: "/v1/claims.csv",
        ])()

    return make_target


def count_differing(reads):
    """Counts the responses that differ from an earlier one to the same request for the same dataset."""
    first = {}
    return sum(first.setdefault((read.version, read.target), read.content) != read.content
               for read in reads if read.status == 200)


def p99_ms(reads):
    times = sorted(read.seconds * 1000 for read in reads)
    return times[min(int(len(times) * 0.99), len(times) - 1)] if times else 0.0


def slowest_ms(reads):
    return max((read.seconds * 1000 for read in reads), default=0.0)
