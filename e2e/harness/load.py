"""Load from processes of their own: keep-alive clients that open another connection where the server closes one, as
HTTP asks of them, and take everything else that is not the expected status for a failure."""

import http.client
import multiprocessing
import random
import time
from array import array

# What is asked for and how it is answered: pages, filters, counts, words in both languages, exports, mistakes.
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
PLAIN = [(target, status) for target, status in MIXED if status == 200 and target != "/health/ready"]


class Load:
    """Drives the server from so many processes until `stop`, or for some seconds; `pause` between requests."""

    def __init__(self, address, processes=2, requests=MIXED, pause=0.0, connections=4, seconds=3600):
        self.stopping = multiprocessing.Event()
        self.pipes, self.processes = [], []
        for number in range(processes):
            ours, theirs = multiprocessing.Pipe(duplex=False)
            work = (address, requests, pause, connections, seconds, number, self.stopping, theirs)
            process = multiprocessing.Process(target=drive, args=work, daemon=True)
            process.start()
            self.pipes.append(ours)
            self.processes.append(process)

    def stop(self):
        """Ends the load: requests, failures (the first of each process) and the latencies in milliseconds."""
        self.stopping.set()
        outcomes = [pipe.recv() for pipe in self.pipes]
        for process in self.processes:
            process.join(10)
        latencies = array("f")
        for outcome in outcomes:
            latencies.frombytes(outcome["latencies"])
        return Driven(sum(o["requests"] for o in outcomes), sum(o["failed"] for o in outcomes),
                      [text for o in outcomes for text in o["failures"]], sorted(latencies))


class Driven:
    """What came of a load."""

    def __init__(self, requests, failed, failures, latencies):
        self.requests, self.failed, self.failures, self.latencies = requests, failed, failures, latencies

    def quantile(self, part):
        return self.latencies[min(int(len(self.latencies) * part), len(self.latencies) - 1)] if self.latencies else 0.0

    def figures(self):
        times = {"median ms": self.quantile(0.5), "p99 ms": self.quantile(0.99)}
        return {"requests": self.requests, "failures": self.failed} | times


def drive(address, requests, pause, connections, seconds, number, stopping, pipe):
    chance = random.Random(number)
    clients = [http.client.HTTPConnection(*address, timeout=20) for _ in range(connections)]
    latencies, failures, failed, count = array("f"), [], 0, 0
    until = time.monotonic() + seconds
    while not stopping.is_set() and time.monotonic() < until:
        client = clients[count % connections]
        target, expected = chance.choice(requests)
        target = target.replace("%d", str(chance.randint(1, 200)), 1)
        count += 1
        began = time.perf_counter()
        try:
            client.request("GET", target)
            answer = client.getresponse()
            answer.read()
            right = answer.status == expected
            what = f"{target}: {answer.status}"
        except Exception as error:  # whatever it is, the client had no answer
            client.close()
            right, what = False, f"{target}: {type(error).__name__} {error}"
        latencies.append((time.perf_counter() - began) * 1000)
        if not right:
            failed += 1
            failures += [what] if len(failures) < 5 else []
        if pause:
            time.sleep(pause)
    pipe.send({"requests": count, "failed": failed, "failures": failures, "latencies": latencies.tobytes()})
