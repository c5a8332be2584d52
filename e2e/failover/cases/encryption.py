"""TLS: hosts whose certificate an authority has signed that the system knows, and hosts of one that it does not know."""

import os
import subprocess
import time

from cluster import Cluster
from harness.case import case
from harness.corpora import seed
from harness.server import QUIET, Server
from readers import Readers, mix

ENCRYPTED = """SELECT count(*) FILTER (WHERE ssl), count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
               WHERE application_name = 'isnad'"""

NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


@case("tls", "TLS")
def tls(run):
    known, stranger = authority(run, "known"), authority(run, "stranger")
    certificate = signed(run, *known)
    trust, distrust = ({**os.environ, "SSL_CERT_FILE": str(name[0])} for name in (known, stranger))
    with Cluster(run, certificate=certificate) as cluster:
        done = seed(run, run.root / "seed", cluster.address, env=trust)
        if not run.expect(done.returncode == 0, f"no load over TLS: {done.stderr}"):
            return
        cluster.follow()
        with Server(run.program, cluster.address, "--cache", "0", log=QUIET, env=trust) as server:
            with Readers(server.address, mix(run.root / "seed")) as readers:
                time.sleep(2)
                sessions = [cluster.primary.sql(ENCRYPTED), cluster.standbys[0].sql(ENCRYPTED)]
                for host in cluster.hosts:
                    host.kill()
                    time.sleep(1)
                    host.start()
                reads = readers.stop()
            code = server.end()
        refused = seed(run, run.root / "seed", cluster.address, env=distrust)
        unserved = run.full and serve(run, cluster.address, distrust)
        plain = seed(run, run.root / "seed", cluster.address.replace("require", "disable"), env=trust)
    lost = [read for read in reads if read.status != 200]
    run.done = "a load and reads with sslmode=require, both hosts killed in turn; an authority that is not known; no TLS"
    run.figures = {"requests": len(reads), "lost": len(lost),
                   "sessions encrypted, by host": ", ".join(one.replace("|", " of ") for one in sessions),
                   "unknown authority": said(refused), "no TLS": said(plain)}
    run.expect(not lost, f"reads lost: {[read.why for read in lost[:5]]}")
    run.expect(all(len(set(one.split("|"))) == 1 for one in sessions), f"sessions in the clear: {sessions}")
    run.expect(refused.returncode == 1 and "UnknownIssuer" in refused.stderr, f"unknown authority: {refused.stderr}")
    if unserved:  # it asks again and again first
        run.expect(unserved.returncode == 1 and "UnknownIssuer" in unserved.stderr, f"unknown authority: {unserved.stderr}")
    run.expect(plain.returncode == 1 and "no encryption" in plain.stderr, f"no TLS: {plain.stderr}")
    run.expect(code == 0, f"the server ended with {code}")


def serve(run, address, environment):
    """A server that cannot start."""
    command = [run.program, "serve", "--database", address, "--listen", "127.0.0.1:0"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def authority(run, name):
    """The certificate and the key of a new authority."""
    certificate, key = run.folder / f"{name}.crt", run.folder / f"{name}.key"
    openssl("req", "-x509", *NEW_KEY, "-keyout", key, "-out", certificate, "-subj", f"/CN=isnad test: {name}", "-days", "2")
    return certificate, key


def signed(run, issuer, issuer_key):
    """The certificate and the key of the hosts, signed by an authority."""
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


def said(outcome):
    """Why it was refused, without the addresses of this run."""
    return outcome.stderr.strip().splitlines()[-1].rpartition("the database: ")[2]
