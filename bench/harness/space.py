"""Refuses a run for which the disk is too small, before it generates anything large."""

import shutil
import sys

from harness.corpora import WORK, corpus, corpus_folder, is_built

SAMPLE = 20_000  # claims, generated and seeded to know how many bytes a claim takes
# Bytes a claim, where nothing is measured.
POSTGRES, PLAIN_POSTGRES, TYPESENSE, EXPORTS = 3_600, 6_500, 11_000, 1_900


def require_space(options, sizes):
    found = dict(_needs(options, sizes))
    replaced = sum(folder_bytes(corpus_folder(claims)) for claims in sizes if not is_built(claims))
    free = shutil.disk_usage(WORK).free + replaced
    if sum(found.values()) > free:
        gib = lambda size: f"{size / 2**30:,.1f} GiB"  # noqa: E731
        parts = "; ".join(f"{name} {gib(size)}" for name, size in found.items() if size)
        sys.exit(f"The run needs {gib(sum(found.values()))} in {WORK}, where {gib(free)} are free: {parts}. "
                 "Leave out sizes, parts or peers, or set CARGO_TARGET_DIR to another disk.")


def _needs(options, sizes):
    """The bytes that each purpose needs at most."""
    sample = corpus(SAMPLE)
    seed_files, dataset = folder_bytes(sample.folder / "seed") / SAMPLE, sample.dataset_bytes() / SAMPLE
    peak = max(sample.seeding()["peak_disk_bytes"] / SAMPLE, dataset)
    missing = [claims for claims in sizes if not is_built(claims)]
    main = options.claims[-1]
    yield "corpora", sum(missing) * (seed_files + dataset) + max(missing, default=0) * (peak - dataset)
    if options.store == "postgres":
        yield "Isnad on PostgreSQL", sum(sizes) * POSTGRES
    if "postgres_plain" in options.peers:
        yield "plain API on PostgreSQL", main * PLAIN_POSTGRES
    if "typesense" in options.peers:
        yield "Typesense", main * TYPESENSE
    temporary = {"seeding again": main * (dataset + peak) if "seeding" in options.parts else 0,
                 "exports": main * EXPORTS if "exports" in options.parts else 0}
    name = max(temporary, key=temporary.get)
    yield f"{name}, removed afterwards", temporary[name]


def folder_bytes(folder):
    return sum(file.stat().st_blocks * 512 for file in folder.rglob("*") if file.is_file())
