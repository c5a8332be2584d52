"""A typical FastAPI application for pages of claims: response models, a connection per request, COUNT(*) and OFFSET, default
settings."""

import json
import os
import sqlite3
from contextlib import closing

from fastapi import FastAPI, HTTPException, Query
from pydantic import BaseModel


class LanguageMap(BaseModel):
    en: str | None = None
    ar: str | None = None


class ActorReference(BaseModel):
    id: str
    name: LanguageMap
    kind: str


class AttributionLink(BaseModel):
    actor: ActorReference
    cue: str | None = None


class ClaimActor(BaseModel):
    actor: ActorReference
    role: str


class TopicReference(BaseModel):
    id: str
    label: LanguageMap


class ClaimDate(BaseModel):
    edtf: str
    earliest: str
    latest: str
    precision: str
    basis: str
    expression: str | None = None
    note: str | None = None


class Evidence(BaseModel):
    quote: str
    language: str
    part: str
    start: int
    end: int
    status: str


class TranslationNote(BaseModel):
    literal: str
    meant: str
    basis: str


class Relation(BaseModel):
    kind: str
    claim: str


class ArticleReference(BaseModel):
    id: str
    title: LanguageMap
    published: str
    language: str


class Revision(BaseModel):
    created: str
    modified: str
    release: int


class ClaimLinks(BaseModel):
    self: str
    page: str
    source: str | None = None


class Claim(BaseModel):
    id: str
    statement: LanguageMap
    kind: str
    certainty: str
    salience: int
    asserted_by: ActorReference
    attribution: list[AttributionLink]
    actors: list[ClaimActor]
    topics: list[TopicReference]
    claim_date: ClaimDate | None = None
    evidence: list[Evidence]
    translation_note: TranslationNote | None = None
    relations: list[Relation] | None = None
    article: ArticleReference
    revision: Revision
    links: ClaimLinks


class Page(BaseModel):
    limit: int
    offset: int


class Claims(BaseModel):
    data: list[Claim]
    page: Page
    total: int


INVOLVES_ACTOR = """claim.key IN (
    SELECT claim_actor.claim FROM claim_actor JOIN actor ON actor.key = claim_actor.actor WHERE actor.id = ?)"""

HAS_TOPIC = """claim.key IN (
    WITH RECURSIVE step AS MATERIALIZED (SELECT topic, broader FROM topic_broader), below (topic) AS (
        SELECT key FROM topic WHERE id = ?
        UNION
        SELECT step.topic FROM step JOIN below ON step.broader = below.topic
    )
    SELECT claim_topic.claim FROM claim_topic JOIN below ON below.topic = claim_topic.topic)"""

app = FastAPI()


def connect():
    return closing(sqlite3.connect(f"file:{os.environ['SNAPSHOT']}?mode=ro", uri=True))


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/v1/claims", response_model=Claims, response_model_exclude_none=True)
def claims(
    actor: str,
    topic: str | None = None,
    date_from: str | None = None,
    date_to: str | None = None,
    limit: int = Query(20, ge=1, le=200),
    offset: int = Query(0, ge=0),
):
    conditions, values = [INVOLVES_ACTOR], [actor]
    if topic is not None:
        conditions.append(HAS_TOPIC)
        values.append(topic)
    if date_to is not None:
        conditions.append("claim.date_earliest <= ?")
        values.append(f"{date_to}-12-31")
    if date_from is not None:
        conditions.append("claim.date_latest >= ?")
        values.append(f"{date_from}-01-01")
    where = " AND ".join(conditions)
    with connect() as database:
        if database.execute("SELECT 1 FROM actor WHERE id = ?", [actor]).fetchone() is None:
            raise HTTPException(400, f"unknown actor {actor}")
        total = database.execute(f"SELECT COUNT(*) FROM claim WHERE {where}", values).fetchone()[0]
        rows = database.execute(
            f"""SELECT claim_document.document
                FROM claim JOIN claim_document ON claim_document.claim = claim.key
                WHERE {where} ORDER BY claim.key LIMIT ? OFFSET ?""",
            [*values, limit, offset],
        ).fetchall()
    return {"data": [json.loads(document) for (document,) in rows], "page": {"limit": limit, "offset": offset}, "total": total}
