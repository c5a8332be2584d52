"""Owns what is asked: every scenario, its requests, and the ceiling it is held against.

Requests are drawn with fixed seeds from the corpus's workload. Where a scenario needs an answer of a certain size, it asks the
server for the totals of many filters and takes the nearest.
"""

import random
from dataclasses import dataclass, replace
from itertools import combinations
from urllib.parse import quote, urlencode

from harness.load import Client, Request

DRAWN = 4000  # requests of a scenario; wrk begins again when it has played them all
WEIGHED = 40  # of these, whose bodies are weighed for the ceiling
YEARS = range(2016, 2026)
MONTHS = [f"{year}-{month:02}" for year in YEARS for month in range(1, 13)]
FACET_SHARES = (0.1, 1, 8, 29, 45)  # per cent of the corpus that the filters keep
ENCODINGS = ("gzip", "zstd", "br")


@dataclass
class Scenario:
    """Requests of one kind. `connections` is the most that ask at once, `body_bytes` the mean size of the plain bodies,
    `ceiling_bytes` that of the ceiling's body."""

    name: str
    title: str
    requests: list
    peers: bool = False
    growth: bool = False
    plain_page_ceiling: bool = False
    expected: int = 200
    note: str = ""
    connections: int = 1_000
    body_bytes: int = 0
    ceiling_bytes: int = 0


class Questions:
    """What there is to ask: the workload, and a running Isnad that knows the totals."""

    def __init__(self, corpus, server):
        workload = corpus.workload()
        self.claims = corpus.claims
        self.client = Client(server.port)
        self.actors = [actor["id"] for actor in workload["actors"]]
        self.weights = [actor["weight"] for actor in workload["actors"]]
        self.topics, self.words = workload["topics"], workload["words"]
        self.claim_ids, self.strangers = workload["claims"], workload["never_meet"]
        self._sized = None

    def ask(self, path):
        return self.client.ask(Request(path))

    def total(self, **query):
        return self.ask(claims(limit=1, **query)).json()["total"]

    def frequent(self, random, count=DRAWN):
        """Actors as often as claims have them."""
        return random.choices(self.actors, self.weights, k=count)

    def facet(self, name, **query):
        return self.ask(claims(limit=1, facet=name, facet_limit=200, **query)).json()["facets"][name]

    def filters_keeping(self, wanted):
        """Filters whose totals come within a tenth of the wanted one, the nearest of each sort, or the nearest of all; and
        their mean total."""
        self._sized = self._sized or list(self._size_filters())
        nearest = {}
        for total, query in sorted(self._sized, key=lambda sized: abs(sized[0] - wanted)):
            nearest.setdefault(tuple(query), (total, query))
        chosen = [sized for sized in nearest.values() if abs(sized[0] - wanted) <= wanted / 10] or list(nearest.values())[:1]
        return [query for _, query in chosen], sum(total for total, _ in chosen) / len(chosen)

    def _size_filters(self):
        """Filters of four sorts with their totals: an actor, a topic, kinds, the dates up to some month."""
        for name in ("actor", "topic"):
            for entry in self.facet(name):
                yield entry["count"], {name: entry["id"]}
        kinds = self.facet("kind")
        for size in range(1, len(kinds)):
            for chosen in combinations(kinds, size):
                yield sum(kind["count"] for kind in chosen), {"kind": [kind["id"] for kind in chosen]}
        for month in MONTHS:
            yield self.total(date_to=month), {"date_to": month}


def claims(form="", /, **query):
    """The address of a query over claims."""
    return f"/v1/claims{form}?{urlencode(query, doseq=True)}"


def requests(paths):
    return [Request(path) for path in paths]


def all_scenarios(ask):
    """Every scenario, in the order of the report."""
    pages = [claims(actor=actor) for actor in ask.frequent(random.Random(1))]
    yield Scenario("actor", "actor page, actors by frequency", requests(pages), peers=True, growth=True)
    yield Scenario("actor-uniform", "actor page, every actor alike", requests(claims(actor=actor) for actor in shuffled(ask.actors)))
    yield Scenario("actor-topic-year", "actor, topic and year", requests(actor_topic_year(ask)), peers=True, growth=True)
    yield Scenario("never-meet", "two frequent actors that never meet", requests(claims(all_actors=pair) for pair in ask.strangers))
    yield Scenario("any-of-twenty", "any of twenty actors, without a topic", requests(any_of_twenty(ask)), growth=True)
    touching = (claims(date_from=month, date_to=month) for month in shuffled(MONTHS))
    yield Scenario("month", "dates that touch a month", requests(touching), growth=True)
    for share in FACET_SHARES:
        yield facets(ask, share)
    timelines = (claims("/timeline", interval="month", actor=actor) for actor in ask.frequent(random.Random(2)))
    yield Scenario("timeline", "timeline of an actor by month", requests(timelines))
    yield deep(ask)
    yield from searches(ask)
    yield Scenario("claim", "one claim", requests(f"/v1/claims/{quote(claim)}" for claim in shuffled(ask.claim_ids)), growth=True)
    yield csv(ask)
    yield Scenario("suggest", "suggestions for a prefix", requests(f"/v1/suggest?q={quote(prefix)}" for prefix in prefixes(ask)))
    for encoding in ENCODINGS:
        yield Scenario(f"actor-{encoding}", f"actor page in {encoding}", [Request(path, {"Accept-Encoding": encoding}) for path in pages],
                       plain_page_ceiling=True)
    yield Scenario("actor-not-modified", "actor page not modified (304)", not_modified(ask, pages), plain_page_ceiling=True, expected=304)


def actor_topic_year(ask):
    """Topics that the most frequent actors have claims on, in each year."""
    paths = []
    for actor in ask.actors[:20]:
        for topic in ask.facet("topic", actor=actor)[:20]:
            paths += [claims(actor=actor, topic=topic["id"], date_from=year, date_to=year) for year in YEARS]
    return shuffled(paths)


def any_of_twenty(ask):
    draw = random.Random(3)
    for _ in range(500):
        yield claims(actor=draw.sample(ask.actors[:1000], 20), not_topic=draw.choice(ask.topics))


def facets(ask, share):
    filters, total = ask.filters_keeping(ask.claims * share / 100)
    note = f"{100 * total / ask.claims:.2g} % kept by {', '.join(next(iter(query)) for query in filters)}"
    paths = (claims(limit=1, facet=["actor", "topic"], **query) for query in filters)
    return Scenario(f"facets-{share}", f"facets by actor and topic of {share} %", requests(paths), growth=share == 8, note=note)


def deep(ask):
    """A page far from the first, reached by walking there once."""
    depth, cursor = 0, {}
    while depth < min(ask.claims // 2, 100_000):
        page = ask.ask(claims(limit=200, **cursor)).json()
        depth, cursor = depth + 200, {"cursor": page["page"]["next_cursor"]}
    return Scenario("deep", "page by a deep cursor", [Request(claims(**cursor))], growth=True, note=f"after {depth:,} claims")


def searches(ask):
    """Words too common to be searched for alone, such as "the", are left out."""
    words = {sort: [word for word in listed if ask.ask(claims(q=word, limit=1)).status == 200] for sort, listed in ask.words.items()}
    draw = random.Random(4)
    yield Scenario("search-rare", "search: rare word, by relevance", requests(claims(q=word) for word in words["rare"]))
    yield Scenario("search-frequent", "search: frequent word, by relevance",
                   requests(claims(q=word) for word in words["frequent"]), growth=True)
    yield Scenario("search-newest", "search: frequent word, newest first",
                   requests(claims(q=word, sort="-date") for word in words["frequent"]))
    yield Scenario("search-pair", "search: two words, by relevance", requests(claims(q=pair) for pair in words["pairs"]))
    filtered = (claims(q=draw.choice(words["frequent"]), actor=actor) for actor in ask.frequent(draw))
    yield Scenario("search-filter", "search: frequent word with an actor, by relevance", requests(filtered))


def csv(ask):
    filters, total = ask.filters_keeping(min(10_000, ask.claims))
    paths = (claims(".csv", **query) for query in filters)
    return Scenario("csv", "CSV of about 10,000 rows", requests(paths), note=f"{total:,.0f} rows, at most 4 connections", connections=4)


def prefixes(ask):
    """Beginnings of names as somebody types them, in both languages."""
    names = [name for facet in ("actor", "topic") for entry in ask.facet(facet) for name in entry["label"].values()]
    return shuffled(sorted({name[:length] for name in names for length in (2, 3, 5)}))


def not_modified(ask, pages):
    return [Request(path, {"If-None-Match": ask.ask(path).headers["ETag"]}) for path in dict.fromkeys(pages[:1000])]


def shuffled(values):
    values = list(values)
    random.Random(5).shuffle(values)
    return values


def prepare(ask, chosen):
    """The scenarios to run, weighed; every request that is weighed has to have the status that is expected."""
    page_bytes = None
    for scenario in all_scenarios(ask):
        sample = random.Random(6).sample(scenario.requests, min(WEIGHED, len(scenario.requests)))
        if page_bytes is not None and not chosen(scenario):
            continue
        for request in sample:
            if (answer := ask.client.ask(request)).status != scenario.expected:
                raise RuntimeError(f"{scenario.name}: status {answer.status}, not {scenario.expected}, "
                                   f"for {request.path}: {answer.body[:300]}")
        size = round(sum(len(ask.ask(request.path).body) for request in sample) / len(sample))
        page_bytes = page_bytes or size
        if chosen(scenario):
            yield replace(scenario, body_bytes=size, ceiling_bytes=page_bytes if scenario.plain_page_ceiling else size)
