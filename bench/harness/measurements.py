"""Measures the scenarios on the largest corpus, and latency on every corpus."""

import contextlib
import sys
from dataclasses import asdict, replace

from harness import report
from harness.corpora import WORK
from harness.equality import check_equal_answers, check_equal_backends, find_common_words
from harness.load import measure_load
from harness.query_mix import QueryMix
from harness.scenarios import SEARCH, prepare
from harness.servers import serve
from harness.systems import Ceiling, Isnad, IsnadPostgres


def backends(options, corpus, cluster):
    """Isnad on every backend."""
    yield Isnad(options.workers)
    if options.store == "postgres":
        yield IsnadPostgres(options.workers, claims=corpus.claims, cluster=cluster)


def is_selected(options, scenario):
    return not options.only or scenario.name in options.only


def measure_scenarios(options, corpus, peers, cluster):
    """Measures all scenarios on one corpus. Within a round all servers run, and each is measured in turn while the others are
    idle, so that the measurements that are compared are seconds apart."""
    systems = [*backends(options, corpus, cluster), Ceiling(options.workers), *peers]
    scenarios, equality, rounds, memory = None, {}, [], []
    for number in range(1, options.rounds + 1):
        with contextlib.ExitStack() as stack:
            servers = [(system, stack.enter_context(serve(system, system.database(corpus), WORK))) for system in systems]
            started = [server.memory() for _, server in servers]
            if scenarios is None:
                scenarios, equality = prepare_scenarios(options, corpus, servers)
            for scenario in scenarios:
                print_progress(f"round {number}: {scenario.name}")
                rounds += measure_scenario(options, number, scenario, servers)
            memory += [{"round": number, "server": server.name, "start_seconds": server.start_seconds,
                        "started": before, "loaded": server.memory()}
                       for (_, server), before in zip(servers, started)]
    described = {scenario.name: {name: value for name, value in asdict(scenario).items() if name != "requests"} for scenario in scenarios}
    return {"scenarios": described, **equality, "summary": report.summarize(rounds), "memory": memory, "rounds": rounds}


def prepare_scenarios(options, corpus, servers):
    """The scenarios, and the number of answers that were compared between servers."""
    isnad = servers[0]
    mix = QueryMix(corpus, isnad[1])
    with_peers = [isnad, *(pair for pair in servers if pair[0].works is not None)]
    searching = [pair for pair in with_peers if pair[0].works is None or SEARCH in pair[0].works]
    equality = {"equal_answers": None, "equal_backends": None, "common_words": None}
    if len(searching) > 1:
        mix.common_words, candidates = find_common_words(searching, mix)
        equality["common_words"] = {"common": len(mix.common_words), "candidates": candidates}
    scenarios = list(prepare(mix, lambda scenario: is_selected(options, scenario)))
    compared = [scenario for scenario in scenarios if scenario.work]
    if len(with_peers) > 1 and compared:
        equality["equal_answers"] = check_equal_answers(with_peers, compared, sample=50)
    if options.store == "postgres":
        equality["equal_backends"] = check_equal_backends(isnad[1], servers[1][1], scenarios, sample=10)
    return scenarios, equality


def measure_scenario(options, number, scenario, servers):
    """Measures one scenario on every server that can answer it."""
    load = options.load | {"connections": min(options.connections, scenario.connections),
                           "seconds": max(options.seconds, scenario.seconds)}
    for system, server in servers:
        if isinstance(system, Ceiling):
            # One request, unless bodies are read.
            sent = scenario.requests if scenario.requests[0].body else scenario.requests[:1]
            requests = [replace(request, path=f"/body/{scenario.ceiling_bytes}") for request in sent]
        elif system.can_answer(scenario):
            requests = [system.translate(request) for request in scenario.requests]
        else:
            continue
        yield {"round": number, "scenario": scenario.name, "server": server.name,
               **measure_load(server, requests, **load)}


def measure_growth(options, corpus, cluster):
    """Measures latency on one corpus size, with one connection to exclude queueing; and the start and memory of each server."""
    growth = []
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(serve(system, system.database(corpus), WORK)) for system in backends(options, corpus, cluster)]
        started = [server.memory() for server in servers]
        scenarios = prepare(QueryMix(corpus, servers[0]), lambda scenario: scenario.growth and is_selected(options, scenario))
        for scenario in scenarios:
            print_progress(f"{corpus.claims:,} claims: {scenario.name}")
            for server in servers:
                growth.append({"claims": corpus.claims, "server": server.name, "scenario": scenario.name, "title": scenario.title,
                               **measure_load(server, scenario.requests, connections=1, **options.load)})
        sizes = [{"claims": corpus.claims, "server": server.name, "start_seconds": server.start_seconds, "started": before,
                  "loaded": server.memory()} for server, before in zip(servers, started)]
    return {"growth": growth, "sizes": sizes}


def print_progress(text):
    print(text, file=sys.stderr, flush=True)
