"""Refuses a run for which the disk is too small, before it has generated anything."""

import shutil
import sys

from harness.corpora import WORK, is_built

# Bytes a claim.
SEED_FILES, DATASET, TEMPORARY = 900, 5_400, 2_100
POSTGRES, PLAIN_POSTGRES, TYPESENSE, EXPORTS = 3_600, 6_500, 4_500, 1_900


def needs(options, sizes):
    """The bytes that each purpose needs at most, beside what exists already."""
    missing = [claims for claims in sizes if not is_built(claims)]
    main = options.claims[-1]
    yield "corpora", sum(missing) * (SEED_FILES + DATASET) + max(missing, default=0) * TEMPORARY
    if options.store == "postgres":
        yield "Isnad on PostgreSQL", sum(sizes) * POSTGRES
    if "postgres_plain" in options.peers:
        yield "plain API on PostgreSQL", main * PLAIN_POSTGRES
    if "typesense" in options.peers:
        yield "Typesense", main * TYPESENSE
    if "seeding" in options.parts:
        yield "seeding again, removed afterwards", main * (2 * DATASET + TEMPORARY)
    if "exports" in options.parts:
        yield "exports, removed afterwards", main * EXPORTS


def require_space(options, sizes):
    found = dict(needs(options, sizes))
    free = shutil.disk_usage(WORK).free
    if sum(found.values()) > free:
        gib = lambda size: f"{size / 2**30:,.1f} GiB"  # noqa: E731
        parts = "; ".join(f"{name} {gib(size)}" for name, size in found.items() if size)
        sys.exit(f"The run needs {gib(sum(found.values()))} in {WORK}, where {gib(free)} are free: {parts}. "
                 "Leave out parts or peers, or set CARGO_TARGET_DIR to another disk.")
