"""Disk: bytes a claim, of the database by table and of the doc store by section."""

import contextlib
import re
import sqlite3
import struct

from harness.corpora import ROOT
from harness.tables import mib, table

DOC_STORE_SOURCE = ROOT / "src" / "store" / "sqlite" / "docstore.rs"
# Before the starts of the sections: magic, layout, two identifiers, two numbers; after them: the length of the file.
BEFORE_STARTS, NUMBER = 8 + 8 + 2 * 64 + 2 * 8, 8


def measure(corpus):
    docs = corpus.doc_store
    source = sum(file.stat().st_size for file in (corpus.folder / "seed").rglob("*.json*"))
    return {"claims": corpus.claims, "seed_files": source, "tables": tables(corpus.snapshot), "sections": sections(docs) if docs else {}}


def tables(database):
    """Bytes of each table with its indexes, the largest first. SQLite's full-text tables count as the table they belong to."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as connection:
        virtual = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%'")]
        owners = dict(connection.execute("SELECT name, tbl_name FROM sqlite_schema"))
        found = connection.execute("SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE").fetchall()
    sizes = {}
    for btree, size in found:
        name = owners.get(btree, btree)
        owner = next((table for table in virtual if name.startswith(f"{table}_")), name)
        sizes[owner] = sizes.get(owner, 0) + size
    return dict(sorted(sizes.items(), key=lambda entry: -entry[1]))


def sections(file):
    """Bytes of each section, as the header of the doc store names their starts, with what the source says they are."""
    with file.open("rb") as content:
        header = content.read(BEFORE_STARTS + 256)
    first, = struct.unpack_from("<Q", header, BEFORE_STARTS)
    count = (first - BEFORE_STARTS) // NUMBER - 1
    starts = struct.unpack_from(f"<{count}Q", header, BEFORE_STARTS)
    ends = (*starts[1:], file.stat().st_size)
    meanings = dict(re.findall(r"^//! \| section (\d+) \| (.*) \|$", DOC_STORE_SOURCE.read_text(), re.MULTILINE))
    return {meanings.get(str(number), f"section {number}"): end - start for number, (start, end) in enumerate(zip(starts, ends))}


def report(results):
    claims, source = results["claims"], results["seed_files"]
    groups = {"database": results["tables"], "doc store": results["sections"]}
    total = sum(sum(group.values()) for group in groups.values())
    row = lambda name, size: [name, mib(size), f"{size / claims:,.1f}", f"{size / source:.2f}"]  # noqa: E731
    rows = [row("seed files", source), row("database and doc store", total)]
    for name, group in groups.items():
        rows.append(row(name, sum(group.values())))
        rows += [row(f"{name}: {part}", size) for part, size in group.items() if size >= total / 1000]
    return table([f"disk of {claims:,} claims", "MiB", "bytes a claim", "÷ seed files"], rows)
