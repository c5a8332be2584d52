"""Many expensive queries at once, each of which exceeds the query timeout."""

import random
import threading
import time
import urllib.parse

from harness.case import Skipped, case
from harness.client import Client, ResponseTimeout, fetch
from harness.corpora import repeated_corpus, seed_database
from harness.load import Load
from harness.server import NO_ACCESS_LOG, Server

CONCURRENT = 50
CHEAP = [("/v1/claims?limit=1", 200), ("/v1/suggest?q=chin", 200)]
WORDS = "china chips export controls companies intelligence government united states models technology market".split()


@case("deadline", "Queries that exceed the timeout")
def deadline(run):
    if run.full and run.large_database is None:
        raise Skipped("needs --large")
    timeout_ms = run.scaled(100, 1)
    database = run.large_database if run.full else seed_database(run, repeated_corpus(run, 60), run.folder / "claims.db")
    for name, limit in (("default concurrency", []), (f"{CONCURRENT} at once", ["--max-concurrent-searches", str(CONCURRENT)])):
        with Server(run.program, database, "--query-timeout-ms", str(timeout_ms), "--response-cache-mib", "0", *limit, log=NO_ACCESS_LOG) as server:
            send_expensive_queries(run, server, timeout_ms, name)
            claims = server.started["claims"]
    run.description = f"{CONCURRENT} phrases and orders by relevance at once over {claims:,} claims, --query-timeout-ms {timeout_ms}; "
    run.description += "once with the default limit on concurrent searches, once without a limit"


def send_expensive_queries(run, server, timeout_ms, name):
    load = Load(server.address, requests=CHEAP, processes=1, connections=1, pause=0.005)
    responses = []
    targets = list(expensive_queries(server, CONCURRENT))
    threads = [threading.Thread(target=timed_get, args=(server.address, target, responses)) for target in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    time.sleep(1)
    cheap = load.stop()
    last = fetch(server.address, "/v1/claims?limit=1")
    codes = {}
    for response, _ in responses:
        code = response if isinstance(response, str) else "200" if response.status == 200 else problem_code(run, response)
        codes[code] = codes.get(code, 0) + 1
    longest = max(seconds for _, seconds in responses)
    measured = codes | {"longest response, ms": longest * 1000, "a cheap query's p99, ms": cheap.quantile(0.99),
                        "failed cheap queries": cheap.failed}
    run.measurements |= {f"{name}: {key}": value for key, value in measured.items()}
    run.expect(codes.get("deadline_exceeded", 0) + codes.get("overloaded", 0) > 0, f"{name}: no query exceeded the timeout")
    run.expect(set(codes) <= {"200", "deadline_exceeded", "overloaded"}, f"{name}: codes {codes}")
    run.expect(longest < 2 * timeout_ms / 1000 + 15, f"{name}: the longest response took {longest:.2f} s")
    run.expect(cheap.failed == 0, f"{name}: cheap requests failed: {cheap.failures}")
    run.expect(last.status == 200, f"{name}: afterwards {last.status}")


def expensive_queries(server, count):
    """Phrases of adjacent words, and orders by relevance over common words."""
    rng = random.Random(7)
    sample = fetch(server.address, "/v1/claims.ndjson?sample=200&sample_seed=7&fields=statement.en")
    pairs = [pair for line in sample.body.decode().splitlines() for pair in zip(line.split(), line.split()[1:])]
    pairs = [" ".join(pair) for pair in pairs if all(word.isalpha() for word in pair)] or ["united states"]
    for number in range(count):
        words = f'"{rng.choice(pairs)}" "{rng.choice(pairs)}"' if number % 2 else " ".join(rng.sample(WORDS, 2))
        yield f"/v1/claims?sort=relevance&limit=5&q={urllib.parse.quote(words)}"


def timed_get(address, target, responses):
    started = time.monotonic()
    try:
        response = Client(address).get(target)
    except ResponseTimeout:
        response = "timeout"
    responses.append((response or "closed", time.monotonic() - started))


def problem_code(run, response):
    """The code of the problem document. A 503 must have Retry-After."""
    complete = response.is_problem and "retry-after" in response.headers
    run.expect(complete, f"{response.status} without a problem document or Retry-After")
    return response.body.decode().partition('"code":"')[2].partition('"')[0] or str(response.status)
