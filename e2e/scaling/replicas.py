"""Two servers on one snapshot behind nginx; one gets another dataset, then the other, while readers walk."""

import http.client
import json
import shutil
import signal
import time

from harness.case import Skipped, case
from harness.corpora import other, seeded
from harness.load import PLAIN, Load
from harness.server import QUIET, Server
from proxy import Proxy
from walks import Readers, get, walk

# Addresses that the cache does not have, beside those of everyone.
FRESH = [(f"/v1/claims?sample=10&sample_seed={number}", 200) for number in range(2000)]
# What the server says of its answers: fresh for so long, and for so much longer while another is fetched, in seconds.
FRESH_FOR, STALE_FOR = 60, 600
# A Date of whole seconds, kept for half of one, and an answer on its way to the cache while the machine is busy.
SLACK = 4


@case("replicas", "Snapshot replicas behind nginx, replaced under load")
def replicas(run):
    if not shutil.which("nginx"):
        raise Skipped("there is no nginx")
    kept = run.size(None, 2)
    databases = [seeded(run, run.root / "seed", run.folder / "old.db"), seeded(run, revised(run), run.folder / "new.db")]

    def start(which, listen="127.0.0.1:0"):
        return Server(run.program, databases[which], "--drain", "1", log=QUIET, listen=listen)

    # Of each version one that nothing replaces, to hold the answers against.
    with start(0) as old, start(1) as new:
        serving, codes = [start(0), start(0)], []
        try:
            with Proxy(run, [server.address for server in serving], kept) as proxy:
                readers = Readers(proxy.address, pause=run.size(0.002, 0.01))
                load = Load(proxy.address, requests=PLAIN + FRESH, processes=1, pause=0.005)
                time.sleep(run.size(10, 2))
                for number, server in enumerate(serving):
                    server.send(signal.SIGTERM)
                    codes.append(server.end())
                    server.__exit__()
                    serving[number] = start(1, "{}:{}".format(*server.address))
                    time.sleep(run.size(10, 2))
                # What was kept of the old version is fetched anew when it is asked for after its time.
                time.sleep((kept or FRESH_FOR) + SLACK)
                walks, again = readers.stop()
                driven = load.stop()
                last = settled(proxy.address)
                moved, cache = proxy.log()
        finally:
            for server in serving:
                server.__exit__()
        versions = {old.version: old, new.version: new}
        pages = [page for pages in walks for page in pages]
        compared, faults = compare(pages, versions)
        whole, changed, broken = follow(walks, versions)
    lost = [f"{page.target}: {page.status} {page.fault}" for page in pages if page.status != 200]
    lost += [f"{page.target}: {page.status} {page.fault}" for page in again if page.status not in (200, 304)]
    faults += [f"{page.target}: {page.fault}" for page in again if page.fault and page.status]
    fresh, stale = (
        max((page.age for page in pages + again if page.cached and page.stale == is_stale), default=0.0)
        for is_stale in (False, True)
    )
    run.done = "two servers on one snapshot; each ended by SIGTERM and started with another dataset, the other one meanwhile alone"
    run.figures = {
        **driven.figures(), "pages walked": len(pages), "asked again": len(again), "of them not modified":
        sum(page.status == 304 for page in again), "lost": len(lost) + driven.failed, "from the cache": cache["HIT"],
        "asked of the other server": moved, "walks in one version": whole, "walks that changed, and said so": changed,
        "answers compared with a server of their version": compared, "oldest from the cache, s": fresh,
        "oldest while another was fetched, s": stale,
    }
    run.expect(driven.failed == 0, f"requests failed: {driven.failures}")
    run.expect(not lost, f"readers lost {len(lost)} requests: {lost[:5]}")
    run.expect(not faults, f"{len(faults)} answers are not what they say: {faults[:5]}")
    run.expect(not broken, f"{len(broken)} walks with gaps or doubles: {broken[:5]}")
    run.expect(fresh <= (kept or FRESH_FOR) + SLACK, f"an answer of {fresh:.1f} s from the cache")
    run.expect(stale <= FRESH_FOR + STALE_FOR + SLACK, f"an answer of {stale:.1f} s while another was fetched")
    run.expect(last == {new.version}, f"the old version is still answered: {last}")
    # A run in which nothing of this happened would show nothing.
    run.expect(whole and changed, f"{whole} walks in one version, {changed} in two")
    run.expect(cache["HIT"] and cache["STALE" if run.full else "EXPIRED"], f"the cache was not used: {cache}")
    run.expect(codes == [0, 0], f"exit codes {codes}")


def revised(run):
    """The built-in corpus with another wording of every claim, and every fifth claim twice."""
    folder = other(run, "revised")
    for claims in folder.glob("articles/*/claims.jsonl"):
        records = [json.loads(line) for line in claims.read_text().splitlines()]
        for record in records:
            record["statement"]["en"] += " (revised)"
        records += [{**record, "id": f"{record['id']}-again", "relations": []} for record in records[::5]]
        claims.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))
    return folder


def settled(address):
    """The versions of a walk after everything; a first walk has what is out of date fetched anew."""
    client = http.client.HTTPConnection(*address, timeout=20)
    for _ in range(2):
        seen = {page.version for page in walk(client, "/v1/claims?limit=10")}
        time.sleep(0.5)
    client.close()
    return seen


def compare(pages, versions):
    """Holds every page against what a server of its version alone answers: no page is of two versions."""
    clients = {version: http.client.HTTPConnection(*server.address, timeout=20) for version, server in versions.items()}
    right, faults = {}, []
    for page in pages:
        if page.status != 200:
            continue
        if page.version not in versions:
            faults.append(f"{page.target}: of no version: {page.version!r}")
            continue
        key = (page.version, page.target)
        if key not in right:
            right[key] = get(clients[page.version], page.target)
        if (page.etag, page.digest) != (right[key].etag, right[key].digest):
            faults.append(f"{page.target}: not as version {page.version[:8]} answers it")
    return len(right), faults


def follow(walks, versions):
    """Walks to the end in one version have all of its claims in their order; those in two have what both have, once."""
    clients = {version: http.client.HTTPConnection(*server.address, timeout=20) for version, server in versions.items()}
    orders = {}

    def order(version, first):
        """All that a walk has to give."""
        bare = "&".join(["limit=200", *first.partition("?")[2].split("&")[1:]])
        if (version, bare) not in orders:
            pages = walk(clients[version], f"/v1/claims?{bare}")
            orders[version, bare] = [claim for page in pages for claim, _ in page.claims]
        return orders[version, bare]

    whole, changed, broken = 0, 0, []
    for pages in walks:
        if not pages or pages[-1].status != 200 or pages[-1].following:
            continue  # not at its end when the readers were stopped
        seen = [claim for page in pages for claim, _ in page.claims]
        through = {page.version for page in pages}
        if len(through) == 1:
            whole += 1
            right = seen == order(through.pop(), pages[0].target)
        else:
            changed += 1
            both = set.intersection(*(set(order(version, pages[0].target)) for version in versions))
            right = len(seen) == len(set(seen)) and both <= set(seen)
        if not right:
            broken.append(pages[0].target)
    return whole, changed, broken
