"""Queries that take longer than they may, many at once."""

import random
import threading
import time
import urllib.parse

from harness.case import Skipped, case
from harness.client import Client, Hangs, ask
from harness.corpora import multiplied, seeded
from harness.load import Load
from harness.server import QUIET, Server

AT_ONCE = 50
CHEAP = [("/v1/claims?limit=1", 200), ("/v1/suggest?q=chin", 200)]
WORDS = "china chips export controls companies intelligence government united states models technology market".split()


@case("deadline", "Deadline-breaking queries at once")
def deadline(run):
    if run.full and run.large is None:
        raise Skipped("needs --large")
    milliseconds = run.size(100, 1)
    database = run.large if run.full else seeded(run, multiplied(run, 60), run.folder / "claims.db")
    for room in ([], ["--expensive", str(AT_ONCE)]):
        with Server(run.program, database, "--deadline", str(milliseconds), "--cache", "0", *room, log=QUIET) as server:
            broken_off(run, server, milliseconds, "with room for all" if room else "with the usual room")
            claims = server.started["claims"]
    run.done = f"{AT_ONCE} phrases and orders by relevance at once over {claims:,} claims, --deadline {milliseconds}; "
    run.done += "once with room for as many as there are processors, once for all"


def broken_off(run, server, milliseconds, name):
    load = Load(server.address, requests=CHEAP, processes=1, connections=1, pause=0.005)
    answers = []
    targets = list(long_queries(server, AT_ONCE))
    threads = [threading.Thread(target=timed, args=(server.address, target, answers)) for target in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    time.sleep(1)
    driven = load.stop()
    again = ask(server.address, "/v1/claims?limit=1")
    codes = {}
    for answer, _ in answers:
        code = answer if isinstance(answer, str) else "200" if answer.status == 200 else refused(run, answer)
        codes[code] = codes.get(code, 0) + 1
    longest = max(seconds for _, seconds in answers)
    figures = codes | {"the longest answer ms": longest * 1000, "a cheap query's p99 ms": driven.quantile(0.99),
                       "its failures": driven.failed}
    run.figures |= {f"{name}: {figure}": value for figure, value in figures.items()}
    run.expect(codes.get("deadline_exceeded", 0) + codes.get("overloaded", 0) > 0, f"{name}: no query broke the deadline")
    run.expect(set(codes) <= {"200", "deadline_exceeded", "overloaded"}, f"{name}: answered with {codes}")
    run.expect(longest < 2 * milliseconds / 1000 + 1.5, f"{name}: the longest answer took {longest:.2f} s")
    run.expect(driven.failed == 0, f"{name}: cheap requests failed: {driven.failures}")
    run.expect(again.status == 200, f"{name}: afterwards {again.status}")


def long_queries(server, count):
    """Phrases of words that stand side by side in claims, and all claims with common words by relevance."""
    chance = random.Random(7)
    listed = ask(server.address, "/v1/claims.ndjson?sample=200&sample_seed=7&fields=statement.en")
    pairs = [pair for line in listed.body.decode().splitlines() for pair in zip(line.split(), line.split()[1:])]
    pairs = [" ".join(pair) for pair in pairs if all(word.isalpha() for word in pair)] or ["united states"]
    for number in range(count):
        typed = f'"{chance.choice(pairs)}" "{chance.choice(pairs)}"' if number % 2 else " ".join(chance.sample(WORDS, 2))
        yield f"/v1/claims?sort=relevance&limit=5&q={urllib.parse.quote(typed)}"


def timed(address, target, answers):
    began = time.monotonic()
    try:
        answer = Client(address).get(target)
    except Hangs:
        answer = "hangs"
    answers.append((answer or "closed", time.monotonic() - began))


def refused(run, answer):
    """The problem's code; a 503 says when to ask again."""
    run.expect(answer.is_problem and "retry-after" in answer.headers, f"{answer.status} without a problem or Retry-After")
    return answer.body.decode().partition('"code":"')[2].partition('"')[0] or str(answer.status)
