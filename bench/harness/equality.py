"""Checks that servers give equal answers, before they are measured."""

import random
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from harness.load import Client, Request
from harness.query_mix import claims
from harness.scenarios import SEARCH

CANDIDATE_WORDS = 200


class DisagreementError(Exception):
    """Two servers gave different answers."""


def sample_requests(scenario, count):
    return random.Random(scenario.name).sample(scenario.requests, min(count, len(scenario.requests)))


def check_equal_answers(servers, scenarios, sample):
    """Sends a sample of every scenario to all servers: each must return the same claims, complete and in order, and the same
    total. `servers` are pairs of a system and its server, Isnad first."""
    clients = [(system, Client(server.port)) for system, server in servers]
    compared = 0
    for scenario in scenarios:
        able = [(system, client) for system, client in clients if system.can_answer(scenario)]
        for request in sample_requests(scenario, sample):
            answers = [system.parse(client.send(system.translate(request))) for system, client in able]
            for (system, _), answer in zip(able, answers):
                if answer != answers[0]:
                    raise DisagreementError(f"{system.name} differs from Isnad on {request.path}: total {answer[1]}, not {answers[0][1]}, "
                                            "or other claims")
            compared += 1
    return {"requests_compared": compared}


def check_equal_backends(sqlite, postgres, scenarios, sample):
    """Sends a sample of every scenario to both backends: each must return the same status and the same bytes. Relevance differs by
    backend, so a query sorted by relevance must have the same total and, sorted by date, the same page. Responses with 503
    are counted and not compared."""
    clients = [Client(server.port) for server in (sqlite, postgres)]
    compared, timed_out = 0, 0

    def get_both(request):
        nonlocal compared, timed_out
        # Pages have absolute links, which begin with the host of the request.
        request = replace(request, headers=request.headers | {"Host": "localhost"})
        responses = [client.send(request) for client in clients]
        if any(response.status == 503 for response in responses):
            timed_out += 1
            return None
        compared += 1
        return responses

    # The entity tags differ, since each database has the time of its own release.
    for scenario in (scenario for scenario in scenarios if scenario.expected == 200):
        for request in sample_requests(scenario, sample):
            if sorted_by_relevance(request):
                responses = get_both(request)
                if responses and responses[0].json()["total"] != responses[1].json()["total"]:
                    raise DisagreementError(f"the backends return different totals for {request.path}")
                request = Request(request.path + "&sort=-date")
            elif "Accept-Encoding" in request.headers:
                request = Request(request.path)
            responses = get_both(request)
            if responses and (responses[0].status, responses[0].body) != (responses[1].status, responses[1].body):
                details = "; ".join(f"{response.status}, {response.body[:300]}" for response in responses)
                raise DisagreementError(f"the backends differ on {request.path}: {details}")
    return {"requests_compared": compared, "timed_out": timed_out}


def sorted_by_relevance(request):
    target = urlsplit(request.path)
    return target.path == "/v1/claims" and "q" in (query := parse_qs(target.query)) and "sort" not in query


def find_common_words(servers, mix):
    """Words of statements whose newest claims and totals are the same on every server. Isnad also finds other forms of a word, so
    most words are excluded. Returns the words and the number of candidates."""
    clients = [(system, Client(server.port)) for system, server in servers]
    candidates = [word for word in mix.statement_words(CANDIDATE_WORDS) if mix.get(claims(q=word, limit=1)).status == 200]

    def is_common(word):
        request = Request(claims(q=word, sort="-date"))
        first, *others = (system.parse(client.send(system.translate(request))) for system, client in clients)
        return first[1] > 0 and all(answer == first for answer in others)

    return [word for word in candidates if is_common(word)], len(candidates)
