"""Hosts that are killed: reads are retried on another host, and none is lost."""

import time

from cluster import Cluster, wait_until
from harness.case import case
from harness.corpora import seed_database
from harness.server import NO_ACCESS_LOG, Server
from readers import CLIENTS, Readers, count_differing, mixed_targets, p99_ms, slowest_ms

CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'isnad'"
STANDBYS = "SELECT count(*) FROM pg_stat_replication"


@case("failover", "Primary and standby killed in turn")
def failover(run):
    seconds = run.scaled(30, 12)
    with Cluster(run) as cluster:
        seed_database(run, run.root / "seed", cluster.address)
        cluster.wait_for_standbys()
        with Server(run.program, cluster.address, "--response-cache-mib", "0", log=NO_ACCESS_LOG) as server:
            with Readers(server.address, mixed_targets(run.root / "seed")) as readers:
                time.sleep(seconds / 5)
                connections = [int(host.query(CONNECTIONS)) for host in cluster.hosts]
                outages = []
                for host in cluster.hosts:
                    killed = time.monotonic()
                    host.kill()
                    time.sleep(seconds / 5)
                    host.start()
                    outages.append((killed, time.monotonic()))
                    wait_until(lambda: cluster.primary.query(STANDBYS) == "1", "the standby streams")
                    time.sleep(seconds / 5)
                reads = readers.stop()
            code = server.stop()
    lost = [read for read in reads if read.status != 200]
    during = [read for read in reads if any(read.ended >= start and read.started <= end for start, end in outages)]
    before = [read for read in reads if read.ended < outages[0][0]]
    after = [read for read in reads if read.started > outages[-1][1]]
    run.description = (f"{CLIENTS} clients read pages, claims, phrases and CSV for {reads[-1].ended - reads[0].started:.0f} s; the "
                       "primary is killed and restarted, then the standby")
    run.measurements = {"requests": len(reads), "lost": len(lost), "differing responses": count_differing(reads),
                        "slowest, ms": slowest_ms(reads), "p99 before, ms": p99_ms(before), "during, ms": p99_ms(during),
                        "after, ms": p99_ms(after), "connections before, by host": ", ".join(map(str, connections))}
    run.expect(not lost, f"reads lost: {[str(read) for read in lost[:5]]}")
    run.expect(all(connections), f"not every host is used: {connections}")
    run.expect(count_differing(reads) == 0, "the same request was answered differently")
    run.expect(before and during and after, "the load does not cover the outages")
    run.expect(code == 0, f"exit code {code}")
