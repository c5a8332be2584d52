"""Runs the benchmark's PostgreSQL cluster, and loads each corpus into a database once."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from harness.corpora import WORK, binary, builder_hashes
from harness.servers import TICKS_PER_SECOND, free_port

FOLDER = WORK / "postgres"
DATA = FOLDER / "data"
START_TIMEOUT = 300  # seconds; a cluster that was killed first replays its log
SETTINGS = {
    "shared_buffers": "2GB",
    "effective_cache_size": "8GB",
    "work_mem": "64MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    "random_page_cost": "1.1",
    "jit": "off",
}
LOADING = {"fsync": "off", "full_page_writes": "off"}  # only while a corpus is loaded


class Postgres:
    """A running cluster; `process` is its postmaster."""

    def __init__(self, process, port):
        self.process, self.port = process, port

    def url(self, claims, kind="claims"):
        return f"postgres://isnad@127.0.0.1:{self.port}/{kind}_{claims}"

    def query(self, database, *statements):
        """The output of the statements, with columns separated by tabs."""
        arguments = [word for statement in statements for word in ("-c", statement)]
        done = subprocess.run([*self._psql(database), "-A", "-t", "-F", "\t", *arguments], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"PostgreSQL: {done.stderr.strip()}")
        return done.stdout.strip()

    def copy(self, database, table):
        """A running COPY, which reads rows from its standard input."""
        command = [*self._psql(database), "-c", f"COPY {table} FROM STDIN"]
        return subprocess.Popen(command, stdin=subprocess.PIPE, text=True)

    def _psql(self, database):
        return [_programs() / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", f"postgres://isnad@127.0.0.1:{self.port}/{database}"]

    @contextlib.contextmanager
    def fast_loading(self):
        """Within the block nothing is forced to disk."""
        self.query("postgres", *_alter_system(LOADING))
        try:
            yield
        finally:
            self.query("postgres", *_alter_system(dict.fromkeys(LOADING)))

    def cpu_seconds(self):
        """CPU time of the postmaster and its children, exited ones included."""
        used = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = path.read_text().rpartition(")")[2].split()
                if self.process.pid in (int(path.parent.name), int(fields[1])):
                    used += sum(map(int, fields[11:15]))
        return used / TICKS_PER_SECOND

    def load(self, corpus):
        """Loads a corpus when Isnad or the corpus has changed. Returns the duration and the size."""
        record = FOLDER / f"claims_{corpus.claims}.json"
        builders = builder_hashes()
        known = json.loads(record.read_text()) if record.exists() else {}
        if known.get("built_by") == builders:
            return known["facts"]
        print(f"loading {corpus.claims:,} claims into PostgreSQL", file=sys.stderr)
        record.unlink(missing_ok=True)
        name = f"claims_{corpus.claims}"
        self.query("postgres", f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
        with self.fast_loading():
            started = time.monotonic()
            subprocess.run([binary("isnad"), "seed", "--from", corpus.folder / "seed", "--database", self.url(corpus.claims)], check=True)
            loaded = time.monotonic()
            self.query(name, "VACUUM (FREEZE, ANALYZE)", "CHECKPOINT")
        facts = {"claims": corpus.claims, "load_seconds": loaded - started, "load_rate": corpus.claims / (loaded - started),
                 "vacuum_seconds": time.monotonic() - loaded, "database_bytes": int(self.query(name, f"SELECT pg_database_size('{name}')"))}
        record.write_text(json.dumps({"built_by": builders, "facts": facts}))
        return facts

    def schema(self, claims):
        """The schema of the served dataset."""
        return self.query(f"claims_{claims}", "SELECT schema FROM isnad.served")

    def wait_until_ready(self):
        until = time.monotonic() + START_TIMEOUT
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(RuntimeError):
                return self.query("postgres", "SELECT 1")
            time.sleep(0.1)
        raise RuntimeError(f"PostgreSQL did not start; see {FOLDER / 'log'}")

    def stop(self):
        """Stops the cluster, by SIGINT, SIGQUIT and then SIGKILL."""
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            self.process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                return self.process.wait(60)


@contextlib.contextmanager
def cluster():
    """Runs the cluster within the block; creates it when there is none."""
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
    # The kernel stops the postmaster when this process is killed.
    command = ["setpriv", "--pdeathsig", "INT", _programs() / "postgres", "-D", DATA, *options]
    with (FOLDER / "log").open("ab") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=FOLDER,
                                   start_new_session=True, **_owner())
    postgres = Postgres(process, port)
    try:
        postgres.wait_until_ready()
        postgres.query("postgres", *_alter_system(dict.fromkeys(LOADING)))  # an aborted load may have left them changed
        yield postgres
    finally:
        postgres.stop()


def version():
    done = subprocess.run([_programs() / "postgres", "--version"], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _alter_system(settings):
    """Statements that change settings while the cluster runs; `None` restores the default."""
    for name, value in settings.items():
        yield f"ALTER SYSTEM RESET {name}" if value is None else f"ALTER SYSTEM SET {name} = {value}"
    yield "SELECT pg_reload_conf()"


def _programs():
    """The programs of the newest PostgreSQL, as Debian installs it."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda bin: int(bin.parent.name))


def _owner():
    """PostgreSQL refuses to run as root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
