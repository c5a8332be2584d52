"""Writes a dataset whose texts hold what formats use as syntax: braces, quotation marks, markup, commands, formulas."""

import hashlib
import json
from pathlib import Path

# Each is a statement, a name and a title.
TEXTS = [
    "{", "}", "}{", "{{{ three", "a } b { c", "\\", "ends with a backslash \\", "\\{", "\\}", "\\\\}", "\\textbf{bold", "\\input{passwd}",
    "\\begin{document}", "100% of $5 & #1_a^b~c", "% not a comment", "$x^2$", "@article{key, title = {x}}", "@comment{x}", "name@example.org",
    "\"double\" and 'single'", "``ticks'' and ,,commas''", "-- dash --- dash", "?` and !` and << and >>", "# and ## and \"#\"",
    "</script><script>alert(1)</script>", "<b>bold</b> & <i>", "<!-- comment -->", "]]>", "&amp; &#0; &lt;", "{\"json\": [1, 2}", "a|b\\c|d",
    "=HYPERLINK(\"http://example.org\")", "-1+2", "+1", "@SUM(A1)", "- قال", "%0A%00", "#:~:text=a,b", "'", "''", "\"", "`", "~", "^",
    "Smith, John and Jones, Ann", "and", "x, and y", "بين «قوسين» {", "{عربي} 50%", "中文｛全角｝％", "e\u0301 and \u00e9", "🚢 ship",
    "a\u00a0b", "می\u200cخواهم", "ß ø ł İ ı", "\\'e \\\"u \\c{c} \\ss", "\\u0041 \\x41 \\n", "title = {", "},", "=", ",", "year = 2025}",
]

# What an article may hold and its quotes therefore too.
QUOTES = [
    "two\nlines", "\u200fright to left\u200f", "\u202eoverride\u202c", "tab\there", "</script>", "{\\\"", "=1+1", "a\r\nb", "\u2067isolate\u2069",
    "soft\u00adhyphen", "zero\u200bwidth", "👨\u200d👩\u200d👧", "e\u0301", "|\\|", "]]>", "%0A&amp;",
]


def write(folder):
    """Writes the seed files: a claim for each text, with quotes."""
    root = Path(folder)
    place = root / "articles/report"
    place.mkdir(parents=True)
    actors = [{"id": f"actor-{n}", "kind": "organisation", "name": {"en": text, "ar": text}} for n, text in enumerate(TEXTS)]
    topics = [{"id": f"topic-{n}", "label": {"en": text}} for n, text in enumerate(TEXTS)]
    text = "".join(f"Quote {n}: {quote}.\n" for n, quote in enumerate(QUOTES))
    article = {
        "id": "report", "title": {"en": TEXTS[4], "ar": TEXTS[-12]}, "publisher": "R&D {\\", "language": "en", "voice": "actor-0",
        "published": "2025-07-28~/2025-07-29", "source_url": "https://example.org/report?a=1&b=%7B#part",
        "text": {"sha256": hashlib.sha256(text.encode()).hexdigest(), "code_points": len(text)},
    }
    claims = []
    for n, statement in enumerate(TEXTS):
        quote = QUOTES[n % len(QUOTES)]
        start = text.index(quote)
        claims.append({
            "id": f"report-{n}", "statement": {"en": statement, "ar": statement}, "asserted_by": f"actor-{n}",
            "attribution": [{"actor": f"actor-{n}"}] if n else [], "topics": [f"topic-{n}"],
            "claim_date": {"edtf": ["2025-04/2025-07", "2019/..", "../2004-06", "2025-X1", "202X", "2025-22", "2025?"][n % 7], "basis": "context"},
            "evidence": [{"quote": quote, "start": start, "end": start + len(quote)}],
        })
    (place / "text.txt").write_bytes(text.encode())
    (place / "article.json").write_text(json.dumps(article))
    for path, records in [(root / "actors.jsonl", actors), (root / "topics.jsonl", topics), (place / "claims.jsonl", claims)]:
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
