"""Seeding: from nothing, again with nothing changed, and with ten claims added, beside a program that only stores the claims."""

import json
import os
import shutil
import sys

from harness.corpora import WORK, binary
from harness.process import run_measured
from harness.tables import table

ADDED = 10


def measure(corpus):
    """Every step once. The files are removed afterwards."""
    folder, source = WORK / "seeding", corpus.folder / "seed"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        return {"claims": corpus.claims, "steps": list(_steps(corpus.claims, source, folder))}
    finally:
        shutil.rmtree(folder)


def _steps(claims, source, folder):
    ceiling = folder / "ceiling.db"
    print(f"seeding {claims:,} claims", file=sys.stderr, flush=True)
    used = run_measured(binary("bench-seeding"), "--from", source, "--database", ceiling)
    yield {"step": "ceiling", "title": "ceiling: claims parsed and stored in one table", **used, "bytes": ceiling.stat().st_size}
    ceiling.unlink()
    more = add_claims(source, folder / "seed")
    for step, title, files in (("new", "from nothing", source), ("same", "again, nothing changed", source),
                               ("more", f"again, {ADDED} claims added", more)):
        yield {"step": step, "title": title, **seed(files, folder / "claims.db")}


def seed(source, database):
    return run_measured(binary("isnad"), "--log", "warn", "seed", "--from", source, "--database", database)


def add_claims(source, folder):
    """The same seed files, by hard links, with copies of some claims under other identifiers."""
    shutil.copytree(source, folder, copy_function=os.link)
    file = min(folder.glob("articles/*/claims.jsonl"))
    text = file.read_text()
    copies = [json.loads(line) for line in text.splitlines()[:ADDED]]
    for claim in copies:
        claim["id"] += "-again"
        claim.pop("relations", None)
    file.unlink()
    file.write_text(text + "".join(json.dumps(claim, ensure_ascii=False) + "\n" for claim in copies))
    return folder


def report(results):
    claims, steps = results["claims"], results["steps"]
    ceiling = next(step for step in steps if step["step"] == "ceiling")
    rows = [[step["title"], f"{claims / step['seconds']:,.0f}", f"{step['seconds']:,.2f}", f"{step['cpu_seconds']:,.2f}",
             f"{step['cpu_seconds'] * 1e6 / claims:,.0f}", f"{step['peak_kib'] / 1024:,.0f}", f"{ceiling['seconds'] / step['seconds']:.0%}",
             f"{step['cpu_seconds'] / ceiling['cpu_seconds']:.1f}"] for step in steps]
    return table([f"seeding {claims:,} claims", "claims/s", "s", "CPU s", "CPU µs a claim", "peak memory, MiB", "rate ÷ ceiling",
                  "CPU ÷ ceiling"], rows)
