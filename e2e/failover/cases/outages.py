"""All hosts down or one suspended: the server answers 503 in time and recovers without a restart."""

import time

from cluster import Cluster, wait_until
from harness.case import case
from harness.client import fetch
from harness.corpora import seed_database
from harness.server import NO_ACCESS_LOG, Server
from readers import Readers, mixed_targets, slowest_ms

# Seconds beyond the query timeout, for the work before and after the query on a busy machine. An outage lasts longer than both, so
# that a read which waits for its end is late.
TOLERANCE = 5


def is_documented_failure(read):
    """Whether the response is the one that the API documents for a database that does not answer."""
    return read.status == 503 and read.fault in ("store_unavailable", "deadline_exceeded")


@case("outage", "All hosts down")
def outage(run):
    timeout, seconds = run.scaled(2.0, 1.0), run.scaled(20, 12)
    with Cluster(run) as cluster:
        seed_database(run, run.root / "seed", cluster.address)
        cluster.wait_for_standbys()
        options = ["--response-cache-mib", "0", "--query-timeout-ms", str(int(timeout * 1000))]
        with Server(run.program, cluster.address, *options, log=NO_ACCESS_LOG) as server:
            with Readers(server.address, mixed_targets(run.root / "seed")) as readers:
                time.sleep(1)
                for host in cluster.hosts:
                    host.kill()
                down, live = time.monotonic(), []
                while time.monotonic() < down + seconds:
                    started = time.monotonic()
                    status = fetch(server.address, "/health/live").status
                    live.append((status, time.monotonic() - started))
                    time.sleep(0.05)
                restarting = time.monotonic()
                for host in cluster.hosts:
                    host.start()
                up = time.monotonic()
                recovery = wait_until(lambda: fetch(server.address, "/v1/claims?limit=1").status == 200, "a 200 response", 60)
                time.sleep(2)
                reads = readers.stop()
            code = server.stop()
    during = [read for read in reads if down < read.started < restarting]
    # A read that started before the first host answered may still fail.
    after = [read for read in reads if read.started > up + timeout]
    # A started export can only be aborted, which every client notices.
    aborted = [read for read in reads if read.started < down and "IncompleteRead" in read.fault]
    unexpected = [read for read in reads if read.status != 200 and not is_documented_failure(read) and read not in aborted]
    late = [read for read in during if read.seconds > timeout + TOLERANCE]
    run.description = f"both hosts killed for {seconds} s under load, with a query timeout of {timeout:.0f} s, then restarted"
    run.measurements = {"responses during the outage": len(during), "of them 503": sum(read.status == 503 for read in during),
                        "aborted exports": len(aborted), "codes": ", ".join(sorted({read.fault for read in during if read.fault})),
                        "slowest, ms": slowest_ms(during), "slowest /health/live, ms": max(duration for _, duration in live) * 1000,
                        "first 200 after, s": recovery, "failed afterwards": sum(read.status != 200 for read in after)}
    run.expect(not unexpected, f"responses other than 200 and 503: {[str(read) for read in unexpected[:5]]}")
    run.expect(any(read.status == 503 for read in during), "no read failed: were the hosts down?")
    run.expect(not late, f"responses after the timeout: {[(str(read), read.seconds) for read in late[:5]]}")
    run.expect(all(status == 200 for status, _ in live), "/health/live did not answer 200")
    run.expect(after and all(read.status == 200 for read in after), "reads fail although the hosts have recovered")
    run.expect(code == 0, f"exit code {code}")


@case("hang", "A host that hangs")
def hang(run):
    timeout, seconds = 2.0, run.scaled(15, 12)
    with Cluster(run) as cluster:
        seed_database(run, run.root / "seed", cluster.address)
        cluster.wait_for_standbys()
        with Server(run.program, cluster.address, "--response-cache-mib", "0", log=NO_ACCESS_LOG) as server:
            with Readers(server.address, mixed_targets(run.root / "seed")) as readers:
                time.sleep(2)
                with cluster.standbys[0].suspended():
                    started = time.monotonic()
                    time.sleep(seconds)
                ended = time.monotonic()
                time.sleep(timeout + 1)
                reads = readers.stop()
            code = server.stop()
    during = [read for read in reads if started < read.started < ended]
    lost = [read for read in reads if read.status != 200]
    unexpected = [read for read in lost if not is_documented_failure(read) and "IncompleteRead" not in read.fault]
    late = [read for read in during if read.seconds > timeout + TOLERANCE]
    after = [read for read in reads if read.started > ended + timeout]
    run.description = f"the standby's processes suspended for {seconds} s under load, with a query timeout of {timeout:.0f} s"
    run.measurements = {"requests": len(reads), "responses meanwhile": len(during), "lost": len(lost),
                        "slowest, ms": slowest_ms(during), "lost afterwards": sum(read.status != 200 for read in after)}
    run.expect(not unexpected, f"responses other than 200 and 503: {[str(read) for read in unexpected[:5]]}")
    run.expect(not late, f"responses after the timeout: {[(str(read), read.seconds) for read in late[:5]]}")
    run.expect(after and all(read.status == 200 for read in after), "reads fail although the host has recovered")
    run.expect(code == 0, f"exit code {code}")
