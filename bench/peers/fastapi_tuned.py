"""A FastAPI application for pages of claims, optimized for speed.

Each process has one read-only, memory-mapped connection and answers on the event loop without a thread pool. Documents are sent
as the bytes in the snapshot. The snapshot never changes, so what does not depend on the request is computed at start: the
keys, the narrower topics and the totals of single actors and topics.
"""

import os
import sqlite3
from functools import lru_cache

from fastapi import FastAPI, HTTPException, Response

PRAGMAS = "PRAGMA mmap_size = 17179869184; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;"

# The index is ordered by role, then claim: a merge of the four roles stops when the page is full.
PAGE_OF_ACTOR = " UNION ".join(
    f"SELECT claim FROM claim_actor WHERE actor = ?1 AND role = '{role}' AND claim > ?2"
    for role in ("asserter", "subject", "target", "mentioned")
) + " ORDER BY claim LIMIT ?3"

# Claims are numbered from the newest, so a span of dates is within a range of numbers, which both join tables can seek. The rarer
# side leads. A few claims in the range have dates outside the span; the table `dated` excludes them.
MATCHES = """
    SELECT DISTINCT {leading}.claim
    FROM {leading}
    CROSS JOIN {following} ON {following}.claim = {leading}.claim
    CROSS JOIN dated ON dated.claim = {leading}.claim
    WHERE claim_actor.actor = ?1 AND claim_actor.role IN ('asserter', 'subject', 'target', 'mentioned')
      AND claim_topic.topic IN ({topics}) AND {leading}.claim BETWEEN ?4 AND ?5
      AND dated.earliest <= ?3 AND dated.latest >= ?2
    ORDER BY {leading}.claim"""

RANGE = "SELECT COALESCE(MIN(claim), 1), COALESCE(MAX(claim), 0) FROM dated WHERE earliest <= ?2 AND latest >= ?1"

DATES = """
    CREATE TEMP TABLE dated (claim INTEGER PRIMARY KEY, earliest TEXT, latest TEXT);
    INSERT INTO dated SELECT key, date_earliest, date_latest FROM claim WHERE date_earliest IS NOT NULL;"""

NARROWER = """
    WITH RECURSIVE step AS MATERIALIZED (SELECT topic, broader FROM topic_broader), below (top, topic) AS (
        SELECT key, key FROM topic
        UNION
        SELECT below.top, step.topic FROM below JOIN step ON step.broader = below.topic
    )
    SELECT topic.id, group_concat(below.topic) FROM below JOIN topic ON topic.key = below.top GROUP BY below.top"""

database = sqlite3.connect(f"file:{os.environ['SNAPSHOT']}?mode=ro&immutable=1", uri=True, check_same_thread=False, cached_statements=1024)
database.executescript(PRAGMAS + DATES)
actor_keys = dict(database.execute("SELECT id, key FROM actor"))
actor_totals = dict(database.execute("SELECT actor, COUNT(DISTINCT claim) FROM claim_actor GROUP BY actor"))
narrower = dict(database.execute(NARROWER))
topic_totals = {
    topic: database.execute(f"SELECT COUNT(*) FROM claim_topic WHERE topic IN ({keys})").fetchone()[0] for topic, keys in narrower.items()
}
database.text_factory = bytes

app = FastAPI(openapi_url=None)


@lru_cache(1024)
def numbers(first, last):
    """The first and the last number of the claims that overlap these days."""
    return database.execute(RANGE, (first, last)).fetchone()


@app.get("/health")
async def health():
    return Response()


@app.get("/v1/claims")
async def claims(actor: str, topic: str | None = None, date_from: str | None = None, date_to: str | None = None,
                 limit: int = 20, cursor: int = -1):
    key = actor_keys.get(actor)
    if key is None or (topic is not None and topic not in narrower) or not 1 <= limit <= 200:
        raise HTTPException(400)
    if topic is None:
        total = actor_totals.get(key, 0)
        page = [claim for (claim,) in database.execute(PAGE_OF_ACTOR, (key, cursor, limit))]
    else:
        tables = ("claim_topic", "claim_actor") if topic_totals[topic] < actor_totals.get(key, 0) else ("claim_actor", "claim_topic")
        statement = MATCHES.format(leading=tables[0], following=tables[1], topics=narrower[topic])
        span = (f"{date_from or '0000'}-01-01", f"{date_to or '9999'}-12-31")
        matches = [claim for (claim,) in database.execute(statement, (key, *span, *numbers(*span)))]
        total = len(matches)
        page = [claim for claim in matches if claim > cursor][:limit]
    places = ",".join("?" * len(page))
    documents = database.execute(f"SELECT document FROM claim_document WHERE claim IN ({places}) ORDER BY claim", page)
    following = b',"next_cursor":"%d"' % page[-1] if len(page) == limit else b""
    body = b'{"data":[%s],"page":{"limit":%d%s},"total":%d}' % (b",".join(row[0] for row in documents), limit, following, total)
    return Response(body, media_type="application/json")
