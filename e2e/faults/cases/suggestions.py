"""Requests that make the server look for spelling suggestions, against a dataset with very many actors."""

import json
import threading
import time

from harness.case import case
from harness.client import Client, ResponseTimeout
from harness.corpora import corpus_with_actors, seed_database
from harness.load import SUCCESSFUL, Load
from harness.server import NO_ACCESS_LOG, Server

ACTORS = 100_000
CLIENTS = 4
NORMAL_CLIENT = {"requests": SUCCESSFUL, "processes": 1, "connections": 1, "pause": 0.005}


@case("suggestions", "Spelling suggestions among many actors")
def suggestions(run):
    rounds = run.scaled(200, 40)
    database = seed_database(run, corpus_with_actors(run, ACTORS), run.folder / "claims.db")
    targets, wrong = misspelt_targets(), []
    with Server(run.program, database, log=NO_ACCESS_LOG, timeout=120) as server:
        load = Load(server.address, **NORMAL_CLIENT)
        time.sleep(3)
        alone = load.stop()
        threads = [threading.Thread(target=send, args=(server.address, targets * rounds, wrong)) for _ in range(CLIENTS)]
        load, started = Load(server.address, **NORMAL_CLIENT), time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds, beside = time.monotonic() - started, load.stop()
        code = server.stop()
    run.description = (f"{CLIENTS} clients send {len(targets)} long or misspelt requests {rounds} times to a dataset with {ACTORS:,} "
                       "more actors, beside a normal client")
    run.measurements = {"misspelt requests": CLIENTS * rounds * len(targets), "in s": seconds, "unexpected responses": len(wrong),
                        "a normal client's p99 alone, ms": alone.quantile(0.99), "beside them, ms": beside.quantile(0.99),
                        "its slowest, ms": beside.quantile(1.0), "its failures": beside.failed}
    run.expect(not wrong, f"{len(wrong)} unexpected responses: {wrong[:5]}")
    run.expect(beside.failed == 0, f"normal requests failed: {beside.failures}")
    run.expect(code == 0, f"exit code {code}")


def misspelt_targets():
    """Long or misspelt requests, each with its status and, where it names misspelt actors, the number of suggestions."""
    def unknown(length, times):
        return "&".join(f"actor={('actro-of-the-corpus-' * 30)[:length]}{n:05}" for n in range(times))

    upper_case = "&".join(f"actor=Actor-of-the-Corpus-{n:06}" for n in range(60))
    return [
        (f"/v1/actors/{'a' * 16_000}", 404, None),
        (f"/actors/{'a' * 16_000}", 404, None),
        (f"/v1/{'a' * 16_000}", 404, None),
        (f"/v1/claims/{'a-' * 8_000}", 404, None),
        (f"/v1/claims?{'a' * 16_000}=x", 400, None),
        (f"/v1/claims?{unknown(480, 30)}", 400, None),
        (f"/v1/claims.csv?{unknown(90, 99).replace('actor=', 'fields=')}", 400, None),
        (f"/?{unknown(60, 100)}", 400, None),
        (f"/v1/claims?{'&'.join(['actor=Actor+of+the+corpus'] * 100)}", 400, None),
        (f"/v1/claims?{'&'.join(f'asserted_by=%D8%B7%D8%B1%D9%81+{n}' for n in range(100))}", 400, None),
        (f"/v1/claims?{'&'.join(f'pages{n}=2' for n in range(500))}", 400, None),
        (f"/v1/claims?{'&'.join(f'date_from=2025/7/{n}' for n in range(99))}", 400, None),
        ("/v1/actors/corpus", 404, None),
        (f"/v1/claims/{'CLAIM-' * 14}7", 404, None),
        (f"/v1/claims?q={'nothing-of-the-sort+' * 20}", 200, None),
        (f"/v1/claims?{upper_case}", 400, 5),
    ]


def send(address, targets, wrong):
    client = Client(address, timeout=60)
    for target, status, suggested in targets:
        try:
            response = client.get(target)
        except (OSError, ResponseTimeout) as error:
            client.close()
            wrong.append(f"{target[:60]}: {type(error).__name__}")
            continue
        if response is None or response.status != status:
            wrong.append(f"{target[:60]}: {response and response.status}")
        elif suggested is not None:
            found = [error["did_you_mean"] for error in json.loads(response.body)["errors"] if "did_you_mean" in error]
            if len(found) != suggested or found[0] != "actor-of-the-corpus-000000":
                wrong.append(f"{target[:60]}: suggestions {found}")
