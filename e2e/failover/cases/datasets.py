"""Another dataset while one is served: taken up by a server that never goes back, kept for a while, and dropped in the end."""

import random
import subprocess
import time

from cluster import Cluster, until
from harness.case import case
from harness.client import ask
from harness.corpora import multiplied, other, seed, seeded
from harness.server import QUIET, Server
from readers import CLIENTS, Readers, differing, mix

# A server looks once a second, and then opens the dataset.
TAKEN_UP = 10

SERVED = "SELECT schema FROM isnad.served JOIN isnad.dataset USING (version)"

PAUSE = "SELECT pg_wal_replay_pause()"
RESUME = "SELECT pg_wal_replay_resume()"


@case("datasets", "Another dataset while the standby lags behind")
def datasets(run):
    corpus, harbour = run.root / "seed", run.root / "tests/fixtures/harbour/seed"
    lag = run.size(10, 3)
    with Cluster(run) as cluster:
        [standby] = cluster.standbys
        seeded(run, corpus, cluster.address)
        cluster.follow()
        first = cluster.primary.sql(SERVED)
        with Server(run.program, cluster.address, "--cache", "0", log=QUIET) as server:
            with Readers(server.address, mix(corpus, harbour)) as readers:
                time.sleep(2)
                standby.sql(PAUSE)
                seeded(run, harbour, cluster.address)
                loaded = time.monotonic()
                run.expect(takes_up(server, cluster), "the server does not take the new dataset up")
                taken = time.monotonic()
                time.sleep(lag)
                standby.sql(RESUME)
                cluster.follow()
                time.sleep(2)
                kept = cluster.schemas()
                for name in "abc":
                    seeded(run, other(run, name), cluster.address)
                left, served = cluster.schemas(), cluster.primary.sql(SERVED)
                latest = cluster.primary.sql("SELECT schema FROM isnad.dataset ORDER BY loaded DESC LIMIT 3").split()
                run.expect(takes_up(server, cluster), "the server does not take the last dataset up")
                time.sleep(1)
                reads = readers.stop()
            code = server.end()
    # Each of the two datasets has its own claims: the ones of the other are rightly not found.
    failed = [read for read in reads if read.status != 200
              and not (read.told == "claim_not_found" and read.target.startswith("/v1/claims/"))]
    nameless = sum(read.version is None for read in reads)
    meanwhile = [read for read in reads if taken < read.began < taken + lag]
    back = [read for read in meanwhile if read.version == server.version]
    run.done = (f"{CLIENTS} clients read; a dataset is loaded while the standby replays nothing and for {lag} s more; "
                "then three more datasets")
    run.figures = {"requests": len(reads), "failed": len(failed), "versions": len({read.version for read in reads}),
                   "s until served": taken - loaded, "answers while the standby lagged": len(meanwhile),
                   "of them from the old dataset": len(back), "schemas after four loads": len(left)}
    run.expect(not failed, f"requests failed: {[read.why for read in failed[:5]]}")
    run.expect(nameless == 0, f"{nameless} answers name no version")
    run.expect(not back, "the server went back to the old dataset")
    run.expect(differing(reads) == 0, "the same question to the same dataset was answered in two ways")
    run.expect(first in kept, f"the old dataset is gone at once: {kept}")
    run.expect(sorted(left) == sorted(latest) and served in left, f"{left} are left of {latest}, {served} is served")
    run.expect(code == 0, f"the server ended with {code}")


@case("start", "Start beside a standby that has no dataset yet")
def start(run):
    times = run.size(10, 4)
    with Cluster(run) as cluster:
        [standby] = cluster.standbys
        standby.sql(PAUSE)
        seeded(run, run.root / "tests/fixtures/harbour/seed", cluster.address)
        loaded = cluster.primary.sql("SELECT version FROM isnad.served")
        served = []
        for _ in range(times):
            try:
                with Server(run.program, cluster.address, log=QUIET) as server:
                    served.append(server.version)
            except AssertionError as why:
                served.append(None)
                run.expect(False, f"a server does not start: {str(why).splitlines()[-1]}")
        standby.sql(RESUME)
        kept = cluster.primary.sql("SELECT version FROM isnad.served")
    run.done = f"a dataset loaded while the standby replays nothing; {times} servers started one after the other"
    right = sum(version == loaded for version in served)
    run.figures = {"starts": times, "with the dataset loaded": right}
    run.expect(right == times, "a server started with another dataset")
    run.expect(kept == loaded, "a start has put another dataset in the place of the one loaded")


@case("killed-load", "Load killed in the middle")
def killed_load(run):
    times, chance = run.size(20, 4), random.Random(9)
    with Cluster(run, standbys=0) as cluster:
        began = time.monotonic()
        seeded(run, run.root / "seed", cluster.address)
        served = cluster.schemas()
        larger = multiplied(run, run.size(40, 8))
        with Server(run.program, cluster.address, log=QUIET) as server:
            leftovers, most = 0, 0
            for _ in range(times):
                found = killed(run, larger, cluster, chance.uniform(0, run.size(3.0, 1.0)))
                leftovers += found
                run.expect(set(served) <= set(cluster.schemas()), "the served schema is gone")
                most = max(most, len(cluster.schemas()) - len(served))
                run.expect(ask(server.address, "/v1/claims?limit=1").status == 200, "the dataset served does not answer")
            unchanged = cluster.primary.sql(SERVED)
            run.expect(unchanged == served[0], "a killed load is served")
            load(run, run.root / "tests/fixtures/harbour/seed", cluster)
            after, now = cluster.schemas(), cluster.primary.sql(SERVED)
            code = server.end()
    run.done = f"{times} loads killed at random moments, then one that is not"
    run.figures = {"kills": times, "that left a schema": leftovers, "most at once": most,
                   "left after the next load": sum(name.startswith("isnad_loading_") for name in after),
                   "seconds": time.monotonic() - began}
    run.expect(leftovers, "no kill left anything: nothing was tested")
    run.expect(sorted(after) == sorted([*served, now]), f"schemas left: {after}")
    run.expect(code == 0, f"the server ended with {code}")


def killed(run, source, cluster, after):
    """Kills a load some seconds after it began its schema; whether it left that behind."""
    before = cluster.schemas()
    command = [run.program, "seed", "--from", source, "--database", cluster.address]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        # What was left by the last one goes first.
        until(lambda: set(cluster.schemas()) - set(before) or process.poll() is not None, "the load begins")
        time.sleep(after)
    finally:
        process.kill()
        process.wait()
    return any(name.startswith("isnad_loading_") for name in cluster.schemas())


def load(run, source, cluster):
    """A load; the one that was killed may still have a statement under way."""
    def done():
        outcome = seed(run, source, cluster.address)
        assert outcome.returncode == 0 or "another dataset is being loaded" in outcome.stderr, outcome.stderr
        return outcome.returncode == 0

    until(done, "the lock of the load that was killed is free")


def takes_up(server, cluster):
    """Waits until the server serves what the primary says is served; whether it does in time."""
    served = cluster.primary.sql("SELECT version FROM isnad.served")
    late = time.monotonic() + TAKEN_UP
    while version(server) != served and time.monotonic() < late:
        time.sleep(0.05)
    return version(server) == served


def version(server):
    return ask(server.address, "/health/ready").headers["dataset-version"]
