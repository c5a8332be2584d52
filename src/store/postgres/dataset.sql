-- One dataset: every table is filled once and never changed. `ordinal` numbers the claims in default order: newest first,
-- then by identifier, undated last. Keys of actors, topics and articles count from 0 in the order of the identifiers.

-- Properties of the dataset: version, release, oldest release, checksum, fingerprint, description, the number of the next word
-- of the quote index, and what beside the records decides how seed files are read.
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

-- The columns from which the index is built, partitioned by the year in which the article was published. Days are written as
-- in ISO 8601; `event` is the same period as a range, limited to the years that PostgreSQL supports. `created` and `modified`
-- are the releases that added and last changed the claim; `content_hash` is the SHA-256 of its document without `revision`;
-- `length` is the number of its terms in the full-text index; `attribution` has the actors of the chain, outermost first.
CREATE TABLE claim (
    ordinal       integer  NOT NULL,
    id            text     COLLATE "C" NOT NULL,
    article       integer  NOT NULL,
    published     date     NOT NULL,
    languages     text[]   NOT NULL,
    kind          text     NOT NULL,
    certainty     text     NOT NULL,
    speech        text,
    salience      smallint NOT NULL,
    asserted_by   integer  NOT NULL,
    date_edtf     text,
    date_earliest text,
    date_latest   text,
    event         daterange,
    asserted_edtf     text,
    asserted_earliest text,
    asserted_latest   text,
    has_note      boolean  NOT NULL,
    has_review    boolean  NOT NULL,
    origin        text,
    created       integer  NOT NULL,
    modified      integer  NOT NULL,
    content_hash  bytea    NOT NULL,
    actors        integer[] NOT NULL,
    roles         text[]    NOT NULL,
    attribution   integer[] NOT NULL,
    topics        integer[] NOT NULL,
    evidence      text[]    NOT NULL,
    quote_start   integer,
    length        integer   NOT NULL,
    CHECK (cardinality(actors) = cardinality(roles))
) PARTITION BY RANGE (published);

-- The claim as the API serves it: JSON with all references resolved.
CREATE TABLE claim_document (
    ordinal  integer NOT NULL,
    id       text    COLLATE "C" NOT NULL,
    document json    NOT NULL
);

-- The article's words directly before and after a quote, if its text was given to `isnad seed`. Not part of the content hash.
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

-- The full-text index: each term with a word that is analyzed to it, its length, the number of claims that contain it, their
-- ordinals as a Roaring bitmap in portable format, where it stands in them (`store/positions.rs`), and all words of claims that
-- are analyzed to it (`store/term_words.rs`).
CREATE TABLE search_word (
    token     text    COLLATE "C" PRIMARY KEY,
    word      text    NOT NULL,
    letters   integer NOT NULL,
    claims    integer NOT NULL,
    posting   bytea   NOT NULL,
    positions bytea   NOT NULL,
    forms     bytea   NOT NULL
);

-- The quote index: where words stand in quotes and, where texts were given, in whole articles. The words of all passages are
-- numbered one after another. A passage is a quote of a claim or an article (`claim` is null).
CREATE TABLE quote_passage (
    first_word   bigint  NOT NULL,
    article      integer NOT NULL,
    claim        integer,
    position     integer,
    start_offset bigint,
    end_offset   bigint
);

-- The numbers of the words at which two consecutive words with this hash stand, as differences (`store/quote_index.rs`).
CREATE TABLE quote_posting (
    key   bigint NOT NULL,
    words bytea  NOT NULL
);

-- The hashed words of the articles whose texts were given to `isnad seed`. Not part of the content hash.
CREATE TABLE article_words (
    article integer PRIMARY KEY,
    words   bytea   NOT NULL
);

-- Relations as they are loaded; a relation may name a claim that follows.
CREATE TABLE pending_relation (
    claim  integer NOT NULL,
    kind   text    NOT NULL,
    target text    COLLATE "C" NOT NULL
);

-- The SHA-256 of the files of each article, the number of its quotes, and of those that were compared with its text.
CREATE TABLE seed_article (
    article         integer PRIMARY KEY,
    digest          bytea   NOT NULL,
    quotes          bigint  NOT NULL,
    verified_quotes bigint  NOT NULL
);

-- The index that a server has in memory, as the program writes it (`index/`), in parts.
CREATE TABLE stored_index (
    part    integer PRIMARY KEY,
    version bigint  NOT NULL,
    bytes   bytea   NOT NULL
);

ALTER TABLE stored_index ALTER bytes SET STORAGE EXTERNAL;

-- The releases of the dataset up to this one. `time` is in milliseconds since 1970.
CREATE TABLE release (
    number    integer PRIMARY KEY,
    version   text    NOT NULL,
    time      bigint  NOT NULL,
    added     integer NOT NULL,
    modified  integer NOT NULL,
    withdrawn integer NOT NULL
);

-- The fields of a claim that each release changed, separated by commas.
CREATE TABLE claim_change (
    claim   integer NOT NULL,
    release integer NOT NULL,
    fields  text    NOT NULL,
    PRIMARY KEY (claim, release)
);

-- Claims that the dataset has no longer, with the releases that added and withdrew them.
CREATE TABLE withdrawn_claim (
    id          text COLLATE "C" PRIMARY KEY,
    created     integer NOT NULL,
    release     integer NOT NULL,
    reason      text    NOT NULL,
    note        json,
    replaced_by json    NOT NULL
);

CREATE INDEX ON withdrawn_claim (release, id);
