"""Hostile requests by the thousand: all refused or harmless, none a 500, nothing of them in the log."""

import multiprocessing
import socket
from collections import Counter

from harness.case import case
from harness.client import Client, Hangs, ask
from harness.corpora import seeded
from harness.hostile import HARMLESS, MALFORMED, MARK, requests
from harness.server import WHOLE, Server

PROCESSES = 2


@case("hostile", "Hostile requests")
def hostile(run):
    count = run.size(100_000, 5_000)
    database = seeded(run, run.root / "seed", run.folder / "claims.db")
    with Server(run.program, database, "--header-timeout", "3", log=WHOLE) as server:
        before = server.memory()
        share = count // PROCESSES
        with multiprocessing.Pool(PROCESSES) as pool:
            outcomes = pool.starmap(attack, [(server.address, n * share, (n + 1) * share) for n in range(PROCESSES)])
        again = ask(server.address, "/v1/claims?limit=1")
        after = server.memory()
        code = server.end()
        log = server.log_file.read_bytes()
    answers, wrong = Counter(), []
    for counted, faults in outcomes:
        answers += counted
        wrong += faults
    run.done = f"{count:,} requests of 17 kinds from a generator, the same in every run"
    run.figures = {str(status): number for status, number in sorted(answers.items(), key=str)}
    run.figures |= {"not as expected": len(wrong), "memory MiB before": before, "after": after,
                    "lines in the log": log.count(b"\n")}
    run.expect(not wrong, f"{len(wrong)} not as expected: " + "; ".join(wrong[:12]))
    run.expect(again.status == 200, f"afterwards: {again.status}")
    run.expect(not any(str(status).startswith("5") for status in answers), f"answers with 5xx: {answers}")
    run.expect(MARK.encode() not in log, "the log holds what was sent: " + line_with(log, MARK.encode()))
    run.expect(all(byte >= 32 or byte == 10 for byte in set(log)), "the log holds control characters")
    lines = log.splitlines()
    stray = [line for line in lines if not line.startswith(b"{") or len(line) > 2000]
    run.expect(not stray, f"{len(stray)} lines of the log are no line of ours: {stray[:3]}")
    # The framework's parser gives up on a header name of 64 KiB and more by a panic, which ends that connection alone.
    run.figures["panics"] = sum(b"panicked" in line for line in lines)
    run.expect(code == 0, f"the server ended with {code}")


def attack(address, first, last):
    """Sends these requests; counts the answers by status and tells what is not as it may be."""
    shared, answers, wrong = Client(address), Counter(), []
    for number, attempt in enumerate(requests(first, last), first):
        client = Client(address) if attempt.alone else shared
        try:
            answer = alone(client, attempt.request) if attempt.alone else client.send(attempt.request)
        except Hangs:
            answer = "hangs"
        except (OSError, ValueError) as error:
            answer = f"unreadable: {error}"
        if attempt.alone or answer == "hangs":
            client.close()
        status = answer if isinstance(answer, str) else answer.status if answer else "closed"
        answers[status] += 1
        if not allowed(answer, attempt.allowed):
            wrong.append(f"{number} {attempt.kind}: {status} for {attempt.request[:90]!r}")
    return answers, wrong


def alone(client, request):
    """One request on a connection of its own, the sending side closed so that what waits for more is answered too."""
    client.open()
    try:
        client.socket.sendall(request)
        client.socket.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # refused before it was all sent
    return client.answer(has_body=not request.startswith(b"HEAD "))


def line_with(log, sought):
    return next((line for line in log.split(b"\n") if sought in line), b"")[:300].decode(errors="replace")


def allowed(answer, expected):
    if isinstance(answer, str):
        return False
    if answer is None:
        return expected == MALFORMED
    if answer.status == 200 or answer.status in (206, 304):
        return expected in (HARMLESS, MALFORMED)
    return 400 <= answer.status < 500 and (answer.is_problem or expected == MALFORMED)
