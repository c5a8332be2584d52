-- What the queries read, each from one index.

ALTER TABLE claim_document ADD PRIMARY KEY (claim);

CREATE TABLE claim_actor AS SELECT unnest(actors) AS actor, claim FROM claim_field ORDER BY 1, 2;
ALTER TABLE claim_actor ADD PRIMARY KEY (actor, claim);

CREATE TABLE claim_actor_topic AS
    SELECT actor, topic, claim, earliest, latest
    FROM claim_field, unnest(actors) AS actor, unnest(topics) AS topic
    WHERE earliest IS NOT NULL
    ORDER BY 1, 2, 3;
CREATE UNIQUE INDEX ON claim_actor_topic (actor, topic, claim) INCLUDE (earliest, latest);

-- Claims are numbered from the newest: a span of days is within a range of numbers.
CREATE TABLE dated AS SELECT claim, earliest, latest FROM claim_field WHERE earliest IS NOT NULL ORDER BY 1;
CREATE UNIQUE INDEX ON dated (claim) INCLUDE (earliest, latest);

CREATE TABLE claim_words AS SELECT claim, actors, to_tsvector('simple', text) AS words FROM claim_field ORDER BY 1;
ALTER TABLE claim_words ADD PRIMARY KEY (claim);
CREATE INDEX ON claim_words USING gin (words, actors) WITH (fastupdate = off);
CREATE TABLE word AS SELECT word, ndoc AS claims FROM ts_stat('SELECT words FROM claim_words');

DROP TABLE claim_field;
