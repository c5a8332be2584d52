"""Generates hostile requests, reproducibly: a number always gives the same request, with the responses that are allowed.

Values contain `MARK`, so that the log can be searched for them.
"""

import base64
import json
import random
import urllib.parse
from dataclasses import dataclass

MARK = "zq7mark"

# Allowed responses. The HTTP parser refuses malformed bytes without a problem document, or without a response.
REFUSED = "refused"  # 4xx with a problem document
HARMLESS = "harmless"  # 200, or 4xx with a problem document
MALFORMED = "malformed"  # 200, 4xx with or without a problem document, or the connection closed

ROUTES = [
    "/v1/claims", "/v1/claims.csv", "/v1/claims.ndjson", "/v1/claims/timeline", "/v1/suggest", "/v1/actors",
    "/v1/topics", "/v1/articles",
]
PARAMETERS = [
    "q", "actor", "asserted_by", "topic", "article", "kind", "language", "date_from", "date_to", "sort", "limit",
    "cursor", "facet", "facet_limit", "sample", "sample_seed", "salience_min", "highlight", "include_undated", "fields",
]
CONTROLS = [
    "\0", "\x01", "\x07", "\x1b[31m", "\r\nSet-Cookie: a=b", "\n{\"level\":\"INFO\"}", "\x7f", "\x85", "\ufffe",
    "\uffff", "\ufdd0",
]
INVISIBLE = [
    "\u202e", "\u202d", "\u2066", "\u2069", "\u200b", "\u200c", "\u200d", "\u200f", "\u2060", "\ufeff", "\u061c",
    "\u00ad", "\u180e", "\U000e0041", "\u0300" * 300, "\ufdfa" * 100, "Z\u0351\u036b\u0343" * 50,
]
BAD_UTF8 = [
    "%FF", "%C0%AE", "%C0%80", "%E0%80%AF", "%ED%A0%80", "%F4%90%80%80", "%F8%88%80%80%80", "%80", "%E2%82", "%", "%2",
    "%zz", "%u0041",
]
NUMBERS = [
    "-1", "0", "201", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775808",
    "18446744073709551616", "1e3", "0x10", "+5", " 5", "5 ", "5.0", "NaN", "Infinity", "-0", "00", "٥", "５", "1_000",
    "9" * 400,
]
DATES = [
    "2025-13", "2025-02-30", "0000", "-0001", "+2025", "99999", "Y170000002", "Y-170000002", "Y17E7", "1950S2", "198X",
    "2004-XX-XX", "2001-21", "2004-06~-11", "?2004", "1984?/2004~", "../2024", "2024/..", "/", "[1667,1668,1670..1672]",
    "{1960,1961-12}", "{..1984}", "2025-07-23T25:61:61Z", "2025-07-23T10:00:00+99:99", "2025-W30", "2025-204",
    "20250723", "2025--07", "2025-7-3", "X" * 64, "[" * 60, "9999-12-32",
]
INJECTIONS = [
    "' OR 1=1 --", "'; DROP TABLE claim; --", "\" OR \"\"=\"", "1) UNION SELECT sql FROM sqlite_master --",
    "') ATTACH 'x' AS y; --", "NEAR(a b, 5)", "claim_search MATCH 'a'", "a* OR b*", "^a", "{a b}: c", "rowid:1", "\"",
    "\"\"\"", "AND", "NOT", "OR OR", "(", ")", "a AND (b OR", "-", "--", "-\"", "*", ":", "load_extension('x')",
    "x' AND randomblob(1000000000) --", "%' ESCAPE '\\", "${jndi:ldap://x}", "{{7*7}}", "<script>alert(1)</script>",
    "$(id)", "`id`", "|id", "\\..\\..", "%s%s%n", "()" * 100, "\"a" * 100,
]
PATHS = [
    "/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "/v1/claims/..%2f..%2fclaims.db",
    "/v1/claims/%00", "/docs/..%5c..%5cx", "/docs/%252e%252e/secret", "//evil.example/v1/claims", "/v1//claims",
    "/v1/claims/", "/v1/claims;jsessionid=1", "/v1/actors/%FF", "/v1/claims/" + "a" * 5000, "/.git/config", "/.env",
    "/v1/dataset/claims.sqlite/..%2f", "/docs/assets/../../Cargo.toml", "/C:/x", "/%c0%ae%c0%ae/",
]
METHODS = ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "BREW"]


@dataclass
class Hostile:
    kind: str
    request: bytes
    allowed: str
    own_connection: bool = False


def get(target, headers=""):
    return f"GET {target} HTTP/1.1\r\nHost: isnad\r\n{headers}\r\n".encode("utf-8", "surrogateescape")


def quoted(text):
    return urllib.parse.quote(text, safe="")


def any_parameter(rng):
    return f"{rng.choice(ROUTES)}?{rng.choice(PARAMETERS)}"


def requests(first, last):
    """Generates the requests of these numbers."""
    for number in range(first, last):
        rng = random.Random(number)
        yield rng.choice(KINDS)(rng)


def control_characters(rng):
    value = MARK + rng.choice(CONTROLS) + "x"
    return Hostile("control characters", get(f"{any_parameter(rng)}={quoted(value)}"), REFUSED)


def bad_utf8(rng):
    value = f"{MARK}{rng.choice(BAD_UTF8)}"
    return Hostile("invalid UTF-8", get(f"{any_parameter(rng)}={value}"), REFUSED)


def raw_bytes(rng):
    noise = bytes(rng.choice(range(128, 256)) for _ in range(rng.randint(1, 40)))
    line = b"GET /v1/claims?q=" + MARK.encode() + noise + b" HTTP/1.1"
    return Hostile("raw bytes", line + b"\r\nHost: isnad\r\n\r\n", MALFORMED, own_connection=True)


def invisible(rng):
    value = rng.choice(INVISIBLE) + MARK + rng.choice(INVISIBLE)
    return Hostile("bidi and zero-width", get(f"/v1/claims?limit=1&q={quoted(value)}"), HARMLESS)


def overlong_value(rng):
    value = MARK + rng.choice(["a", "ع", "👩‍🚀", "%"]) * rng.choice([501, 1500])
    value = quoted(value)[:15_000].rstrip("%") + "x"
    return Hostile("overlong value", get(f"/v1/claims?{rng.choice(PARAMETERS)}={value}"), REFUSED)


def overlong_address(rng):
    length = rng.choice([17_000, 40_000, 60_000])
    return Hostile("overlong address", get(f"/v1/claims?q={MARK}{'a' * length}"), REFUSED, own_connection=True)


def monstrous_head(rng):
    head = rng.choice([
        "".join(f"X-{n}: a\r\n" for n in range(200)), "X-Long: " + "a" * 140_000 + "\r\n", "A" * 70_000 + ": b\r\n",
    ])
    return Hostile("monstrous head", get("/v1/claims?limit=1", head), MALFORMED, own_connection=True)


def many_parameters(rng):
    name = rng.choice(["a", "q", "actor", "limit", ""])
    # Without a name the query string consists of separators only, which is accepted.
    allowed = REFUSED if name else HARMLESS
    return Hostile("10,000 parameters", get("/v1/claims?" + f"{name}&" * 10_000), allowed, own_connection=True)


def integers(rng):
    name = rng.choice(["limit", "facet_limit", "sample", "sample_seed", "salience_min"])
    return Hostile("integer edges", get(f"/v1/claims?{name}={quoted(rng.choice(NUMBERS))}"), HARMLESS)


def dates(rng):
    name = rng.choice(["date_from", "date_to"])
    return Hostile("EDTF monsters", get(f"/v1/claims?{name}={quoted(rng.choice(DATES))}"), REFUSED)


def cursors(rng):
    content = {"version": 1, "query": "0" * 16, "dataset": rng.choice([
        "", "0" * 64, "'",
    ]), "ordinal": rng.choice([0, 2**32 - 1]),
               "id": "us-china-ai-dominance-2025-001", "span": None, "salience": 255, "score": 2**64 - 1}
    whole = json.dumps(content).encode() + bytes(6)
    flipped = bytearray(whole)
    flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
    forged = rng.choice([
        whole, bytes(flipped), whole[: rng.randrange(len(whole))], b"", bytes(rng.randbytes(30)), whole * 3,
    ])
    text = base64.urlsafe_b64encode(forged).decode().rstrip(rng.choice(["=", ""])) or "="
    return Hostile("tampered cursors", get(f"/v1/claims?cursor={quoted(text)}"), REFUSED)


def injections(rng):
    value = rng.choice(INJECTIONS)
    name, allowed = rng.choice([
        ("q", HARMLESS), ("actor", REFUSED), ("kind", REFUSED), ("sort", REFUSED), ("facet", REFUSED),
        ("language", REFUSED),
    ])
    return Hostile("SQL and FTS injection", get(f"/v1/claims?limit=1&{name}={quoted(value)}"), allowed)


def paths(rng):
    return Hostile("path traversal", get(rng.choice(PATHS) + rng.choice(["", "?", "?a=b"])), REFUSED)


def headers(rng):
    header = rng.choice([
        "Range: bytes=9999999999-", "Range: bytes=-0", "Range: bytes=0-0,1-1,2-2," + "3-3," * 500, "Range: x=1",
        "If-None-Match: " + "\"a\"," * 2000, "Accept-Encoding: " + "gzip;q=0.1," * 1000, "X-Forwarded-For: ' OR 1=1",
        "Accept: */*;q=9", "If-None-Match: \"\"\"", "Cookie: " + "a=b;" * 2000, "If-Modified-Since: never", "Host: a",
        "Origin: null",
    ])
    target = rng.choice(["/v1/claims?limit=1", "/v1/dataset/claims.sqlite"])
    request = f"HEAD {target} HTTP/1.1\r\nHost: isnad\r\n{header}\r\n\r\n"
    return Hostile("hostile headers", request.encode(), MALFORMED, own_connection=True)


def methods(rng):
    method, body = rng.choice(METHODS), rng.choice(["", "x" * 10, "x" * 100_000])
    target = rng.choice(ROUTES + ["/", "/health/ready", "/openapi.json"])
    request = f"{method} {target} HTTP/1.1\r\nHost: isnad\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    return Hostile("other methods", request.encode(), REFUSED, own_connection=True)


def smuggling(rng):
    inner = f"GET /v1/{MARK} HTTP/1.1\r\nHost: isnad\r\n\r\n"
    chunked = "0\r\n\r\n"
    shapes = [
        ("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", chunked),
        ("Content-Length: 5\r\nContent-Length: 6\r\n", "xxxxx"), ("Content-Length: +5\r\n", "xxxxx"),
        ("Content-Length: -1\r\n", ""), ("Content-Length: 0x5\r\n", "xxxxx"), ("Content-Length: 5, 5\r\n", "xxxxx"),
        ("Content-Length: 99999999999999999999\r\n", ""), ("Transfer-Encoding : chunked\r\n", chunked),
        ("Transfer-Encoding: xchunked\r\n", chunked), ("Transfer-Encoding: chunked, identity\r\n", chunked),
        ("Transfer-Encoding:\x0bchunked\r\n", chunked), ("X: a\r\n\tTransfer-Encoding: chunked\r\n", chunked),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", chunked),
        ("Transfer-Encoding: chunked\r\n", "5;a=\nb\r\nxxxxx\r\n0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\n", "FFFFFFFFFFFFFFFFF\r\nx"), ("Transfer-Encoding: chunked\r\n", "-1\r\nx"),
        ("X: a\0b\r\n", ""), ("X: a\rb\r\n", ""), (" X: a\r\n", ""), (": a\r\n", ""), ("X a\r\n", ""),
        ("X: a\nContent-Length: 5\r\n", "xxxxx"),
    ]
    head, body = rng.choice(shapes)
    line = rng.choice([
        "POST /v1/claims HTTP/1.1", "GET /v1/claims?limit=1 HTTP/1.1",
        "GET http://evil.example/v1/claims?limit=1 HTTP/1.1",
    ])
    request = f"{line}\r\nHost: isnad\r\n{head}\r\n{body}{inner}"
    return Hostile("smuggling shapes", request.encode(), MALFORMED, own_connection=True)


def request_lines(rng):
    line = rng.choice([
        "GET  /v1/claims HTTP/1.1", "GET /v1/claims HTTP/9.9", "GET /v1/claims", "GET\t/v1/claims\tHTTP/1.1",
        "get /v1/claims HTTP/1.1", "\0\0\0\0", "GET /v1/claims HTTP/1.1\r\nHost: a\r\nHost: b",
        "CONNECT evil.example:443 HTTP/1.1", "OPTIONS * HTTP/1.1", "PRI * HTTP/2.0", "\x16\x03\x01\x02\x00\x01\x00",
        "GET /v1/claims#a HTTP/1.1", "GET ?q=a HTTP/1.1", "GET /%zz HTTP/1.1", " GET / HTTP/1.1",
    ])
    return Hostile("request lines", f"{line}\r\n\r\n".encode("latin-1"), MALFORMED, own_connection=True)


KINDS = [
    control_characters, bad_utf8, raw_bytes, invisible, overlong_value, overlong_address, monstrous_head,
    many_parameters, integers, dates, cursors, injections, paths, headers, methods, smuggling, request_lines,
]
