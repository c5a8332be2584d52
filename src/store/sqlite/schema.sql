-- One snapshot: every table is written once and never changed.
-- Read it with any SQLite: the views at the end answer most questions.

-- Facts about the snapshot as a whole, such as its version and its licence.
CREATE TABLE dataset (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE actor (
    key            INTEGER PRIMARY KEY,
    id             TEXT NOT NULL UNIQUE,
    kind           TEXT NOT NULL,
    name_en        TEXT NOT NULL,
    name_ar        TEXT NOT NULL,
    description_en TEXT,
    description_ar TEXT,
    wikidata       TEXT
) STRICT;

CREATE TABLE actor_alias (
    actor    INTEGER NOT NULL REFERENCES actor,
    language TEXT    NOT NULL,
    position INTEGER NOT NULL,
    alias    TEXT    NOT NULL,
    PRIMARY KEY (actor, language, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE topic (
    key           INTEGER PRIMARY KEY,
    id            TEXT NOT NULL UNIQUE,
    label_en      TEXT NOT NULL,
    label_ar      TEXT NOT NULL,
    definition_en TEXT NOT NULL,
    definition_ar TEXT NOT NULL
) STRICT;

CREATE TABLE topic_alt_label (
    topic    INTEGER NOT NULL REFERENCES topic,
    language TEXT    NOT NULL,
    position INTEGER NOT NULL,
    label    TEXT    NOT NULL,
    PRIMARY KEY (topic, language, position)
) STRICT, WITHOUT ROWID;

-- `broader` stands directly above `topic`.
CREATE TABLE topic_broader (
    topic    INTEGER NOT NULL REFERENCES topic,
    position INTEGER NOT NULL,
    broader  INTEGER NOT NULL REFERENCES topic DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (topic, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE article (
    key                 INTEGER PRIMARY KEY,
    id                  TEXT NOT NULL UNIQUE,
    title_en            TEXT NOT NULL,
    title_ar            TEXT NOT NULL,
    title_note_en       TEXT,
    title_note_ar       TEXT,
    publisher           TEXT,
    author              TEXT,
    language            TEXT NOT NULL,
    translated_from     TEXT,
    published           TEXT NOT NULL,
    published_note_en   TEXT,
    published_note_ar   TEXT,
    source_url          TEXT,
    voice               INTEGER NOT NULL REFERENCES actor,
    text_sha256         TEXT NOT NULL,
    text_code_points    INTEGER NOT NULL,
    rights_en           TEXT,
    rights_ar           TEXT
) STRICT;

-- `ordinal` is the claim's place in the default order: newest first, then by identifier, undated last.
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

-- The claim as the API serves it: JSON, every reference resolved.
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

-- The chain of asserters, from the article's own voice (position 0) inwards.
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

-- The article's words directly before and behind a quote, where its text was given at seeding. No part of the version.
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

-- Full-text search over analysed text: folded, stemmed words, so that `MATCH 'chip export'` finds "exported chips". The
-- rowid is the claim. It holds no text of its own; Isnad analyses what is typed in the same way. Tokens are folded letters
-- and digits with spaces between, so that the plainest tokenizer will do.
CREATE VIRTUAL TABLE claim_search USING fts5 (
    statement_en,
    statement_ar,
    evidence,
    actors,
    topics,
    content = '',
    tokenize = 'ascii'
);

-- Every word of the search index as it is written somewhere, and how many claims have it.
CREATE TABLE search_word (
    key    INTEGER PRIMARY KEY,
    token  TEXT    NOT NULL UNIQUE,
    word   TEXT    NOT NULL,
    claims INTEGER NOT NULL
) STRICT;

-- Which claims have a word: their ordinals as a Roaring bitmap in its portable format.
CREATE TABLE search_posting (
    word   INTEGER PRIMARY KEY REFERENCES search_word,
    claims BLOB    NOT NULL
) STRICT;

-- Every topic with itself and all topics below it.
CREATE VIEW topic_tree (topic, narrower) AS
WITH RECURSIVE below (topic, narrower) AS (
    SELECT key, key FROM topic
    UNION
    SELECT below.topic, topic_broader.topic FROM below JOIN topic_broader ON topic_broader.broader = below.narrower
)
SELECT above.id, under.id
FROM below
JOIN topic AS above ON above.key = below.topic
JOIN topic AS under ON under.key = below.narrower;

-- One row per claim, readable without any join.
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

-- One row for every claim and actor involved in it.
CREATE VIEW claims_by_actor AS
SELECT actor.id AS actor, actor.name_en, actor.name_ar, claim_actor.role, claim.id AS claim, claim.statement_en, claim.statement_ar
FROM claim_actor
JOIN actor ON actor.key = claim_actor.actor
JOIN claim ON claim.ordinal = claim_actor.claim
ORDER BY actor.id, claim.ordinal;

-- One row for every claim and topic, broader topics included.
CREATE VIEW claims_by_topic AS
SELECT DISTINCT topic_tree.topic, claim.id AS claim, claim.statement_en, claim.statement_ar, claim.ordinal
FROM claim_topic
JOIN topic ON topic.key = claim_topic.topic
JOIN topic_tree ON topic_tree.narrower = topic.id
JOIN claim ON claim.ordinal = claim_topic.claim
ORDER BY topic_tree.topic, claim.ordinal;

-- Who passes on what: one row for every link of every chain.
CREATE VIEW attribution_chains AS
SELECT claim.id AS claim, attribution.position, actor.id AS actor, attribution.cue
FROM attribution
JOIN claim ON claim.ordinal = attribution.claim
JOIN actor ON actor.key = attribution.actor
ORDER BY claim.ordinal, attribution.position;

-- How claims stand to each other.
CREATE VIEW relations AS
SELECT claim.id AS claim, relation.kind, target.id AS target
FROM relation
JOIN claim ON claim.ordinal = relation.claim
JOIN claim AS target ON target.ordinal = relation.target
ORDER BY claim.ordinal, relation.kind, target.ordinal;
