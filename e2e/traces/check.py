"""Sends requests to a server and checks the spans that a collector receives, decoded by OpenTelemetry's own messages.

Usage: check.py PATH-TO-ISNAD, built with --features full.
"""

import http.server
import os
import sys
import tempfile
import threading
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.append(str(Path(__file__).resolve().parents[1]))

from harness.client import fetch  # noqa: E402
from harness.server import Server  # noqa: E402
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (  # noqa: E402
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
OTHER_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
# Target, request headers, and what is expected: span name (None for no span), status, trace id (None for any), parent id.
REQUESTS = [
    ("/v1/claims?actor=china", "", "GET /v1/claims", 200, None, ""),
    ("/v1/claims/none-such", "", "GET /v1/claims/{id}", 404, None, ""),
    ("/v1/claims?limit=zq7mark", "", "GET /v1/claims", 400, None, ""),
    ("/zq7mark", "", "GET -", 404, None, ""),
    ("/v1/topics", f"traceparent: 00-{TRACE}-{PARENT}-01\r\n", "GET /v1/topics", 200, TRACE, PARENT),
    # The client has decided not to sample this trace.
    ("/v1/articles", f"traceparent: 00-{OTHER_TRACE}-{PARENT}-00\r\n", None, 200, None, ""),
    # Invalid traceparent headers: a new trace starts.
    ("/v1/dataset", f"traceparent: 00-{'0' * 32}-{PARENT}-01\r\n", "GET /v1/dataset", 200, None, ""),
    ("/v1/actors", "traceparent: zq7mark\r\n", "GET /v1/actors", 200, None, ""),
]


class Collector(http.server.ThreadingHTTPServer):
    """Stores every message it receives."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Receiver)
        self.received = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def endpoint(self):
        return "http://{}:{}".format(*self.server_address)


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, self.headers["Content-Type"], ExportTraceServiceRequest.FromString(body)))
        response = ExportTraceServiceResponse().SerializeToString()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", str(len(response)))
        self.end_headers()
        self.wfile.write(response)

    def log_message(self, *_):
        pass


def main():
    with tempfile.TemporaryDirectory() as folder, Collector() as collector:
        os.environ |= {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint(), "NO_PROXY": "127.0.0.1"}
        with Server(Path(sys.argv[1]).resolve(), Path(folder) / "claims.db", "--from", str(ROOT / "seed")) as server:
            for target, headers, _, status, _, _ in REQUESTS:
                response = fetch(server.address, target, headers)
                assert response.status == status, f"{target}: {response.status}"
            # The server sends the remaining spans before it exits.
            assert server.stop() == 0
        collector.shutdown()
    check(collector.received)


def check(received):
    assert received, "no spans were sent: build with --features full"
    assert {(path, kind) for path, kind, _ in received} == {("/v1/traces", "application/x-protobuf")}, received
    sent = b"".join(message.SerializeToString() for _, _, message in received)
    assert b"zq7mark" not in sent, "spans contain request content"
    resources = [resource for _, _, message in received for resource in message.resource_spans]
    assert {attributes(resource.resource)["service.name"] for resource in resources} == {"isnad"}
    spans = [span for resource in resources for scope in resource.scope_spans for span in scope.spans]
    spans = sorted((span for span in spans if span.kind == Span.SPAN_KIND_SERVER), key=lambda span: span.start_time_unix_nano)
    sampled = [request for request in REQUESTS if request[2]]
    assert [span.name for span in spans] == [request[2] for request in sampled], [span.name for span in spans]
    for span, (target, _, name, status, trace, parent) in zip(spans, sampled):
        expected = {"http.request.method": "GET", "http.route": name.split()[1], "http.response.status_code": status}
        assert attributes(span) == expected, (target, attributes(span))
        assert span.status.code == Status.STATUS_CODE_UNSET, (target, span.status)
        assert span.start_time_unix_nano < span.end_time_unix_nano, target
        assert span.parent_span_id.hex() == parent, (target, span.parent_span_id.hex())
        assert trace is None or span.trace_id.hex() == trace, (target, span.trace_id.hex())
    assert len({span.trace_id for span in spans}) == len(spans), "unrelated requests share a trace"
    print(f"{len(spans)} spans in {len(received)} messages: names, routes, statuses and parents as expected")


def attributes(holder):
    return {item.key: getattr(item.value, item.value.WhichOneof("value")) for item in holder.attributes}


if __name__ == "__main__":
    main()
