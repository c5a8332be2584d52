"""Requests and conditions that once stopped the server or slowed every client: each beside a normal client."""

import contextlib
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import threading
import time

from harness.case import case
from harness.client import Client, ResponseTimeout, fetch
from harness.corpora import repeated_corpus, retitled_corpus, run_seed, seed_database
from harness.load import Load
from harness.server import FULL_LOG, NO_ACCESS_LOG, Server

NOBODY = 65534
NORMAL_CLIENT = {"requests": [("/v1/claims?limit=20", 200), ("/v1/claims?q=chips", 200), ("/v1/actors", 200), ("/v1/suggest?q=chin", 200)],
                 "processes": 1, "connections": 1, "pause": 0.005}
FACETS = ["actor", "asserted_by", "topic", "kind", "certainty", "speech", "publisher", "language", "article", "year", "month"]


@case("costly-facets", "All facets of large samples")
def costly_facets(run):
    clients, seconds = 8, run.scaled(20, 5)
    database = run.large_database or seed_database(run, repeated_corpus(run, 60), run.folder / "claims.db")
    options = ["--response-cache-mib", "0", "--metrics-listen", "127.0.0.1:0"]
    with Server(run.program, database, *options, log=NO_ACCESS_LOG) as server:
        alone = measure(server, 3)
        load, ready, stopping, statuses, longest = Load(server.address, **NORMAL_CLIENT), [], threading.Event(), [], []
        target = "/v1/claims?facet_mode=other_filters&facet_limit=200&sample=10000&kind=statement&sample_seed={}&" + "&".join(
            f"facet={name}" for name in FACETS)
        threads = [threading.Thread(target=repeat, args=(server.address, target, number, stopping, statuses, longest)) for number in range(clients)]
        threads.append(threading.Thread(target=poll_ready, args=(server.metrics_address(), stopping, ready)))
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        stopping.set()
        for thread in threads:
            thread.join()
        beside, claims, code = load.stop(), server.started["claims"], server.stop()
    run.description = f"{clients} clients ask for all facets of samples of 10,000, over {claims:,} claims, for {seconds} s; readiness is asked at the metrics port"
    run.measurements = {"answered": statuses.count(200), "overloaded": statuses.count(503), "the slowest, ms": max(longest) * 1000,
                        "a normal client's median alone, ms": alone.quantile(0.5), "beside them, ms": beside.quantile(0.5),
                        "its p99 alone, ms": alone.quantile(0.99), "beside them: p99, ms": beside.quantile(0.99),
                        "failures": beside.failed, "readiness: slowest, ms": max(ready) * 1000}
    run.expect(set(statuses) <= {200, 503} and statuses, f"statuses {set(statuses)}")
    run.expect(max(longest) < 20, f"a response took {max(longest):.1f} s")
    run.expect(beside.failed == 0, f"normal requests failed: {beside.failures}")
    run.expect(max(ready) < 10, f"readiness took {max(ready):.2f} s")
    run.expect(code == 0, f"exit code {code}")


@case("passing-causes", "Datasets refused for a passing cause")
def passing_causes(run):
    folder = run.folder / "served"
    folder.mkdir()
    folder.chmod(0o755)
    database = seed_database(run, run.root / "seed", folder / "claims.db")
    program = shutil.copy(run.program, run.folder / "isnad")
    others = [seed_database(run, retitled_corpus(run, f"other-{number}"), run.folder / f"other-{number}.db") for number in range(2)]
    user = NOBODY if os.geteuid() == 0 else None
    with Server(program, database, log=NO_ACCESS_LOG, user=user) as server:
        load = Load(server.address, **NORMAL_CLIENT)
        others[0].chmod(0o000)
        refused = replace_and_wait(server, others[0], database)
        database.chmod(0o644)
        permission = wait_for_version(server)
        results, codes = [load.stop()], [server.stop()]
    # As the same user, whose limits may be changed.
    with Server(program, database, log=NO_ACCESS_LOG) as server:
        load = Load(server.address, **NORMAL_CLIENT)
        time.sleep(1)
        limits = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (server.count_open_files() + 3, limits[1]))
        starved = replace_and_wait(server, others[1], database)
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, limits)
        descriptors = wait_for_version(server)
        results, codes = [*results, load.stop()], [*codes, server.stop()]
    run.description = "a dataset of mode 000, then one while there are no file descriptors; each cause passes, the file does not change"
    run.measurements = {"served after mode 644, s": permission, "after descriptors are free, s": descriptors, "errors": "; ".join(
        str(entry.get("error", "")).replace(str(run.folder), "…") for entry in (refused, starved)),
                        "a normal client's p99, ms": max(result.quantile(0.99) for result in results)}
    run.expect(refused.get("retry_seconds") == 1, f"the first refusal says nothing of another attempt: {refused}")
    run.expect(permission < 60 and descriptors < 60, "a dataset was not tried again")
    run.expect(not any(result.failed for result in results), f"normal requests failed: {[result.failures for result in results]}")
    run.expect(codes == [0, 0], f"exit codes {codes}")


@case("not-a-file", "Pipe, folder, socket or device in place of the database")
def not_a_file(run):
    database = seed_database(run, run.root / "seed", run.folder / "claims.db")
    good = seed_database(run, retitled_corpus(run, "other"), run.folder / "good.db")
    make = {"pipe": os.mkfifo, "folder": os.mkdir, "device": lambda path: os.symlink("/dev/zero", path),
            "socket": lambda path: socket.socket(socket.AF_UNIX).bind(str(path))}
    with Server(run.program, database, log=NO_ACCESS_LOG) as server:
        load = Load(server.address, **NORMAL_CLIENT)
        for name, create in make.items():
            database.unlink(missing_ok=True)
            entries = len(server.log_entries())
            create(database)
            end = time.monotonic() + 60
            while not any("regular file" in entry.get("error", "") for entry in server.log_entries()[entries:]) and time.monotonic() < end:
                time.sleep(0.05)
            run.expect(time.monotonic() < end, f"{name}: not refused")
            done = subprocess.run([run.program, "serve", "--database", database, "--listen", "127.0.0.1:0"], capture_output=True, timeout=20)
            run.expect(done.returncode == 1, f"{name}: serve exits with {done.returncode}")
            shutil.rmtree(database) if name == "folder" else database.unlink()
        before = server.version
        good.rename(database)
        taken = wait_for_version(server, before)
        result, code = load.stop(), server.stop()
    run.description = ", ".join(make) + "; then a good file"
    run.measurements = {"the good file is served after, s": taken, **result.measurements()}
    run.expect(taken < 60, "the watcher hangs")
    run.expect(result.failed == 0, f"normal requests failed: {result.failures}")
    run.expect(code == 0, f"exit code {code}")


@case("one-switch", "Replicas that start while the dataset is replaced, without a place to write")
def one_switch(run):
    seedings = run.scaled(20, 4)
    sources = [run.root / "seed", retitled_corpus(run, "other")]
    folder = run.folder / "volume"
    folder.mkdir()
    database = seed_database(run, sources[0], folder / "claims.db")
    folder.chmod(0o755)
    program, started, failed, stopping = shutil.copy(run.program, run.folder / "isnad"), 0, [], threading.Event()

    def keep_seeding():
        for number in range(1, seedings + 1):
            done = run_seed(run, sources[number % 2], database)
            failed.extend([done.stderr[-300:]] if done.returncode else [])
        stopping.set()

    seeding = threading.Thread(target=keep_seeding)
    seeding.start()
    user = NOBODY if os.geteuid() == 0 else None
    while not stopping.is_set():
        try:
            # No folder for temporary files: the doc store must be there at every moment.
            with Server(program, database, log=FULL_LOG, user=user, env={"TMPDIR": "/nonexistent"}) as server:
                rebuilt = [entry for entry in server.log_entries() if "rebuilding" in entry.get("message", "")]
                failed += ["a doc store was rebuilt"] if rebuilt else []
                started += 1
        except AssertionError as error:
            failed.append(str(error)[-300:])
    seeding.join()
    left = sorted(path.name for path in folder.iterdir())
    run.description = f"{seedings} seedings, while servers without write permission and without /tmp start one after the other"
    run.measurements = {"starts": started, "failed": len(failed), "files left": len(left)}
    run.expect(started >= seedings and not failed, f"{started} starts, {len(failed)} failed: {failed[:3]}")
    run.expect(len(left) == 2, f"files left: {left}")


@case("stalled-log", "A log reader that stalls")
def stalled_log(run):
    requests = run.scaled(50_000, 12_000)
    database = seed_database(run, run.root / "seed", run.folder / "claims.db")
    reading, writing = os.pipe()
    command = [run.program, "serve", "--database", database, "--listen", "127.0.0.1:0", "--log-format", "json"]
    # Standard output goes to the same reader, as in a container.
    process = subprocess.Popen(command, stdout=writing, stderr=writing)
    os.close(writing)
    log = os.fdopen(reading, "rb")
    entry = next(entry for entry in map(json.loads, log) if entry["message"] == "serving")
    host, port = entry["address"].removeprefix("http://").rsplit(":", 1)
    client, slowest = Client((host, int(port))), 0.0
    try:
        for _ in range(requests):
            began = time.monotonic()
            response = client.get("/v1/claims?limit=1")
            slowest = max(slowest, time.monotonic() - began)
            if not run.expect(response and response.status == 200, f"status {response and response.status}"):
                break
        dropped = next(line for line in client.get("/metrics").body.decode().splitlines() if line.startswith("isnad_log_lines_dropped_total "))
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        code = process.wait(20)
        stopping = time.monotonic() - began
    except (ResponseTimeout, subprocess.TimeoutExpired) as error:
        run.expect(False, f"stopped answering: {error!r}")
        return
    finally:
        process.kill()
        process.wait()
        log.close()
    count = int(dropped.split()[1])
    run.description = f"{requests:,} requests, none of whose log lines is read, then SIGTERM"
    run.measurements = {"lines dropped": count, "slowest request, ms": slowest * 1000, "seconds until the exit": stopping}
    run.expect(0 < count < requests, f"{count} lines were dropped")
    run.expect(slowest < 10 and stopping < 25, f"slowest {slowest:.1f} s, exit after {stopping:.1f} s")
    run.expect(code == 0, f"exit code {code}")


@case("client-addresses", "Rate limit for one IPv6 network and for mapped addresses")
def client_addresses(run):
    database = seed_database(run, run.root / "seed", run.folder / "claims.db")
    options = ["--rate-limit", "1", "--rate-burst", "5", "--trusted-proxy", "127.0.0.0/8"]
    groups = {
        "one /64": [f"2001:db8:0:7::{number:x}" for number in range(20)],
        "one /64 with ports": [f"[2001:db8:0:8:{number:x}::1]:{4000 + number}" for number in range(20)],
        "one IPv4 address in several forms": ["192.0.2.9", "192.0.2.9:80", "::ffff:192.0.2.9", "[::ffff:192.0.2.9]:81"] * 5,
    }
    answered = {}
    # The peer is an IPv4 address mapped to IPv6.
    with Server(run.program, database, *options, log=NO_ACCESS_LOG, listen="[::]:0") as server:
        address = ("127.0.0.1", server.address[1])
        for name, clients in groups.items():
            answered[name] = sum(fetch(address, "/v1/claims?limit=1", f"X-Forwarded-For: {client}\r\n").status == 200 for client in clients)
        many = [fetch(address, "/v1/claims?limit=1", f"X-Forwarded-For: 2001:db8:1:{number:x}::1\r\n").status for number in range(20)]
        code = server.stop()
    run.description = "20 requests of each group to --listen [::] through a trusted proxy with an IPv4 address, one request a second allowed, 5 at once"
    run.measurements = {**answered, "20 networks": many.count(200)}
    run.expect(all(5 <= count <= 9 for count in answered.values()), f"answered {answered}")
    run.expect(many.count(200) == 20, "clients of different networks share a limit")
    run.expect(code == 0, f"exit code {code}")


def replace_and_wait(server, source, database):
    """Replaces the database by one that cannot be opened now. Returns the log entry of its refusal."""
    entries = len(server.log_entries())
    source.rename(database)
    return server.wait_for_log("dataset reload failed", 30, entries)


def measure(server, seconds):
    load = Load(server.address, **NORMAL_CLIENT)
    time.sleep(seconds)
    return load.stop()


def repeat(address, target, number, stopping, statuses, longest):
    client, seed = Client(address, timeout=30), number * 1_000_000
    while not stopping.is_set():
        seed, began = seed + 1, time.monotonic()
        try:
            response = client.get(target.format(seed))
        except (OSError, ResponseTimeout) as error:
            client.close()
            statuses.append(type(error).__name__)
            continue
        longest.append(time.monotonic() - began)
        statuses.append(response.status if response else "closed")


def poll_ready(address, stopping, seconds):
    while not stopping.is_set():
        began = time.monotonic()
        with contextlib.suppress(ResponseTimeout):
            fetch(address, "/health/ready")
        seconds.append(time.monotonic() - began)
        time.sleep(0.05)


def served_version(server):
    return fetch(server.address, "/health/ready").headers["dataset-version"]


def wait_for_version(server, old=None, timeout=60):
    """Waits until another dataset than `old`, by default the first, is served. Returns the seconds."""
    began, old = time.monotonic(), old or server.version
    while served_version(server) == old and time.monotonic() < began + timeout:
        time.sleep(0.05)
    return time.monotonic() - began
