"""Without any host the server says so, in time, and goes on by itself when they are back."""

import time

from cluster import Cluster, until
from harness.case import case
from harness.client import ask
from harness.corpora import seeded
from harness.server import QUIET, Server
from readers import Readers, mix, slowest

# Over the deadline, for what is done before and after the question: the machine is busy.
SLACK = 0.5


def is_told(read):
    """Whether the answer is the one that the API promises for a database that does not answer."""
    return read.status == 503 and read.told in ("store_unavailable", "deadline_exceeded")


@case("outage", "All hosts down")
def outage(run):
    deadline, seconds = run.size(2.0, 1.0), run.size(20, 5)
    with Cluster(run) as cluster:
        seeded(run, run.root / "seed", cluster.address)
        cluster.follow()
        options = ["--cache", "0", "--deadline", str(int(deadline * 1000))]
        with Server(run.program, cluster.address, *options, log=QUIET) as server:
            with Readers(server.address, mix(run.root / "seed")) as readers:
                time.sleep(1)
                for host in cluster.hosts:
                    host.kill()
                down, lives = time.monotonic(), []
                while time.monotonic() < down + seconds:
                    began = time.monotonic()
                    status = ask(server.address, "/health/live").status
                    lives.append((status, time.monotonic() - began))
                    time.sleep(0.05)
                back = time.monotonic()
                for host in cluster.hosts:
                    host.start()
                up = time.monotonic()
                waited = until(lambda: ask(server.address, "/v1/claims?limit=1").status == 200, "answers again", 10)
                time.sleep(2)
                reads = readers.stop()
            code = server.end()
    gone = [read for read in reads if down < read.began < back]
    # One that began before the first host answered may still have failed.
    after = [read for read in reads if read.began > up + deadline]
    # An export that has begun can only break off, and every client notices.
    broken_off = [read for read in reads if read.began < down and "IncompleteRead" in read.told]
    wrong = [read for read in reads if read.status != 200 and not is_told(read) and read not in broken_off]
    late = [read for read in gone if read.seconds > deadline + SLACK]
    run.done = f"both hosts killed for {seconds} s under load, with a deadline of {deadline:.0f} s, then started again"
    run.figures = {"answers meanwhile": len(gone), "of them 503": sum(read.status == 503 for read in gone),
                   "exports broken off": len(broken_off), "codes": ", ".join(sorted({read.told for read in gone if read.told})),
                   "slowest ms": slowest(gone), "/health/live slowest ms": max(took for _, took in lives) * 1000,
                   "s until the first answer": waited, "failed afterwards": sum(read.status != 200 for read in after)}
    run.expect(not wrong, f"other answers than 200 and 503: {[read.why for read in wrong[:5]]}")
    run.expect(any(read.status == 503 for read in gone), "nothing failed: were the hosts down?")
    run.expect(not late, f"answers behind the deadline: {[(read.why, read.seconds) for read in late[:5]]}")
    run.expect(all(status == 200 for status, _ in lives), "/health/live did not answer 200")
    run.expect(after and all(read.status == 200 for read in after), "reads fail although the hosts are back")
    run.expect(code == 0, f"the server ended with {code}")


@case("hang", "A host that hangs")
def hang(run):
    deadline, seconds = 2.0, run.size(15, 5)
    with Cluster(run) as cluster:
        seeded(run, run.root / "seed", cluster.address)
        cluster.follow()
        with Server(run.program, cluster.address, "--cache", "0", log=QUIET) as server:
            with Readers(server.address, mix(run.root / "seed")) as readers:
                time.sleep(2)
                with cluster.standbys[0].hanging():
                    began = time.monotonic()
                    time.sleep(seconds)
                ended = time.monotonic()
                time.sleep(deadline + 1)
                reads = readers.stop()
            code = server.end()
    during = [read for read in reads if began < read.began < ended]
    lost = [read for read in reads if read.status != 200]
    wrong = [read for read in lost if not is_told(read) and "IncompleteRead" not in read.told]
    late = [read for read in during if read.seconds > deadline + SLACK]
    after = [read for read in reads if read.began > ended + deadline]
    run.done = f"the standby's processes stopped for {seconds} s under load, with a deadline of {deadline:.0f} s"
    run.figures = {"requests": len(reads), "answers meanwhile": len(during), "lost": len(lost),
                   "slowest ms": slowest(during), "lost afterwards": sum(read.status != 200 for read in after)}
    run.expect(not wrong, f"other answers than 200 and 503: {[read.why for read in wrong[:5]]}")
    run.expect(not late, f"answers behind the deadline: {[(read.why, read.seconds) for read in late[:5]]}")
    run.expect(after and all(read.status == 200 for read in after), "reads fail although the host answers again")
    run.expect(code == 0, f"the server ended with {code}")
