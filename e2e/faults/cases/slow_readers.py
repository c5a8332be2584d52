"""Clients that read large responses slowly or not at all: exports, pages, the snapshot."""

import contextlib
import itertools
import socket
import time

from harness.case import case
from harness.client import fetch
from harness.corpora import repeated_corpus, retitled_corpus, seed_database
from harness.load import Load
from harness.server import NO_ACCESS_LOG, Server

# Until a slow client is disconnected, in seconds: two windows over which the server measures, and the time in which it prepares
# what it sends to all of them, which does not count against a client.
LONGEST = 2 * 20 + 260
MAX_EXPORTS = 64
# The normal client's.
OTHER_CONNECTIONS = 1
NORMAL_CLIENT = {"requests": [("/v1/claims?limit=20", 200), ("/v1/claims?q=chips", 200), ("/v1/actors", 200), ("/v1/claims/timeline", 200),
                              ("/v1/claims.csv?limit=%d", 400)], "processes": 1, "connections": 1, "pause": 0.005}
EXPORTS = ["/v1/claims.csv", "/v1/claims.ndjson", "/v1/claims.jsonld", "/v1/dataset/claims.csv", "/v1/dataset/claims.ndjson"]
ENCODINGS = ["identity", "gzip", "zstd", "br"]


@case("slow-exports", "Exports that are read slowly")
def slow_exports(run):
    count = run.scaled(400, 200)
    database = seed_database(run, repeated_corpus(run, run.scaled(200, 40)), run.folder / "claims.db")
    other = seed_database(run, retitled_corpus(run, "other"), run.folder / "other.db")
    with Server(run.program, database, log=NO_ACCESS_LOG) as server:
        whole = len(fetch(server.address, "/v1/claims.ndjson").body)
        before, load = server.memory_mib(), Load(server.address, **NORMAL_CLIENT)
        targets = itertools.cycle(itertools.product(EXPORTS, ENCODINGS))
        readers = [SlowReader(server.address, *target) for target, _ in zip(targets, range(count))]
        statuses = [reader.read_status() for reader in readers]
        refused = fetch(server.address, "/v1/claims.ndjson")
        small = fetch(server.address, "/v1/claims.ndjson?sample=5")
        time.sleep(2)
        memory = server.memory_mib()
        # Half of the readers take a few bytes now and then.
        ended = wait_until_closed(server, [reader for reader in readers if reader.status == 200], trickle=2)
        after = fetch(server.address, "/v1/claims.ndjson")
        pinned = SlowReader(server.address, "/v1/claims.ndjson", "identity")
        pinned.read_status()
        other.rename(database)
        server.wait_for_log("dataset reloaded", 60)
        released = wait_until_closed(server, [pinned], trickle=1)
        result, counted = load.stop(), counter(server, "slow_client")
        code = server.stop()
    run.description = (f"{count} clients ask for exports of {whole >> 20} MiB in four encodings and read nothing, or a few bytes a second; then "
                       "one holds the dataset across a swap")
    run.measurements = {"streamed": statuses.count(200), "refused": statuses.count(503), "counted as slow": counted,
                        "memory before, MiB": before, "with them, MiB": memory,
                        "MiB each": (memory - before) / max(statuses.count(200), 1), "the last disconnected after, s": ended,
                        "after a swap, s": released, **{f"normal client: {name}": value for name, value in result.measurements().items()}}
    run.expect(statuses.count(200) == MAX_EXPORTS, f"{statuses.count(200)} exports are streamed at once")
    run.expect(set(statuses) == {200, 503}, f"statuses {set(statuses)}")
    run.expect(refused.status == 503 and refused.is_problem and "retry-after" in refused.headers, f"refused with {refused.status}")
    run.expect(b'"too_many_exports"' in refused.body, "refused with another code")
    run.expect(small.status == 200, f"an export of five claims: {small.status}")
    run.expect(memory - before < 128, f"memory grew by {memory - before:.0f} MiB")
    run.expect(ended < LONGEST, f"a slow reader was served for {ended:.0f} s")
    run.expect(released < LONGEST, f"the old dataset was held for {released:.0f} s")
    run.expect(len(after.body) == whole, "a normal export afterwards is incomplete")
    # What is compressed may fit in the buffers of the connection: then its client has read nothing and is not slow.
    plain = sum(reader.status == 200 and reader.encoding == "identity" for reader in readers)
    run.expect(counted >= plain, f"{counted} slow clients were counted; {plain} did not ask for compression")
    expect_normal(run, result, code)


@case("slow-pages", "Pages and downloads that are read slowly")
def slow_pages(run):
    count = run.scaled(2_000, 120)
    database = seed_database(run, repeated_corpus(run, 20), run.folder / "claims.db")
    others = itertools.cycle(["/v1/dataset/claims.sqlite", "/openapi.json", "/v1/claims.atom?limit=200", "/v1/actors?limit=200"])
    targets = [f"/v1/claims?limit=200&sample=200&sample_seed={number}" if number % 4 else next(others) for number in range(count)]
    # A connection looks at its timer before it reads: after a thread has been busy for the header timeout, such as with compression in
    # a debug build, it answers 408 to a request that has arrived.
    options = ["--response-cache-mib", "16", "--header-timeout", "20"]
    with Server(run.program, database, *options, log=NO_ACCESS_LOG) as server:
        before, load = server.memory_mib(), Load(server.address, **NORMAL_CLIENT)
        readers = [SlowReader(server.address, target, ENCODINGS[number // 2 % 4]) for number, target in enumerate(targets)]
        statuses = {reader.read_status() for reader in readers}
        time.sleep(1)
        memory = server.memory_mib()
        ended = wait_until_closed(server, readers, trickle=0)
        result = load.stop()
        code = server.stop()
    run.description = f"{count} clients ask for pages of 200 claims, the snapshot and documents, each of its own address, and read nothing"
    run.measurements = {"memory before, MiB": before, "with them, MiB": memory, "KiB each": (memory - before) * 1024 / count,
                        "the last disconnected after, s": ended, **{f"normal client: {name}": value for name, value in result.measurements().items()}}
    run.expect(statuses == {200}, f"statuses {statuses}")
    # Each thread that compresses keeps the memory of its encoder, however many clients there are.
    run.expect(memory - before < 400, f"memory grew by {memory - before:.0f} MiB")
    run.expect(ended < LONGEST, f"slow readers are still connected after {ended:.0f} s")
    expect_normal(run, result, code)


class SlowReader:
    """A client with a small receive buffer that reads the first bytes of a response."""

    def __init__(self, address, target, encoding):
        self.socket, self.status, self.encoding = socket.socket(), 0, encoding
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.settimeout(15)
        self.socket.connect(address)
        self.socket.sendall(f"GET {target} HTTP/1.1\r\nHost: isnad\r\nAccept-Encoding: {encoding}\r\n\r\n".encode())

    def read_status(self):
        line = self.socket.recv(12)
        self.status = int(line[9:12] or 0) if line.startswith(b"HTTP/1.1 ") else 0
        return self.status

    def close(self):
        self.socket.close()


def wait_until_closed(server, readers, trickle):
    """Waits until the server has closed the connections of the readers. Every `trickle`-th reads a little. Returns the seconds."""
    started, slow = time.monotonic(), readers[::trickle] if trickle else []
    while server.count_connections() > OTHER_CONNECTIONS and time.monotonic() < started + LONGEST:
        for reader in slow:
            with contextlib.suppress(OSError):
                reader.socket.recv(512, socket.MSG_DONTWAIT)
        time.sleep(0.5)
    for reader in readers:
        reader.close()
    return time.monotonic() - started


def counter(server, reason):
    """A count of `isnad_rejected_total`."""
    lines = fetch(server.address, "/metrics").body.decode().splitlines()
    found = [line for line in lines if line.startswith(f'isnad_rejected_total{{reason="{reason}"}}')]
    return int(found[0].split()[1]) if found else 0


def expect_normal(run, result, code):
    run.expect(result.failed == 0, f"normal requests failed: {result.failures}")
    run.expect(code == 0, f"exit code {code}")
