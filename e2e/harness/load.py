"""Load from separate processes: keep-alive clients that reconnect where the server closes a connection, as HTTP requires, and
count every response without the expected status as a failure."""

import http.client
import multiprocessing
import random
import time
from array import array

# Requests with their expected status: pages, filters, counts, words in both languages, exports, client errors.
MIXED = [
    ("/v1/claims?limit=20", 200), ("/v1/claims?actor=china&sort=-salience", 200),
    ("/v1/claims?kind=statement&facet=actor&facet=year", 200), ("/v1/claims?date_from=2025-07&date_to=2025-07-31", 200),
    ("/v1/claims?q=chips", 200), ("/v1/claims?q=%22export+controls%22", 200),
    ("/v1/claims?q=%D8%A7%D9%84%D8%B5%D9%8A%D9%86&highlight=true", 200), ("/v1/claims?sample=10&sample_seed=%d", 200),
    ("/v1/claims?limit=%d", 200), ("/v1/claims/timeline?interval=month", 200), ("/v1/claims.csv?actor=nvidia", 200),
    ("/v1/claims.ndjson?kind=event", 200), ("/v1/claims.atom", 200), ("/v1/actors?limit=50", 200), ("/v1/topics", 200),
    ("/v1/suggest?q=nvid", 200), ("/v1/dataset", 200), ("/health/ready", 200), ("/openapi.json", 200),
    ("/v1/claims?actor=chnia", 400), ("/v1/claims/none-such", 404),
]
SUCCESSFUL = [(target, status) for target, status in MIXED if status == 200 and target != "/health/ready"]


class Load:
    """Sends requests until `stop`, or for `seconds`. `pause` is the time between two requests of a process."""

    def __init__(self, address, processes=2, requests=MIXED, pause=0.0, connections=4, seconds=3600):
        self.stopping = multiprocessing.Event()
        self.pipes, self.processes = [], []
        for number in range(processes):
            ours, theirs = multiprocessing.Pipe(duplex=False)
            work = (address, requests, pause, connections, seconds, number, self.stopping, theirs)
            process = multiprocessing.Process(target=send_requests, args=work, daemon=True)
            process.start()
            self.pipes.append(ours)
            self.processes.append(process)

    def stop(self):
        """Stops the load and returns its result."""
        self.stopping.set()
        results = [pipe.recv() for pipe in self.pipes]
        for process in self.processes:
            process.join(10)
        latencies = array("f")
        for result in results:
            latencies.frombytes(result["latencies"])
        return LoadResult(sum(result["requests"] for result in results), sum(result["failed"] for result in results),
                          [text for result in results for text in result["failures"]], sorted(latencies))


class LoadResult:
    """The result of a load. `failures` describes the first of each process, `latencies` are in milliseconds, sorted."""

    def __init__(self, requests, failed, failures, latencies):
        self.requests, self.failed, self.failures, self.latencies = requests, failed, failures, latencies

    def quantile(self, share):
        return self.latencies[min(int(len(self.latencies) * share), len(self.latencies) - 1)] if self.latencies else 0.0

    def measurements(self):
        latencies = {"median ms": self.quantile(0.5), "p99 ms": self.quantile(0.99)}
        return {"requests": self.requests, "failures": self.failed} | latencies


def send_requests(address, requests, pause, connections, seconds, number, stopping, pipe):
    rng = random.Random(number)
    clients = [http.client.HTTPConnection(*address, timeout=20) for _ in range(connections)]
    latencies, failures, failed, count = array("f"), [], 0, 0
    end = time.monotonic() + seconds
    while not stopping.is_set() and time.monotonic() < end:
        client = clients[count % connections]
        target, expected = rng.choice(requests)
        target = target.replace("%d", str(rng.randint(1, 200)), 1)
        count += 1
        started = time.perf_counter()
        try:
            client.request("GET", target)
            response = client.getresponse()
            response.read()
            succeeded = response.status == expected
            outcome = f"{target[:200]}: {response.status}"
        except Exception as error:  # any error means that the client had no response
            client.close()
            succeeded, outcome = False, f"{target[:200]}: {type(error).__name__} {error}"
        latencies.append((time.perf_counter() - started) * 1000)
        if not succeeded:
            failed += 1
            failures += [outcome] if len(failures) < 5 else []
        if pause:
            time.sleep(pause)
    pipe.send({"requests": count, "failed": failed, "failures": failures, "latencies": latencies.tobytes()})
