"""Another dataset in place of the one served: the right ones are taken up, the wrong ones refused, no request fails."""

import os
import signal
import sqlite3
import time

from harness.case import case
from harness.client import ask
from harness.corpora import other, seeded
from harness.load import PLAIN, Load
from harness.server import QUIET, Server


@case("swaps", "Snapshot swaps under load")
def swaps(run):
    times = run.size(20, 5)
    sources = [run.root / "seed", other(run, "other")]
    database = seeded(run, sources[0], run.folder / "claims.db")
    with Server(run.program, database, log=QUIET) as server:
        load = Load(server.address, requests=PLAIN, processes=2)
        seen, longest = [server.version], 0.0
        for number in range(1, times + 1):
            seeded(run, sources[number % 2], database)
            if number % 4 == 0:
                server.send(signal.SIGHUP)
            waited = swapped(server, seen[-1])
            longest = max(longest, waited)
            seen.append(version(server))
        driven = load.stop()
        memory = server.memory()
        code = server.end()
    run.done = f"{times} seedings into the file that is served, every fourth with SIGHUP"
    run.figures = {"swaps": sum(a != b for a, b in zip(seen, seen[1:])), "longest s until served": longest,
                   **driven.figures(), "memory MiB after": memory}
    run.expect(all(a != b for a, b in zip(seen, seen[1:])), "a swap did not come within 10 s")
    run.expect(driven.failed == 0, f"requests failed: {driven.failures}")
    run.expect(code == 0, f"the server ended with {code}")


@case("bad-snapshots", "Corrupt, empty, older or deleted database while it is served")
def bad_snapshots(run):
    database = seeded(run, run.root / "seed", run.folder / "claims.db")
    whole = database.read_bytes()
    bad = {
        "empty": b"",
        "noise": os.urandom(100_000),
        "cut in half": whole[: len(whole) // 2],
        "first page damaged": whole[:100] + bytes(4000) + whole[4100:],
        "another SQLite file": another_file(run, "CREATE TABLE t (x)", None),
        "older schema": another_file(run, "PRAGMA user_version = 1", whole),
        "deleted": None,
    }
    refused, answers = [], []
    with Server(run.program, database, log=QUIET) as server:
        load = Load(server.address, requests=PLAIN, processes=1)
        for name, content in bad.items():
            lines = len(server.lines())
            if content is None:
                database.unlink()
            else:
                put(run, database, content)
            if run.expect(waits(server, "refused", lines), f"{name}: no line in the log"):
                refused.append(name)
                answers.append(server.wait_for("refused", 1, lines).get("error", ""))
            run.expect(version(server) == server.version, f"{name}: another dataset is served")
        put(run, run.folder / "claims.db.block", os.urandom(5000))
        put(run, database, seeded(run, other(run, "other"), run.folder / "new.db").read_bytes())
        server.send(signal.SIGHUP)
        swapped(server, server.version)
        run.expect(version(server) != server.version, "a good file after all the bad ones is not served")
        driven = load.stop()
        code = server.end()
    run.done = ", ".join(bad) + "; then a good one beside a damaged block"
    said = answers[-1].replace(str(run.folder), "…") if answers else ""
    run.figures = {"refused with a line": f"{len(refused)} of {len(bad)}", **driven.figures(), "the last one": said}
    run.expect(driven.failed == 0, f"requests failed: {driven.failures}")
    run.expect(code == 0, f"the server ended with {code}")


def another_file(run, statement, content):
    """An SQLite file after a statement."""
    path = run.folder / "made.db"
    path.unlink(missing_ok=True)
    if content is not None:
        path.write_bytes(content)
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()
    return path.read_bytes()


def put(run, database, content):
    """Another file in place of one that is served: by rename, since what is mapped must never be cut short."""
    fresh = run.folder / "fresh"
    fresh.write_bytes(content)
    fresh.rename(database)


def version(server):
    return ask(server.address, "/health/ready").headers["dataset-version"]


def swapped(server, old, patience=10):
    """Waits until another dataset answers; how many seconds that took."""
    began = time.monotonic()
    while version(server) == old and time.monotonic() < began + patience:
        time.sleep(0.05)
    return time.monotonic() - began


def waits(server, message, since):
    try:
        return server.wait_for(message, 10, since)
    except AssertionError:
        return None
