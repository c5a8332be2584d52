"""Idle connections and slow request headers."""

import re
import selectors
import socket
import time

from harness.case import case
from harness.client import Client
from harness.corpora import seed_database
from harness.load import Load
from harness.server import NO_ACCESS_LOG, Server

NORMAL_CLIENT = {"processes": 1, "connections": 1, "pause": 0.005}
REQUEST = b"GET /health/live HTTP/1.1\r\nHost: isnad\r\n\r\n"


def open_connections(address, count):
    """Opens connections from several loopback addresses, so that ports do not run out."""
    connections = []
    for number in range(count):
        source = f"127.0.0.{2 + number // 20_000}"
        connections.append(socket.create_connection(address, 15, source_address=(source, 0)))
    return connections


@case("idle", "Idle connections")
def idle(run):
    wanted = run.scaled(10_000, 2_000)
    # The server holds two file descriptors for each connection.
    count = min(wanted, run.max_open_files // 2 - 50)
    database = seed_database(run, run.root / "seed", run.folder / "claims.db")
    with Server(run.program, database, "--keep-alive", "600", "--header-timeout", "600", log=NO_ACCESS_LOG) as server:
        alone = measure_normal_client(server, 3)
        memory_before, files_before = server.memory_mib(), server.count_open_files()
        connections = open_connections(server.address, count)
        for connection in connections[::2]:
            connection.sendall(REQUEST)
        answered = sum(connection.recv(4096).startswith(b"HTTP/1.1 200") for connection in connections[::2])
        time.sleep(1)
        memory, held = server.memory_mib(), server.count_open_files() - files_before
        beside = measure_normal_client(server, 5)
        for connection in connections:
            connection.close()
        end = time.monotonic() + 15
        while server.count_open_files() > files_before + 20 and time.monotonic() < end:
            time.sleep(0.1)
        leaked = server.count_open_files() - files_before
        code = server.stop()
    kib_each = (memory - memory_before) * 1024 / count
    run.description = f"{count:,} connections held open, half of them after a first request"
    run.description += f" (the limit on open files allows no more than {count:,})" if count < wanted else ""
    run.measurements = {"memory before, MiB": memory_before, "with the connections, MiB": memory, "KiB each": kib_each,
                        "a normal client's p99 alone, ms": alone.quantile(0.99), "beside them, ms": beside.quantile(0.99),
                        "failures": beside.failed, "file descriptors left": leaked}
    run.expect(answered == len(connections[::2]), f"only {answered} of {len(connections[::2])} were answered")
    run.expect(held >= count, f"only {held} file descriptors were open for {count} connections")
    run.expect(beside.failed == 0, f"normal requests failed: {beside.failures}")
    run.expect(kib_each < 64, "a connection costs more than 64 KiB")
    run.expect(leaked <= 20, f"{leaked} file descriptors are left")
    run.expect(code == 0, f"exit code {code}")


@case("slow-headers", "Slow headers")
def slow_headers(run):
    count = run.scaled(2_000, 200)
    keep_alive, header = run.scaled((15, 5), (3, 2))
    # The server checks twice a second; the rest allows for a busy machine.
    latest = keep_alive + header + 15
    database = seed_database(run, run.root / "seed", run.folder / "claims.db")
    run.description = f"{count:,} clients send one byte of a header every 0.5 s, in the first and in the second request"
    options = ["--keep-alive", str(keep_alive), "--header-timeout", str(header)]
    with Server(run.program, database, *options, log=NO_ACCESS_LOG) as server:
        for which in ("first", "second"):
            connections = open_connections(server.address, count)
            if which == "second":
                answered = sum(complete_request(connection) for connection in connections)
                run.expect(answered == count, f"only {answered} first requests were answered")
            load = Load(server.address, **NORMAL_CLIENT)
            closed, longest = send_slowly(connections, latest)
            result = load.stop()
            run.measurements |= {f"{which} request: closed": f"{closed:,} of {count:,}", f"{which}: the last after, s": longest,
                                 f"{which}: a normal client's p99, ms": result.quantile(0.99)}
            run.expect(closed == count, f"{count - closed} connections with a slow {which} header are still open after {latest} s")
            run.expect(result.failed == 0, f"normal requests failed: {result.failures}")
        metrics = Client(server.address).get("/metrics").body.decode()
        counted = re.search(r'isnad_rejected_total\{reason="slow_header"\} (\d+)', metrics)
        run.measurements["counted as slow_header"] = int(counted[1]) if counted else 0


def complete_request(connection):
    connection.sendall(REQUEST)
    return connection.recv(4096).startswith(b"HTTP/1.1 200")


def send_slowly(connections, timeout):
    """Sends header bytes slowly until all connections are closed. Returns how many were, and the seconds until the last."""
    started, closed, longest = time.monotonic(), 0, 0.0
    selector = selectors.DefaultSelector()
    for connection in connections:
        connection.setblocking(False)
        connection.send(b"GET /v1/claims HTTP/1.1\r\nHost: isnad\r\nX-Slow: ")
        selector.register(connection, selectors.EVENT_READ)
    next_byte = started
    while selector.get_map() and time.monotonic() < started + timeout:
        ended = set()
        for key, _ in selector.select(max(next_byte - time.monotonic(), 0.01)):
            try:
                ended |= set() if key.fileobj.recv(4096) else {key.fileobj}
            except ConnectionError:
                ended.add(key.fileobj)
        if time.monotonic() >= next_byte:
            next_byte += 0.5
            for key in list(selector.get_map().values()):
                try:
                    key.fileobj.send(b"x")
                except ConnectionError:
                    ended.add(key.fileobj)
                except BlockingIOError:
                    pass
        for connection in ended:
            selector.unregister(connection)
            connection.close()
            closed, longest = closed + 1, time.monotonic() - started
    for key in list(selector.get_map().values()):
        key.fileobj.close()
    return closed, longest


def measure_normal_client(server, seconds):
    load = Load(server.address, **NORMAL_CLIENT)
    time.sleep(seconds)
    return load.stop()
