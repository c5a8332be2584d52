"""The peers of a run, with their data loaded."""

from harness import peer_postgres, typesense
from harness.systems import Datasette, FastApi

PEERS = ("fastapi_tuned", "fastapi_plain", "datasette", "postgres_plain", "typesense")
NEED_CLUSTER = "postgres_plain"


def prepare(names, workers, corpus, python, cluster):
    """The systems of these names, and what loading their data took."""
    systems, loads = [], []
    for name in names:
        if name == "postgres_plain":
            system, facts = peer_postgres.PlainPostgres(workers, claims=corpus.claims, cluster=cluster), peer_postgres.load(corpus, cluster)
        elif name == "typesense":
            system, facts = typesense.prepare(corpus, workers, python)
        else:
            system, facts = Datasette(workers, python=python) if name == "datasette" else FastApi(workers, python=python, name=name), None
        systems.append(system)
        loads += [{"server": name, **facts}] if facts else []
    return systems, loads
