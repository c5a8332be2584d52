-- Copies the rows of the claims that a release keeps. `kept_claim`, `kept_article`, `kept_actor` and `kept_topic` have the old and
-- the new number of each. Claims keep their order. Where all actors, or all topics, keep their numbers, lists of
-- them are copied as they are.
ANALYZE kept_claim, kept_article, kept_actor, kept_topic;

INSERT INTO claim (ordinal, id, article, published, languages, kind, certainty, speech, salience, asserted_by, date_edtf,
    date_earliest, date_latest, event, asserted_edtf, asserted_earliest, asserted_latest, has_note, has_review, origin, created,
    modified, content_hash, actors, roles, attribution, topics, evidence, quote_start, length)
SELECT kept_claim.new, id, kept_article.new, published, languages, kind, certainty, speech, salience, kept_actor.new, date_edtf,
    date_earliest, date_latest, event, asserted_edtf, asserted_earliest, asserted_latest, has_note, has_review, origin, created,
    modified, content_hash,
    CASE WHEN (SELECT bool_and(old = new) FROM kept_actor) THEN actors ELSE ARRAY(
        SELECT new FROM unnest(actors) WITH ORDINALITY AS listed (key, place) JOIN kept_actor ON old = key ORDER BY place) END,
    roles,
    CASE WHEN (SELECT bool_and(old = new) FROM kept_actor) THEN attribution ELSE ARRAY(
        SELECT new FROM unnest(attribution) WITH ORDINALITY AS listed (key, place) JOIN kept_actor ON old = key ORDER BY place) END,
    CASE WHEN (SELECT bool_and(old = new) FROM kept_topic) THEN topics ELSE ARRAY(
        SELECT new FROM unnest(topics) WITH ORDINALITY AS listed (key, place) JOIN kept_topic ON old = key ORDER BY place) END,
    evidence, quote_start, length
FROM dataset.claim
JOIN kept_claim ON kept_claim.old = ordinal
JOIN kept_article ON kept_article.old = article
JOIN kept_actor ON kept_actor.old = asserted_by
ORDER BY ordinal;

INSERT INTO claim_document (ordinal, id, document)
SELECT new, id, document FROM dataset.claim_document JOIN kept_claim ON old = ordinal ORDER BY ordinal;

INSERT INTO evidence_context (claim, position, prefix, suffix)
SELECT new, position, prefix, suffix FROM dataset.evidence_context JOIN kept_claim ON old = claim;

INSERT INTO claim_change (claim, release, fields)
SELECT new, release, fields FROM dataset.claim_change JOIN kept_claim ON old = claim;

INSERT INTO relation (claim, kind, target)
SELECT source.new, kind, other.new
FROM dataset.relation JOIN kept_claim AS source ON source.old = claim JOIN kept_claim AS other ON other.old = target;

-- Their targets are among the new claims.
INSERT INTO pending_relation (claim, kind, target)
SELECT source.new, kind, id
FROM dataset.relation
JOIN kept_claim AS source ON source.old = claim
JOIN dataset.claim_document ON ordinal = target
WHERE NOT EXISTS (SELECT FROM kept_claim AS other WHERE other.old = target);

INSERT INTO article_words (article, words)
SELECT new, words FROM dataset.article_words JOIN kept_article ON old = article;

INSERT INTO quote_passage (first_word, article, claim, position, start_offset, end_offset)
SELECT first_word, kept_article.new, kept_claim.new, position, start_offset, end_offset
FROM dataset.quote_passage
JOIN kept_article ON kept_article.old = article
LEFT JOIN kept_claim ON kept_claim.old = claim
ORDER BY first_word;
