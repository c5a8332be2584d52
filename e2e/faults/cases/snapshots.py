"""Replacing the database while it is served: good files are loaded, bad ones refused, and no request fails."""

import os
import random
import signal
import sqlite3
import time

from harness.case import case
from harness.client import fetch
from harness.copies import Copy
from harness.corpora import retitled_corpus, seed_database
from harness.load import SUCCESSFUL, Load
from harness.server import NO_ACCESS_LOG, RELOAD_FAILED, Server
from harness.world import World

RELEASE_REQUESTS = [(target, 200) for target in (
    "/v1/claims?limit=%d", "/v1/claims?changed_since=1", "/v1/claims?sort=-modified", "/v1/changes?since=1",
    "/v1/changes.ndjson?since=1", "/v1/releases", "/v1/claims.atom", "/v1/dataset")]


@case("swaps", "Snapshot swaps under load")
def swaps(run):
    times = run.scaled(20, 5)
    sources = [run.root / "seed", retitled_corpus(run, "other")]
    database = seed_database(run, sources[0], run.folder / "claims.db")
    with Server(run.program, database, log=NO_ACCESS_LOG) as server:
        load = Load(server.address, requests=SUCCESSFUL, processes=2)
        versions, longest = [server.version], 0.0
        for number in range(1, times + 1):
            seed_database(run, sources[number % 2], database)
            if number % 4 == 0:
                server.send_signal(signal.SIGHUP)
            longest = max(longest, wait_for_other_version(server, versions[-1]))
            versions.append(served_version(server))
        result = load.stop()
        memory = server.memory_mib()
        code = server.stop()
    changes = [before != after for before, after in zip(versions, versions[1:])]
    run.description = f"{times} seedings into the file that is served, every fourth followed by SIGHUP"
    run.measurements = {"swaps": sum(changes), "longest until served, s": longest, **result.measurements(), "memory after, MiB": memory}
    run.expect(all(changes), "a swap took longer than a minute")
    run.expect(result.failed == 0, f"requests failed: {result.failures}")
    run.expect(code == 0, f"exit code {code}")


@case("releases", "Releases under load, followed by a mirror")
def releases(run):
    times, world = run.scaled(50, 10), World(random.Random(24), run.folder / "world", 500)
    database = seed_database(run, world.write(), run.folder / "claims.db")
    with Server(run.program, database, log=NO_ACCESS_LOG) as server:
        load = Load(server.address, requests=RELEASE_REQUESTS, processes=2)
        copy, equal, version = Copy(run, server.address), 0, server.version
        for number in range(times):
            world.change()
            seed_database(run, world.write(), database)
            wait_for_other_version(server, version)
            version = served_version(server)
            equal += copy.finish(number + 2) and copy.equals(server)
        result = load.stop()
        code = server.stop()
    run.description = f"{times} random releases into the file that is served; the mirror runs after each"
    run.measurements = {"copies equal": equal, **result.measurements()}
    run.expect(equal == times, "a copy differs from the dataset")
    run.expect(result.failed == 0, f"requests failed: {result.failures}")
    run.expect(code == 0, f"exit code {code}")


@case("bad-snapshots", "Corrupt, empty, older or deleted database while it is served")
def bad_snapshots(run):
    database = seed_database(run, run.root / "seed", run.folder / "claims.db")
    good = database.read_bytes()
    bad = {
        "empty": b"",
        "random bytes": os.urandom(100_000),
        "truncated": good[: len(good) // 2],
        "first page damaged": good[:100] + bytes(4000) + good[4100:],
        "another SQLite file": altered_database(run, "CREATE TABLE t (x)", None),
        "older schema": altered_database(run, "PRAGMA user_version = 1", good),
        "deleted": None,
    }
    refused, message = [], ""
    with Server(run.program, database, log=NO_ACCESS_LOG) as server:
        load = Load(server.address, requests=SUCCESSFUL, processes=1)
        for name, content in bad.items():
            entries = len(server.log_entries())
            if content is None:
                database.unlink()
            else:
                replace(run, database, content)
            try:
                message = server.wait_for_log(RELOAD_FAILED, 10, entries).get("error", "")
                refused.append(name)
            except AssertionError:
                run.expect(False, f"{name}: no log entry")
            run.expect(served_version(server) == server.version, f"{name}: another dataset is served")
        new = seed_database(run, retitled_corpus(run, "other"), run.folder / "new.db")
        (docs,) = run.folder.glob("new.db.*.docs")
        replace(run, run.folder / docs.name.replace("new.db", "claims.db"), os.urandom(5000))
        replace(run, database, new.read_bytes())
        server.send_signal(signal.SIGHUP)
        wait_for_other_version(server, server.version)
        run.expect(served_version(server) != server.version, "a good file after all the bad ones is not served")
        result = load.stop()
        code = server.stop()
    run.description = ", ".join(bad) + "; then a good one beside a damaged doc store file"
    run.measurements = {"refused with a log entry": f"{len(refused)} of {len(bad)}", **result.measurements(),
                        "last error": message.replace(str(run.folder), "…")}
    run.expect(result.failed == 0, f"requests failed: {result.failures}")
    run.expect(code == 0, f"exit code {code}")


def altered_database(run, statement, content):
    """The bytes of an SQLite file after a statement. Without `content` the file is new."""
    path = run.folder / "altered.db"
    path.unlink(missing_ok=True)
    if content is not None:
        path.write_bytes(content)
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()
    return path.read_bytes()


def replace(run, database, content):
    """Replaces a file by rename: a file that is mapped into memory must never be truncated."""
    fresh = run.folder / "fresh"
    fresh.write_bytes(content)
    fresh.rename(database)


def served_version(server):
    return fetch(server.address, "/health/ready").headers["dataset-version"]


def wait_for_other_version(server, old, timeout=60):
    """Waits until another dataset is served. Returns the seconds."""
    started = time.monotonic()
    while served_version(server) == old and time.monotonic() < started + timeout:
        time.sleep(0.05)
    return time.monotonic() - started
