"""Two servers on one snapshot behind nginx; each in turn is replaced by a server with the next release while readers page through
lists and a mirror keeps its copy."""

import http.client
import json
import shutil
import signal
import time

from harness.case import case
from harness.copies import Copy
from harness.corpora import seed_database
from harness.load import SUCCESSFUL, Load
from harness.server import NO_ACCESS_LOG, Server
from proxy import Proxy
from walks import Readers, get, walk

# Requests that are not in the cache.
UNCACHED = [(f"/v1/claims?sample=10&sample_seed={number}", 200) for number in range(2000)]
# What the server's Cache-Control says, in seconds: max-age and stale-while-revalidate.
MAX_AGE, STALE_WHILE_REVALIDATE = 60, 600
# Date has a resolution of one second, and a busy machine delays responses on their way into the cache.
TOLERANCE = 4


@case("replicas", "Snapshot replicas behind nginx, replaced under load")
def replicas(run):
    cache_seconds = run.scaled(None, 2)
    databases = [seed_database(run, run.root / "seed", run.folder / "old.db"), run.folder / "new.db"]
    shutil.copyfile(*databases)
    seed_database(run, revised_corpus(run), databases[1])

    def start(which, listen="127.0.0.1:0"):
        return Server(run.program, databases[which], "--shutdown-grace-seconds", "1", log=NO_ACCESS_LOG, listen=listen)

    # One server of each version stays, for comparison.
    with start(0) as old, start(1) as new:
        serving, codes = [start(0), start(0)], []
        try:
            with Proxy(run, [server.address for server in serving], cache_seconds) as proxy:
                copy = Copy(run, proxy.address)
                copied = [copy.update()]
                readers = Readers(proxy.address, pause=run.scaled(0.002, 0.01))
                load = Load(proxy.address, requests=SUCCESSFUL + UNCACHED, processes=1, pause=0.005)
                time.sleep(run.scaled(10, 2))
                for number, server in enumerate(serving):
                    server.send_signal(signal.SIGTERM)
                    codes.append(server.stop())
                    server.__exit__()
                    serving[number] = start(1, "{}:{}".format(*server.address))
                    # Longer than fail_timeout in nginx.conf, or nginx would still avoid this replica when the next one stops.
                    time.sleep(run.scaled(10, 4))
                    copied.append(copy.update())
                # Cached responses of the old version expire.
                time.sleep((cache_seconds or MAX_AGE) + TOLERANCE)
                walks, revalidated = readers.stop()
                result = load.stop()
                last = final_versions(proxy.address)
                is_copied = copy.finish(release=2) and copy.equals(new)
                retried, cache = proxy.summarize_log()
        finally:
            for server in serving:
                server.__exit__()
        versions = {old.version: old, new.version: new}
        pages = [page for pages in walks for page in pages]
        compared, faults = compare_pages(pages, versions)
        unchanged, changed, broken = check_walks(walks, versions)
    lost = [f"{page.target}: {page.status} {page.fault}" for page in pages if page.status != 200]
    lost += [f"{page.target}: {page.status} {page.fault}" for page in revalidated if page.status not in (200, 304)]
    faults += [f"{page.target}: {page.fault}" for page in revalidated if page.fault and page.status]
    fresh, stale = (
        max((page.age for page in pages + revalidated if page.cached and page.stale == is_stale), default=0.0)
        for is_stale in (False, True)
    )
    run.description = "two servers on one snapshot; each stopped by SIGTERM and started with the next release while the other serves"
    run.measurements = {
        **result.measurements(), "pages": len(pages), "revalidations": len(revalidated),
        "not modified": sum(page.status == 304 for page in revalidated), "lost": len(lost) + result.failed,
        "cache hits": cache["HIT"], "retried on the other server": retried, "walks in one version": unchanged,
        "walks across both versions": changed, "responses compared with a server of their version": compared,
        "releases of the mirror's copy": ", ".join(map(str, copied)),
        "oldest cached response, s": fresh, "oldest stale response, s": stale,
    }
    run.expect(result.failed == 0, f"requests failed: {result.failures}")
    run.expect(not lost, f"readers lost {len(lost)} requests: {lost[:5]}")
    run.expect(not faults, f"{len(faults)} responses differ from those of their version: {faults[:5]}")
    run.expect(not broken, f"{len(broken)} walks with gaps or duplicates: {broken[:5]}")
    run.expect(fresh <= (cache_seconds or MAX_AGE) + TOLERANCE, f"a cached response is {fresh:.1f} s old")
    run.expect(stale <= MAX_AGE + STALE_WHILE_REVALIDATE + TOLERANCE, f"a stale response is {stale:.1f} s old")
    run.expect(copied[0] == 1 and is_copied, f"the mirror's copy is not the new release: {copied}")
    run.expect(last == {new.version}, f"the old version is still served: {last}")
    # Otherwise the run has tested nothing.
    run.expect(unchanged and changed, f"{unchanged} walks in one version, {changed} across both")
    run.expect(cache["HIT"] and cache["STALE" if run.full else "EXPIRED"], f"the cache was not used: {cache}")
    run.expect(codes == [0, 0], f"exit codes {codes}")


def revised_corpus(run):
    """Copies the built-in corpus with every statement reworded, every fifth claim duplicated and one withdrawn."""
    folder = shutil.copytree(run.root / "seed", run.folder / "revised")
    for claims in folder.glob("articles/*/claims.jsonl"):
        records = [json.loads(line) for line in claims.read_text().splitlines()]
        related = {relation["claim"] for record in records for relation in record.get("relations", [])}
        gone = next(record for record in records if record["id"] not in related)
        records.remove(gone)
        for record in records:
            record["statement"]["en"] += " (revised)"
        duplicates = [{**record, "id": f"{record['id']}-again"} for record in records[::5]]
        for record in duplicates:
            record.pop("relations", None)
        claims.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records + duplicates))
        claims.with_name("withdrawn.jsonl").write_text(json.dumps({"id": gone["id"], "reason": "error"}) + "\n")
    return folder


def final_versions(address):
    """The versions that a walk sees in the end; a first walk makes nginx revalidate what is stale."""
    client = http.client.HTTPConnection(*address, timeout=20)
    for _ in range(2):
        seen = {page.version for page in walk(client, "/v1/claims?limit=10")}
        time.sleep(0.5)
    client.close()
    return seen


def connect_all(versions):
    return {version: http.client.HTTPConnection(*server.address, timeout=20) for version, server in versions.items()}


def compare_pages(pages, versions):
    """Compares every page with the response of a server of its version: no page mixes two versions."""
    clients, expected, faults = connect_all(versions), {}, []
    for page in pages:
        if page.status != 200:
            continue
        if page.version not in versions:
            faults.append(f"{page.target}: unknown version {page.version!r}")
            continue
        key = (page.version, page.target)
        if key not in expected:
            expected[key] = get(clients[page.version], page.target)
        if (page.etag, page.digest) != (expected[key].etag, expected[key].digest):
            faults.append(f"{page.target}: differs from version {page.version[:8]}")
    return len(expected), faults


def check_walks(walks, versions):
    """Complete walks in one version contain all its claims in order; those across both contain what both have, once."""
    clients, orders = connect_all(versions), {}

    def complete_order(version, first):
        """All claims that a walk must contain."""
        query = "&".join(["limit=200", *first.partition("?")[2].split("&")[1:]])
        if (version, query) not in orders:
            pages = walk(clients[version], f"/v1/claims?{query}")
            orders[version, query] = [claim for page in pages for claim, _ in page.claims]
        return orders[version, query]

    unchanged, changed, broken = 0, 0, []
    for pages in walks:
        if not pages or pages[-1].status != 200 or pages[-1].next_target:
            continue  # stopped before its end
        first, seen = pages[0].target, [claim for page in pages for claim, _ in page.claims]
        seen_versions = {page.version for page in pages}
        if len(seen_versions) == 1:
            unchanged += 1
            correct = seen == complete_order(seen_versions.pop(), first)
        else:
            changed += 1
            both = set.intersection(*(set(complete_order(version, first)) for version in versions))
            correct = len(seen) == len(set(seen)) and both <= set(seen)
        if not correct:
            broken.append(first)
    return unchanged, changed, broken
