"""PostgreSQL of the test's own: a primary and its standbys, in a folder of the case. Every postmaster is a child of the
test and is ended by its own process number."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

PATIENCE = 30

# It refuses to run as root.
ACCOUNT = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    # What a killed process has written stays in the system's memory: only a power cut would lose it.
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    # A standby that was away finds what it missed.
    "wal_keep_size": "512MB",
}


def programs():
    """The folder of the newest PostgreSQL's programs, if there is one."""
    found = [initdb.parent for initdb in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda folder: int(folder.parent.name), default=None)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(folder):
    """Without the certificates and passwords of whoever runs the test."""
    return {**os.environ, "HOME": str(folder)}


def until(holds, what, patience=PATIENCE):
    """Waits until something holds; how many seconds that took."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() > began + patience:
            raise AssertionError(f"not within {patience} s: {what}")
        time.sleep(0.02)
    return time.monotonic() - began


class Host:
    """One postmaster and its data."""

    def __init__(self, folder, name, settings):
        self.data, self.log, self.settings = folder / name, folder / f"{name}.log", settings
        self.port, self.process = free_port(), None

    def start(self):
        """Starts it and waits until it answers."""
        command = [programs() / "postgres", "-D", self.data, "-p", str(self.port)]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.data.parent, env=environment(self.data.parent), stdout=log,
                                            stderr=log, **ACCOUNT)

        def answers():
            assert self.process.poll() is None, self.log.read_text(errors="replace")[-2000:]
            return self.ask("SELECT 1", "postgres").returncode == 0

        until(answers, f"{self.data.name} answers")

    def ask(self, sql, database="claims"):
        command = [programs() / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port),
                   "-U", "isnad", "-c", sql, database]
        return subprocess.run(command, capture_output=True, text=True)

    def sql(self, sql, database="claims"):
        """What a statement gives."""
        done = self.ask(sql, database)
        assert done.returncode == 0, f"{sql}: {done.stderr}"
        return done.stdout.strip()

    def processes(self):
        """The postmaster and the processes that it has made."""
        pid = self.process.pid
        return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]

    def kill(self):
        """Ends the postmaster without a warning. Its processes notice and end by themselves."""
        processes = self.processes()
        self.end(signal.SIGKILL)
        until(lambda: not any(map(runs, processes)), "the processes of a killed postmaster end")

    @contextlib.contextmanager
    def hanging(self):
        """Lets it hang: connections stay open and are even accepted, and nothing is answered."""
        stopped = []
        try:
            # The postmaster first, so that no more come.
            for pid in self.processes():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGSTOP)
                    stopped.append(pid)
            yield
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)

    def end(self, number=signal.SIGQUIT):
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def runs(number):
    """Whether a process is there and not only waiting to be buried."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Cluster:
    """A primary with so many standbys, and the database `claims` in it. With `certificate`, they answer over TLS alone."""

    def __init__(self, run, standbys=1, certificate=None):
        self.folder = run.folder / "postgres"
        self.folder.mkdir()
        settings = dict(SETTINGS)
        if certificate:
            for file, setting in zip(certificate, ("ssl_cert_file", "ssl_key_file")):
                settings[setting] = shutil.copy(file, self.folder)
                os.chmod(settings[setting], 0o600)
            settings["ssl"] = "on"
        if ACCOUNT:
            for path in (self.folder, *self.folder.iterdir()):
                shutil.chown(path, "postgres", "postgres")
        self.tls = certificate is not None
        self.primary = Host(self.folder, "primary", settings)
        self.standbys = [Host(self.folder, f"standby-{number + 1}", settings) for number in range(standbys)]
        self.hosts = [self.primary, *self.standbys]
        hosts = ",".join(f"127.0.0.1:{host.port}" for host in self.hosts)
        self.address = f"postgres://isnad@{hosts}/claims" + ("?sslmode=require" if self.tls else "")

    def __enter__(self):
        try:
            self.make()
        except BaseException:
            self.__exit__()
            raise
        return self

    def make(self):
        command = ["initdb", "-U", "isnad", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        self.run(*command, "-D", self.primary.data)
        if self.tls:
            rules = self.primary.data / "pg_hba.conf"
            rules.write_text(rules.read_text().replace("host ", "hostssl "))
        self.primary.start()
        self.primary.sql("CREATE DATABASE claims", "postgres")
        for standby in self.standbys:
            # -R makes it a standby that follows where it was copied from.
            source = ["-h", "127.0.0.1", "-p", str(self.primary.port), "-U", "isnad"]
            self.run("pg_basebackup", "-R", "-c", "fast", "--no-sync", *source, "-D", standby.data)
            standby.start()
        self.follow()

    def __exit__(self, *_):
        for host in self.hosts:
            host.end()

    def run(self, program, *arguments):
        done = subprocess.run([programs() / program, *arguments], cwd=self.folder, env=environment(self.folder),
                              capture_output=True, text=True, **ACCOUNT)
        assert done.returncode == 0, f"{program}: {done.stderr}"

    def follow(self):
        """Waits until every standby has replayed what the primary has written by now."""
        written = self.primary.sql("SELECT pg_current_wal_lsn()")
        for standby in self.standbys:
            replayed = f"SELECT coalesce(pg_last_wal_replay_lsn() >= '{written}', false)"
            until(lambda: standby.sql(replayed) == "t", "the standby follows")

    def schemas(self):
        """The schemas of datasets, whole ones and others."""
        found = self.primary.sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'isnad\\_%' ORDER BY 1")
        return found.split()
