"""Connections that ask for nothing, and headers that never end."""

import re
import selectors
import socket
import time

from harness.case import case
from harness.client import Client
from harness.corpora import seeded
from harness.load import Load
from harness.server import QUIET, Server

NORMAL = {"processes": 1, "connections": 1, "pause": 0.005}


def opened(address, count):
    """So many connections, from several loopback addresses so that ports do not run out."""
    connections = []
    for number in range(count):
        source = f"127.0.0.{2 + number // 20_000}"
        connections.append(socket.create_connection(address, 15, source_address=(source, 0)))
    return connections


@case("idle", "Idle connections")
def idle(run):
    wanted = run.size(10_000, 2_000)
    # The server holds two handles on each connection.
    count = min(wanted, run.files // 2 - 50)
    database = seeded(run, run.root / "seed", run.folder / "claims.db")
    with Server(run.program, database, "--keep-alive", "600", "--header-timeout", "600", log=QUIET) as server:
        alone = measured(server, 3)
        before, files = server.memory(), server.open_files()
        connections = opened(server.address, count)
        for connection in connections[::2]:
            connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: isnad\r\n\r\n")
        answered = sum(connection.recv(4096).startswith(b"HTTP/1.1 200") for connection in connections[::2])
        time.sleep(1)
        with_them, held = server.memory(), server.open_files() - files
        driven = measured(server, 5)
        for connection in connections:
            connection.close()
        until = time.monotonic() + 15
        while server.open_files() > files + 20 and time.monotonic() < until:
            time.sleep(0.1)
        left = server.open_files() - files
        code = server.end()
    run.done = f"{count:,} connections held open, half of them after a first request"
    run.done += f" (the limit on open files allows no more than {count:,})" if count < wanted else ""
    run.figures = {"memory MiB before": before, "with them": with_them, "KiB each": (with_them - before) * 1024 / count,
                   "a normal client's p99 ms alone": alone.quantile(0.99), "beside them": driven.quantile(0.99),
                   "failures": driven.failed, "handles left after": left}
    run.expect(answered == len(connections[::2]), f"only {answered} of {len(connections[::2])} were answered")
    run.expect(held >= count, f"only {held} handles were open for {count} connections")
    run.expect(driven.failed == 0, f"normal requests failed: {driven.failures}")
    run.expect(driven.quantile(0.99) < 100, f"a normal client waited {driven.quantile(0.99):.0f} ms")
    run.expect((with_them - before) * 1024 / count < 64, "a connection costs more than 64 KiB")
    run.expect(left <= 20, f"{left} handles are left")
    run.expect(code == 0, f"the server ended with {code}")


@case("slow-headers", "Slow headers")
def slow_headers(run):
    count = run.size(2_000, 200)
    keep_alive, header = run.size((15, 5), (3, 2))
    # The watch looks twice a second; the rest is the machine's.
    latest = keep_alive + header + 3
    database = seeded(run, run.root / "seed", run.folder / "claims.db")
    run.done = f"{count:,} clients send a byte of a header every 0.5 s, on the first and on the second request"
    options = ["--keep-alive", str(keep_alive), "--header-timeout", str(header)]
    with Server(run.program, database, *options, log=QUIET) as server:
        for which in ("first", "second"):
            connections = opened(server.address, count)
            if which == "second":
                answered = sum(whole_answer(connection) for connection in connections)
                run.expect(answered == count, f"only {answered} first requests were answered")
            load = Load(server.address, **NORMAL)
            closed, longest = drip(connections, latest + 5)
            driven = load.stop()
            run.figures |= {f"{which}: closed": f"{closed:,} of {count:,}", f"{which}: after at most s": longest,
                            f"{which}: a normal client's p99 ms": driven.quantile(0.99)}
            run.expect(closed == count, f"{count - closed} connections with a slow {which} header are still open")
            run.expect(longest <= latest, f"a slow {which} header was let go on for {longest:.1f} s")
            run.expect(driven.failed == 0, f"normal requests failed: {driven.failures}")
            run.expect(driven.quantile(0.99) < 100, f"a normal client waited {driven.quantile(0.99):.0f} ms")
        metrics = Client(server.address).get("/metrics").body.decode()
        counted = re.search(r'isnad_rejected_total\{reason="slow_header"\} (\d+)', metrics)
        run.figures["counted as slow_header"] = int(counted[1]) if counted else 0


def whole_answer(connection):
    connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: isnad\r\n\r\n")
    return connection.recv(4096).startswith(b"HTTP/1.1 200")


def drip(connections, patience):
    """Sends header bytes slowly until all are closed; how many were, and after how many seconds the last."""
    began, closed, longest = time.monotonic(), 0, 0.0
    selector = selectors.DefaultSelector()
    for connection in connections:
        connection.setblocking(False)
        connection.send(b"GET /v1/claims HTTP/1.1\r\nHost: isnad\r\nX-Slow: ")
        selector.register(connection, selectors.EVENT_READ)
    next_byte = began
    while selector.get_map() and time.monotonic() < began + patience:
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
            closed, longest = closed + 1, time.monotonic() - began
    for key in list(selector.get_map().values()):
        key.fileobj.close()
    return closed, longest


def measured(server, seconds):
    """What a normal client sees for a few seconds."""
    load = Load(server.address, **NORMAL)
    time.sleep(seconds)
    return load.stop()
