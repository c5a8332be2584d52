"""A plain API on PostgreSQL: a server of a few hundred lines that sends prepared statements to tables made for them."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass

from harness.corpora import WORK, binary, builder_hashes, file_hash
from harness.peer_rows import Keys, rows
from harness.scenarios import PAGES, SEARCH
from harness.systems import PEERS, Isnad

TABLES, INDEXES = PEERS / "postgres.sql", PEERS / "postgres_indexes.sql"


@dataclass
class PlainPostgres(Isnad):
    """`bench-postgres`; it accepts the same request targets as Isnad. The CPU time of the cluster is added."""

    claims: int = 0
    name: str = "postgres_plain"
    ready: str = "/health"
    works: tuple = (PAGES, SEARCH)

    def command(self, snapshot, port):
        return [binary("bench-postgres"), "--listen", f"127.0.0.1:{port}", "--workers", str(self.workers),
                "--database", self.cluster.url(self.claims, "plain")]


def load(corpus, cluster):
    """Loads a corpus into a database of its own, when it or the tables have changed. Returns the duration and the size."""
    record = WORK / "postgres" / f"plain_{corpus.claims}.json"
    builders = builder_hashes() | {file.name: file_hash(file) for file in (TABLES, INDEXES)}
    known = json.loads(record.read_text()) if record.exists() else {}
    if known.get("built_by") == builders:
        return known["facts"]
    print(f"loading {corpus.claims:,} claims into PostgreSQL for the plain API", file=sys.stderr)
    record.unlink(missing_ok=True)
    name = f"plain_{corpus.claims}"
    cluster.query("postgres", f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    started = time.monotonic()
    with cluster.fast_loading():
        cluster.query(name, TABLES.read_text())
        _copy(corpus, cluster, name)
        cluster.query(name, "SET maintenance_work_mem = '1GB'", INDEXES.read_text())
        cluster.query(name, "VACUUM (FREEZE, ANALYZE)", "CHECKPOINT")
    facts = {"claims": corpus.claims, "load_seconds": time.monotonic() - started,
             "database_bytes": int(cluster.query(name, f"SELECT pg_database_size('{name}')"))}
    record.write_text(json.dumps({"built_by": builders, "facts": facts}))
    return facts


def _copy(corpus, cluster, database):
    """Sends the claims through two pipes, then the actors with their totals, and the topics."""
    keys = Keys(corpus)
    totals = dict.fromkeys(keys.actors.values(), 0)
    documents, fields = (cluster.copy(database, table) for table in ("claim_document", "claim_field"))
    for row in rows(corpus, keys):
        documents.stdin.write(_line(row.claim, row.document))
        fields.stdin.write(_line(row.claim, _array(row.actors), _array(row.topics), row.earliest, row.latest, row.text))
        for actor in row.actors:
            totals[actor] += 1
    actors = cluster.copy(database, "actor")
    actors.stdin.writelines(_line(key, id, totals[key]) for id, key in keys.actors.items())
    topics = cluster.copy(database, "topic")
    topics.stdin.writelines(_line(key, id) for id, key in keys.topics.items())
    for copy in (documents, fields, actors, topics):
        copy.stdin.close()
        if copy.wait():
            raise subprocess.CalledProcessError(copy.returncode, copy.args)


def _array(numbers):
    return "{" + ",".join(map(str, numbers)) + "}"


def _line(*values):
    """A row in the text format of COPY."""
    escaped = ("\\N" if value is None else str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n") for value in values)
    return "\t".join(escaped) + "\n"
