"""A host that dies costs no read: what was asked of it is asked of another one."""

import time

from cluster import Cluster, until
from harness.case import case
from harness.corpora import seeded
from harness.server import QUIET, Server
from readers import CLIENTS, Readers, differing, mix, p99, slowest

CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'isnad'"


@case("failover", "Primary and standby killed in turn")
def failover(run):
    seconds = run.size(30, 12)
    with Cluster(run) as cluster:
        seeded(run, run.root / "seed", cluster.address)
        cluster.follow()
        with Server(run.program, cluster.address, "--cache", "0", log=QUIET) as server:
            with Readers(server.address, mix(run.root / "seed")) as readers:
                time.sleep(seconds / 5)
                used = [int(host.sql(CONNECTIONS)) for host in cluster.hosts]
                down = []
                for host in cluster.hosts:
                    killed = time.monotonic()
                    host.kill()
                    time.sleep(seconds / 5)
                    host.start()
                    down.append((killed, time.monotonic()))
                    until(lambda: cluster.primary.sql("SELECT count(*) FROM pg_stat_replication") == "1", "it streams")
                    time.sleep(seconds / 5)
                reads = readers.stop()
            code = server.end()
    lost = [read for read in reads if read.status != 200]
    during = [read for read in reads if any(read.ended >= begin and read.began <= end for begin, end in down)]
    before = [read for read in reads if read.ended < down[0][0]]
    after = [read for read in reads if read.began > down[-1][1]]
    run.done = (f"{CLIENTS} clients read pages, single claims, phrases and CSV for {reads[-1].ended - reads[0].began:.0f} s; "
                "the primary is killed and started again, then the standby")
    run.figures = {"requests": len(reads), "lost": len(lost), "different answers": differing(reads),
                   "slowest ms": slowest(reads), "p99 ms before": p99(before), "p99 ms during": p99(during),
                   "p99 ms after": p99(after), "connections before, by host": ", ".join(map(str, used))}
    run.expect(not lost, f"reads lost: {[read.why for read in lost[:5]]}")
    run.expect(all(used), f"not every host is asked: {used}")
    run.expect(differing(reads) == 0, "the same question was answered in two ways")
    run.expect(before and during and after, "the load does not cover the failures")
    run.expect(code == 0, f"the server ended with {code}")
