-- One dataset: every table is filled once and never changed. `ordinal` is the claim's place in the default order: newest
-- first, then by identifier, undated last. Keys of actors, topics and articles follow the order of their identifiers.

-- What the dataset says of itself.
CREATE TABLE about (
    name  text PRIMARY KEY,
    value text NOT NULL
);

CREATE TABLE actor (
    key    integer PRIMARY KEY,
    id     text    NOT NULL UNIQUE,
    record json    NOT NULL
);

CREATE TABLE topic (
    key    integer PRIMARY KEY,
    id     text    NOT NULL UNIQUE,
    record json    NOT NULL
);

CREATE TABLE article (
    key    integer PRIMARY KEY,
    id     text    NOT NULL UNIQUE,
    record json    NOT NULL
);

-- What claims are found by, in partitions by the year in which their article was published. Days are as in ISO 8601;
-- `event` is the same two as a range, for what PostgreSQL can count as days. `search` holds the analysed words: statements
-- by weight A, actors by B, evidence by C, topics by D.
CREATE TABLE claim (
    ordinal       integer  NOT NULL,
    id            text     COLLATE "C" NOT NULL,
    article       integer  NOT NULL,
    published     date     NOT NULL,
    statement_en  text     NOT NULL,
    statement_ar  text     NOT NULL,
    kind          text     NOT NULL,
    certainty     text     NOT NULL,
    salience      smallint NOT NULL,
    asserted_by   integer  NOT NULL,
    date_earliest text,
    date_latest   text,
    event         daterange,
    actors        integer[] NOT NULL,
    roles         text[]    NOT NULL,
    topics        integer[] NOT NULL,
    evidence      text[]    NOT NULL,
    search        tsvector  NOT NULL,
    CHECK (cardinality(actors) = cardinality(roles))
) PARTITION BY RANGE (published);

-- The claim as the API serves it.
CREATE TABLE claim_document (
    ordinal  integer NOT NULL,
    id       text    COLLATE "C" NOT NULL,
    document json    NOT NULL
);

-- The article's words directly before and behind a quote, where its text was given. No part of the version.
CREATE TABLE evidence_context (
    claim    integer NOT NULL,
    position integer NOT NULL,
    prefix   text    NOT NULL,
    suffix   text    NOT NULL,
    PRIMARY KEY (claim, position)
);

CREATE TABLE relation (
    claim  integer NOT NULL,
    kind   text    COLLATE "C" NOT NULL,
    target integer NOT NULL
);

-- Every word of the search index as it is written somewhere, and which claims have it: their ordinals as a Roaring bitmap
-- in its portable format.
CREATE TABLE search_word (
    token   text    COLLATE "C" PRIMARY KEY,
    word    text    NOT NULL,
    letters integer NOT NULL,
    claims  integer NOT NULL,
    posting bytea   NOT NULL
);

CREATE TABLE pending_relation (
    claim  integer NOT NULL,
    kind   text    NOT NULL,
    target text    COLLATE "C" NOT NULL
);
