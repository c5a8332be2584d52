"""Readers who walk from page to page by cursor, from processes of their own, and note what each page says of itself."""

import hashlib
import http.client
import json
import multiprocessing
import random
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import quote

ORDERS = ["", "&sort=date", "&sort=-salience", "&sort=id"]
FILTERS = ["", "&kind=statement", "&language=ar", "&salience_min=2"]
# A reader asks again for what it has, one page of so many.
AGAIN = 4


@dataclass
class Page:
    """An answer; `status` is 0 where none came, and `fault` says what is wrong with what did."""

    target: str
    status: int = 0
    version: str = ""
    etag: str = ""
    digest: str = ""
    age: float = 0.0
    cached: bool = False
    stale: bool = False
    claims: tuple = ()
    following: str = ""
    fault: str = ""


class Readers:
    """So many readers until `stop`: walks, each a list of pages, and pages that were asked for again."""

    def __init__(self, address, processes=2, pause=0.01, seconds=300):
        self.stopping = multiprocessing.Event()
        self.pipes, self.processes = [], []
        for number in range(processes):
            ours, theirs = multiprocessing.Pipe(duplex=False)
            work = (address, pause, seconds, number, self.stopping, theirs)
            process = multiprocessing.Process(target=read, args=work, daemon=True)
            process.start()
            self.pipes.append(ours)
            self.processes.append(process)

    def stop(self):
        self.stopping.set()
        outcomes = [pipe.recv() for pipe in self.pipes]
        for process in self.processes:
            process.join(10)
        return [walk for walks, _ in outcomes for walk in walks], [page for _, again in outcomes for page in again]


def read(address, pause, seconds, number, stopping, pipe):
    chance = random.Random(number)
    client = http.client.HTTPConnection(*address, timeout=20)
    walks, again, until = [], [], time.monotonic() + seconds
    while not stopping.is_set() and time.monotonic() < until:
        first = f"/v1/claims?limit={chance.randint(5, 60)}{chance.choice(FILTERS)}{chance.choice(ORDERS)}"
        pages = []
        for page in walk(client, first):
            pages.append(page)
            if page.status == 200 and chance.randrange(AGAIN) == 0:
                again.append(get_again(client, page))
            time.sleep(pause)
            if stopping.is_set():
                break
        walks.append(pages)
    pipe.send((walks, again))


def walk(client, target):
    """The pages from one on, to the last or the first that fails."""
    while target:
        page = get(client, target)
        yield page
        target = page.following


def get(client, target):
    """A page, with what it says of itself."""
    try:
        answer, body, asked = ask(client, target)
        page = described(target, answer, asked)
    except Exception as error:  # whatever it is, the reader had no answer
        client.close()
        return Page(target, fault=f"{type(error).__name__} {error}")
    if page.status == 200:
        document = json.loads(body)
        page.digest = hashlib.sha256(body).hexdigest()
        page.claims = tuple((claim["id"], claim["statement"]["en"]) for claim in document["data"])
        cursor = document["page"].get("next_cursor")
        bare = target.split("&cursor=")[0]
        page.following = f"{bare}&cursor={quote(cursor)}" if cursor else ""
    return page


def get_again(client, known):
    """Asks again for a page: not modified in the same version, another answer in another."""
    try:
        answer, _, asked = ask(client, known.target, {"If-None-Match": known.etag})
        page = described(known.target, answer, asked)
    except Exception as error:
        client.close()
        return Page(known.target, fault=f"{type(error).__name__} {error}")
    same = page.version == known.version
    if page.status == 304 and not (same and page.etag == known.etag):
        page.fault = "304 for an answer of another version"
    if page.status == 200 and same:
        page.fault = "200 for an answer that the reader had"
    return page


def ask(client, target, headers=None):
    began = time.time()
    client.request("GET", target, headers=headers or {})
    answer = client.getresponse()
    return answer, answer.read(), began


def described(target, answer, asked):
    """How old an answer was when it was asked for, its Date tells where no Age does (RFC 9111, 4.2.3)."""
    said = answer.headers
    made = parsedate_to_datetime(said["Date"]).timestamp()
    age = max(asked - made, float(said.get("Age", 0)))
    came = said.get("Cache-Status", "")
    page = Page(target, answer.status, said.get("Dataset-Version", ""), said.get("ETag", ""), age=age)
    page.cached, page.stale = "; hit" in came, "detail=" in came
    return page
