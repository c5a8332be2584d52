"""Reads every export format with other libraries: csv and pandas, pyld and rdflib, feedparser, frictionless, mlcroissant, networkx, those of
citations.py, parquet_files.py and resuming.py.

Usage: check.py PATH-TO-ISNAD [REPEATS]. Serves four datasets, each on a free port in a temporary folder: the built-in corpus, the example, one
in eight languages, and one whose texts hold the syntax of the formats. Parquet is also read with every claim of the built-in corpus
REPEATS times (default 20; 637 is 100,009 claims).
"""

import csv
import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import feedparser
import frictionless
import mlcroissant
import pandas
import rdflib
from pyld import jsonld

import hostile
from citations import check_bibtex, check_csl
from networks import check_networks
from parquet_files import check_parquet
from resuming import check_remote_columns, check_resuming
from serving import ROOT, start


FORMULA = tuple("=+-@\t\r\n＝＋－＠")
sys.path.insert(0, str(ROOT / "e2e"))


def split_list(cell):
    """Returns the values of a list inside a cell."""
    values = re.findall(r"((?:[^|\\]|\\.)*)(?:\||$)", cell, re.DOTALL)[: cell.replace("\\|", "").count("|") + 1]
    return [re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL) for value in values] if cell else []


def get(address, path):
    with urllib.request.urlopen(address + path, timeout=120) as response:
        return response.read()


def check(address, folder):
    total = json.loads(get(address, "/v1/claims?limit=1"))["total"]
    lines = [json.loads(line) for line in get(address, "/v1/claims.ndjson").splitlines()]
    ids = [claim["id"] for claim in lines]
    assert len(ids) == total > 40
    languages = json.loads(get(address, "/v1/dataset"))["languages"]

    text = get(address, "/v1/claims.csv").decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["id"] for row in rows] == ids
    frame = pandas.read_csv(io.StringIO(text), parse_dates=["claim_date_earliest", "claim_date_latest"])
    assert list(frame["id"]) == ids
    assert frame["claim_date_earliest"].dtype.kind == "M" and frame["salience"].between(1, 3).all()
    for language in languages:
        statements = frame[f"statement_{language}"].dropna()
        assert list(statements) == [claim["statement"][language] for claim in lines if language in claim["statement"]]
        assert [row[f"statement_{language}"] for row in rows] == [claim["statement"].get(language, "") for claim in lines]
    quotes = [[quote["quote"] for quote in claim.get("evidence", [])] for claim in lines]
    assert [split_list(row["evidence_quotes"]) for row in rows] == quotes
    excel = get(address, "/v1/claims.csv?excel=true").decode("utf-8")
    assert excel.startswith("\ufeff") and len(excel.splitlines()) >= total
    cells = [[cell for cell in row.values()] for row in csv.DictReader(io.StringIO(excel[1:], newline=""))]
    for cell, exact in zip((cell for row in cells for cell in row), (cell for row in rows for cell in row.values()), strict=True):
        assert cell == (f"'{exact}" if exact.startswith(FORMULA) else exact)
    print(f"csv, pandas: {len(rows)} rows, {len(frame.columns)} columns")

    # The context is inline, so no document may be loaded.
    def refuse(url, options):
        raise AssertionError(f"the context loads {url}")
    document = json.loads(get(address, "/v1/claims.jsonld"))
    expanded = jsonld.expand(document, {"documentLoader": refuse})
    schema = "http://schema.org/"
    claims = [node for node in expanded if schema + "Claim" in node["@type"]]
    assert [node[schema + "identifier"][0]["@value"] for node in claims] == ids
    for node, claim in zip(claims, lines, strict=True):
        assert {text["@language"]: text["@value"] for text in node[schema + "text"]} == claim["statement"]
        assert node[schema + "author"][0]["@id"].startswith("urn:isnad:actor:")
    print(f"pyld: {len(expanded)} nodes, {len(claims)} claims")

    graph = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    skos = rdflib.Namespace("http://www.w3.org/2004/02/skos/core#")
    concepts = set(graph.subjects(rdflib.RDF.type, skos.Concept))
    subjects = set(graph.objects(None, rdflib.URIRef("http://purl.org/dc/terms/subject")))
    assert subjects and subjects <= concepts, "a topic of a claim has no description"
    assert all(graph.value(concept, skos.prefLabel) for concept in concepts)
    assert set(graph.objects(None, skos.broader)) <= concepts
    authors = set(graph.objects(None, rdflib.URIRef(schema + "author")))
    assert all(graph.value(author, rdflib.URIRef(schema + "name")) for author in authors)
    print(f"rdflib: {len(graph)} triples, {len(concepts)} concepts")

    feed = feedparser.parse(get(address, "/v1/claims.atom?limit=50"))
    assert not feed.bozo, feed.bozo_exception
    assert feed.version == "atom10" and len(feed.entries) == min(total, 50)
    assert all(entry.updated_parsed and entry.link == f"{address}/claims/{entry.id.split(':')[-1]}" for entry in feed.entries)
    assert feed.feed.link == f"{address}/", feed.feed.link
    get(address, feed.entries[0].link.removeprefix(address))
    print(f"feedparser: {len(feed.entries)} entries, bozo={bool(feed.bozo)}")

    page = get(address, f"/claims/{ids[0]}").decode("utf-8")
    embedded = json.loads(page.split('<script type="application/ld+json">', 1)[1].split("</script>", 1)[0])
    graph = rdflib.Graph().parse(data=json.dumps(embedded), format="json-ld")
    assert graph.value(rdflib.URIRef(f"urn:isnad:claim:{ids[0]}"), rdflib.URIRef(schema + "text"))
    about = get(address, "/dataset").decode("utf-8")
    embedded = about.split('<script type="application/ld+json">', 1)[1].split("</script>", 1)[0]
    assert any(schema + "Dataset" in node["@type"] for node in jsonld.expand(json.loads(embedded), {"documentLoader": refuse}))

    check_bibtex(get(address, "/v1/claims.bib").decode("utf-8"), lines, address, folder)
    check_csl(get(address, "/v1/claims.csl.json").decode("utf-8"), lines, address)

    check_networks(get, address)
    check_parquet(get, address, folder, lines, languages)
    check_resuming(get, address, folder)

    for name in ["datapackage.json", "claims.csv", "claims.ndjson", "claims.sqlite"]:
        (Path(folder) / name).write_bytes(get(address, f"/v1/dataset/{name}"))
    package = frictionless.Package(str(Path(folder) / "datapackage.json"))
    # Only the table has a schema; the other resources are files.
    package.resources = [resource for resource in package.resources if resource.name == "claims"]
    report = package.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])[:5]
    print(f"frictionless: valid, {report.stats['errors']} errors")

    # It keeps downloads by address, and another server may have had this port.
    shutil.rmtree(os.environ["CROISSANT_CACHE"], ignore_errors=True)
    described = mlcroissant.Dataset(f"{address}/v1/dataset/croissant.json")
    issues = described.metadata.ctx.issues
    assert not issues.errors, issues.report()
    records = list(itertools.islice(described.records("claims"), 5))
    first = [row["id"] for row in csv.DictReader((Path(folder) / "claims.csv").read_text(encoding="utf-8").splitlines())][:5]
    assert [record["claims/id"].decode() for record in records] == first, records
    print(f"mlcroissant: valid, {len(issues.warnings)} warnings, {len(records)} records read")


def check_many_claims(program, repeats):
    from harness.corpora import repeated_corpus

    with tempfile.TemporaryDirectory() as folder:
        corpus = repeated_corpus(SimpleNamespace(folder=Path(folder), root=ROOT), repeats)
        subprocess.run([program, "seed", "--from", corpus, "--database", "isnad.db"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        server, address = start(program, folder)
        try:
            lines = [json.loads(line) for line in get(address, "/v1/claims.ndjson").splitlines()]
            assert len(lines) == 157 * repeats
            languages = json.loads(get(address, "/v1/dataset"))["languages"]
            check_parquet(get, address, folder, lines, languages)
            check_remote_columns(get, address)
            check_resuming(get, address, folder)
        finally:
            server.terminate()
            server.wait(timeout=30)


def main(program, repeats):
    with tempfile.TemporaryDirectory() as multilingual, tempfile.TemporaryDirectory() as syntax:
        hostile.write(syntax)
        subprocess.run([ROOT / "e2e/harness/multilingual.sh", multilingual], check=True)
        for options in ([], ["--from", ROOT / "examples/estuaire"], ["--from", multilingual], ["--from", syntax]):
            with tempfile.TemporaryDirectory() as folder:
                server, address = start(program, folder, *map(str, options))
                try:
                    check(address, folder)
                finally:
                    server.terminate()
                    server.wait(timeout=30)
    check_many_claims(program, repeats)


main(str(Path(sys.argv[1]).resolve()), int(sys.argv[2]) if len(sys.argv) > 2 else 20)
print("49 passed, 0 failed")
