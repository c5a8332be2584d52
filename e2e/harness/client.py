"""Clients that send exactly the bytes they are given and read exactly one answer, or notice that none comes."""

import socket
import zlib
from dataclasses import dataclass

PATIENCE = 15


class Hangs(Exception):
    """Neither an answer nor an end of the connection came in time."""


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def closes(self):
        return self.headers.get("connection", "").lower() == "close"

    @property
    def is_problem(self):
        return self.headers.get("content-type") == "application/problem+json"


class Client:
    """One connection at a time, opened when it is needed."""

    def __init__(self, address, patience=PATIENCE):
        self.address, self.patience, self.socket, self.rest = address, patience, None, b""

    def open(self):
        self.close()
        self.socket = socket.create_connection(self.address, self.patience)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket, self.rest = None, b""

    def get(self, target, headers=""):
        return self.send(f"GET {target} HTTP/1.1\r\nHost: isnad\r\n{headers}\r\n".encode())

    def send(self, request):
        """The answer, or None where the server closes the connection without one."""
        if self.socket is None:
            self.open()
        try:
            self.socket.sendall(request)
        except (ConnectionError, BrokenPipeError):
            pass  # refused before it was all sent; the answer may be there
        answer = self.answer()
        if answer is None or answer.closes:
            self.close()
        return answer

    def answer(self, has_body=True):
        head = self.until(b"\r\n\r\n")
        if head is None:
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if not has_body:
            return Answer(int(first.split()[1]), headers, b"")
        if headers.get("transfer-encoding") == "chunked":
            body = b"".join(self.chunks())
        else:
            body = self.exactly(int(headers.get("content-length", 0)))
        if headers.get("content-encoding") == "gzip":
            body = zlib.decompress(body, 31)
        return Answer(int(first.split()[1]), headers, body)

    def chunks(self):
        while length := int(self.until(b"\r\n") or b"0", 16):
            yield self.exactly(length)
            self.exactly(2)
        self.exactly(2)

    def more(self):
        try:
            received = self.socket.recv(1 << 16)
        except TimeoutError:
            raise Hangs from None
        except ConnectionError:
            return False
        self.rest += received
        return bool(received)

    def until(self, end):
        while end not in self.rest:
            if not self.more():
                return None
        found, _, self.rest = self.rest.partition(end)
        return found

    def exactly(self, length):
        while len(self.rest) < length and self.more():
            pass
        found, self.rest = self.rest[:length], self.rest[length:]
        return found


def ask(address, target, headers=""):
    """One answer on a connection of its own."""
    client = Client(address)
    try:
        return client.get(target, headers)
    finally:
        client.close()
