"""Checks Parquet with pyarrow, pandas, polars and DuckDB against the same claims as NDJSON."""

import datetime
import json
from pathlib import Path

import duckdb
import pandas
import polars
from pyarrow import parquet


def check_parquet(get, address, folder, lines, languages):
    """Compares all claims of a server cell by cell, and a selection of fields of some."""
    folder = Path(folder)
    path = folder / "claims.parquet"
    path.write_bytes(get(address, "/v1/claims.parquet"))
    groups = compare(path, [row_of(claim, languages) for claim in lines])
    version = json.loads(get(address, "/v1/dataset"))["dataset_version"]
    assert parquet.read_metadata(path).metadata[b"dataset_version"].decode() == version
    stored = duckdb.sql(f"SELECT key, value FROM parquet_kv_metadata('{path}')").fetchall()
    assert (b"dataset_version", version.encode()) in stored, stored

    kind = lines[0]["kind"]
    some = [claim for claim in lines if claim["kind"] == kind]
    names = ["topics", "claim_date_latest", "id"]
    selected = folder / "selected.parquet"
    query = "".join(f"&fields={name}" for name in names)
    selected.write_bytes(get(address, f"/v1/claims.parquet?kind={kind}{query}"))
    columns = ["topics", *(f"topics_{language}" for language in languages), "claim_date_latest", "id"]
    rows = [row_of(claim, languages) for claim in some]
    compare(selected, [{column: row[column] for column in columns} for row in rows])

    empty = folder / "empty.parquet"
    empty.write_bytes(get(address, "/v1/claims.parquet?q=zqxjkvwpz&fields=id&fields=evidence_starts"))
    assert duckdb.sql(f"SELECT id, evidence_starts FROM '{empty}'").fetchall() == []
    assert len(polars.read_parquet(empty)) == len(pandas.read_parquet(empty)) == 0

    print(f"pyarrow, pandas, polars, duckdb: {len(lines)} rows, {groups} row groups")


def compare(path, rows):
    """Fails unless each reader finds these rows. Returns the number of row groups."""
    table = parquet.read_table(path)
    assert table.column_names == list(rows[0]), table.column_names
    assert table.to_pylist() == rows
    assert polars.read_parquet(path).to_dicts() == rows
    found = duckdb.sql(f"SELECT * FROM '{path}'")
    assert found.columns == list(rows[0])
    assert found.fetchall() == [tuple(row.values()) for row in rows]
    frame = pandas.read_parquet(path, dtype_backend="pyarrow")
    for column in frame.columns:
        values = [None if value is pandas.NA else value for value in frame[column]]
        values = [list(value) if isinstance(rows[0][column], list) else value for value in values]
        assert values == [row[column] for row in rows], column
    return parquet.read_metadata(path).num_row_groups


def row_of(claim, languages):
    """The columns of a claim, from its document."""
    row = {"id": claim["id"]}
    add_texts(row, "statement", claim["statement"], languages)
    row |= {name: claim.get(name) for name in ["kind", "certainty", "speech", "salience"]}
    row["asserted_by"] = claim["asserted_by"]["id"]
    add_texts(row, "asserted_by", claim["asserted_by"]["name"], languages)
    chain = claim.get("attribution", [])
    row["attribution"] = [link["actor"]["id"] for link in chain]
    row["attribution_cues"] = [link.get("cue") for link in chain]
    for column, role in [("subjects", "subject"), ("targets", "target"), ("mentioned", "mentioned")]:
        row[column] = [involved["actor"]["id"] for involved in claim["actors"] if involved["role"] == role]
    actors = list({involved["actor"]["id"]: involved["actor"] for involved in claim["actors"]}.values())
    add_named(row, "actors", actors, "name", languages)
    add_named(row, "topics", claim.get("topics", []), "label", languages)
    for field in ["claim_date", "asserted_date"]:
        add_date(row, field, claim.get(field, {}), languages)
    evidence = claim.get("evidence", [])
    for column, member in [("quotes", "quote"), ("starts", "start"), ("ends", "end"), ("parts", "part"),
                           ("languages", "language"), ("statuses", "status")]:
        row[f"evidence_{column}"] = [quote.get(member) for quote in evidence]
    note = claim.get("translation_note", {})
    for member in ["literal", "meant"]:
        add_texts(row, f"translation_note_{member}", note.get(member, {}), languages)
    row["translation_note_basis"] = note.get("basis")
    relations = claim.get("relations", [])
    row["relations"] = [f"{relation['kind']}:{relation['claim']}" for relation in relations]
    row["relations_drawn_by"] = [relation.get("drawn_by") for relation in relations]
    for column, member in [("publishers", "publisher"), ("ratings", "rating"), ("urls", "url"), ("dates", "date"),
                           ("languages", "language")]:
        row[f"reviews_{column}"] = [review.get(member) for review in claim.get("reviews", [])]
    for member in ["source", "id", "url"]:
        row[f"origin_{member}"] = claim.get("origin", {}).get(member)
    row["article"] = claim["article"]["id"]
    add_texts(row, "article_title", claim["article"]["title"], languages)
    row["article_published"] = claim["article"].get("published")
    row["article_language"] = claim["article"]["language"]
    revision = claim.get("revision", {})
    row["revision_created"] = day(revision.get("created"))
    row["revision_modified"] = day(revision.get("modified"))
    row["revision_release"] = revision.get("release")
    return row | {f"links_{name}": claim["links"].get(name) for name in ["self", "page", "source"]}


def add_texts(row, name, texts, languages):
    row |= {f"{name}_{language}": texts.get(language) for language in languages}


def add_named(row, name, records, member, languages):
    row[name] = [record["id"] for record in records]
    row |= {f"{name}_{language}": [record[member].get(language) for record in records] for language in languages}


def add_date(row, name, date, languages):
    row[name] = date.get("edtf")
    row |= {f"{name}_{end}": day(date.get(end)) for end in ["earliest", "latest"]}
    row |= {f"{name}_{member}": date.get(member) for member in ["precision", "basis", "expression"]}
    add_texts(row, f"{name}_note", date.get("note", {}), languages)


def day(text):
    return datetime.date.fromisoformat(text) if text else None
