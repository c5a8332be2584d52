"""Seeding that is killed, runs out of space or may not write: the old database survives."""

import contextlib
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import time

from harness.case import Skipped, case
from harness.client import fetch
from harness.corpora import repeated_corpus, run_seed, seed_database
from harness.server import NO_ACCESS_LOG, Server

NOBODY = 65534
# The database and its doc stores.
DATABASE_FILE = re.compile(r"claims\.db(\.[0-9a-f]{16}\.docs)?")
FIXTURE = "tests/fixtures/harbour/seed"


def other_files(folder):
    """What interrupted seeding left in the folder of the database."""
    return [path for path in folder.iterdir() if not DATABASE_FILE.fullmatch(path.name)]


def doc_store(database):
    """The file with the documents of the dataset in a database."""
    (path,) = database.parent.glob(f"{database.name}.*.docs")
    return path


@case("killed-seeding", "kill -9 during seeding")
def killed_seeding(run):
    times = run.scaled(40, 10)
    small, large = run.root / "seed", repeated_corpus(run, run.scaled(60, 20))
    home = run.folder / "db"
    home.mkdir()
    database = seed_database(run, small, home / "claims.db")
    started = time.monotonic()
    seed_database(run, large, run.folder / "measure.db")
    duration = time.monotonic() - started
    with Server(run.program, run.folder / "measure.db", log=NO_ACCESS_LOG) as server:
        new_version = server.version
    rng, old_version, still_old, most_files, most_bytes = random.Random(40), None, 0, 0, 0
    for _ in range(times):
        # Half of the kills are at the end, where files are renamed.
        moment = rng.uniform(0, duration) if rng.random() < 0.5 else rng.uniform(duration * 0.7, duration * 1.05)
        process = subprocess.Popen([run.program, "seed", "--from", large, "--database", database],
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        left = other_files(home)
        most_files, most_bytes = max(most_files, len(left)), max(most_bytes, sum(path.stat().st_size for path in left))
        integrity = sqlite3.connect(f"file:{database}?mode=ro", uri=True).execute("PRAGMA integrity_check").fetchone()[0]
        with Server(run.program, database, log=NO_ACCESS_LOG) as server:
            response = fetch(server.address, "/v1/claims?q=chips&limit=1")
            old_version = old_version or server.version
            intact = integrity == "ok" and response.status == 200
            run.expect(intact, f"after a kill at {moment:.2f} s: {integrity}, {response.status}")
            run.expect(server.version in (old_version, new_version), f"an unknown dataset after a kill at {moment:.2f} s")
            still_old += server.version == old_version
        if server.version != old_version:
            seed_database(run, small, database)
    seed_database(run, large, database)
    run.description = f"{times} kills at random moments of a seeding of {duration:.1f} s, half of them in its last third"
    run.measurements = {"database opened and answered": f"{times - len(run.failures)} of {times}", "old dataset": still_old,
                        "new dataset, complete": times - still_old, "unfinished files at most": most_files,
                        "their MiB": most_bytes / (1 << 20), "left after the next seeding": len(other_files(home))}


@case("full-disk", "Full disk")
def full_disk(run):
    old = seed_database(run, run.root / FIXTURE, run.folder / "old.db")
    large = repeated_corpus(run, 30)
    # Too small for the claims, for the database, and for the doc store beside it.
    sizes, messages = (3, 8, 14, 20), {}
    for size in sizes:
        with mounted(run, f"size={size}m") as disk:
            database = disk / "claims.db"
            shutil.copy(old, database)
            content = database.read_bytes()
            done = run_seed(run, large, database, timeout=60)
            if done.returncode == 0:
                continue
            expect_refusal(run, done, database)
            messages[size] = last_message(run, done)
            run.expect(database.read_bytes() == content, f"{size} MiB: the old database changed")
            run.expect(not other_files(disk), f"{size} MiB: files left: {other_files(disk)}")
            with Server(run.program, database, log=NO_ACCESS_LOG) as server:
                run.expect(answers(server), f"{size} MiB: the old database does not answer")
    run.description = f"seeding over a database on file systems of {', '.join(map(str, sizes))} MiB, which are too small"
    run.measurements = {"refused, and the old database answers": len(messages), "messages": "; ".join(sorted(set(messages.values())))}
    run.expect(messages, "no file system was too small")


@case("read-only", "Read-only file system, folder without permission")
def read_only(run):
    small = run.root / FIXTURE
    folder = run.folder / "closed"
    folder.mkdir()
    database = seed_database(run, small, folder / "claims.db")
    doc_store(database).unlink()
    program = run.folder / "isnad"
    shutil.copy(run.program, program)
    corpus = shutil.copytree(small, run.folder / "corpus")
    folder.chmod(0o555)
    user = NOBODY if os.geteuid() == 0 else None
    command = [program, "seed", "--from", corpus, "--database", database]
    done = subprocess.run(command, capture_output=True, text=True, user=user)
    expect_refusal(run, done, database)
    run.measurements = {"folder without permission: exit code": done.returncode, "message": last_message(run, done)}
    with Server(program, database, log=NO_ACCESS_LOG, user=user) as server:
        run.expect(answers(server), "a database in a folder without permission is not served")
    run.description = "seeding into and serving from a folder without write permission, as an unprivileged user"
    folder.chmod(0o755)
    try:
        with mounted(run, "size=16m") as disk:
            shutil.copy(database, disk / "claims.db")
            subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
            done = run_seed(run, small, disk / "claims.db")
            expect_refusal(run, done, disk / "claims.db")
            run.measurements |= {"read-only file system: exit code": done.returncode, "its message": last_message(run, done)}
            with Server(run.program, disk / "claims.db", log=NO_ACCESS_LOG) as server:
                run.expect(answers(server), "a database on a read-only file system is not served")
        run.description += "; the same on a read-only file system"
    except Skipped as reason:
        run.description += f" (read-only file system: skipped, {reason})"


def expect_refusal(run, done, database):
    """Expects exit code 1 and a message that names the folder."""
    run.expect(done.returncode == 1, f"exit code {done.returncode}")
    run.expect(str(database.parent) in done.stderr, f"the message does not name the folder: {done.stderr[-300:]}")


def answers(server):
    return fetch(server.address, "/v1/claims?limit=1").status == 200


def last_message(run, done):
    """The last line of standard error, without what changes from run to run."""
    last = done.stderr.strip().rpartition("\n")[2].replace("|", "/").replace(str(run.folder), "…")
    return re.sub("building-[0-9a-f]+", "building-…", last)


@contextlib.contextmanager
def mounted(run, options):
    """Mounts a small file system."""
    disk = run.folder / "disk"
    disk.mkdir(exist_ok=True)
    if os.geteuid() != 0:
        raise Skipped("only root can mount a file system")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", disk], capture_output=True, text=True)
    if done.returncode != 0:
        raise Skipped(f"cannot mount a file system: {done.stderr.strip()}")
    try:
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)
