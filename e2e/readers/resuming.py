"""Continues downloads of the dataset as curl and wget do, and reads some columns of Parquet by ranges, as readers of remote files do."""

import io
import os
import subprocess
import urllib.request
from pathlib import Path

from pyarrow import parquet


def check_resuming(get, address, folder):
    """Cuts each file at a third and continues it with each program."""
    names = ["claims.csv", "claims.ndjson", "claims.parquet", "claims.sqlite"]
    for name in names:
        url, whole = f"{address}/v1/dataset/{name}", get(address, f"/v1/dataset/{name}")
        begun = Path(folder) / "begun" / name
        begun.parent.mkdir(exist_ok=True)
        for command in [["curl", "-sSf", "-C", "-", "-o", begun.name, url], ["wget", "-q", "-c", url]]:
            begun.write_bytes(whole[: len(whole) // 3])
            subprocess.run(command, cwd=begun.parent, check=True)
            assert begun.read_bytes() == whole, f"{command[0]}: {name}"
    print(f"curl, wget: {len(names)} downloads continued")


def check_remote_columns(get, address):
    """Compares columns that are read by ranges with those of the whole file."""
    file = RemoteFile(f"{address}/v1/dataset/claims.parquet")
    columns = ["id", "topics", "claim_date_earliest"]
    whole = get(address, "/v1/dataset/claims.parquet")
    assert parquet.read_table(file, columns=columns) == parquet.read_table(io.BytesIO(whole), columns=columns)
    assert file.length == len(whole)
    print(f"pyarrow: {len(columns)} columns by {file.requests} ranges, {file.received} of {len(whole)} bytes")


class RemoteFile(io.RawIOBase):
    """A file that is read by ranges; its tag proves that all are of the same file."""

    def __init__(self, url):
        with urllib.request.urlopen(urllib.request.Request(url, method="HEAD")) as response:
            self.length, self.tag = int(response.headers["Content-Length"]), response.headers["ETag"]
        self.url, self.position, self.requests, self.received = url, 0, 0, 0

    def readable(self):
        return True

    def seekable(self):
        return True

    def seek(self, offset, whence=os.SEEK_SET):
        self.position = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self.position, os.SEEK_END: self.length}[whence]
        return self.position

    def readinto(self, buffer):
        last = min(self.position + len(buffer), self.length) - 1
        if last < self.position:
            return 0
        headers = {"Range": f"bytes={self.position}-{last}", "If-Range": self.tag}
        with urllib.request.urlopen(urllib.request.Request(self.url, headers=headers)) as response:
            assert response.status == 206, response.status
            content = response.read()
        assert len(content) == last + 1 - self.position
        buffer[: len(content)] = content
        self.position, self.requests, self.received = last + 1, self.requests + 1, self.received + len(content)
        return len(content)
