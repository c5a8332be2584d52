"""Start: from the start of the process to the first 200, and the first responses after it, with the files in the page cache and
without."""

import os
import shutil
import subprocess
import time
from statistics import median

from harness.corpora import WORK
from harness.load import Client, Request
from harness.query_mix import claims
from harness.servers import serve
from harness.systems import Ceiling
from harness.tables import table

TIMES = 5


def measure(corpus, systems):
    workload = corpus.workload()
    firsts = {"page": claims(actor=workload["actors"][0]["id"]), "search": claims(q=workload["words"]["frequent"][-1])}
    return [_measure_one(system, corpus, cache, firsts) for system in systems for cache in ("warm", "dropped")]


def _measure_one(system, corpus, cache, firsts):
    """Starts the server several times. `still_cached` is what the kernel kept in the page cache."""
    runs, still_cached = [], None
    for _ in range(TIMES):
        if cache == "dropped":
            still_cached = drop_cache([system.command(corpus.snapshot, 0)[0], system.database(corpus), *corpus.folder.glob("claims.db.*")])
        with serve(system, system.database(corpus), WORK) as server:
            client = Client(server.port)
            paths = dict.fromkeys(firsts, system.ready) if isinstance(system, Ceiling) else firsts
            runs.append({"ready": server.start_seconds, **{name: _seconds(client, path) for name, path in paths.items()}, **server.memory()})
    return {"claims": corpus.claims, "server": system.name, "cache": cache, "still_cached": still_cached,
            **{name: median(run[name] for run in runs) for name in runs[0]}}


def _seconds(client, path):
    started = time.perf_counter()
    response = client.send(Request(path))
    if response.status != 200:
        raise RuntimeError(f"status {response.status} for {path}")
    return time.perf_counter() - started


def drop_cache(files):
    """Removes files from the page cache. Returns the bytes that are still in it, where `fincore` is installed."""
    os.sync()
    for file in files:
        descriptor = os.open(file, os.O_RDONLY)
        try:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)
    if not shutil.which("fincore"):
        return None
    done = subprocess.run(["fincore", "--bytes", "--noheadings", "--output", "RES", *files], capture_output=True, text=True, check=True)
    return sum(map(int, done.stdout.split()))


def report(results):
    ceilings = {run["cache"]: run["ready"] for run in results if run["server"] == "ceiling"}
    rows = []
    for run in results:
        kept = "" if not run["still_cached"] else f" ({run['still_cached'] / 2**20:,.0f} MiB stayed)"
        firsts = ["", ""] if run["server"] == "ceiling" else [f"{run[name] * 1000:,.1f}" for name in ("page", "search")]
        rows.append([run["server"], run["cache"] + kept, f"{run['ready'] * 1000:,.0f}", f"{run['ready'] / ceilings[run['cache']]:.1f}", *firsts,
                     f"{run['private_kib'] / 1024:,.0f}", f"{run['mapped_kib'] / 1024:,.0f}"])
    claims_ = results[0]["claims"] if results else 0
    return table([f"start with {claims_:,} claims", "page cache", "first 200, ms", "÷ ceiling", "first page, ms", "first search, ms",
                  "private, MiB", "mapped, MiB"], rows)
