"""Sends requests to a running Isnad server with the client that openapi-python-client generates."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import httpx

from isnad_client import Client
from isnad_client.api.actors import list_actors
from isnad_client.api.claims import export_claims_csv, export_claims_ndjson, get_claim, list_claims, verify_quotes
from isnad_client.api.dataset import get_dataset
from isnad_client.models import (
    ActorPage,
    Claim,
    ClaimPage,
    Dataset,
    LanguageMap,
    ListActorsSort,
    ListClaimsFacetItem,
    ListClaimsSort,
    Problem,
    QuotesToVerify,
    QuoteToVerify,
    QuoteVerification,
)
from isnad_client.types import File, Unset

calls = 0


def count(_: httpx.Request) -> None:
    global calls
    calls += 1


def all_claims(client: Client, **query: Any) -> Iterator[Claim]:
    """Pages through all matching claims by cursor."""
    while True:
        page = list_claims.sync(client=client, **query)
        assert isinstance(page, ClaimPage), page
        yield from page.data
        if isinstance(page.page.next_cursor, Unset):
            return
        query["cursor"] = page.page.next_cursor


def text(texts: LanguageMap) -> str:
    """The English text, or else the first one."""
    by_language = texts.additional_properties
    return by_language.get("en") or next(iter(by_language.values()))


def main(base_url: str) -> None:
    with Client(base_url=base_url, httpx_args={"event_hooks": {"request": [count]}}) as client:
        # A facet: the two actors with the most claims.
        top = list_claims.sync(client=client, facet=[ListClaimsFacetItem.ACTOR], facet_limit=2, limit=1)
        assert isinstance(top, ClaimPage), top
        assert not isinstance(top.facets, Unset)
        assert not isinstance(top.facets.actor, Unset)
        wanted = [entry.id for entry in top.facets.actor]
        assert len(wanted) == 2

        # Repeated filters: claims that involve one of the two.
        found = list_claims.sync(client=client, actor=wanted, limit=200)
        assert isinstance(found, ClaimPage), found
        assert len(found.data) == found.total
        involved = [{entry.actor.id for entry in claim.actors} & set(wanted) for claim in found.data]
        assert all(involved) and set().union(*involved) == set(wanted)
        print(f"{text(found.query.summary)}: {found.total}")

        # Every page by cursor: the ids are unique, and as many as the total.
        unfiltered = list_claims.sync(client=client, limit=1)
        assert isinstance(unfiltered, ClaimPage), unfiltered
        claims = list(all_claims(client, limit=50))
        seen = [claim.id for claim in claims]
        assert len(seen) == unfiltered.total
        assert len(set(seen)) == len(seen)
        print(f"read {len(seen)} claims")

        # Languages: every statement is in one or more of the dataset's.
        dataset = get_dataset.sync(client=client)
        assert isinstance(dataset, Dataset), dataset
        for claim in claims:
            languages = claim.statement.additional_keys
            assert languages and set(languages) <= set(dataset.languages), claim
        print(f"languages: {', '.join(dataset.languages)}")

        # Absent fields and dates: a claim without a date is left out where a date is asked for.
        dated = sum(not isinstance(claim.claim_date, Unset) for claim in claims)
        assert dated == dataset.counts.dated_claims
        assert not isinstance(dataset.coverage, Unset)
        covered = list_claims.sync(
            client=client,
            date_from=dataset.coverage.earliest.isoformat(),
            date_to=dataset.coverage.latest.isoformat(),
            limit=1,
        )
        assert isinstance(covered, ClaimPage), covered
        assert (covered.total, covered.undated_excluded) == (dated, len(claims) - dated)

        # Sorting: newest first is the default.
        newest = list_claims.sync(client=client, sort=ListClaimsSort.DATE_DESCENDING, limit=1)
        assert isinstance(newest, ClaimPage), newest
        assert newest.query.sort == "-date" and newest.data[0].id == seen[0]

        # One claim.
        single = get_claim.sync(seen[0], client=client)
        assert isinstance(single, Claim), single
        assert single.id == seen[0]
        print(f"{single.id}: {text(single.statement)}")

        # Several claims by identifier: unknown ones are missing, which is no error.
        named = list_claims.sync(client=client, id=[seen[0], "no-such-claim"])
        assert isinstance(named, ClaimPage), named
        assert (named.total, named.missing) == (1, ["no-such-claim"])

        # Actors by name.
        name = text(top.facets.actor[0].label)
        actors = list_actors.sync(client=client, q=name, sort=ListActorsSort.CLAIMS_DESCENDING)
        assert isinstance(actors, ActorPage), actors
        assert wanted[0] in [actor.id for actor in actors.data]

        # Facets: a claim has one kind, so the counts of all kinds add up to the total.
        faceted = list_claims.sync(
            client=client,
            actor=wanted,
            facet=[ListClaimsFacetItem.KIND, ListClaimsFacetItem.YEAR],
            limit=1,
        )
        assert isinstance(faceted, ClaimPage), faceted
        assert not isinstance(faceted.facets, Unset)
        assert not isinstance(faceted.facets.kind, Unset)
        assert not isinstance(faceted.facets.year, Unset)
        assert sum(entry.count for entry in faceted.facets.kind) == faceted.total
        for entry in faceted.facets.kind:
            print(f"  {text(entry.label)}: {entry.count}")

        # Exports: a row or a line per claim.
        table = export_claims_csv.sync(client=client, actor=wanted)
        assert isinstance(table, File), table
        assert table.payload.read(3) == b"id,"
        lines = export_claims_ndjson.sync(client=client, actor=wanted)
        assert isinstance(lines, File), lines
        assert len([json.loads(line)["id"] for line in lines.payload]) == found.total

        # Quotes: those of claims stand in their articles. A dataset may have none that is long enough.
        quotes = [span.quote for claim in claims for span in claim.evidence or [] if len(span.quote) > 40][:1]
        asked = [QuoteToVerify(text=quote) for quote in [*quotes, "Nobody ever said this."]]
        verified = verify_quotes.sync(client=client, body=QuotesToVerify(quotes=asked))
        assert isinstance(verified, QuoteVerification), verified
        assert [quote.match for quote in verified.quotes] == ["exact"] * len(quotes) + ["none"]

        # 404: the error is a typed problem document.
        missing = get_claim.sync_detailed("no-such-claim", client=client)
        assert missing.status_code == 404
        assert isinstance(missing.parsed, Problem), missing
        assert missing.parsed.code == "claim_not_found"

        # 400: the problem names the parameter and suggests the nearest valid value.
        refused = list_claims.sync_detailed(client=client, actor=[wanted[0] + "x"])
        assert refused.status_code == 400
        assert isinstance(refused.parsed, Problem), refused
        assert refused.parsed.code == "invalid_parameter"
        assert not isinstance(refused.parsed.errors, Unset)
        error = refused.parsed.errors[0]
        assert error.parameter == "actor"
        assert error.did_you_mean == wanted[0]
        print(f"refused: {error.value}; did you mean {error.did_you_mean}?")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080")
    print(f"calls: {calls}")
