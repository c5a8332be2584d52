"""TLS to PostgreSQL: hosts whose certificate is signed by a trusted authority, and by an unknown one."""

import os
import subprocess
import time

from cluster import Cluster
from harness.case import case
from harness.corpora import run_seed
from harness.server import NO_ACCESS_LOG, Server
from readers import Readers, mixed_targets

ENCRYPTED = """SELECT count(*) FILTER (WHERE ssl), count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
               WHERE application_name = 'isnad'"""

NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


@case("tls", "TLS")
def tls(run):
    trusted, unknown = create_authority(run, "trusted"), create_authority(run, "unknown")
    certificate = sign_certificate(run, *trusted)
    trust, distrust = ({**os.environ, "SSL_CERT_FILE": str(authority[0])} for authority in (trusted, unknown))
    corpus = run.root / "seed"
    with Cluster(run, certificate=certificate) as cluster:
        done = run_seed(run, corpus, cluster.address, env=trust)
        if not run.expect(done.returncode == 0, f"seeding over TLS failed: {done.stderr}"):
            return
        cluster.wait_for_standbys()
        with Server(run.program, cluster.address, "--response-cache-mib", "0", log=NO_ACCESS_LOG, env=trust) as server:
            with Readers(server.address, mixed_targets(corpus)) as readers:
                time.sleep(2)
                sessions = [host.query(ENCRYPTED) for host in cluster.hosts]
                for host in cluster.hosts:
                    host.kill()
                    time.sleep(1)
                    host.start()
                reads = readers.stop()
            code = server.stop()
        refused = run_seed(run, corpus, cluster.address, env=distrust)
        # `isnad serve` retries for ten seconds before it exits.
        not_started = run.full and run_serve(run, cluster.address, distrust)
        plain = run_seed(run, corpus, cluster.address.replace("require", "disable"), env=trust)
    lost = [read for read in reads if read.status != 200]
    run.description = "seeding and reads with sslmode=require, both hosts killed in turn; an unknown authority; no TLS"
    run.measurements = {"requests": len(reads), "lost": len(lost),
                        "encrypted sessions, by host": ", ".join(session.replace("|", " of ") for session in sessions),
                        "unknown authority": last_error(refused), "no TLS": last_error(plain)}
    run.expect(not lost, f"reads lost: {[str(read) for read in lost[:5]]}")
    run.expect(all(len(set(session.split("|"))) == 1 for session in sessions), f"unencrypted sessions: {sessions}")
    run.expect(refused.returncode == 1 and "UnknownIssuer" in refused.stderr, f"unknown authority: {refused.stderr}")
    if not_started:
        run.expect(not_started.returncode == 1 and "UnknownIssuer" in not_started.stderr, f"unknown authority: {not_started.stderr}")
    run.expect(plain.returncode == 1 and "no encryption" in plain.stderr, f"no TLS: {plain.stderr}")
    run.expect(code == 0, f"exit code {code}")


def run_serve(run, address, environment):
    """Runs a server that cannot start."""
    command = [run.program, "serve", "--database", address, "--listen", "127.0.0.1:0"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def create_authority(run, name):
    """Creates a certificate authority. Returns its certificate and key."""
    certificate, key = run.folder / f"{name}.crt", run.folder / f"{name}.key"
    openssl("req", "-x509", *NEW_KEY, "-keyout", key, "-out", certificate, "-subj", f"/CN=isnad test: {name}", "-days", "2")
    return certificate, key


def sign_certificate(run, issuer, issuer_key):
    """Creates the certificate and the key of the hosts."""
    certificate, key, request = run.folder / "host.crt", run.folder / "host.key", run.folder / "host.csr"
    names = run.folder / "host.ext"
    names.write_text("subjectAltName = IP:127.0.0.1\n")
    openssl("req", "-new", *NEW_KEY, "-keyout", key, "-out", request, "-subj", "/CN=127.0.0.1")
    openssl("x509", "-req", "-in", request, "-CA", issuer, "-CAkey", issuer_key, "-CAcreateserial", "-days", "2",
            "-extfile", names, "-out", certificate)
    return certificate, key


def openssl(*arguments):
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def last_error(done):
    """The last line of standard error, without the addresses of this run."""
    return done.stderr.strip().splitlines()[-1].rpartition("database error: ")[2]
