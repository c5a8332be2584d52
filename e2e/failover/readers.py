"""Clients that read all the time, each on a connection of its own that stays open, and note when what was answered."""

import http.client
import json
import random
import threading
import time
from dataclasses import dataclass
from urllib.parse import quote

CLIENTS = 8

# Between two requests of a client, so that the figures are those of a server with room to spare.
PAUSE = 0.01


@dataclass(slots=True)
class Read:
    """One answer; the status is 0 where none came."""

    target: str
    began: float
    ended: float
    status: int
    version: str | None = None
    content: int = 0
    told: str = ""

    @property
    def seconds(self):
        return self.ended - self.began

    @property
    def why(self):
        return f"{self.target}: {self.status} {self.told}"


class Readers:
    """Reads from several threads until `stop`. `targets` makes an address from a source of chance."""

    def __init__(self, address, targets, clients=CLIENTS):
        self.address, self.targets, self.stopping = address, targets, threading.Event()
        self.reads = [[] for _ in range(clients)]
        self.threads = [threading.Thread(target=self.go, args=(number,), daemon=True) for number in range(clients)]
        for thread in self.threads:
            thread.start()

    def go(self, number):
        chance = random.Random(number)
        client = http.client.HTTPConnection(*self.address, timeout=30)
        while not self.stopping.is_set():
            self.reads[number].append(read(client, self.targets(chance)))
            time.sleep(PAUSE)
        client.close()

    def stop(self):
        """Ends the load and gives every read in the order in which it began."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(60)
        return sorted((read for reads in self.reads for read in reads), key=lambda read: read.began)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stopping.set()


def read(client, target):
    began = time.monotonic()
    try:
        client.request("GET", target)
        answer = client.getresponse()
        body = answer.read()
    except Exception as error:  # whatever it is, the client had no answer
        client.close()
        return Read(target, began, time.monotonic(), 0, told=f"{type(error).__name__} {error}")
    ended = time.monotonic()
    return Read(target, began, ended, answer.status, answer.getheader("Dataset-Version"), hash(body), fault(answer, body))


def fault(answer, body):
    """The code of a problem that is told as the API promises, or what is wrong with it."""
    if answer.status < 400:
        return ""
    if answer.getheader("Content-Type") != "application/problem+json":
        return f"no problem document: {body[:100]!r}"
    if answer.status == 503 and not (answer.getheader("Retry-After") or "").isdigit():
        return "no Retry-After"
    return json.loads(body)["code"]


def mix(*sources):
    """Pages, single claims, phrases and CSV from the claims of these seed folders."""
    files = [file for source in sources for file in source.glob("articles/*/claims.jsonl")]
    claims = [json.loads(line) for file in files for line in file.read_text().splitlines()]

    # A phrase of nothing but the likes of "of the" is refused.
    texts = [text.split() for claim in claims for text in claim["statement"].values()]
    phrases = [pair for words in texts for pair in zip(words, words[1:]) if max(map(len, pair)) >= 7]

    def phrase(chance):
        return quote('"' + " ".join(chance.choice(phrases)).replace('"', "") + '"')

    def target(chance):
        return chance.choice([
            lambda: f"/v1/claims?limit={chance.randint(1, 100)}",
            lambda: f"/v1/claims?limit={chance.randint(1, 100)}&sort=-salience",
            lambda: f"/v1/claims/{chance.choice(claims)['id']}",
            lambda: f"/v1/claims?q={phrase(chance)}",
            lambda: f"/v1/claims?sort=relevance&q={phrase(chance)}",
            lambda: "/v1/claims.csv",
        ])()

    return target


def differing(reads):
    """How many answers differ from an earlier one to the same question to the same dataset."""
    first = {}
    return sum(first.setdefault((read.version, read.target), read.content) != read.content
               for read in reads if read.status == 200)


def p99(reads):
    """In milliseconds."""
    times = sorted(read.seconds * 1000 for read in reads)
    return times[min(int(len(times) * 0.99), len(times) - 1)] if times else 0.0


def slowest(reads):
    return max((read.seconds * 1000 for read in reads), default=0.0)
