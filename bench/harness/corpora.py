"""Builds the programs and the corpora, and reuses what is up to date."""

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from harness.process import run_measured

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
WORK = TARGET / "bench"
REQUIREMENTS = ROOT / "bench" / "peers" / "requirements.txt"


def binary(name):
    return TARGET / "dist" / name


def build():
    """Compiles Isnad and the programs of the benchmark."""
    subprocess.run(["cargo", "build", "--profile", "dist", "--features", "isnad/full", "--locked", "-p", "isnad", "-p", "isnad-bench"], cwd=ROOT, check=True)


def peer_python():
    """The Python of a virtual environment with the peers' packages, which is rebuilt when their versions change."""
    home = WORK / "venv"
    stamp, wanted = home / "requirements.sha256", file_hash(REQUIREMENTS)
    if not stamp.exists() or stamp.read_text() != wanted:
        print("installing the peers", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        subprocess.run([home / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS], check=True)
        stamp.write_text(wanted)
    return home / "bin" / "python"


@dataclass
class Corpus:
    """A generated corpus of one size."""

    claims: int
    folder: Path

    @property
    def snapshot(self):
        return self.folder / "claims.db"

    @property
    def workload_file(self):
        return self.folder / "seed" / "workload.json"

    def workload(self):
        return json.loads(self.workload_file.read_text())

    @property
    def doc_store(self):
        return next(self.folder.glob("claims.db.*docs"), None)

    def plain_snapshot(self):
        """A copy of the snapshot in which documents are not compressed, for peers that send them as they are stored."""
        path = self.folder / "peers.db"
        if not path.exists() or path.stat().st_mtime < self.snapshot.stat().st_mtime:
            unfinished = path.with_suffix(".unfinished")
            shutil.copyfile(self.snapshot, unfinished)
            with contextlib.closing(sqlite3.connect(unfinished)) as database, database:
                keys = database.execute("SELECT key FROM claim ORDER BY key").fetchall()
                database.execute("DROP TABLE claim_document")
                database.execute("CREATE TABLE claim_document (claim INTEGER PRIMARY KEY, document TEXT NOT NULL) STRICT")
                documents = zip(keys, self.documents(), strict=True)
                database.executemany("INSERT INTO claim_document VALUES (?, ?)", ((key, document) for (key,), document in documents))
            unfinished.rename(path)
        return path

    def documents(self):
        """Every claim as JSON, newest first."""
        command = [binary("isnad"), "--log", "warn", "export", "--database", self.snapshot, "--format", "ndjson"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as export:
            for line in export.stdout:
                yield line.rstrip("\n")
        if export.returncode:
            raise RuntimeError(f"isnad export: status {export.returncode}")

    def dataset_bytes(self):
        return self.snapshot.stat().st_size + (self.doc_store.stat().st_size if self.doc_store else 0)

    def seeding(self):
        """What seeding took when the corpus was built."""
        return json.loads((self.folder / "built-by.json").read_text())["seeding"]

    def facts(self):
        """Sizes, the cost of seeding, and in-process timings."""
        snapshot = self.snapshot.stat().st_size
        return {"claims": self.claims, "snapshot_bytes": snapshot, "docs_bytes": self.dataset_bytes() - snapshot,
                "seeding": self.seeding(), "in_process": self._in_process()}

    def _in_process(self):
        command = [binary("bench-inprocess"), "--database", self.snapshot, "--workload", self.workload_file]
        if not command[0].exists():
            return None
        done = subprocess.run(command, capture_output=True, text=True, timeout=900)
        return json.loads(done.stdout) if done.returncode == 0 else {"failed": done.stderr[-500:]}


def corpus(claims):
    """The corpus of this size, generated again when the generator or Isnad has changed."""
    built = Corpus(claims, corpus_folder(claims))
    record = built.folder / "built-by.json"
    builders = builder_hashes()
    if not is_built(claims):
        print(f"generating and seeding {claims:,} claims", file=sys.stderr)
        shutil.rmtree(built.folder, ignore_errors=True)
        built.folder.mkdir(parents=True)
        subprocess.run([binary("bench-corpus"), "--claims", str(claims), "--out", built.folder / "seed"], check=True)
        seeding = run_measured(binary("isnad"), "seed", "--from", built.folder / "seed", "--database", built.snapshot,
                               folder=built.folder)
        record.write_text(json.dumps(builders | {"seeding": seeding}))
    return built


def corpus_folder(claims):
    return WORK / "corpus" / str(claims)


def is_built(claims):
    record, builders = corpus_folder(claims) / "built-by.json", builder_hashes()
    known = json.loads(record.read_text()) if record.exists() else {}
    return "peak_disk_bytes" in known.get("seeding", {}) and {name: known.get(name) for name in builders} == builders


def builder_hashes():
    """Hashes of the programs that a corpus depends on."""
    return {name: file_hash(binary(name)) for name in ("bench-corpus", "isnad")}


def file_hash(file):
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
