"""Follows random releases with the mirror and compares its copy with the dataset, byte for byte."""

import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "e2e"))

from harness.server import NO_ACCESS_LOG, Server  # noqa: E402
from harness.world import World  # noqa: E402

MIRROR = ROOT / "clients/mirror/mirror.py"
KILLED_WITHIN = 0.15  # seconds


def seed(program, world, database):
    """Seeds the next release in the background."""
    command = [program, "seed", "--from", world.write(), "--database", database, "--log", "warn", "--keep-releases", "50"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finish(seeding):
    output, _ = seeding.communicate()
    assert seeding.returncode == 0, output


def read(address, path):
    with urlopen(f"{address}{path}", timeout=30) as answer:
        return answer.read()


def wait_for_release(address, database):
    """Waits until the server has the release of the database."""
    (expected,) = sqlite3.connect(database).execute("SELECT value FROM dataset WHERE name = 'checksum'").fetchone()
    end = time.monotonic() + 20
    while time.monotonic() < end:
        dataset = json.loads(read(address, "/v1/dataset"))
        if dataset["checksum"] == expected:
            return dataset
        time.sleep(0.02)
    raise AssertionError("the server does not have the release")


def run_mirror(address, copy, seconds=None):
    """Runs the mirror, and kills it after some time. Returns whether it ended by itself."""
    running = subprocess.Popen([sys.executable, MIRROR, address, copy], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        output, _ = running.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        running.kill()
        running.communicate()
        return False
    assert running.returncode == 0, output.decode()
    return True


def assert_equal(address, copy):
    documents = sqlite3.connect(copy).execute("SELECT document FROM claim ORDER BY id")
    lines = b"".join(document + b"\n" for (document,) in documents)
    assert lines == read(address, "/v1/dataset/claims.ndjson"), "the copy is not the dataset"


def measure(address, since):
    """Bytes of the changes since a release, and of the claims in them."""
    lines = read(address, f"/v1/changes.ndjson?since={since}").splitlines()
    claims = [line.split(b',"claim":', 1)[1][:-1] for line in lines if b',"claim":' in line]
    withdrawn = sum(len(json.loads(line)["id"]) for line in lines if b',"claim":' not in line)
    return sum(map(len, lines)), sum(map(len, claims)) + withdrawn


def main():
    program, releases = sys.argv[1], 30 if "--short" in sys.argv else 200
    rng = random.Random(24)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        database, copy = folder / "claims.db", folder / "copy.db"
        world = World(rng, folder / "seed", 120)
        finish(seed(program, world, database))
        killed = behind = 0
        sent, changed, runs = 0, 0, []
        with Server(program, database, log=NO_ACCESS_LOG) as server:
            address = f"http://{server.address[0]}:{server.address[1]}"
            for _ in range(releases):
                world.change()
                seeding = seed(program, world, database)
                # While the release changes, and at any point of the mirror.
                if rng.random() < 0.6:
                    killed += not run_mirror(address, copy, rng.uniform(0, KILLED_WITHIN))
                finish(seeding)
                if rng.random() < 0.2:
                    behind += 1
                    continue
                dataset = wait_for_release(address, database)
                started = time.monotonic()
                assert run_mirror(address, copy)
                runs.append(time.monotonic() - started)
                assert_equal(address, copy)
                feed, content = measure(address, dataset["release"] - 1)
                sent, changed = sent + feed, changed + content
            dataset = wait_for_release(address, database)
            run_mirror(address, copy)
            assert_equal(address, copy)
    runs.sort()
    print(f"{dataset['release']} releases, {dataset['counts']['claims']} claims; the copy was equal after {len(runs)} runs, "
          f"behind by more than one release {behind} times; {killed} runs were killed")
    print(f"bytes of changes / bytes of what changed: {sent / changed:.3f}; median run {runs[len(runs) // 2]:.3f} s")


if __name__ == "__main__":
    main()
