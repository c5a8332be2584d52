"""Hostile requests by the thousand: each is refused or harmless, none causes a 500, and none of their content reaches the log."""

import multiprocessing
import socket
from collections import Counter

from harness.case import case
from harness.client import Client, ResponseTimeout, fetch
from harness.corpora import seed_database
from harness.hostile import HARMLESS, MALFORMED, MARK, requests
from harness.server import FULL_LOG, Server

PROCESSES = 2


@case("hostile", "Hostile requests")
def hostile(run):
    count = run.scaled(100_000, 5_000)
    database = seed_database(run, run.root / "seed", run.folder / "claims.db")
    with Server(run.program, database, "--header-timeout", "3", log=FULL_LOG) as server:
        before = server.memory_mib()
        share = count // PROCESSES
        with multiprocessing.Pool(PROCESSES) as pool:
            results = pool.starmap(attack, [(server.address, n * share, (n + 1) * share) for n in range(PROCESSES)])
        last = fetch(server.address, "/v1/claims?limit=1")
        after = server.memory_mib()
        code = server.stop()
        log = server.log_file.read_bytes()
    statuses, unexpected = Counter(), []
    for counted, faults in results:
        statuses += counted
        unexpected += faults
    lines = log.splitlines()
    run.description = f"{count:,} generated requests of 17 kinds, the same in every run"
    run.measurements = {str(status): number for status, number in sorted(statuses.items(), key=str)}
    run.measurements |= {"unexpected": len(unexpected), "memory before, MiB": before, "after, MiB": after, "lines in the log": len(lines)}
    run.expect(not unexpected, f"{len(unexpected)} unexpected: " + "; ".join(unexpected[:12]))
    run.expect(last.status == 200, f"afterwards: {last.status}")
    run.expect(not any(str(status).startswith("5") for status in statuses), f"responses with 5xx: {statuses}")
    run.expect(MARK.encode() not in log, "the log contains request content: " + first_line_with(log, MARK.encode()))
    run.expect(all(byte >= 32 or byte == 10 for byte in set(log)), "the log contains control characters")
    foreign = [line for line in lines if not line.startswith(b"{") or len(line) > 2000]
    run.expect(not foreign, f"{len(foreign)} lines of the log are not log entries: {foreign[:3]}")
    # actix-http panics on a header name of 64 KiB and more, which ends that connection only.
    run.measurements["panics"] = sum(b"panicked" in line for line in lines)
    run.expect(code == 0, f"exit code {code}")


def attack(address, first, last):
    """Sends these requests. Returns the statuses, counted, and a description of each unexpected response."""
    shared, statuses, unexpected = Client(address), Counter(), []
    for number, attempt in enumerate(requests(first, last), first):
        client = Client(address) if attempt.own_connection else shared
        try:
            response = send_and_close(client, attempt.request) if attempt.own_connection else client.send(attempt.request)
        except ResponseTimeout:
            response = "timeout"
        except (OSError, ValueError) as error:
            response = f"unreadable: {error}"
        if attempt.own_connection or response == "timeout":
            client.close()
        status = response if isinstance(response, str) else response.status if response else "closed"
        statuses[status] += 1
        if not is_allowed(response, attempt.allowed):
            unexpected.append(f"{number} {attempt.kind}: {status} for {attempt.request[:90]!r}")
    return statuses, unexpected


def send_and_close(client, request):
    """Sends one request on its own connection and closes the sending side, so that an incomplete request is answered too."""
    client.open()
    try:
        client.socket.sendall(request)
        client.socket.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # refused before all of it was sent
    return client.read_response(has_body=not request.startswith(b"HEAD "))


def first_line_with(log, content):
    return next((line for line in log.split(b"\n") if content in line), b"")[:300].decode(errors="replace")


def is_allowed(response, allowed):
    if isinstance(response, str):
        return False
    if response is None:
        return allowed == MALFORMED
    if response.status in (200, 206, 304):
        return allowed in (HARMLESS, MALFORMED)
    if response.status == 308:
        # To the same path without its trailing slash, never to another host.
        location = response.headers.get("location", "")
        return location.startswith("/") and not location.startswith("//")
    return 400 <= response.status < 500 and (response.is_problem or allowed == MALFORMED)
