"""Releases of a dataset while it is served: a mirror follows them, and no response comes from an earlier release again."""

import json
import random
import time

from cluster import Cluster
from harness.case import case
from harness.client import fetch
from harness.copies import Copy
from harness.corpora import seed_database
from harness.server import NO_ACCESS_LOG, Server
from harness.world import World
from readers import CLIENTS, Readers, count_differing

from .datasets import PAUSE_REPLAY, RESUME_REPLAY, wait_until_switched

CLAIMS = 120


@case("releases", "Releases while the standby lags, followed by a mirror")
def releases(run):
    times, rng = run.scaled(20, 6), random.Random(24)
    world = World(rng, run.folder / "world", CLAIMS)
    with Cluster(run) as cluster:
        [standby] = cluster.standbys
        seed_database(run, world.write(), cluster.address)
        cluster.wait_for_standbys()
        with Server(run.program, cluster.address, "--response-cache-mib", "0", log=NO_ACCESS_LOG) as server:
            copy, equal, longest = Copy(run, server.address), 0, 0.0
            with Readers(server.address, targets) as readers:
                for number in range(times):
                    if number % 2 == 0:
                        standby.query(PAUSE_REPLAY)
                    world.change()
                    seed_database(run, world.write(), cluster.address)
                    seeded = time.monotonic()
                    run.expect(wait_until_switched(server, cluster), "the server does not switch to the new release")
                    longest = max(longest, time.monotonic() - seeded)
                    equal += copy.finish(served_release(server)) and copy.equals(server)
                    if number % 2 == 1:
                        standby.query(RESUME_REPLAY)
                        cluster.wait_for_standbys()
                reads = readers.stop()
            last = served_release(server)
            code = server.stop()
    run.description = f"{CLIENTS} clients read; {times} random releases while the standby's replay is paused for two at a time"
    failed = [read for read in reads if read.status != 200]
    back = count_steps_back(reads)
    run.measurements = {"requests": len(reads), "failed": len(failed), "releases": last, "copies equal": equal,
                        "until served, s": longest, "steps back": back}
    run.expect(not failed, f"requests failed: {[str(read) for read in failed[:5]]}")
    run.expect(last == times + 1, f"release {last} after {times} more releases")
    run.expect(equal == times, "a copy differs from the dataset")
    run.expect(back == 0, "a release was served after a later one")
    run.expect(count_differing(reads) == 0, "the same request to the same dataset was answered differently")
    run.expect(code == 0, f"exit code {code}")


def targets(rng):
    return rng.choice(["/v1/claims?limit=100", "/v1/claims?changed_since=1", "/v1/changes?since=1", "/v1/releases", "/v1/claims.csv"])


def served_release(server):
    return json.loads(fetch(server.address, "/v1/dataset").body)["release"]


def count_steps_back(reads):
    """Counts reads of a dataset after another one had replaced it."""
    last_start = {}
    for read in reads:
        last_start[read.version] = read.started
    versions = list(dict.fromkeys(read.version for read in sorted(reads, key=lambda read: read.ended)))
    first_end = {version: min(read.ended for read in reads if read.version == version) for version in versions}
    return sum(last_start[before] > first_end[after] for before, after in zip(versions, versions[1:]))
