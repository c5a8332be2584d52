"""Reads citations with pybtex, bibtexparser, biber and citeproc-py."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from unicodedata import normalize

import bibtexparser
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from pybtex.database import parse_string

# The commands that stand for characters which BibTeX and TeX read as syntax.
COMMANDS = {
    r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^",
    r"\&": "&", r"\%": "%", r"\$": "$", r"\#": "#", r"\_": "_", "{}": "",
}


def decode(value):
    """Returns the text of a field."""
    commands = "|".join(re.escape(command) for command in COMMANDS)
    return re.sub(commands, lambda found: COMMANDS[found[0]], value.removeprefix("{").removesuffix("}"))


def first(texts):
    return " ".join(texts.get("en", next(iter(texts.values()))).split())


def check_bibtex(text, claims, address, folder):
    entries = parse_string(text, "bibtex").entries
    assert list(entries) == [claim["id"] for claim in claims]
    for claim in claims:
        fields, [author] = entries[claim["id"]].fields, entries[claim["id"]].persons["author"]
        assert decode(fields["title"]) == first(claim["statement"]), fields["title"]
        assert decode(author.last_names[0]) == first(claim["asserted_by"]["name"]) and not author.first_names, author
        assert fields["url"] == f"{address}/claims/{claim['id']}"
        if published := claim["article"].get("published"):
            assert fields["date"].split("/")[0].rstrip("~?%") == published.split("/")[0].rstrip("~?%"), fields["date"]
    library = bibtexparser.parse_string(text)
    assert [entry.key for entry in library.entries] == list(entries) and not library.failed_blocks, library.failed_blocks
    print(f"pybtex, bibtexparser: {len(entries)} entries")

    if not shutil.which("biber"):
        assert "CI" not in os.environ, "e2e/readers/run needs biber: apt-get install biber"
        print("SKIPPED: biber: apt-get install biber")
        return
    (Path(folder) / "claims.bib").write_text(text)
    done = subprocess.run(["biber", "--tool", "claims.bib"], cwd=folder, capture_output=True, text=True)
    problems = [line for line in done.stdout.splitlines() if re.match("(WARN|ERROR) ", line) and "Overwriting field 'year'" not in line]
    assert done.returncode == 0 and not problems, problems[:5] or done.stdout
    written = parse_string((Path(folder) / "claims_bibertool.bib").read_text(), "bibtex").entries
    for claim in claims:
        title = decode(written[claim["id"]].fields["title"])
        # biber normalizes.
        assert normalize("NFC", title) == normalize("NFC", first(claim["statement"])), title
    print(f"biber: {len(written)} entries, no warning")


def check_csl(text, claims, address):
    items = json.loads(text)
    assert [item["id"] for item in items] == [claim["id"] for claim in claims]
    for item, claim in zip(items, claims, strict=True):
        # White space is as it was in JSON.
        assert " ".join(item["title"].split()) == first(claim["statement"])
        assert item["URL"] == f"{address}/claims/{claim['id']}" and item["author"][0]["literal"]
        dates = item.get("issued", {}).get("date-parts", [])
        assert len(dates) == min(len(set(claim["article"].get("published", "").split("/"))), 2) or "published" not in claim["article"], dates
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    rendered = [str(entry) for entry in bibliography.bibliography()]
    assert len(rendered) == len(items) and all(item["URL"] in "".join(rendered) for item in items)
    print(f"citeproc: {len(rendered)} citations")
