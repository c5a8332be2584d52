"""Keeps a copy of a dataset in an SQLite file: python3 mirror.py http://127.0.0.1:8080 copy.db

Run it again to bring the copy up to date. It reads only what changed, in one transaction: a run that is killed leaves the
copy as it was. The checksum of the dataset proves that the copy is complete.
"""

import hashlib, json, sqlite3, sys, urllib.error, urllib.request

def apply_changes(base, copy, since):
    with urllib.request.urlopen(f"{base}/v1/changes.ndjson?since={since}", timeout=60) as changes:
        release = int(changes.headers["Dataset-Release"])
        if since == 0:
            copy.execute("DELETE FROM claim")
        for line in changes:
            change = json.loads(line)
            if change["op"] == "withdrawn":
                copy.execute("DELETE FROM claim WHERE id = ?", (change["id"],))
            else:
                document = line.split(b',"claim":', 1)[1].removesuffix(b"}\n")
                copy.execute("REPLACE INTO claim VALUES (?, ?)", (change["id"], document))
    copy.execute("REPLACE INTO state VALUES (1, ?)", (release,))
    return release

def checksum(copy):
    digests = (hashlib.sha256(document).digest() for (document,) in copy.execute("SELECT document FROM claim"))
    return f"{sum(int.from_bytes(digest, 'big') for digest in digests) % 2**256:064x}"

def mirror(base, path):
    with sqlite3.connect(path) as copy:  # Commits at the end, or rolls back.
        copy.execute("CREATE TABLE IF NOT EXISTS claim (id TEXT PRIMARY KEY, document BLOB NOT NULL)")
        copy.execute("CREATE TABLE IF NOT EXISTS state (one INTEGER PRIMARY KEY, release INTEGER NOT NULL)")
        since, = copy.execute("SELECT max(release) FROM state").fetchone()
        for since in (since or 0, 0):  # The server may not keep the changes since our release, or may have started again.
            try:
                release = apply_changes(base, copy, since)
            except urllib.error.HTTPError as error:
                if error.code not in (400, 410):
                    raise
                continue
            dataset = json.load(urllib.request.urlopen(f"{base}/v1/dataset", timeout=60))
            if dataset["release"] != release or dataset["checksum"] == checksum(copy):
                return release  # If another server answered, or a release came meanwhile, the next run compares.
        raise SystemExit("the copy differs from the dataset")

if __name__ == "__main__":
    print("release", mirror(sys.argv[1].rstrip("/"), sys.argv[2]))
