"""Mixed load for a long time: memory stays where it is, and so does the time of answers."""

import time

from harness.case import case
from harness.client import ask
from harness.corpora import seeded
from harness.load import MIXED, Load
from harness.server import QUIET, Server


@case("soak", "Soak with mixed load")
def soak(run):
    seconds = run.size(900, 20)
    database = seeded(run, run.root / "seed", run.folder / "claims.db")
    with Server(run.program, database, log=QUIET) as server:
        load = Load(server.address, requests=MIXED, processes=2, seconds=seconds + 60)
        began, samples = time.monotonic(), []
        while (elapsed := time.monotonic() - began) < seconds:
            time.sleep(min(1, seconds / 20))
            samples.append((elapsed, server.memory()))
        driven = load.stop()
        files = server.open_files()
        metrics = ask(server.address, "/metrics").body.decode()
        code = server.end()
    # The first third fills the cache and the pools.
    slope = 60 * fitted_slope([sample for sample in samples if sample[0] > seconds / 3])
    run.done = f"{seconds} s of pages, filters, counts, words, exports and mistakes, with the cache as it comes"
    run.figures = {**driven.figures(), "requests a second": driven.requests / seconds,
                   "memory MiB after a third": samples[len(samples) // 3][1], "at the end": samples[-1][1],
                   "slope MiB a minute": slope, "open files": files}
    run.expect(driven.failed == 0, f"requests failed: {driven.failures}")
    run.expect('status="500"' not in metrics, "a 500 was counted")
    run.expect(not run.full or slope < 1, f"memory grows by {slope:.2f} MiB a minute")
    run.expect(code == 0, f"the server ended with {code}")


def fitted_slope(points):
    """Least squares: change a second."""
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
