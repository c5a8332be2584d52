"""The scenarios: the requests of each, and the body size of the ceiling it is compared with."""

import random
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from harness.load import Request, post_json
from harness.query_mix import MONTHS, REQUESTS, YEARS, claims, shuffled

SAMPLE = 40  # requests whose body sizes determine the ceiling's
FACET_SHARES = (0.1, 1, 8, 29, 45)  # per cent of the corpus that the filters match
ENCODINGS = ("gzip", "zstd", "br")

# What peers can do.
PAGES, SEARCH = "pages", "search"


@dataclass
class Scenario:
    """Requests of one kind. `work` names what a peer must be able to do; `connections` is the maximum; `body_bytes` is the mean size
    of the uncompressed bodies, `ceiling_bytes` the size of the ceiling's body."""

    name: str
    title: str
    requests: list
    work: str = ""
    growth: bool = False
    plain_page_ceiling: bool = False
    expected: int = 200
    note: str = ""
    connections: int = 1_000
    seconds: int = 0  # at least so long, for responses that take long
    body_bytes: int = 0
    ceiling_bytes: int = 0


def requests(paths):
    return [Request(path) for path in paths]


def all_scenarios(mix):
    """Every scenario, in the order of the report."""
    pages = [claims(actor=actor) for actor in mix.actors_by_frequency(random.Random(1))]
    yield Scenario("actor", "actor page, actors by frequency", requests(pages), work=PAGES, growth=True)
    yield Scenario("actor-uniform", "actor page, actors uniformly", requests(claims(actor=actor) for actor in shuffled(mix.actors)))
    filtered = actor_topic_year(mix)
    yield Scenario("actor-topic-year", "actor, topic and year", requests(filtered), work=PAGES, growth=True)
    yield Scenario("actor-topic-year-post", "actor, topic and year by POST", [post_query(path) for path in filtered])
    disjoint = (claims(all_actors=pair) for pair in mix.disjoint_actors)
    yield Scenario("disjoint-actors", "two frequent actors without a common claim", requests(disjoint))
    yield Scenario("any-of-twenty", "any of twenty actors, without a topic", requests(any_of_twenty(mix)), growth=True)
    months = (claims(date_from=month, date_to=month) for month in shuffled(MONTHS))
    yield Scenario("month", "dates that overlap a month", requests(months), growth=True)
    for share in FACET_SHARES:
        yield facets(mix, share)
    timelines = (claims("/timeline", interval="month", actor=actor) for actor in mix.actors_by_frequency(random.Random(2)))
    yield Scenario("timeline", "timeline of an actor by month", requests(timelines))
    yield matrix()
    yield deep(mix)
    yield from searches(mix)
    yield from common_searches(mix)
    yield Scenario("claim", "one claim", requests(f"/v1/claims/{quote(claim)}" for claim in shuffled(mix.claim_ids)), growth=True)
    yield export(mix, "csv", "CSV")
    yield export(mix, "parquet", "Parquet")
    yield from quotes(mix)
    yield Scenario("suggest", "suggestions for a prefix", requests(f"/v1/suggest?q={quote(prefix)}" for prefix in prefixes(mix)))
    yield Scenario("html", "explorer's search page (HTML)",
                   requests("/?" + urlencode({"actor": actor, "lang": "en"}) for actor in shuffled(mix.actors)), growth=True, note="actors uniformly")
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


def common_searches(mix):
    """Searches for words that every server under test finds in the same claims."""
    if not mix.common_words:
        return
    rng = random.Random(8)
    words = [rng.choice(mix.common_words) for _ in range(REQUESTS)]
    yield Scenario("word", "search: common word, newest first", requests(claims(q=word, sort="-date") for word in words), work=SEARCH)
    pairs = zip(words, mix.actors_by_frequency(rng))
    yield Scenario("word-actor", "search: common word with an actor, newest first",
                   requests(claims(q=word, actor=actor, sort="-date") for word, actor in pairs), work=SEARCH)


def matrix():
    """More spans of months than a run repeats, so that most matrices are computed."""
    rng = random.Random(9)
    spans = (sorted(rng.sample(MONTHS, 2)) for _ in range(REQUESTS))
    paths = (claims("/matrix", rows="actor", columns="topic", date_from=first, date_to=last) for first, last in spans)
    return Scenario("matrix", "matrix of 20 actors and 20 topics", requests(paths), growth=True, note="within dates, at most 4 connections",
                    connections=4)


def export(mix, extension, title):
    filters, total = mix.filters_matching(min(10_000, mix.claims))
    paths = (claims(f".{extension}", **query) for query in filters)
    return Scenario(extension, f"{title} of about 10,000 rows", requests(paths), note=f"{total:,.0f} rows, at most 4 connections",
                    connections=4, seconds=4)


def quotes(mix):
    """Quotes by POST, whose answers are not cached."""
    found = mix.quotes()
    verify = lambda texts: post_json("/v1/quotes/verify", {"quotes": [{"text": text} for text in texts]})  # noqa: E731
    yield Scenario("quote", "verify one quote", [verify([text]) for text in found], growth=True)
    rng = random.Random(10)
    hundreds = [verify(rng.sample(found, min(100, len(found)))) for _ in range(200)]
    yield Scenario("quotes-100", "verify 100 quotes in a request", hundreds, note="at most 4 connections", connections=4)


def post_query(path):
    """The POST with the parameters of a GET."""
    return post_json("/v1/claims/query", parse_qs(urlsplit(path).query))


def prefixes(mix):
    """Beginnings of names in both languages."""
    names = [name for facet in ("actor", "topic") for entry in mix.facet(facet) for name in entry["label"].values()]
    return shuffled(sorted({name[:length] for name in names for length in (2, 3, 5)}))


def not_modified(mix, pages):
    return [Request(path, {"If-None-Match": mix.get(path).headers["ETag"]}) for path in dict.fromkeys(pages[:1000])]


def unconditional(request):
    """The request without conditions and compression."""
    kept = {name: value for name, value in request.headers.items() if name == "Content-Type"}
    return replace(request, headers=kept)


def prepare(mix, is_selected):
    """The selected scenarios with their body sizes. Every sampled request must have the expected status."""
    page_bytes = None
    for scenario in all_scenarios(mix):
        sample = random.Random(6).sample(scenario.requests, min(SAMPLE, len(scenario.requests)))
        if page_bytes is not None and not is_selected(scenario):
            continue
        for request in sample:
            if (response := mix.client.send(request)).status != scenario.expected:
                raise RuntimeError(f"{scenario.name}: status {response.status}, not {scenario.expected}, "
                                   f"for {request.path}: {response.body[:300]}")
        size = round(sum(len(mix.client.send(unconditional(request)).body) for request in sample) / len(sample))
        page_bytes = page_bytes or size
        if is_selected(scenario):
            yield replace(scenario, body_bytes=size, ceiling_bytes=page_bytes if scenario.plain_page_ceiling else size)
