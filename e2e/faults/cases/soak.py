"""Mixed load for a long time: memory use does not grow."""

import time

from harness.case import case
from harness.client import fetch
from harness.corpora import seed_database
from harness.load import MIXED, Load
from harness.server import NO_ACCESS_LOG, Server


@case("soak", "Soak with mixed load")
def soak(run):
    seconds = run.scaled(900, 20)
    database = seed_database(run, run.root / "seed", run.folder / "claims.db")
    with Server(run.program, database, log=NO_ACCESS_LOG) as server:
        load = Load(server.address, requests=MIXED, processes=2, seconds=seconds + 60)
        started, samples = time.monotonic(), []
        while (elapsed := time.monotonic() - started) < seconds:
            time.sleep(min(1, seconds / 20))
            samples.append((elapsed, server.memory_mib()))
        result = load.stop()
        files = server.count_open_files()
        metrics = fetch(server.address, "/metrics").body.decode()
        code = server.stop()
    # The first third fills the cache and the pools.
    slope = 60 * fitted_slope([sample for sample in samples if sample[0] > seconds / 3])
    run.description = f"{seconds} s of pages, filters, counts, words, exports and client errors, with the default response cache"
    run.measurements = {**result.measurements(), "requests/s": result.requests / seconds,
                        "memory after a third, MiB": samples[len(samples) // 3][1], "at the end, MiB": samples[-1][1],
                        "growth, MiB a minute": slope, "open files": files}
    run.expect(result.failed == 0, f"requests failed: {result.failures}")
    run.expect('status="500"' not in metrics, "a 500 was counted")
    run.expect(not run.full or slope < 1, f"memory grows by {slope:.2f} MiB a minute")
    run.expect(code == 0, f"exit code {code}")


def fitted_slope(points):
    """The slope of the least-squares line, per second."""
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
