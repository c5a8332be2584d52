"""PostgreSQL clusters for the cases: a primary and its standbys. Every postmaster is a child process and is stopped by its id."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

TIMEOUT = 30

# PostgreSQL refuses to run as root.
ACCOUNT = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    # A killed process loses nothing that it has written: it is in the kernel's page cache.
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    # A standby that was down can catch up.
    "wal_keep_size": "512MB",
}


def programs():
    """The folder of the newest PostgreSQL's programs."""
    found = [initdb.parent for initdb in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda folder: int(folder.parent.name))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(folder):
    """Hides the certificates and passwords in the home of the user who runs the test."""
    return {**os.environ, "HOME": str(folder)}


def wait_until(condition, description, timeout=TIMEOUT):
    """Waits for a condition and returns the seconds."""
    started = time.monotonic()
    while not condition():
        if time.monotonic() > started + timeout:
            raise AssertionError(f"not within {timeout} s: {description}")
        time.sleep(0.02)
    return time.monotonic() - started


class Host:
    """One postmaster and its data folder."""

    def __init__(self, folder, name, settings):
        self.data, self.log, self.settings = folder / name, folder / f"{name}.log", settings
        self.port, self.process = free_port(), None

    def start(self):
        """Starts the postmaster and waits until it answers."""
        command = [programs() / "postgres", "-D", self.data, "-p", str(self.port)]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.data.parent, env=environment(self.data.parent), stdout=log,
                                            stderr=log, **ACCOUNT)

        def answers():
            assert self.process.poll() is None, self.log.read_text(errors="replace")[-2000:]
            return self.psql("SELECT 1", "postgres").returncode == 0

        wait_until(answers, f"{self.data.name} answers")

    def psql(self, sql, database="claims"):
        command = [programs() / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port),
                   "-U", "isnad", "-c", sql, database]
        return subprocess.run(command, capture_output=True, text=True)

    def query(self, sql, database="claims"):
        """Returns the output of a statement, which must succeed."""
        done = self.psql(sql, database)
        assert done.returncode == 0, f"{sql}: {done.stderr}"
        return done.stdout.strip()

    def processes(self):
        """The ids of the postmaster and its child processes."""
        pid = self.process.pid
        return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]

    def kill(self):
        """Kills the postmaster. Its child processes notice and exit."""
        processes = self.processes()
        self.stop(signal.SIGKILL)
        wait_until(lambda: not any(map(is_running, processes)), "the processes of a killed postmaster exit")

    @contextlib.contextmanager
    def suspended(self):
        """Suspends all processes: connections stay open, new ones are accepted, and nothing is answered."""
        stopped = []
        try:
            # The postmaster first, so that it forks no more.
            for pid in self.processes():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGSTOP)
                    stopped.append(pid)
            yield
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)

    def stop(self, number=signal.SIGQUIT):
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(TIMEOUT)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def is_running(number):
    """Whether a process exists and is not a zombie."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Cluster:
    """A primary with standbys and the database `claims`. With `certificate`, the hosts require TLS."""

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
            self.create()
        except BaseException:
            self.__exit__()
            raise
        return self

    def create(self):
        command = ["initdb", "-U", "isnad", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        self.run(*command, "-D", self.primary.data)
        if self.tls:
            rules = self.primary.data / "pg_hba.conf"
            rules.write_text(rules.read_text().replace("host ", "hostssl "))
        self.primary.start()
        self.primary.query("CREATE DATABASE claims", "postgres")
        for standby in self.standbys:
            # -R makes the copy a standby of its source.
            source = ["-h", "127.0.0.1", "-p", str(self.primary.port), "-U", "isnad"]
            self.run("pg_basebackup", "-R", "-c", "fast", "--no-sync", *source, "-D", standby.data)
            standby.start()
        self.wait_for_standbys()

    def __exit__(self, *_):
        for host in self.hosts:
            host.stop()

    def run(self, program, *arguments):
        done = subprocess.run([programs() / program, *arguments], cwd=self.folder, env=environment(self.folder),
                              capture_output=True, text=True, **ACCOUNT)
        assert done.returncode == 0, f"{program}: {done.stderr}"

    def wait_for_standbys(self):
        """Waits until every standby has replayed the current log position of the primary."""
        written = self.primary.query("SELECT pg_current_wal_lsn()")
        replayed = f"SELECT coalesce(pg_last_wal_replay_lsn() >= '{written}', false)"
        for standby in self.standbys:
            # The replay may cancel this statement, too.
            wait_until(lambda: standby.psql(replayed).stdout.strip() == "t", "the standby catches up")

    def schemas(self):
        """Lists the schemas of datasets, complete ones and unfinished ones."""
        found = self.primary.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'isnad\\_%' ORDER BY 1")
        return found.split()
