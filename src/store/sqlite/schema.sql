-- A snapshot: it is never changed once it is complete.
-- Any SQLite can read it: the views, which `views.rs` creates for the languages of the dataset, answer most questions.

-- Properties of the dataset: version, release, oldest release, checksum, fingerprint, analyzer version, description; and for the
-- next seeding the number of the next word of the quote index, and a digest of what decides how seed files are read.
CREATE TABLE dataset (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Actors, topics and articles as the API serves them: JSON. Keys ascend in the order of the identifiers, with gaps in which a
-- later release puts its rows.
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

-- Keys ascend in the default order: newest first, then by identifier, undated last. The ordinal of a claim is its number in this
-- order, from 0. `created` and `modified` are the releases that added and last changed the claim; `content_hash` is the SHA-256
-- of its document without `revision`; `length` is the number of its terms in the full-text index.
CREATE TABLE claim (
    key                   INTEGER PRIMARY KEY,
    id                    TEXT NOT NULL,
    article               INTEGER NOT NULL REFERENCES article,
    kind                  TEXT NOT NULL,
    certainty             TEXT NOT NULL,
    speech                TEXT,
    salience              INTEGER NOT NULL CHECK (salience BETWEEN 1 AND 3),
    asserted_by           INTEGER NOT NULL REFERENCES actor,
    date_edtf             TEXT,
    date_earliest         TEXT,
    date_latest           TEXT,
    date_precision        TEXT,
    date_basis            TEXT,
    date_expression       TEXT,
    asserted_edtf         TEXT,
    asserted_earliest     TEXT,
    asserted_latest       TEXT,
    translation_basis     TEXT,
    has_review            INTEGER NOT NULL,
    origin                TEXT,
    created               INTEGER NOT NULL REFERENCES release,
    modified              INTEGER NOT NULL REFERENCES release,
    content_hash          BLOB    NOT NULL,
    length                INTEGER NOT NULL,
    CHECK (date_earliest <= date_latest),
    CHECK (asserted_earliest <= asserted_latest)
) STRICT;

-- The statement of a claim in each of its languages: BCP 47 tags.
CREATE TABLE claim_statement (
    claim    INTEGER NOT NULL REFERENCES claim,
    language TEXT    NOT NULL,
    text     TEXT    NOT NULL,
    PRIMARY KEY (claim, language)
) STRICT, WITHOUT ROWID;

-- The claim as the API serves it: JSON with all references resolved, compressed by zstd with the dictionary of
-- `document_dictionary` (`documents.rs`).
CREATE TABLE claim_document (
    claim    INTEGER PRIMARY KEY REFERENCES claim,
    document BLOB NOT NULL
) STRICT;

-- The dictionary of the documents, for zstd. One row; none if there has never been a claim.
CREATE TABLE document_dictionary (
    dictionary BLOB NOT NULL
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

-- Offsets count Unicode code points of the article's text; the end is exclusive. They are NULL if the place is not known.
CREATE TABLE evidence (
    claim        INTEGER NOT NULL REFERENCES claim,
    position     INTEGER NOT NULL,
    part         TEXT    NOT NULL,
    quote        TEXT    NOT NULL,
    language     TEXT    NOT NULL,
    start_offset INTEGER,
    end_offset   INTEGER,
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

-- Full-text index for people, over words as they are written, in any case and without diacritics: `MATCH 'chips'`,
-- `'"export controls"'`, `'smuggl*'`. The rowid is the claim's key. The index stores no text.
CREATE VIRTUAL TABLE plain_search USING fts5 (
    statement,
    evidence,
    content = '',
    tokenize = 'unicode61 remove_diacritics 2'
);

-- The full-text index of the server, over analyzed text: normalized and stemmed terms. People search `plain_search`.
-- Each term with a word that is analyzed to it, and the number of claims that contain it.
CREATE TABLE search_word (
    key    INTEGER PRIMARY KEY,
    token  TEXT    NOT NULL UNIQUE,
    word   TEXT    NOT NULL,
    claims INTEGER NOT NULL
) STRICT;

-- The ordinals of the claims of each term: a Roaring bitmap in portable format.
CREATE TABLE search_posting (
    word   INTEGER PRIMARY KEY REFERENCES search_word,
    claims BLOB    NOT NULL
) STRICT;

-- Where each term stands in its claims (`store/positions.rs`).
CREATE TABLE search_position (
    word      INTEGER PRIMARY KEY REFERENCES search_word,
    positions BLOB    NOT NULL
) STRICT;

-- The words of claims that are analyzed to each term, with the number of their occurrences (`store/term_words.rs`): what the
-- next release needs to choose the word of a term again.
CREATE TABLE search_word_form (
    word  INTEGER PRIMARY KEY REFERENCES search_word,
    forms BLOB    NOT NULL
) STRICT;

-- The quote index: where words stand in quotes and, where texts were given, in whole articles. The words of all passages are
-- numbered one after another. A passage is a quote of a claim or an article (`claim` is NULL).
CREATE TABLE quote_passage (
    first_word   INTEGER PRIMARY KEY,
    article      INTEGER NOT NULL REFERENCES article,
    claim        INTEGER REFERENCES claim,
    position     INTEGER,
    start_offset INTEGER,
    end_offset   INTEGER
) STRICT;

-- The numbers of the words at which two consecutive words with this hash stand, as differences (`store/quote_index.rs`).
CREATE TABLE quote_posting (
    key   INTEGER PRIMARY KEY,
    words BLOB NOT NULL
) STRICT;

-- The hashed words of the articles whose texts were given to `isnad seed`. Not part of the content hash.
CREATE TABLE article_words (
    article INTEGER PRIMARY KEY REFERENCES article,
    words   BLOB NOT NULL
) STRICT;

-- The files of each article when they were read: the SHA-256 of their content, and what `isnad seed` counts. The next seeding
-- reads only those that changed. Not part of the content hash.
CREATE TABLE seed_article (
    article         INTEGER PRIMARY KEY REFERENCES article,
    digest          BLOB    NOT NULL,
    quotes          INTEGER NOT NULL,
    verified_quotes INTEGER NOT NULL
) STRICT;

-- The releases of the dataset up to this one. `time` is in milliseconds since 1970.
CREATE TABLE release (
    number    INTEGER PRIMARY KEY,
    version   TEXT    NOT NULL,
    time      INTEGER NOT NULL,
    added     INTEGER NOT NULL,
    modified  INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL
) STRICT;

-- The fields of a claim that each release changed, separated by commas.
CREATE TABLE claim_change (
    claim   INTEGER NOT NULL REFERENCES claim,
    release INTEGER NOT NULL REFERENCES release,
    fields  TEXT    NOT NULL,
    PRIMARY KEY (claim, release)
) STRICT, WITHOUT ROWID;

-- Claims that the dataset has no longer, with the releases that added and withdrew them. `note` and `replaced_by` are JSON.
CREATE TABLE withdrawn_claim (
    id          TEXT PRIMARY KEY,
    created     INTEGER NOT NULL REFERENCES release,
    release     INTEGER NOT NULL REFERENCES release,
    reason      TEXT NOT NULL,
    note        TEXT,
    replaced_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX withdrawn_claim_by_release ON withdrawn_claim (release, id);
