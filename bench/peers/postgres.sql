-- Tables of the plain API on PostgreSQL, fitted to its queries: `claim` counts the claims in default order, newest first, and a
-- day is the number yyyymmdd. Topics include the broader ones.

CREATE TABLE actor (
    key    integer PRIMARY KEY,
    id     text    NOT NULL,
    claims integer NOT NULL
);

CREATE TABLE topic (
    key integer PRIMARY KEY,
    id  text    NOT NULL
);

-- Documents are not compressed: a page is sent as it is stored.
CREATE TABLE claim_document (
    claim    integer NOT NULL,
    document text    NOT NULL
);
ALTER TABLE claim_document ALTER document SET STORAGE EXTERNAL;

CREATE TABLE claim_field (
    claim    integer   NOT NULL,
    actors   integer[] NOT NULL,
    topics   integer[] NOT NULL,
    earliest integer,
    latest   integer,
    text     text      NOT NULL
);
