-- The datasets in this database. Each has a schema of its own and never changes. Two can have the same version, which is a hash of
-- the content, and another history.
CREATE SCHEMA IF NOT EXISTS isnad;

CREATE TABLE IF NOT EXISTS isnad.dataset (
    schema   text        PRIMARY KEY,
    version  text        NOT NULL,
    layout   integer     NOT NULL,
    analyzer text        NOT NULL,
    claims   bigint      NOT NULL,
    loaded   timestamptz NOT NULL DEFAULT now()
);

-- The active dataset: one row. `generation` grows with every switch, so that a server never returns to an older dataset that a
-- lagging standby still reports.
CREATE TABLE IF NOT EXISTS isnad.served (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    generation bigint  NOT NULL,
    schema     text    NOT NULL REFERENCES isnad.dataset
);
