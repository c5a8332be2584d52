"""Reads every format of a dataset and compares its texts with those that were seeded."""

import csv
import io
import json
import re
import sqlite3
import urllib.parse
import xml.etree.ElementTree as xml

import feedparser
import html5lib
import rdflib
from pybtex.database import parse_string
from pyld import jsonld

ATOM = "{http://www.w3.org/2005/Atom}"
PAGES = ["/", "/?q=script", "/actors", "/topics", "/articles", "/articles/a", "/dataset"]
# Characters at which programs end lines.
LINE_ENDS = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")


def check_all(program, server, database, claims):
    """Returns what was read of each format."""
    expected = {claim.id: claim for claim in claims}
    counts = {}
    for check in [check_ndjson, check_csv, check_jsonld, check_feed, check_annotations, check_citations, check_pages, check_downloads]:
        counts[check.__name__.removeprefix("check_")] = check(program, server, database, expected)
    return counts


def statement(claim):
    return claim.text if claim.is_statement else "A quote"


def check_ndjson(program, server, database, expected):
    body = server.get("/v1/claims.ndjson").decode("utf-8")
    lines = [json.loads(line) for line in LINE_ENDS.split(body) if line]
    assert len(lines) == len(expected)
    for line in lines:
        claim = expected[line["id"]]
        assert line["statement"]["en"] == statement(claim) and line["evidence"][0]["quote"] == claim.text, line["id"]
        assert line["evidence"][0]["status"] == "verified"
    exported = program.run("export", "--format", "ndjson", "--database", database, expect=0).stdout
    assert exported.decode("utf-8") == body
    return f"{len(lines)} lines"


def check_csv(program, server, database, expected):
    for excel in [False, True]:
        body = server.get(f"/v1/claims.csv{'?excel=true' if excel else ''}").decode("utf-8-sig" if excel else "utf-8")
        rows = list(csv.DictReader(io.StringIO(body, newline=""), strict=True))
        assert len(rows) == len(expected)
        for row in rows:
            claim = expected[row["id"]]
            for column, text in [("statement_en", statement(claim)), ("evidence_quotes", escaped(claim.text))]:
                value = row[column]
                if excel and value.startswith("'"):
                    value = value[1:]
                assert value == (text[1:] if excel and text.startswith("'") else text), (row["id"], column)
    return f"{len(rows)} rows, twice"


def escaped(text):
    return text.replace("\\", "\\\\").replace("|", "\\|")


def check_jsonld(program, server, database, expected):
    def refuse(url, options):
        raise AssertionError(f"the context loads {url}")
    document = json.loads(server.get("/v1/claims.jsonld"))
    expanded = jsonld.expand(document, {"documentLoader": refuse})
    claims = [node for node in document["@graph"] if node["@type"] == "Claim"]
    assert len(claims) == len(expected)
    for node in claims:
        assert node["statement"]["en"] == statement(expected[node["identifier"]])
    graph = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    again = rdflib.Graph().parse(data=graph.serialize(format="nt"), format="nt")
    assert len(again) == len(graph)
    return f"{len(expanded)} nodes, {len(graph)} triples"


def check_feed(program, server, database, expected):
    body = server.get("/v1/claims.atom?limit=200")
    titles = [entry.find(f"{ATOM}title").text for entry in xml.fromstring(body).iter(f"{ATOM}entry")]
    known = {statement(claim) for claim in expected.values()}
    assert titles and set(titles) <= known
    feed = feedparser.parse(body)
    assert not feed.bozo, feed.bozo_exception
    return f"{len(feed.entries)} entries"


def check_annotations(program, server, database, expected):
    page = json.loads(program.run("export", "--format", "annotation", "--database", database, expect=0).stdout)
    assert len(page["items"]) == len(expected)
    for item in page["items"]:
        claim = expected[item["id"].rpartition(":")[2]]
        assert item["target"][0]["selector"][0]["exact"] == claim.text
    for id in expected:
        json.loads(server.get(f"/v1/claims/{id}/annotation"))
    return f"{len(page['items'])} annotations"


def check_citations(program, server, database, expected):
    for id in expected:
        assert list(parse_string(server.get(f"/claims/{id}.bib").decode("utf-8"), "bibtex").entries) == [id]
        item = json.loads(server.get(f"/claims/{id}.csl.json"))
        assert (item[0] if isinstance(item, list) else item)["title"]
    return f"{len(expected)} of BibTeX and CSL-JSON"


def check_pages(program, server, database, expected):
    claims = [f"/claims/{id}" for id in expected]
    named = [id for id, claim in expected.items() if claim.is_statement]
    others = [f"/{kind}/{kind[:-1]}-{id}" for kind in ["actors", "topics"] for id in named]
    searches = ["/?" + urllib.parse.urlencode({"topic": f"topic-{id}"}) for id in named[::10]]
    paths = PAGES + claims + others + searches
    for path in paths:
        html = server.get(path + ("&" if "?" in path else "?") + "lang=en").decode("utf-8")
        # A browser that finds an error in the syntax raises an exception here.
        document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
        for script in document.iter("script"):
            if script.get("type") == "application/ld+json":
                json.loads(script.text)
            else:
                assert script.get("src") and not script.text, path
        handlers = [name for element in document.iter() for name in element.attrib if str(name).startswith("on")]
        assert not handlers, (path, handlers)
        links = [element.get("href") for element in document.iter("a")]
        assert all(link.startswith(("/", "#", "?", "http://", "https://")) for link in links), (path, links)
    xml.fromstring(server.get("/sitemap.xml"))
    return f"{len(paths)} pages"


def check_downloads(program, server, database, expected):
    json.loads(server.get("/v1/dataset/datapackage.json"))
    connection = sqlite3.connect(f"file:{urllib.parse.quote(str(database))}?mode=ro&immutable=1", uri=True)
    rows = dict(connection.execute("SELECT id, statement_en FROM claims"))
    assert rows == {id: statement(claim) for id, claim in expected.items()}
    return f"{len(rows)} rows of the snapshot"
