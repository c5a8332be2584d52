-- A snapshot: every table is written once and never changed.
-- Any SQLite can read it: the views at the end answer most questions.

-- Properties of the dataset: version, analyzer version, description.
CREATE TABLE dataset (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Actors, topics and articles as the API serves them: JSON. Keys count from 0 in the order of the identifiers.
CREATE TABLE actor (
    key    INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL
) STRICT;

CREATE TABLE topic (
    key    INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL
) STRICT;

CREATE TABLE article (
    key    INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL
) STRICT;

-- `ordinal` numbers the claims in default order: newest first, then by identifier, undated last.
CREATE TABLE claim (
    ordinal               INTEGER PRIMARY KEY,
    id                    TEXT NOT NULL,
    article               INTEGER NOT NULL REFERENCES article,
    statement_en          TEXT NOT NULL,
    statement_ar          TEXT NOT NULL,
    kind                  TEXT NOT NULL,
    certainty             TEXT NOT NULL,
    salience              INTEGER NOT NULL CHECK (salience BETWEEN 1 AND 3),
    asserted_by           INTEGER NOT NULL REFERENCES actor,
    date_edtf             TEXT,
    date_earliest         TEXT,
    date_latest           TEXT,
    date_precision        TEXT,
    date_basis            TEXT,
    date_expression       TEXT,
    date_note             TEXT,
    translation_literal   TEXT,
    translation_meant     TEXT,
    translation_basis     TEXT,
    CHECK (date_earliest <= date_latest)
) STRICT;

-- The claim as the API serves it: JSON with all references resolved.
CREATE TABLE claim_document (
    claim    INTEGER PRIMARY KEY REFERENCES claim,
    document TEXT NOT NULL
) STRICT;

CREATE TABLE claim_actor (
    claim INTEGER NOT NULL REFERENCES claim,
    actor INTEGER NOT NULL REFERENCES actor,
    role  TEXT    NOT NULL,
    PRIMARY KEY (claim, actor, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE claim_topic (
    claim INTEGER NOT NULL REFERENCES claim,
    topic INTEGER NOT NULL REFERENCES topic,
    PRIMARY KEY (claim, topic)
) STRICT, WITHOUT ROWID;

-- The attribution chain of each claim, from the article's own voice (position 0) inwards.
CREATE TABLE attribution (
    claim    INTEGER NOT NULL REFERENCES claim,
    position INTEGER NOT NULL,
    actor    INTEGER NOT NULL REFERENCES actor,
    cue      TEXT,
    PRIMARY KEY (claim, position)
) STRICT, WITHOUT ROWID;

-- Offsets count Unicode code points of the article's text; the end is exclusive.
CREATE TABLE evidence (
    claim        INTEGER NOT NULL REFERENCES claim,
    position     INTEGER NOT NULL,
    part         TEXT    NOT NULL,
    quote        TEXT    NOT NULL,
    language     TEXT    NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset   INTEGER NOT NULL,
    status       TEXT    NOT NULL,
    PRIMARY KEY (claim, position),
    CHECK (start_offset < end_offset)
) STRICT, WITHOUT ROWID;

-- The article's words directly before and after a quote, if its text was given to `isnad seed`. Not part of the content hash.
CREATE TABLE evidence_context (
    claim    INTEGER NOT NULL,
    position INTEGER NOT NULL,
    prefix   TEXT    NOT NULL,
    suffix   TEXT    NOT NULL,
    PRIMARY KEY (claim, position),
    FOREIGN KEY (claim, position) REFERENCES evidence
) STRICT, WITHOUT ROWID;

CREATE TABLE relation (
    claim  INTEGER NOT NULL REFERENCES claim,
    kind   TEXT    NOT NULL,
    target INTEGER NOT NULL REFERENCES claim,
    PRIMARY KEY (claim, kind, target)
) STRICT, WITHOUT ROWID;

-- Full-text index over analyzed text: normalized and stemmed terms, so that `MATCH 'chip export'` finds "exported chips".
-- The rowid is the claim's ordinal. The index stores no text. Terms are letters and digits separated by spaces, so that the
-- simplest tokenizer suffices.
CREATE VIRTUAL TABLE claim_search USING fts5 (
    statement_en,
    statement_ar,
    evidence,
    actors,
    topics,
    content = '',
    tokenize = 'ascii'
);

-- The term dictionary: each term with a word that is analyzed to it, and the number of claims that contain it.
CREATE TABLE search_word (
    key    INTEGER PRIMARY KEY,
    token  TEXT    NOT NULL UNIQUE,
    word   TEXT    NOT NULL,
    claims INTEGER NOT NULL
) STRICT;

-- The posting list of each term: the ordinals of its claims as a Roaring bitmap in portable format.
CREATE TABLE search_posting (
    word   INTEGER PRIMARY KEY REFERENCES search_word,
    claims BLOB    NOT NULL
) STRICT;

-- The actors, readable without JSON.
CREATE VIEW actors AS
SELECT
    id,
    json_extract(record, '$.kind') AS kind,
    json_extract(record, '$.name.en') AS name_en,
    json_extract(record, '$.name.ar') AS name_ar,
    json_extract(record, '$.description.en') AS description_en,
    json_extract(record, '$.description.ar') AS description_ar,
    json_extract(record, '$.wikidata') AS wikidata
FROM actor
ORDER BY key;

-- The topics, readable without JSON.
CREATE VIEW topics AS
SELECT
    id,
    json_extract(record, '$.label.en') AS label_en,
    json_extract(record, '$.label.ar') AS label_ar,
    json_extract(record, '$.definition.en') AS definition_en,
    json_extract(record, '$.definition.ar') AS definition_ar
FROM topic
ORDER BY key;

-- The articles, readable without JSON.
CREATE VIEW articles AS
SELECT
    id,
    json_extract(record, '$.title.en') AS title_en,
    json_extract(record, '$.title.ar') AS title_ar,
    json_extract(record, '$.title_note.en') AS title_note_en,
    json_extract(record, '$.title_note.ar') AS title_note_ar,
    json_extract(record, '$.publisher') AS publisher,
    json_extract(record, '$.author') AS author,
    json_extract(record, '$.language') AS language,
    json_extract(record, '$.translated_from') AS translated_from,
    json_extract(record, '$.published.edtf') AS published,
    json_extract(record, '$.published_note.en') AS published_note_en,
    json_extract(record, '$.published_note.ar') AS published_note_ar,
    json_extract(record, '$.source_url') AS source_url,
    json_extract(record, '$.voice') AS voice,
    json_extract(record, '$.text.sha256') AS text_sha256,
    json_extract(record, '$.text.code_points') AS text_code_points,
    json_extract(record, '$.rights.en') AS rights_en,
    json_extract(record, '$.rights.ar') AS rights_ar
FROM article
ORDER BY key;

-- The keys of the topics directly above each topic.
CREATE VIEW topic_broader AS
SELECT topic.key AS topic, entry.key AS position, above.key AS broader
FROM topic, json_each(topic.record, '$.broader') AS entry
JOIN topic AS above ON above.id = entry.value;

-- Every topic with itself and all topics below it.
CREATE VIEW topic_tree (topic, narrower) AS
WITH RECURSIVE
    step (topic, broader) AS MATERIALIZED (SELECT topic, broader FROM topic_broader),
    below (topic, narrower) AS (
        SELECT key, key FROM topic
        UNION
        SELECT below.topic, step.topic FROM below JOIN step ON step.broader = below.narrower
    )
SELECT above.id, under.id
FROM below
JOIN topic AS above ON above.key = below.topic
JOIN topic AS under ON under.key = below.narrower;

-- One row for each claim, readable without a join.
CREATE VIEW claims AS
SELECT
    claim.id,
    claim.statement_en,
    claim.statement_ar,
    claim.kind,
    claim.certainty,
    claim.salience,
    asserter.id AS asserted_by,
    claim.date_edtf,
    claim.date_earliest,
    claim.date_latest,
    (SELECT group_concat(actor.id || ' (' || claim_actor.role || ')', ', ')
     FROM claim_actor JOIN actor ON actor.key = claim_actor.actor
     WHERE claim_actor.claim = claim.ordinal) AS actors,
    (SELECT group_concat(topic.id, ', ')
     FROM claim_topic JOIN topic ON topic.key = claim_topic.topic
     WHERE claim_topic.claim = claim.ordinal) AS topics,
    (SELECT group_concat(evidence.quote, ' … ')
     FROM evidence
     WHERE evidence.claim = claim.ordinal AND evidence.part = 'content') AS quote,
    article.id AS article
FROM claim
JOIN actor AS asserter ON asserter.key = claim.asserted_by
JOIN article ON article.key = claim.article
ORDER BY claim.ordinal;

-- One row for each actor of each claim.
CREATE VIEW claims_by_actor AS
SELECT
    actor.id AS actor,
    json_extract(actor.record, '$.name.en') AS name_en,
    json_extract(actor.record, '$.name.ar') AS name_ar,
    claim_actor.role,
    claim.id AS claim,
    claim.statement_en,
    claim.statement_ar
FROM claim_actor
JOIN actor ON actor.key = claim_actor.actor
JOIN claim ON claim.ordinal = claim_actor.claim
ORDER BY actor.id, claim.ordinal;

-- One row for each topic of each claim, including broader topics.
CREATE VIEW claims_by_topic AS
SELECT DISTINCT topic_tree.topic, claim.id AS claim, claim.statement_en, claim.statement_ar, claim.ordinal
FROM claim_topic
JOIN topic ON topic.key = claim_topic.topic
JOIN topic_tree ON topic_tree.narrower = topic.id
JOIN claim ON claim.ordinal = claim_topic.claim
ORDER BY topic_tree.topic, claim.ordinal;

-- One row for each link of each attribution chain.
CREATE VIEW attribution_chains AS
SELECT claim.id AS claim, attribution.position, actor.id AS actor, attribution.cue
FROM attribution
JOIN claim ON claim.ordinal = attribution.claim
JOIN actor ON actor.key = attribution.actor
ORDER BY claim.ordinal, attribution.position;

-- Relations between claims.
CREATE VIEW relations AS
SELECT claim.id AS claim, relation.kind, target.id AS target
FROM relation
JOIN claim ON claim.ordinal = relation.claim
JOIN claim AS target ON target.ordinal = relation.target
ORDER BY claim.ordinal, relation.kind, target.ordinal;
