"""Long queries through nginx: no response has headers that the proxy refuses, so no client can take the replicas out."""

import json
import random
import time
from urllib.parse import quote, urlencode

from harness.case import case
from harness.client import Client, ResponseTimeout, fetch
from harness.corpora import seed_database
from harness.load import SUCCESSFUL, Load
from harness.server import NO_ACCESS_LOG, Server
from proxy import Proxy

MAX_HEADER_BYTES = 4096
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
FACETS = ["actor", "asserted_by", "topic", "kind", "certainty", "article", "year", "month"]
SORTS = ["date", "-date", "salience", "-salience", "id"]
ROUTES = ["/v1/claims", "/v1/claims", "/v1/claims/timeline", "/v1/claims.csv", "/v1/claims.ndjson", "/"]


@case("long-queries", "Long queries through nginx")
def long_queries(run):
    count = run.scaled(10_000, 300)
    database = seed_database(run, run.root / "seed", run.folder / "claims.db")
    with Server(run.program, database, log=NO_ACCESS_LOG) as first, Server(run.program, database, log=NO_ACCESS_LOG) as second:
        targets = [random_target(random.Random(number), first.address) for number in range(count)]
        with Proxy(run, [first.address, second.address]) as proxy:
            load = Load(proxy.address, requests=SUCCESSFUL, processes=1, connections=2, pause=0.002)
            client, failed, largest = Client(proxy.address), [], 0
            for target in targets:
                try:
                    response = client.get(target)
                except ResponseTimeout:
                    response = None
                status = response.status if response else "no response"
                failed += [f"{status} for {target[:120]}"] if status != 200 else []
                largest = max(largest, response.head_bytes if response else 0)
            result = load.stop()
            log, errors = proxy.access_log(), proxy.error_log()
        codes = [first.stop(), second.stop()]
    replicas = {replica for replicas, _, _ in log for replica in replicas.split(", ") if replica not in ("", "-")}
    run.description = (f"{count:,} random accepted queries of up to {max(map(len, targets)):,} bytes, long and Arabic ones included, to two "
                       "replicas, beside a normal client")
    run.measurements = {"failed queries": len(failed), "largest header block, bytes": largest,
                        **{f"normal client: {name}": value for name, value in result.measurements().items()}}
    run.expect(not failed, f"{len(failed)} queries failed: {failed[:5]}")
    run.expect(largest < MAX_HEADER_BYTES, f"a header block has {largest} bytes")
    run.expect(result.failed == 0, f"normal requests failed: {result.failures}")
    run.expect(not any(status.startswith("5") for _, _, status in log), "nginx answered with 5xx")
    run.expect(len(replicas) == 2, f"not both replicas were asked: {replicas}")
    run.expect("[error]" not in errors, f"errors of nginx: {errors[-1000:]}")
    run.expect(codes == [0, 0], f"exit codes {codes}")


@case("client-limits", "Limits of nginx for each client")
def client_limits(run):
    database = seed_database(run, run.root / "seed", run.folder / "claims.db")
    with Server(run.program, database, log=NO_ACCESS_LOG) as first, Server(run.program, database, log=NO_ACCESS_LOG) as second:
        with Proxy(run, [first.address, second.address], limits=True) as proxy:
            client = Client(proxy.address)
            flood = [client.get(f"/v1/claims?limit={number % 200 + 1}") for number in range(600)]
            time.sleep(3)
            later = client.get("/v1/claims?limit=1")
        codes = [first.stop(), second.stop()]
    refused = [response for response in flood if response.status != 200]
    run.description = "one client sends 600 requests at once through nginx, with the limits of deploy/nginx.conf"
    run.measurements = {"answered": len(flood) - len(refused), "refused with 429": len(refused)}
    run.expect(len(refused) < len(flood) - 100 and refused, f"{len(refused)} of {len(flood)} were refused")
    for response in refused:
        document = json.loads(response.body) if response.is_problem else {}
        complete = (response.status, document.get("code")) == (429, "rate_limited") and "retry-after" in response.headers
        if not run.expect(complete, f"refused with {response.status}: {response.body[:100]}"):
            break
    run.expect(later.status == 200, f"three seconds later: {later.status}")
    run.expect(codes == [0, 0], f"exit codes {codes}")


def random_target(rng, address, vocabulary={}):
    """A query that the API accepts, often as long as it may be."""
    if not vocabulary:
        for name in ("actors", "topics"):
            page = json.loads(fetch(address, f"/v1/{name}?limit=200").body)
            vocabulary[name] = [entry["id"] for entry in page["data"]]
    route = rng.choice(ROUTES)
    query = []
    if rng.random() < 0.5:
        query.append(("q", rng.choice([arabic_word(rng, 81), f"{arabic_word(rng, 40)} {arabic_word(rng, 40)}", "export controls " * 12])))
    for name, values, most in (("actor", "actors", 100), ("topic", "topics", 60), ("not_actor", "actors", 20)):
        if rng.random() < 0.4:
            query += [(name, rng.choice(vocabulary[values])) for _ in range(rng.choice([1, most]))]
    if rng.random() < 0.4:
        query += [("date_from", f"{rng.randint(1900, 2024)}"), ("date_to", f"{rng.randint(2025, 2100)}-12-31")]
    if route in ("/v1/claims", "/"):
        query.append(("sort", rng.choice(SORTS)))
    if route == "/v1/claims":
        query += [("facet", name) for name in rng.sample(FACETS, rng.randint(0, len(FACETS)))] + [("limit", rng.randint(1, 200))]
    rng.shuffle(query)
    return f"{route}?{urlencode(query, quote_via=quote)}"


def arabic_word(rng, length):
    return "".join(rng.choice(ARABIC) for _ in range(length))
