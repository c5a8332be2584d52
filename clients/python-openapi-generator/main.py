"""Sends requests to a running Isnad server with the client that openapi-generator generates."""

import json
import sys
from collections.abc import Iterator
from typing import Any

from isnad import ApiClient, ApiException, Claim, ClaimsApi, Configuration, DatasetApi, Problem


class CountingClient(ApiClient):
    """Counts the requests."""

    calls = 0

    def call_api(self, *arguments: Any, **options: Any) -> Any:
        self.calls += 1
        return super().call_api(*arguments, **options)


def all_claims(claims: ClaimsApi, **query: Any) -> Iterator[Claim]:
    """Pages through all matching claims by cursor."""
    while True:
        page = claims.list_claims(**query)
        yield from page.data
        if page.page.next_cursor is None:
            return
        query["cursor"] = page.page.next_cursor


def text(texts: dict[str, str]) -> str:
    """The English text, or else the first one."""
    return texts.get("en") or next(iter(texts.values()))


def problem(status: int, call: Any, *arguments: Any, **options: Any) -> Problem:
    """The problem document of a call that returns this status."""
    try:
        call(*arguments, **options)
    except ApiException as error:
        assert error.status == status, error
        assert isinstance(error.data, Problem), error
        return error.data
    raise AssertionError("an error was expected")


def main(client: ApiClient) -> None:
    claims = ClaimsApi(client)

    # A facet: the two actors with the most claims.
    top = claims.list_claims(facet=["actor"], facet_limit=2, limit=1)
    assert top.facets and top.facets.actor
    wanted = [entry.id for entry in top.facets.actor]
    assert len(wanted) == 2

    # Repeated filters: claims that involve one of the two.
    found = claims.list_claims(actor=wanted, limit=200)
    assert len(found.data) == found.total
    involved = [{entry.actor.id for entry in claim.actors} & set(wanted) for claim in found.data]
    assert all(involved) and set().union(*involved) == set(wanted)
    print(f"{text(found.query.summary)}: {found.total}")

    # Every page by cursor: the ids are unique, and as many as the total.
    unfiltered = claims.list_claims(limit=1)
    everything = list(all_claims(claims, limit=50))
    assert len(everything) == unfiltered.total
    assert len({claim.id for claim in everything}) == len(everything)
    print(f"read {len(everything)} claims")

    # Languages: every statement is in one or more of the dataset's.
    dataset = DatasetApi(client).get_dataset()
    for claim in everything:
        assert claim.statement and set(claim.statement) <= set(dataset.languages), claim.id
    print("languages: " + ", ".join(dataset.languages))

    # Absent fields and dates: a claim without a date is left out where a date is asked for.
    dated = [claim for claim in everything if claim.claim_date is not None]
    assert len(dated) == dataset.counts.dated_claims
    assert dataset.coverage
    earliest, latest = dataset.coverage.earliest.isoformat(), dataset.coverage.latest.isoformat()
    covered = claims.list_claims(date_from=earliest, date_to=latest, limit=1)
    assert covered.total == len(dated)
    assert covered.undated_excluded == len(everything) - len(dated)

    # Sorting: newest first is the default.
    newest = claims.list_claims(sort="-date", limit=1)
    assert newest.query.sort == "-date" and newest.data[0].id == everything[0].id
    assert claims.list_claims(sort="date", limit=1).query.sort == "date"

    # One claim.
    first = everything[0].id
    single = claims.get_claim(first)
    assert single.id == first
    assert single.links.var_self == f"/v1/claims/{first}"
    print(f"{first}: {text(single.statement)}")

    # Facets: a claim has one kind, so the counts of all kinds add up to the total.
    faceted = claims.list_claims(actor=wanted, facet=["kind", "year"], limit=1)
    assert faceted.facets and faceted.facets.kind
    assert sum(entry.count for entry in faceted.facets.kind) == faceted.total
    for entry in faceted.facets.kind:
        print(f"  {text(entry.label)}: {entry.count}")

    # Exports: a row or a line per claim.
    assert claims.export_claims_csv(actor=wanted).startswith(b"id,")
    lines = claims.export_claims_ndjson(actor=wanted).splitlines()
    assert len(lines) == found.total and json.loads(lines[0])["id"]

    # 404: the error is a typed problem document.
    assert problem(404, claims.get_claim, "no-such-claim").code == "claim_not_found"

    # 400: the problem names the parameter and suggests the nearest valid value.
    refused = problem(400, claims.list_claims, actor=[wanted[0] + "x"])
    assert refused.code == "invalid_parameter" and refused.errors
    error = refused.errors[0]
    assert error.parameter == "actor" and error.did_you_mean == wanted[0]
    print(f"refused: {error.value}; did you mean {error.did_you_mean}?")


if __name__ == "__main__":
    configuration = Configuration(host=sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080")
    with CountingClient(configuration) as counting:
        main(counting)
    print(f"calls: {counting.calls}")
