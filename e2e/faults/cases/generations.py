"""A new server in the place of the old one, both on one listening socket for a while, and no request lost."""

import contextlib
import signal
import socket
import time
from functools import partial

from harness.case import case
from harness.client import ask
from harness.corpora import seeded
from harness.load import PLAIN, Load
from harness.server import QUIET, Server


@contextlib.contextmanager
def inherited():
    """The service manager's way: it listens, and hands its socket to every generation."""
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listening:
        yield listening.getsockname(), [], {"socket": listening}


@contextlib.contextmanager
def reused():
    """Every generation listens for itself. The kernel resets what waits to be accepted by the one that ends."""
    with socket.socket() as reserved:
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        reserved.bind(("127.0.0.1", 0))
        host, port = reserved.getsockname()
        yield (host, port), ["--reuse-port"], {"listen": f"{host}:{port}"}


@case("restarts", "Rolling restarts under load")
def restarts(run):
    times = run.size(4, 2)
    database = seeded(run, run.root / "seed", run.folder / "claims.db")
    figures = {}
    for way, arrange in (("inherited socket", inherited), ("SO_REUSEPORT", reused)):
        with arrange() as (address, flags, how):
            start = partial(Server, run.program, database, "--drain", "2", *flags, log=QUIET, **how)
            generation, codes, unready = start(), [], 0
            load = Load(address, requests=PLAIN, processes=2)
            time.sleep(1)
            for _ in range(times):
                following = start()
                generation.send(signal.SIGTERM)
                generation.wait_for("about to end", 5)
                unready += any(ask(address, "/health/ready").status == 503 for _ in range(20))
                codes.append(generation.end())
                generation.__exit__()
                generation = following
                time.sleep(0.5)
            driven = load.stop()
            codes.append(generation.end())
            generation.__exit__()
        figures |= {f"{way}: {name}": value for name, value in driven.figures().items()}
        run.expect(unready == times, f"{way}: readiness turned off in {unready} of {times}")
        if way == "inherited socket":
            run.expect(driven.failed == 0, f"{way}: requests failed: {driven.failures}")
        run.expect(set(codes) == {0}, f"{way}: exit codes {codes}")
    run.done = f"{times} restarts, the new server started before the old one gets SIGTERM with --drain 2"
    run.figures = figures
