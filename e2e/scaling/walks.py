"""Readers that page through lists by cursor, from separate processes, and record every page."""

import hashlib
import http.client
import json
import multiprocessing
import random
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import quote

SORTS = ["", "&sort=date", "&sort=-salience", "&sort=id"]
FILTERS = ["", "&kind=statement", "&language=ar", "&salience_min=2"]
# One page in this many is requested again with its ETag.
REVALIDATE_EVERY = 4


@dataclass
class Page:
    """A response. `status` is 0 where none came; `fault` describes what is wrong; `age` is in seconds."""

    target: str
    status: int = 0
    version: str = ""
    etag: str = ""
    digest: str = ""
    age: float = 0.0
    cached: bool = False
    stale: bool = False
    claims: tuple = ()
    next_target: str = ""
    fault: str = ""


class Readers:
    """Reader processes that run until `stop`, which returns their walks (lists of pages) and their revalidated pages."""

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
        results = [pipe.recv() for pipe in self.pipes]
        for process in self.processes:
            process.join(10)
        return [walk for walks, _ in results for walk in walks], [page for _, revalidated in results for page in revalidated]


def read(address, pause, seconds, number, stopping, pipe):
    rng = random.Random(number)
    client = http.client.HTTPConnection(*address, timeout=20)
    walks, revalidated, end = [], [], time.monotonic() + seconds
    while not stopping.is_set() and time.monotonic() < end:
        first = f"/v1/claims?limit={rng.randint(5, 60)}{rng.choice(FILTERS)}{rng.choice(SORTS)}"
        pages = []
        for page in walk(client, first):
            pages.append(page)
            if page.status == 200 and rng.randrange(REVALIDATE_EVERY) == 0:
                revalidated.append(revalidate(client, page))
            time.sleep(pause)
            if stopping.is_set():
                break
        walks.append(pages)
    pipe.send((walks, revalidated))


def walk(client, target):
    """Yields the pages from `target` to the last, or to the first that fails."""
    while target:
        page = get(client, target)
        yield page
        target = page.next_target


def get(client, target):
    try:
        response, body, requested_at = send(client, target)
        page = describe(target, response, requested_at)
    except Exception as error:  # any error means that the reader had no response
        client.close()
        return Page(target, fault=f"{type(error).__name__} {error}")
    if page.status == 200:
        document = json.loads(body)
        page.digest = hashlib.sha256(body).hexdigest()
        page.claims = tuple((claim["id"], claim["statement"]["en"]) for claim in document["data"])
        cursor = document["page"].get("next_cursor")
        first = target.split("&cursor=")[0]
        page.next_target = f"{first}&cursor={quote(cursor)}" if cursor else ""
    return page


def revalidate(client, known):
    """Requests a page again with its ETag: 304 in the same version, 200 in another."""
    try:
        response, _, requested_at = send(client, known.target, {"If-None-Match": known.etag})
        page = describe(known.target, response, requested_at)
    except Exception as error:
        client.close()
        return Page(known.target, fault=f"{type(error).__name__} {error}")
    same = page.version == known.version
    if page.status == 304 and not (same and page.etag == known.etag):
        page.fault = "304 for a response of another version"
    if page.status == 200 and same:
        page.fault = "200 for a response that the reader had"
    return page


def send(client, target, headers=None):
    requested_at = time.time()
    client.request("GET", target, headers=headers or {})
    response = client.getresponse()
    return response, response.read(), requested_at


def describe(target, response, requested_at):
    """A page without its content. Where there is no Age, Date gives the age of the response (RFC 9111, 4.2.3)."""
    headers = response.headers
    created_at = parsedate_to_datetime(headers["Date"]).timestamp()
    age = max(requested_at - created_at, float(headers.get("Age", 0)))
    cache_status = headers.get("Cache-Status", "")
    page = Page(target, response.status, headers.get("Dataset-Version", ""), headers.get("ETag", ""), age=age)
    page.cached, page.stale = "; hit" in cache_status, "detail=" in cache_status
    return page
