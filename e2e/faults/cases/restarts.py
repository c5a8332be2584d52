"""Rolling restarts: a new server replaces the old one on the same address without losing a request."""

import contextlib
import signal
import socket
import time
from functools import partial

from harness.case import case
from harness.client import fetch
from harness.corpora import seed_database
from harness.load import SUCCESSFUL, Load
from harness.server import NO_ACCESS_LOG, SHUTTING_DOWN, Server


@contextlib.contextmanager
def inherited_socket():
    """As with systemd: the service manager listens and passes its socket to every server."""
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listening:
        yield listening.getsockname(), [], {"socket": listening}


@contextlib.contextmanager
def reuse_port():
    """Every server listens for itself. The kernel resets the connections that a stopping server has not accepted."""
    with socket.socket() as reserved:
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        reserved.bind(("127.0.0.1", 0))
        host, port = reserved.getsockname()
        yield (host, port), ["--reuse-port"], {"listen": f"{host}:{port}"}


@case("restarts", "Rolling restarts under load")
def restarts(run):
    # Seconds. The load uses each of its connections more often, also on a busy machine: one that is idle until the end is closed.
    times, grace = run.scaled(4, 2), 6
    database = seed_database(run, run.root / "seed", run.folder / "claims.db")
    for name, method in (("inherited socket", inherited_socket), ("SO_REUSEPORT", reuse_port)):
        with method() as (address, options, keywords):
            start = partial(Server, run.program, database, "--shutdown-grace-seconds", str(grace), *options, log=NO_ACCESS_LOG, **keywords)
            server, codes, unready = start(), [], 0
            load = Load(address, requests=SUCCESSFUL, processes=2)
            time.sleep(1)
            for _ in range(times):
                successor = start()
                server.send_signal(signal.SIGTERM)
                server.wait_for_log(SHUTTING_DOWN, 5)
                unready += any(fetch(address, "/health/ready").status == 503 for _ in range(20))
                codes.append(server.stop())
                server.__exit__()
                server = successor
                time.sleep(0.5)
            result = load.stop()
            codes.append(server.stop())
            server.__exit__()
        run.measurements |= {f"{name}: {key}": value for key, value in result.measurements().items()}
        run.expect(unready == times, f"{name}: readiness turned off in {unready} of {times}")
        if name == "inherited socket":
            run.expect(result.failed == 0, f"{name}: requests failed: {result.failures}")
        run.expect(set(codes) == {0}, f"{name}: exit codes {codes}")
    run.description = f"{times} restarts; the new server starts before the old one gets SIGTERM, with --shutdown-grace-seconds {grace}"
