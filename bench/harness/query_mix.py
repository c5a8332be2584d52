"""The values that requests use, drawn from the corpus's workload with fixed seeds.

A scenario that needs a result of a certain size asks the server for the totals of many filters and uses the nearest.
"""

import random
from itertools import combinations
from urllib.parse import urlencode

from harness.load import Client, Request

REQUESTS = 4000  # of a scenario; wrk starts again after the last
YEARS = range(2016, 2026)
MONTHS = [f"{year}-{month:02}" for year in YEARS for month in range(1, 13)]


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
        self.common_words = []
        self._sized_filters = None

    def get(self, path):
        return self.client.send(Request(path))

    def total(self, **query):
        return self.get(claims(limit=1, **query)).json()["total"]

    def actors_by_frequency(self, rng, count=REQUESTS):
        """Draws actors with the frequency they have in claims."""
        return rng.choices(self.actors, self.weights, k=count)

    def quotes(self):
        """Quotes of the newest claims of many actors."""
        pages = (self.get(claims(actor=actor, limit=200)).json()["data"] for actor in self.actors[:500:20])
        found = (evidence["quote"] for page in pages for claim in page for evidence in claim["evidence"])
        return shuffled(dict.fromkeys(found))[:REQUESTS]

    def statement_words(self, count):
        """Words of statements, as often as they occur; each at least four letters long."""
        rng = random.Random(7)
        newest = self.get(claims(limit=200)).json()["data"]
        texts = (text for claim in newest for text in claim["statement"].values())
        words = [word.lower() for text in texts for word in text.split() if word.isalpha() and len(word) > 3]
        return list(dict.fromkeys(rng.choices(words, k=count)))

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


def shuffled(values):
    values = list(values)
    random.Random(5).shuffle(values)
    return values
