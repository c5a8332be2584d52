"""Exports by `isnad export`: size and compressed size of each format, time, processor time and memory."""

import shutil
import subprocess

from harness.corpora import WORK, binary
from harness.process import run_measured
from harness.tables import table

FORMATS = ("ndjson", "csv", "jsonld", "parquet")


def measure(database, rounds, program=None):
    """Exports all claims of a database in every format; the fastest round counts."""
    folder = WORK / "exports"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    claims, rows = 0, []
    for name in FORMATS:
        file = folder / f"claims.{name}"
        command = [program or binary("isnad"), "--log", "warn", "export", "--database", database, "--format", name, "--output", file]
        best = min((run_measured(*command) for _ in range(rounds)), key=lambda used: used["seconds"])
        if name == FORMATS[0]:
            claims = count_lines(file)
        rows.append(best | {"claims": claims, "format": name, "bytes": file.stat().st_size, **compressed(file)})
        file.unlink()
    shutil.rmtree(folder)
    return rows


def count_lines(file):
    with file.open("rb") as content:
        return sum(piece.count(b"\n") for piece in iter(lambda: content.read(1 << 20), b""))


def compressed(file):
    """The size after gzip, and after zstd where it is installed."""
    sizes = {"gzip_bytes": piped_size(["gzip", "-6", "-c", file])}
    if shutil.which("zstd"):
        sizes["zstd_bytes"] = piped_size(["zstd", "-3", "-c", "-q", file])
    return sizes


def piped_size(command):
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        size = sum(map(len, iter(lambda: process.stdout.read(1 << 20), b"")))
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return size


def report(results):
    rows = []
    for row in results:
        if row["format"] == FORMATS[0]:
            base = row
        sizes = ", ".join(f"{row[name] / 2**20:,.1f}" for name in ("gzip_bytes", "zstd_bytes") if name in row)
        rows.append([f"{row['claims']:,}", row["format"], f"{row['bytes'] / 2**20:,.1f}", f"{row['bytes'] / base['bytes']:.2f}", sizes,
                     f"{row['seconds']:.2f}", f"{row['seconds'] / base['seconds']:.1f}", f"{row['cpu_seconds']:.2f}", f"{row['peak_kib'] / 1024:,.0f}"])
    return table(["exported claims", "format", "MiB", "÷ NDJSON", "gzip, zstd MiB", "s", "÷ NDJSON", "CPU s", "peak memory, MiB"], rows)
