"""Owns the PostgreSQL cluster: in a folder and on a port of its own, filled once per corpus, gone when the run ends."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from harness.corpora import HOME, made_by, program
from harness.servers import TICK, free_port

FOLDER = HOME / "postgres"
DATA = FOLDER / "data"
PATIENCE = 300  # seconds until the first connection; a cluster that was killed replays its log before it
SETTINGS = {
    "shared_buffers": "2GB",
    "effective_cache_size": "8GB",
    "work_mem": "64MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    "random_page_cost": "1.1",
    "jit": "off",
}
LOADING = {"fsync": "off", "full_page_writes": "off"}  # while it is filled, and then only


class Postgres:
    """A cluster that runs: `process` is its postmaster."""

    def __init__(self, process, port):
        self.process, self.port = process, port

    def address(self, claims):
        return f"postgres://isnad@127.0.0.1:{self.port}/claims_{claims}"

    def ask(self, database, *statements):
        """What the statements give, one text; columns are separated by tabs."""
        command = [_programs() / "psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1",
                   "-d", f"postgres://isnad@127.0.0.1:{self.port}/{database}"]
        for statement in statements:
            command += ["-c", statement]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"PostgreSQL: {done.stderr.strip()}")
        return done.stdout.strip()

    def cpu_seconds(self):
        """Processor time so far of the postmaster and all its children, those that have ended included."""
        used = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = path.read_text().rpartition(")")[2].split()
                if self.process.pid in (int(path.parent.name), int(fields[1])):
                    used += sum(map(int, fields[11:15]))
        return used / TICK

    def fill(self, corpus):
        """The facts of the database that holds this corpus, filled anew when Isnad or the corpus has changed."""
        record = FOLDER / f"claims_{corpus.claims}.json"
        makers = made_by()
        known = json.loads(record.read_text()) if record.exists() else {}
        if known.get("made_by") == makers:
            return known["facts"]
        print(f"filling PostgreSQL with {corpus.claims:,} claims", file=sys.stderr)
        record.unlink(missing_ok=True)
        name = f"claims_{corpus.claims}"
        self.ask("postgres", f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}", *_altered(LOADING))
        started = time.monotonic()
        subprocess.run([program("isnad"), "seed", "--from", corpus.home / "seed", "--database", self.address(corpus.claims)], check=True)
        loaded = time.monotonic()
        self.ask(name, "VACUUM (FREEZE, ANALYZE)", "CHECKPOINT", *_altered(dict.fromkeys(LOADING)))
        facts = {"claims": corpus.claims, "load_seconds": loaded - started, "load_rate": corpus.claims / (loaded - started),
                 "vacuum_seconds": time.monotonic() - loaded, "database_bytes": int(self.ask(name, f"SELECT pg_database_size('{name}')"))}
        record.write_text(json.dumps({"made_by": makers, "facts": facts}))
        return facts

    def schema(self, claims):
        """The schema of the dataset that is served."""
        return self.ask(f"claims_{claims}", "SELECT schema FROM isnad.served JOIN isnad.dataset USING (version)")

    def wait_until_ready(self):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(RuntimeError):
                return self.ask("postgres", "SELECT 1")
            time.sleep(0.1)
        raise RuntimeError(f"PostgreSQL did not come up; its last words are in {FOLDER / 'log'}")

    def end(self):
        """Asks the postmaster to end its backends and itself, then makes it."""
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            self.process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                return self.process.wait(60)


@contextlib.contextmanager
def cluster():
    """Runs the cluster for as long as the block lasts, however it ends; made when there is none."""
    if not (DATA / "PG_VERSION").exists():
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        if os.getuid() == 0:
            shutil.chown(FOLDER, "postgres", "postgres")
        subprocess.run([_programs() / "initdb", "-D", DATA, "-U", "isnad", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"],
                       cwd=FOLDER, stdout=subprocess.DEVNULL, check=True, **_owner())
    port = free_port()
    fixed = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", **SETTINGS}
    options = [word for name, value in fixed.items() for word in ("-c", f"{name}={value}")]
    # The kernel ends it too when this process is killed, which could not do so itself.
    command = ["setpriv", "--pdeathsig", "INT", _programs() / "postgres", "-D", DATA, *options]
    with (FOLDER / "log").open("ab") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=FOLDER,
                                   start_new_session=True, **_owner())
    postgres = Postgres(process, port)
    try:
        postgres.wait_until_ready()
        postgres.ask("postgres", *_altered(dict.fromkeys(LOADING)))  # what a load that was broken off has left
        yield postgres
    finally:
        postgres.end()


def version():
    done = subprocess.run([_programs() / "postgres", "--version"], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _altered(settings):
    """Statements that set these while the cluster runs; `None` is the default."""
    for name, value in settings.items():
        yield f"ALTER SYSTEM RESET {name}" if value is None else f"ALTER SYSTEM SET {name} = {value}"
    yield "SELECT pg_reload_conf()"


def _programs():
    """The folder of the newest PostgreSQL, as Debian installs it."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not found:
        sys.exit("PostgreSQL is not installed: --store postgres needs it")
    return max(found, key=lambda bin: int(bin.parent.name))


def _owner():
    """PostgreSQL refuses to run as root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
