"""Writes seed files whose texts are hostile strings."""

import json
import re
from dataclasses import dataclass

MAX_QUOTE = 240


@dataclass
class Claim:
    id: str
    text: str
    # Whether the text is also that of the statement, of names, labels and notes.
    is_statement: bool


def naughty_strings(path):
    return json.loads(path.read_text("utf-8"))


def text_of(file):
    """The content of a file, if it is text."""
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None


def write_lines(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")


def write_minimal(folder):
    article = folder / "articles" / "a"
    article.mkdir(parents=True)
    write_lines(folder / "actors.jsonl", [{"id": "voice", "kind": "document", "name": {"en": "Voice"}}])
    write_lines(folder / "topics.jsonl", [])
    write_lines(article / "article.json", [{"id": "a", "title": {"en": "A"}, "language": "en", "voice": "voice"}])
    write_lines(article / "claims.jsonl", [{"id": "a-1", "statement": {"en": "A"}, "asserted_by": "voice"}])


def write_accepted(program, folder, texts):
    """Writes a corpus of the texts that are accepted as quotes; as many as possible of them are also in all other texts."""
    claims = [Claim(f"a-{n:04}", text[:MAX_QUOTE], True) for n, text in enumerate(texts)]
    for _ in range(4):
        write(folder, claims)
        done = program.run("check", "--from", folder)
        if done.returncode == 0:
            return claims
        refused_quotes, refused_statements = refused(done.stdout.decode("utf-8"), claims)
        claims = [claim for claim in claims if claim.id not in refused_quotes]
        for claim in claims:
            claim.is_statement &= claim.id not in refused_statements
    raise SystemExit(f"errors remain: {done.stdout[:2000]}")


def refused(report, claims):
    """The claims whose quotes, and those whose other texts are refused."""
    quotes, others = set(), set()
    for line in report.splitlines():
        match = re.match(r".*/(\w+\.jsonl):(\d+): ([^:]*): ", line)
        if not match:
            # The text of the article, which holds refused quotes.
            continue
        file, number, field = match.groups()
        if file == "claims.jsonl":
            claim = claims[int(number) - 1].id
        else:
            # The first actor is the voice.
            named = [claim for claim in claims if claim.is_statement]
            claim = named[int(number) - (2 if file == "actors.jsonl" else 1)].id
        (quotes if ".quote" in field or ".cue" in field or ".expression" in field else others).add(claim)
    return quotes, others


def write(folder, claims):
    article = folder / "articles" / "a"
    article.mkdir(parents=True, exist_ok=True)
    named = [claim for claim in claims if claim.is_statement]
    actors = [{"id": f"actor-{claim.id}", "kind": "person", "name": {"en": claim.text + f" {claim.id}"},
               "aliases": {"ar": [f"{claim.id} {claim.text}"]}, "description": {"en": claim.text}} for claim in named]
    write_lines(folder / "actors.jsonl", [{"id": "voice", "kind": "document", "name": {"en": "Voice"}}, *actors])
    write_lines(folder / "topics.jsonl", [
        {"id": f"topic-{claim.id}", "label": {"en": claim.text}, "definition": {"ar": claim.text}} for claim in named])
    title = "</title><script>alert('{1}')</script> & \"\\%$#_~^"
    write_lines(article / "article.json", [
        {"id": "a", "title": {"en": title}, "language": "en", "voice": "voice", "published": "2025-07",
         "publisher": title, "author": title, "source_url": "https://example.org/a", "rights": {"en": title}}])
    text, records = "", []
    for claim in claims:
        start = len(text)
        text += claim.text + "\n"
        records.append(record(claim, start))
    (article / "text.txt").write_text(text, "utf-8", newline="")
    write_lines(article / "claims.jsonl", records)


def record(claim, start):
    statement = claim.text if claim.is_statement else "A quote"
    record = {
        "id": claim.id, "statement": {"en": statement, "ar": statement}, "asserted_by": "voice",
        "evidence": [{"quote": claim.text, "start": start, "end": start + len(claim.text)}],
        "claim_date": {"edtf": "2025", "basis": "explicit", "expression": claim.text, "note": {"en": statement}},
        "translation_note": {"literal": {"en": statement}, "meant": {"en": statement}, "basis": "seen"},
        "reviews": [{"publisher": statement, "rating": statement}], "origin": {"source": statement, "id": statement},
    }
    if claim.is_statement:
        actor = f"actor-{claim.id}"
        record |= {"asserted_by": actor, "attribution": [{"actor": actor, "cue": claim.text}], "topics": [f"topic-{claim.id}"]}
    return record
