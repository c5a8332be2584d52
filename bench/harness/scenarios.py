"""The scenarios: the requests of each, and the body size of the ceiling it is compared with.

Requests are drawn from the corpus's workload with fixed seeds. A scenario that needs a result of a certain size asks the server
for the totals of many filters and uses the nearest.
"""

import random
from dataclasses import dataclass, replace
from itertools import combinations
from urllib.parse import quote, urlencode

from harness.load import Client, Request

REQUESTS = 4000  # of a scenario; wrk starts again after the last
SAMPLE = 40  # requests whose body sizes determine the ceiling's
YEARS = range(2016, 2026)
MONTHS = [f"{year}-{month:02}" for year in YEARS for month in range(1, 13)]
FACET_SHARES = (0.1, 1, 8, 29, 45)  # per cent of the corpus that the filters match
ENCODINGS = ("gzip", "zstd", "br")


@dataclass
class Scenario:
    """Requests of one kind. `connections` is the maximum; `body_bytes` is the mean size of the uncompressed bodies,
    `ceiling_bytes` the size of the ceiling's body."""

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


class QueryMix:
    """The values that requests use, from the workload, and a running Isnad that knows the totals."""

    def __init__(self, corpus, server):
        workload = corpus.workload()
        self.claims = corpus.claims
        self.client = Client(server.port)
        self.actors = [actor["id"] for actor in workload["actors"]]
        self.weights = [actor["weight"] for actor in workload["actors"]]
        self.topics, self.words = workload["topics"], workload["words"]
        self.claim_ids, self.disjoint_actors = workload["claims"], workload["disjoint_actors"]
        self._sized_filters = None

    def get(self, path):
        return self.client.get(Request(path))

    def total(self, **query):
        return self.get(claims(limit=1, **query)).json()["total"]

    def actors_by_frequency(self, rng, count=REQUESTS):
        """Draws actors with the frequency they have in claims."""
        return rng.choices(self.actors, self.weights, k=count)

    def facet(self, name, **query):
        return self.get(claims(limit=1, facet=name, facet_limit=200, **query)).json()["facets"][name]

    def filters_matching(self, wanted):
        """Filters whose totals are within a tenth of `wanted`, the nearest of each kind, or the nearest of all; and their mean
        total."""
        self._sized_filters = self._sized_filters or list(self._size_filters())
        nearest = {}
        for total, query in sorted(self._sized_filters, key=lambda sized: abs(sized[0] - wanted)):
            nearest.setdefault(tuple(query), (total, query))
        chosen = [sized for sized in nearest.values() if abs(sized[0] - wanted) <= wanted / 10] or list(nearest.values())[:1]
        return [query for _, query in chosen], sum(total for total, _ in chosen) / len(chosen)

    def _size_filters(self):
        """Filters of four kinds with their totals: an actor, a topic, claim kinds, dates until a month."""
        for name in ("actor", "topic"):
            for entry in self.facet(name):
                yield entry["count"], {name: entry["id"]}
        kinds = self.facet("kind")
        for size in range(1, len(kinds)):
            for chosen in combinations(kinds, size):
                yield sum(kind["count"] for kind in chosen), {"kind": [kind["id"] for kind in chosen]}
        for month in MONTHS:
            yield self.total(date_to=month), {"date_to": month}


def claims(extension="", /, **query):
    """The target of a query for claims."""
    return f"/v1/claims{extension}?{urlencode(query, doseq=True)}"


def requests(paths):
    return [Request(path) for path in paths]


def all_scenarios(mix):
    """Every scenario, in the order of the report."""
    pages = [claims(actor=actor) for actor in mix.actors_by_frequency(random.Random(1))]
    yield Scenario("actor", "actor page, actors by frequency", requests(pages), peers=True, growth=True)
    yield Scenario("actor-uniform", "actor page, actors uniformly", requests(claims(actor=actor) for actor in shuffled(mix.actors)))
    yield Scenario("actor-topic-year", "actor, topic and year", requests(actor_topic_year(mix)), peers=True, growth=True)
    disjoint = (claims(all_actors=pair) for pair in mix.disjoint_actors)
    yield Scenario("disjoint-actors", "two frequent actors without a common claim", requests(disjoint))
    yield Scenario("any-of-twenty", "any of twenty actors, without a topic", requests(any_of_twenty(mix)), growth=True)
    months = (claims(date_from=month, date_to=month) for month in shuffled(MONTHS))
    yield Scenario("month", "dates that overlap a month", requests(months), growth=True)
    for share in FACET_SHARES:
        yield facets(mix, share)
    timelines = (claims("/timeline", interval="month", actor=actor) for actor in mix.actors_by_frequency(random.Random(2)))
    yield Scenario("timeline", "timeline of an actor by month", requests(timelines))
    yield deep(mix)
    yield from searches(mix)
    yield Scenario("claim", "one claim", requests(f"/v1/claims/{quote(claim)}" for claim in shuffled(mix.claim_ids)), growth=True)
    yield csv(mix)
    yield Scenario("suggest", "suggestions for a prefix", requests(f"/v1/suggest?q={quote(prefix)}" for prefix in prefixes(mix)))
    for encoding in ENCODINGS:
        yield Scenario(f"actor-{encoding}", f"actor page in {encoding}", [Request(path, {"Accept-Encoding": encoding}) for path in pages],
                       plain_page_ceiling=True)
    yield Scenario("actor-not-modified", "actor page, not modified (304)", not_modified(mix, pages), plain_page_ceiling=True, expected=304)


def actor_topic_year(mix):
    """Topics of the most frequent actors, in each year."""
    paths = []
    for actor in mix.actors[:20]:
        for topic in mix.facet("topic", actor=actor)[:20]:
            paths += [claims(actor=actor, topic=topic["id"], date_from=year, date_to=year) for year in YEARS]
    return shuffled(paths)


def any_of_twenty(mix):
    rng = random.Random(3)
    for _ in range(500):
        yield claims(actor=rng.sample(mix.actors[:1000], 20), not_topic=rng.choice(mix.topics))


def facets(mix, share):
    filters, total = mix.filters_matching(mix.claims * share / 100)
    note = f"{100 * total / mix.claims:.2g} % matched by {', '.join(next(iter(query)) for query in filters)}"
    paths = (claims(limit=1, facet=["actor", "topic"], **query) for query in filters)
    return Scenario(f"facets-{share}", f"facets by actor and topic over {share} %", requests(paths), growth=share == 8, note=note)


def deep(mix):
    """A page far from the first, whose cursor is found by paging there."""
    depth, cursor = 0, {}
    while depth < min(mix.claims // 2, 100_000):
        page = mix.get(claims(limit=200, **cursor)).json()
        depth, cursor = depth + 200, {"cursor": page["page"]["next_cursor"]}
    return Scenario("deep", "page by a deep cursor", [Request(claims(**cursor))], growth=True, note=f"after {depth:,} claims")


def searches(mix):
    """Stop words, which the API may refuse alone, are left out."""
    words = {kind: [word for word in listed if mix.get(claims(q=word, limit=1)).status == 200] for kind, listed in mix.words.items()}
    rng = random.Random(4)
    yield Scenario("search-rare", "search: rare word, by relevance", requests(claims(q=word) for word in words["rare"]))
    yield Scenario("search-frequent", "search: frequent word, by relevance",
                   requests(claims(q=word) for word in words["frequent"]), growth=True)
    yield Scenario("search-newest", "search: frequent word, newest first",
                   requests(claims(q=word, sort="-date") for word in words["frequent"]))
    yield Scenario("search-pair", "search: two words, by relevance", requests(claims(q=pair) for pair in words["pairs"]))
    filtered = (claims(q=rng.choice(words["frequent"]), actor=actor) for actor in mix.actors_by_frequency(rng))
    yield Scenario("search-filter", "search: frequent word with an actor, by relevance", requests(filtered))


def csv(mix):
    filters, total = mix.filters_matching(min(10_000, mix.claims))
    paths = (claims(".csv", **query) for query in filters)
    return Scenario("csv", "CSV of about 10,000 rows", requests(paths), note=f"{total:,.0f} rows, at most 4 connections", connections=4)


def prefixes(mix):
    """Beginnings of names in both languages."""
    names = [name for facet in ("actor", "topic") for entry in mix.facet(facet) for name in entry["label"].values()]
    return shuffled(sorted({name[:length] for name in names for length in (2, 3, 5)}))


def not_modified(mix, pages):
    return [Request(path, {"If-None-Match": mix.get(path).headers["ETag"]}) for path in dict.fromkeys(pages[:1000])]


def shuffled(values):
    values = list(values)
    random.Random(5).shuffle(values)
    return values


def prepare(mix, is_selected):
    """The selected scenarios with their body sizes. Every sampled request must have the expected status."""
    page_bytes = None
    for scenario in all_scenarios(mix):
        sample = random.Random(6).sample(scenario.requests, min(SAMPLE, len(scenario.requests)))
        if page_bytes is not None and not is_selected(scenario):
            continue
        for request in sample:
            if (response := mix.client.get(request)).status != scenario.expected:
                raise RuntimeError(f"{scenario.name}: status {response.status}, not {scenario.expected}, "
                                   f"for {request.path}: {response.body[:300]}")
        size = round(sum(len(mix.get(request.path).body) for request in sample) / len(sample))
        page_bytes = page_bytes or size
        if is_selected(scenario):
            yield replace(scenario, body_bytes=size, ceiling_bytes=page_bytes if scenario.plain_page_ceiling else size)
