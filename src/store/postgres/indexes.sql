-- Built once every row is in. The first ones serve; those of `claim` are for people and for what is asked in SQL.
ALTER TABLE claim_document ADD PRIMARY KEY (ordinal);
CREATE UNIQUE INDEX ON claim_document (id) INCLUDE (ordinal);
CREATE INDEX ON search_word (letters);

INSERT INTO relation (claim, kind, target)
SELECT pending_relation.claim, pending_relation.kind, claim_document.ordinal
FROM pending_relation JOIN claim_document ON claim_document.id = pending_relation.target
ORDER BY 1, 2, 3;
DROP TABLE pending_relation;
ALTER TABLE relation ADD PRIMARY KEY (claim, kind, target);
CREATE INDEX ON relation (target);

ALTER TABLE claim ADD PRIMARY KEY (ordinal, published);
CREATE INDEX ON claim USING gin (search);
CREATE INDEX ON claim USING gin (actors);
CREATE INDEX ON claim USING gin (topics);
CREATE INDEX ON claim USING gist (event);
