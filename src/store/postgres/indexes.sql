-- Built after all rows are loaded. The program uses the indexes of `claim_document`, `search_word`, `relation`, `quote_passage`
-- and `quote_posting`; the others are for ad-hoc SQL.
ALTER TABLE claim_document ADD PRIMARY KEY (ordinal);
CREATE UNIQUE INDEX ON claim_document (id) INCLUDE (ordinal);
CREATE INDEX ON search_word (letters);
ALTER TABLE quote_passage ADD PRIMARY KEY (first_word);
CREATE INDEX ON quote_passage (article, start_offset) WHERE start_offset IS NOT NULL;
ALTER TABLE quote_posting ADD PRIMARY KEY (key);

INSERT INTO relation (claim, kind, target)
SELECT pending_relation.claim, pending_relation.kind, claim_document.ordinal
FROM pending_relation JOIN claim_document ON claim_document.id = pending_relation.target
ORDER BY 1, 2, 3;
DROP TABLE pending_relation;
ALTER TABLE relation ADD PRIMARY KEY (claim, kind, target);
CREATE INDEX ON relation (target);

ALTER TABLE claim ADD PRIMARY KEY (ordinal, published);
CREATE INDEX ON claim USING gin (actors);
CREATE INDEX ON claim USING gin (topics);
CREATE INDEX ON claim USING gist (event);
