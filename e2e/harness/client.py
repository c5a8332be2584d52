"""A raw HTTP/1.1 client: sends exactly the given bytes and reads exactly one response."""

import socket
import zlib
from dataclasses import dataclass

TIMEOUT = 15


class ResponseTimeout(Exception):
    """Neither a response nor the end of the connection arrived in time."""


@dataclass
class Response:
    status: int
    headers: dict
    body: bytes
    head_bytes: int = 0  # size of the status line and the headers

    @property
    def closes_connection(self):
        return self.headers.get("connection", "").lower() == "close"

    @property
    def is_problem(self):
        return self.headers.get("content-type") == "application/problem+json"


class Client:
    """One connection at a time, opened on demand."""

    def __init__(self, address, timeout=TIMEOUT):
        self.address, self.timeout, self.socket, self.buffer = address, timeout, None, b""

    def open(self):
        self.close()
        self.socket = socket.create_connection(self.address, self.timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket, self.buffer = None, b""

    def get(self, target, headers=""):
        return self.send(f"GET {target} HTTP/1.1\r\nHost: isnad\r\n{headers}\r\n".encode())

    def send(self, request):
        """Returns the response, or None where the server closes the connection without one."""
        if self.socket is None:
            self.open()
        try:
            self.socket.sendall(request)
        except (ConnectionError, BrokenPipeError):
            pass  # refused before all of it was sent; the response may have arrived
        response = self.read_response()
        if response is None or response.closes_connection:
            self.close()
        return response

    def read_response(self, has_body=True):
        head = self._read_until(b"\r\n\r\n")
        if head is None:
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = self._read_body(headers) if has_body else b""
        return Response(int(first.split()[1]), headers, body, len(head) + 4)

    def _read_body(self, headers):
        if headers.get("transfer-encoding") == "chunked":
            body = b"".join(self._read_chunks())
        else:
            body = self._read_exactly(int(headers.get("content-length", 0)))
        return zlib.decompress(body, 31) if headers.get("content-encoding") == "gzip" else body

    def _read_chunks(self):
        while length := int(self._read_until(b"\r\n") or b"0", 16):
            yield self._read_exactly(length)
            self._read_exactly(2)
        self._read_exactly(2)

    def _receive(self):
        try:
            received = self.socket.recv(1 << 16)
        except TimeoutError:
            raise ResponseTimeout from None
        except ConnectionError:
            return False
        self.buffer += received
        return bool(received)

    def _read_until(self, end):
        while end not in self.buffer:
            if not self._receive():
                return None
        found, _, self.buffer = self.buffer.partition(end)
        return found

    def _read_exactly(self, length):
        while len(self.buffer) < length and self._receive():
            pass
        found, self.buffer = self.buffer[:length], self.buffer[length:]
        return found


def fetch(address, target, headers=""):
    """Sends one GET on a new connection."""
    client = Client(address)
    try:
        return client.get(target, headers)
    finally:
        client.close()
