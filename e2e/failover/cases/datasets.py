"""Replacing the dataset while it is served: servers switch and never go back, and old datasets are dropped in the end."""

import random
import subprocess
import time

from cluster import Cluster, wait_until
from harness.case import case
from harness.client import fetch
from harness.corpora import repeated_corpus, retitled_corpus, run_seed, seed_database
from harness.server import NO_ACCESS_LOG, Server
from readers import CLIENTS, Readers, count_differing, mixed_targets

# Seconds until a server has switched: it polls once a second and then opens the dataset.
SWITCH_TIMEOUT = 60

SERVED_SCHEMA = "SELECT schema FROM isnad.served"
SERVED_VERSION = "SELECT version FROM isnad.served JOIN isnad.dataset USING (schema)"
NEWEST_SCHEMAS = "SELECT schema FROM isnad.dataset ORDER BY loaded DESC LIMIT 3"
PAUSE_REPLAY = "SELECT pg_wal_replay_pause()"
RESUME_REPLAY = "SELECT pg_wal_replay_resume()"


@case("datasets", "Another dataset while the standby lags")
def datasets(run):
    corpus, harbour = run.root / "seed", run.root / "tests/fixtures/harbour/seed"
    lag = run.scaled(10, 3)
    with Cluster(run) as cluster:
        [standby] = cluster.standbys
        seed_database(run, corpus, cluster.address)
        cluster.wait_for_standbys()
        first_schema = cluster.primary.query(SERVED_SCHEMA)
        with Server(run.program, cluster.address, "--response-cache-mib", "0", log=NO_ACCESS_LOG) as server:
            with Readers(server.address, mixed_targets(corpus, harbour)) as readers:
                time.sleep(2)
                standby.query(PAUSE_REPLAY)
                seed_database(run, harbour, cluster.address)
                loaded = time.monotonic()
                run.expect(wait_until_switched(server, cluster), "the server does not switch to the new dataset")
                switched = time.monotonic()
                time.sleep(lag)
                standby.query(RESUME_REPLAY)
                cluster.wait_for_standbys()
                time.sleep(2)
                after_two = cluster.schemas()
                for name in "abc":
                    seed_database(run, retitled_corpus(run, name), cluster.address)
                after_five, served = cluster.schemas(), cluster.primary.query(SERVED_SCHEMA)
                newest = cluster.primary.query(NEWEST_SCHEMAS).split()
                run.expect(wait_until_switched(server, cluster), "the server does not switch to the last dataset")
                time.sleep(1)
                reads = readers.stop()
            code = server.stop()
    # Each dataset has its own claims, so a claim of the other one is correctly not found.
    failed = [read for read in reads if read.status != 200
              and not (read.fault == "claim_not_found" and read.target.startswith("/v1/claims/"))]
    unversioned = sum(read.version is None for read in reads)
    while_lagging = [read for read in reads if switched < read.started < switched + lag]
    stale = [read for read in while_lagging if read.version == server.version]
    run.description = (f"{CLIENTS} clients read; a dataset is loaded while the standby's replay is paused, which stays so for {lag} s "
                       "more; then three more datasets are loaded")
    run.measurements = {"requests": len(reads), "failed": len(failed), "versions": len({read.version for read in reads}),
                        "until served, s": switched - loaded, "responses while the standby lagged": len(while_lagging),
                        "of them from the old dataset": len(stale), "schemas in the end": len(after_five)}
    run.expect(not failed, f"requests failed: {[str(read) for read in failed[:5]]}")
    run.expect(unversioned == 0, f"{unversioned} responses have no Dataset-Version")
    run.expect(not stale, "the server went back to the old dataset")
    run.expect(count_differing(reads) == 0, "the same request to the same dataset was answered differently")
    run.expect(first_schema in after_two, f"the old dataset was dropped at once: {after_two}")
    run.expect(sorted(after_five) == sorted(newest) and served in after_five, f"{after_five} remain of {newest}, {served} is served")
    run.expect(code == 0, f"exit code {code}")


@case("start", "Start beside a standby that has no dataset yet")
def start(run):
    times = run.scaled(10, 4)
    with Cluster(run) as cluster:
        [standby] = cluster.standbys
        standby.query(PAUSE_REPLAY)
        seed_database(run, run.root / "tests/fixtures/harbour/seed", cluster.address)
        loaded = cluster.primary.query(SERVED_VERSION)
        served = []
        for _ in range(times):
            try:
                with Server(run.program, cluster.address, log=NO_ACCESS_LOG) as server:
                    served.append(server.version)
            except AssertionError as error:
                served.append(None)
                run.expect(False, f"a server does not start: {str(error).splitlines()[-1]}")
        standby.query(RESUME_REPLAY)
        in_the_end = cluster.primary.query(SERVED_VERSION)
    run.description = f"a dataset is loaded while the standby's replay is paused; {times} servers start one after the other"
    correct = sum(version == loaded for version in served)
    run.measurements = {"starts": times, "with the loaded dataset": correct}
    run.expect(correct == times, "a server started with another dataset")
    run.expect(in_the_end == loaded, "a start has replaced the loaded dataset")


@case("killed-load", "Load killed in the middle")
def killed_load(run):
    times, rng, size = run.scaled(20, 4), random.Random(9), run.scaled(40, 8)
    larger = repeated_corpus(run, size)
    with Cluster(run, standbys=0) as cluster:
        started = time.monotonic()
        duration = time_load(run, repeated_corpus(run, size + 1), cluster)
        seed_database(run, run.root / "seed", cluster.address)
        served, complete = cluster.primary.query(SERVED_SCHEMA), cluster.schemas()
        with Server(run.program, cluster.address, log=NO_ACCESS_LOG) as server:
            leftovers, most = 0, 0
            for _ in range(times):
                leftovers += kill_load(run, larger, cluster, rng.uniform(0, duration * 0.7))
                run.expect(set(complete) <= set(cluster.schemas()), "a complete schema is gone")
                most = max(most, len(cluster.schemas()) - len(complete))
                run.expect(fetch(server.address, "/v1/claims?limit=1").status == 200, "the served dataset does not answer")
            run.expect(cluster.primary.query(SERVED_SCHEMA) == served, "a killed load is served")
            load_when_unlocked(run, run.root / "tests/fixtures/harbour/seed", cluster)
            after, now = cluster.schemas(), cluster.primary.query(SERVED_SCHEMA)
            code = server.stop()
    run.description = f"{times} loads killed at random moments, then a complete one"
    run.measurements = {"kills": times, "that left a schema": leftovers, "most schemas left": most,
                        "left after the next load": sum(name.startswith("isnad_loading_") for name in after),
                        "seconds": time.monotonic() - started}
    run.expect(leftovers, "no kill left a schema: nothing was tested")
    run.expect(sorted(after) == sorted([*complete, now]), f"schemas left: {after}")
    run.expect(code == 0, f"exit code {code}")


def start_load(run, source, cluster):
    """Starts a load and waits until it has created its schema."""
    before = cluster.schemas()
    command = [run.program, "seed", "--from", source, "--database", cluster.address]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # First it drops what the previous load left.
    wait_until(lambda: set(cluster.schemas()) - set(before) or process.poll() is not None, "the load creates a schema")
    return process


def time_load(run, source, cluster):
    """The seconds from the creation of the schema to the end of a load."""
    process, started = start_load(run, source, cluster), time.monotonic()
    assert process.wait() == 0
    return time.monotonic() - started


def kill_load(run, source, cluster, delay):
    """Kills a load some seconds after it has created its schema. Returns whether it left the schema behind."""
    process = start_load(run, source, cluster)
    time.sleep(delay)
    process.kill()
    process.wait()
    return any(name.startswith("isnad_loading_") for name in cluster.schemas())


def load_when_unlocked(run, source, cluster):
    """Loads a dataset; the session of the killed load may hold the lock until its statement ends."""
    def load():
        done = run_seed(run, source, cluster.address)
        assert done.returncode == 0 or "another dataset" in done.stderr, done.stderr
        return done.returncode == 0

    wait_until(load, "the lock of the killed load is released")


def wait_until_switched(server, cluster):
    """Waits until the server serves the primary's current dataset. Returns whether it did in time."""
    expected = cluster.primary.query(SERVED_VERSION)
    end = time.monotonic() + SWITCH_TIMEOUT
    while served_version(server) != expected and time.monotonic() < end:
        time.sleep(0.05)
    return served_version(server) == expected


def served_version(server):
    return fetch(server.address, "/health/ready").headers["dataset-version"]
