#!/usr/bin/env python3
"""Traces as a collector receives them: OTLP over HTTP on the loopback, decoded by OpenTelemetry's own messages.

    cargo build --locked --features otlp
    python3 -m venv target/traces && target/traces/bin/pip install -r e2e/traces/requirements.txt
    target/traces/bin/python e2e/traces/run target/debug/isnad
"""

import http.server
import os
import sys
import tempfile
import threading
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.append(str(Path(__file__).resolve().parents[1]))

from harness.client import ask  # noqa: E402
from harness.server import Server  # noqa: E402
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (  # noqa: E402
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status  # noqa: E402

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
OTHER = "4bf92f3577b34da6a3ce929d0e0e4736"
# A question, its headers; the name of its span, its status, and the trace and the parent that it must have.
ASKED = [
    ("/v1/claims?actor=china", "", "GET /v1/claims", 200, None, ""),
    ("/v1/claims/none-such", "", "GET /v1/claims/{id}", 404, None, ""),
    ("/v1/claims?limit=zq7mark", "", "GET /v1/claims", 400, None, ""),
    ("/zq7mark", "", "GET -", 404, None, ""),
    ("/v1/topics", f"traceparent: 00-{TRACE}-{PARENT}-01\r\n", "GET /v1/topics", 200, TRACE, PARENT),
    # Whoever asks has decided that this trace is not recorded.
    ("/v1/articles", f"traceparent: 00-{OTHER}-{PARENT}-00\r\n", None, 200, None, ""),
    # No trace by the standard: one begins here.
    ("/v1/dataset", f"traceparent: 00-{'0' * 32}-{PARENT}-01\r\n", "GET /v1/dataset", 200, None, ""),
    ("/v1/actors", "traceparent: zq7mark\r\n", "GET /v1/actors", 200, None, ""),
]


class Collector(http.server.ThreadingHTTPServer):
    """Receives what is sent and keeps it."""

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
        answer = ExportTraceServiceResponse().SerializeToString()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def main():
    with tempfile.TemporaryDirectory() as folder, Collector() as collector:
        os.environ |= {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint(), "NO_PROXY": "127.0.0.1"}
        with Server(Path(sys.argv[1]).resolve(), Path(folder) / "claims.db") as server:
            for target, headers, _, status, _, _ in ASKED:
                answer = ask(server.address, target, headers)
                assert answer.status == status, f"{target}: {answer.status}"
            # What waits to be sent is sent before the end.
            assert server.end() == 0
        collector.shutdown()
    check(collector.received)


def check(received):
    assert received, "nothing was sent (was the program built with --features otlp?)"
    assert {(path, kind) for path, kind, _ in received} == {("/v1/traces", "application/x-protobuf")}, received
    assert b"zq7mark" not in b"".join(message.SerializeToString() for _, _, message in received), "what was asked was sent"
    resources = [sent for _, _, message in received for sent in message.resource_spans]
    assert {values(sent.resource.attributes)["service.name"] for sent in resources} == {"isnad"}
    spans = [span for sent in resources for scope in sent.scope_spans for span in scope.spans]
    spans = sorted((span for span in spans if span.kind == Span.SPAN_KIND_SERVER), key=lambda span: span.start_time_unix_nano)
    expected = [asked for asked in ASKED if asked[2]]
    assert [span.name for span in spans] == [asked[2] for asked in expected], [span.name for span in spans]
    for span, (target, _, name, status, trace, parent) in zip(spans, expected):
        said = values(span.attributes)
        expected_of_it = {"http.request.method": "GET", "http.route": name.split()[1], "http.response.status_code": status}
        assert said == expected_of_it, (target, said)
        assert span.status.code == Status.STATUS_CODE_UNSET, (target, span.status)
        assert span.start_time_unix_nano < span.end_time_unix_nano, target
        assert span.parent_span_id.hex() == parent, (target, span.parent_span_id.hex())
        assert trace is None or span.trace_id.hex() == trace, (target, span.trace_id.hex())
    assert len({span.trace_id for span in spans}) == len(spans), "requests of their own share a trace"
    print(f"{len(spans)} spans in {len(received)} messages: names, routes, status, parents as expected")


def values(attributes):
    return {item.key: getattr(item.value, item.value.WhichOneof("value")) for item in attributes}


if __name__ == "__main__":
    main()
