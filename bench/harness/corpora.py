"""Owns the programs and the data under test: builds them, and keeps what need not be built again."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
HOME = TARGET / "bench"
REQUIREMENTS = ROOT / "bench" / "peers" / "requirements.txt"


def program(name):
    return TARGET / "release" / name


def build():
    """Compiles Isnad, the generator, the ceiling and the in-process timings."""
    subprocess.run(["cargo", "build", "--release", "--locked", "-p", "isnad", "-p", "isnad-bench"], cwd=ROOT, check=True)


def interpreter():
    """The Python that has the peers' packages, in an environment of its own, renewed when the pins change."""
    home = HOME / "venv"
    stamp, wanted = home / "requirements.sha256", _hash(REQUIREMENTS)
    if not stamp.exists() or stamp.read_text() != wanted:
        print("installing the peers", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        subprocess.run([home / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS], check=True)
        stamp.write_text(wanted)
    return home / "bin" / "python"


@dataclass
class Corpus:
    """One size of the generated corpus."""

    claims: int
    home: Path

    @property
    def snapshot(self):
        return self.home / "claims.db"

    @property
    def workload_file(self):
        return self.home / "seed" / "workload.json"

    def workload(self):
        return json.loads(self.workload_file.read_text())

    def facts(self):
        """What is known without a server: how large, how long the seeding took, the in-process timings."""
        block = self.home / "claims.db.block"
        return {"claims": self.claims, "snapshot_bytes": self.snapshot.stat().st_size,
                "block_bytes": block.stat().st_size if block.exists() else 0,
                "seed_seconds": json.loads((self.home / "made-by.json").read_text())["seed_seconds"],
                "in_process": self._in_process()}

    def _in_process(self):
        command = [program("bench-inprocess"), "--database", self.snapshot, "--workload", self.workload_file]
        if not command[0].exists():
            return None
        done = subprocess.run(command, capture_output=True, text=True, timeout=900)
        return json.loads(done.stdout) if done.returncode == 0 else {"failed": done.stderr[-500:]}


def corpus(claims):
    """The corpus of this size, made anew when the generator or Isnad has changed."""
    made = Corpus(claims, HOME / "corpus" / str(claims))
    record = made.home / "made-by.json"
    makers = made_by()
    known = json.loads(record.read_text()) if record.exists() else {}
    if {name: known.get(name) for name in makers} != makers:
        print(f"generating and seeding {claims:,} claims", file=sys.stderr)
        shutil.rmtree(made.home, ignore_errors=True)
        made.home.mkdir(parents=True)
        subprocess.run([program("bench-corpus"), "--claims", str(claims), "--out", made.home / "seed"], check=True)
        started = time.monotonic()
        subprocess.run([program("isnad"), "seed", "--from", made.home / "seed", "--database", made.snapshot], check=True)
        record.write_text(json.dumps(makers | {"seed_seconds": time.monotonic() - started}))
    return made


def made_by():
    """What a corpus depends on."""
    return {name: _hash(program(name)) for name in ("bench-corpus", "isnad")}


def _hash(file):
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
