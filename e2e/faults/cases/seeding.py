"""Seeding that is killed, has no room, or may not write: the old database survives."""

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
from harness.client import ask
from harness.corpora import multiplied, seed, seeded
from harness.server import QUIET, Server

NOBODY = 65534


@case("killed-seeding", "kill -9 during seeding")
def killed_seeding(run):
    times = run.size(40, 10)
    small, large = run.root / "seed", multiplied(run, run.size(60, 20))
    home = run.folder / "db"
    home.mkdir()
    database = seeded(run, small, home / "claims.db")
    began = time.monotonic()
    seeded(run, large, run.folder / "measure.db")
    takes = time.monotonic() - began
    with Server(run.program, run.folder / "measure.db", log=QUIET) as server:
        new = server.version
    chance, old, still_old, files, size = random.Random(40), None, 0, 0, 0
    for _ in range(times):
        # The end, where files are renamed, is tried as often as all the rest.
        moment = chance.uniform(0, takes) if chance.random() < 0.5 else chance.uniform(takes * 0.7, takes * 1.05)
        process = subprocess.Popen([run.program, "seed", "--from", large, "--database", database],
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        left = [path for path in home.iterdir() if path.name not in ("claims.db", "claims.db.block")]
        files, size = max(files, len(left)), max(size, sum(path.stat().st_size for path in left))
        verdict = sqlite3.connect(f"file:{database}?mode=ro", uri=True).execute("PRAGMA integrity_check").fetchone()[0]
        with Server(run.program, database, log=QUIET) as server:
            answer = ask(server.address, "/v1/claims?q=chips&limit=1")
            old = old or server.version
            whole = verdict == "ok" and answer.status == 200
            run.expect(whole, f"after a kill at {moment:.2f} s: {verdict}, {answer.status}")
            run.expect(server.version in (old, new), f"an unknown dataset after a kill at {moment:.2f} s")
            still_old += server.version == old
        if server.version != old:
            seeded(run, small, database)
    seeded(run, large, database)
    after = [path.name for path in home.iterdir() if path.name not in ("claims.db", "claims.db.block")]
    run.done = f"{times} kills at random moments of a seeding of {takes:.1f} s, the last third as often as all the rest"
    run.figures = {"opened and answered": f"{times - len(run.broken)} of {times}", "the old dataset": still_old,
                   "the new one, whole": times - still_old, "files left behind": files, "MiB of them": size / (1 << 20),
                   "still there after the next seeding": len(after)}


@case("full-disk", "Full disk")
def full_disk(run):
    old = seeded(run, run.root / "tests/fixtures/harbour/seed", run.folder / "old.db")
    large = multiplied(run, 30)
    # Room for less and less: for neither file, for the claims only, for the database without its block.
    sizes, messages = (3, 8, 14, 20), {}
    for size in sizes:
        with mounted(run, f"size={size}m") as disk:
            database = disk / "claims.db"
            shutil.copy(old, database)
            seen = database.read_bytes()
            done = seed(run, large, database, timeout=60)
            if done.returncode == 0:
                continue
            unwritten(run, done, database)
            messages[size] = message(run, done)
            run.expect(database.read_bytes() == seen, f"{size} MiB: the old database changed")
            left = [path.name for path in disk.iterdir() if path.name not in ("claims.db", "claims.db.block")]
            run.expect(not left, f"{size} MiB: left behind: {left}")
            with Server(run.program, database, log=QUIET) as server:
                run.expect(answers(server), f"{size} MiB: the old database does not answer")
    run.done = f"seeding more than fits into file systems of {', '.join(map(str, sizes))} MiB, over a database"
    told = "; ".join(sorted(set(messages.values())))
    run.figures = {"refused, and the old database answers": len(messages), "messages": told}
    run.expect(messages, "everything fitted")


@case("read-only", "Read-only file system, folder without permission")
def read_only(run):
    small = run.root / "tests/fixtures/harbour/seed"
    folder = run.folder / "closed"
    folder.mkdir()
    database = seeded(run, small, folder / "claims.db")
    (folder / "claims.db.block").unlink()
    public = run.folder / "isnad"
    shutil.copy(run.program, public)
    corpus = shutil.copytree(small, run.folder / "corpus")
    folder.chmod(0o555)
    user = NOBODY if os.geteuid() == 0 else None
    command = [public, "seed", "--from", corpus, "--database", database]
    done = subprocess.run(command, capture_output=True, text=True, user=user)
    unwritten(run, done, database)
    run.figures = {"folder without permission: exit code": done.returncode, "message": message(run, done)}
    with Server(public, database, log=QUIET, user=user) as server:
        run.expect(answers(server), "a folder without permission is not served")
    run.done = "seeding into and serving from a folder without permission to write, by a user without privileges"
    folder.chmod(0o755)
    try:
        with mounted(run, "size=16m") as disk:
            shutil.copy(database, disk / "claims.db")
            subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
            done = seed(run, small, disk / "claims.db")
            unwritten(run, done, disk / "claims.db")
            run.figures |= {"read-only file system: exit code": done.returncode, "its message": message(run, done)}
            with Server(run.program, disk / "claims.db", log=QUIET) as server:
                run.expect(answers(server), "a read-only file system is not served")
        run.done += "; the same on a file system mounted read-only"
    except Skipped as why:
        run.done += f" (a file system mounted read-only: skipped, {why})"


def unwritten(run, done, database):
    """A refusal with exit code 1 and a message that names the place."""
    run.expect(done.returncode == 1, f"exit code {done.returncode}")
    run.expect(str(database.parent) in done.stderr, f"the message names no place: {done.stderr[-300:]}")


def answers(server):
    return ask(server.address, "/v1/claims?limit=1").status == 200


def message(run, done):
    """The last line, with what changes from run to run left out."""
    last = done.stderr.strip().rpartition("\n")[2].replace("|", "/").replace(str(run.folder), "…")
    return re.sub("building-[0-9a-f]+", "building-…", last)


@contextlib.contextmanager
def mounted(run, options):
    """A small file system of its own."""
    disk = run.folder / "disk"
    disk.mkdir(exist_ok=True)
    if os.geteuid() != 0:
        raise Skipped("only root can mount a file system")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", disk], capture_output=True, text=True)
    if done.returncode != 0:
        raise Skipped(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)
