"""Verifies the quotes of a corpus: the shares of exact, folded and altered quotes, a long draft, and times.

Usage: check.py PATH-TO-ISNAD [SEED [TEXTS]]. Times are reported and decide nothing.
"""

import http.client
import json
import random
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.append(str(Path(__file__).resolve().parents[1]))

from harness.server import NO_ACCESS_LOG, Server  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
SHORTEST = 12  # letters
ACCEPTED = ("exact", "folded")
OTHER_SPELLING = str.maketrans({'"': "“", "“": '"', "”": '"', "'": "’", "’": "'", "أ": "ا", "إ": "ا", "آ": "ا"})


@dataclass
class Quote:
    article: str
    claim: str
    asserter: str
    text: str
    start: int
    end: int
    part: str


class Api:
    def __init__(self, address):
        self.connection = http.client.HTTPConnection(*address, timeout=60)

    def get(self, target):
        self.connection.request("GET", target)
        return self.connection.getresponse().read()

    def time(self, target):
        """The seconds that a GET takes."""
        began = time.perf_counter()
        self.get(target)
        return time.perf_counter() - began

    def post(self, body):
        """Returns the answer and the seconds that it took."""
        began = time.perf_counter()
        self.connection.request("POST", "/v1/quotes/verify", body, {"Content-Type": "application/json"})
        response = self.connection.getresponse()
        answer = json.loads(response.read())
        if response.status != 200:
            raise SystemExit(f"{response.status}: {answer}")
        return answer["quotes"], time.perf_counter() - began

    def verify(self, texts):
        """Verifies texts in requests of at most 100. Returns the answers and the time of the slowest request."""
        answers, slowest = [], 0.0
        for body in bodies(texts):
            found, seconds = self.post(body)
            answers, slowest = answers + found, max(slowest, seconds)
        return answers, slowest


def bodies(texts):
    for start in range(0, len(texts), 100):
        part = texts[start:start + 100]
        body = json.dumps({"quotes": [{"text": text} for text in part]}, ensure_ascii=False).encode()
        if len(body) <= 64 << 10:
            yield body
        else:
            yield from bodies(part[:len(part) // 2])
            yield from bodies(part[len(part) // 2:])


def located_quotes(api):
    """The quotes of all claims that have a place and enough letters."""
    for line in api.get("/v1/dataset/claims.ndjson").decode().splitlines():
        claim = json.loads(line)
        for span in claim.get("evidence", []):
            letters = sum(c.isalnum() for c in unicodedata.normalize("NFKD", span["quote"]))
            if "start" in span and letters >= SHORTEST:
                yield Quote(claim["article"]["id"], claim["id"], claim["asserted_by"]["id"], span["quote"], span["start"],
                            span["end"], span.get("part", "content"))


def respelt(text):
    """The same words with other quotation marks, letter forms, capitals and white space."""
    changed = text.translate(OTHER_SPELLING).swapcase().replace(" ", "  ")
    return changed if changed != text else text + "\u0301"


def altered(text, how, chance):
    """The text with one word changed, not the first or last one: without that, the others still stand as written.

    None if there is no such word.
    """
    words = text.split()
    inner = [at for at in range(1, len(words) - 1) if any(c.isalnum() for c in words[at])]
    if not inner:
        return None
    at = chance.choice(inner)
    if how == "replaced":
        words[at] = "qzx" + words[at]
    elif how == "dropped":
        del words[at]
    else:
        words.insert(at, words[at])
    return " ".join(words)


def words_of(text):
    return " ".join(re.findall(r"\w+", text.casefold()))


def stands(quote, answer, contents):
    """Whether an answer is exact and has the quote's place and asserter, or that of another claim on the same words.

    Words of the part `attribution` are the article's own.
    """
    def is_right(place):
        if place["article"]["id"] != quote.article or quote.claim not in place["claims"]:
            return False
        inside = quote.start <= place["start"] and place["end"] <= quote.end
        others = {other.asserter for claim in place["claims"] for other in contents.get(claim, [])
                  if other.start <= place["start"] and place["end"] <= other.end}
        return inside and (quote.part == "attribution" or place["asserted_by"]["id"] in {quote.asserter} | others)

    return answer["match"] == "exact" and (any(map(is_right, answer["places"])) or answer.get("more_places", False))


def draft_of(quotes, chance):
    """A draft of 3,000 words with 20 quotations, as far as 20,000 characters allow."""
    chosen = chance.sample([quote.text for quote in quotes if not set(quote.text) & set("“”\"«»‘’'\n")], 20)
    filler = (20_000 - sum(len(text) for text in chosen) - 20 * 30) // 20
    words = ("so it went in the town by the sea " * 40)[:min(filler, 700)]
    return chosen, "\n\n".join(f"{words}. The paper wrote: “{text}”." for text in chosen)


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000


def check(api, passages):
    chance, quotes, failures = random.Random(23), list(located_quotes(api)), []
    texts = [quote.text for quote in quotes]
    print(f"{len(quotes):,} located quotes of at least {SHORTEST} letters")

    answers, slowest = api.verify(texts)
    contents = defaultdict(list)
    for quote in quotes:
        if quote.part == "content":
            contents[quote.claim].append(quote)
    wrong = [quote for quote, answer in zip(quotes, answers, strict=True) if not stands(quote, answer, contents)]
    print(f"as written: {1 - len(wrong) / len(quotes):.2%} exact with place and asserter; 100 quotes in at most {slowest:.3f} s")
    failures += [f"not exact, or another place or asserter: {quote}" for quote in wrong]

    answers, _ = api.verify([respelt(text) for text in texts])
    accepted = sum(answer["match"] in ACCEPTED for answer in answers)
    print(f"respelt: {accepted / len(quotes):.2%} folded or exact")
    if accepted < 0.995 * len(quotes):
        failures.append("respelt quotes: fewer than 99.5 % folded or exact")

    # An altered quote may be what another passage says.
    written = "\n".join(map(words_of, [*texts, *passages]))
    for how in ("replaced", "dropped", "doubled"):
        changed = [text for text in (altered(text, how, chance) for text in texts) if text]
        answers, _ = api.verify(changed)
        wrong = [text for text, answer in zip(changed, answers, strict=True)
                 if answer["match"] in ACCEPTED and words_of(text) not in written]
        print(f"one word {how}: {len(wrong)} of {len(changed):,} exact or folded")
        failures += [f"one word {how}, but exact or folded: {text}" for text in wrong]

    chosen, draft = draft_of(quotes, chance)
    found, seconds = api.post(json.dumps({"text": draft}, ensure_ascii=False).encode())
    matches = [answer["match"] for answer in found]
    print(f"a draft of {len(draft.split()):,} words: {matches.count('exact')} of {len(chosen)} quotations exact, {seconds:.3f} s")
    if [answer["text"] for answer in found] != chosen or set(matches) != {"exact"}:
        failures.append(f"the quotations of the draft: {matches}")

    alive = [api.time("/health/live") for _ in range(1000)]
    print(f"no work, /health/live: median {percentile(alive, 0.5):.2f} ms, p99 {percentile(alive, 0.99):.2f} ms")
    times = [api.post(next(bodies([text])))[1] for text in chance.sample(texts, min(1000, len(texts)))]
    print(f"one quote: median {percentile(times, 0.5):.2f} ms, p99 {percentile(times, 0.99):.2f} ms")
    return failures


def main():
    program, *folders = sys.argv[1:]
    seed, texts = [*folders, *[ROOT / "seed", None][len(folders):]]
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "isnad.db"
        options = ["--texts", texts] if texts else []
        subprocess.run([program, "seed", "--from", seed, "--database", database, *options], check=True, stdout=subprocess.DEVNULL)
        passages = [path.read_text(encoding="utf-8") for path in Path(texts).glob("*.txt")] if texts else []
        with Server(program, database, "--query-timeout-ms", "60000", "--keep-alive", "300", log=NO_ACCESS_LOG) as server:
            failures = check(Api(server.address), passages)
    for failure in failures[:20]:
        print("FAILED:", failure)
    return len(failures) > 0


sys.exit(main())
