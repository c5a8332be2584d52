"""Measures the verification of quotes on a corpus: the shares of exact, folded and altered quotes, and times.

    measure.py SEED_FOLDER SERVER_URL

Every located quote of at least 12 letters is asked as written, in another spelling, and with one word replaced, dropped and
doubled. Exits with 1 if a share is not as docs/api.md says.
"""

import json
import random
import sys
import time
import unicodedata
import urllib.request
from pathlib import Path


def quotes(folder):
    for path in sorted(Path(folder).glob("articles/*/claims.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            claim = json.loads(line)
            for span in claim.get("evidence", []):
                letters = sum(c.isalnum() for c in unicodedata.normalize("NFKD", span["quote"]))
                if "start" in span and letters >= 12:
                    yield path.parent.name, claim["id"], span


def respell(text):
    """The same words in another spelling."""
    marks = {'"': "“", "“": '"', "”": '"', "'": "’", "’": "'", "أ": "ا", "إ": "ا", "آ": "ا"}
    changed = "".join(marks.get(c, c) for c in text).swapcase().replace(" ", "  ")
    return changed if changed != text else text + "\u0301"


def altered(words, how, chance):
    # Without its first or last word a quote still stands as written.
    at = chance.randrange(1, len(words) - 1)
    if how == "replaced":
        return words[:at] + ["qzx" + words[at]] + words[at + 1 :]
    if how == "dropped":
        return words[:at] + words[at + 1 :]
    return words[: at + 1] + words[at:]


def verify(url, texts):
    found, seconds = [], []
    for start in range(0, len(texts), 100):
        body = json.dumps({"quotes": [{"text": text} for text in texts[start : start + 100]]}).encode()
        if len(body) > 60_000:
            half = len(texts[start : start + 100]) // 2
            for part in (texts[start : start + half], texts[start + half : start + 100]):
                more, times = verify(url, part)
                found, seconds = found + more, seconds + times
            continue
        request = urllib.request.Request(f"{url}/v1/quotes/verify", body, {"Content-Type": "application/json"})
        began = time.perf_counter()
        with urllib.request.urlopen(request) as answer:
            found += json.load(answer)["quotes"]
        seconds.append(time.perf_counter() - began)
    return found, seconds


def main():
    folder, url = sys.argv[1:]
    chance, spans = random.Random(23), list(quotes(folder))
    texts = [span["quote"] for _, _, span in spans]
    print(f"{len(spans)} located quotes of at least 12 letters")
    failures = 0

    found, seconds = verify(url, texts)
    right = 0
    for (article, claim, span), answer in zip(spans, found):
        places = [place for place in answer["places"] if place["article"]["id"] == article and claim in place["claims"]]
        inside = any(span["start"] <= place["start"] and place["end"] <= span["end"] for place in places)
        cut = answer.get("more_places", False)
        if answer["match"] == "exact" and (inside or cut):
            right += 1
        else:
            print("not exact:", claim, repr(span["quote"]), answer["match"])
    print(f"exact with the right place and claim: {right / len(spans):.4%}; slowest 100 quotes: {max(seconds):.3f} s")
    failures += right < len(spans)

    answers, _ = verify(url, [respell(text) for text in texts])
    folded = sum(answer["match"] in ("folded", "exact") for answer in answers)
    only = sum(answer["match"] == "folded" for answer in answers)
    print(f"respelt: folded {only / len(spans):.4%}, folded or exact {folded / len(spans):.4%}")
    failures += folded < 0.995 * len(spans)

    for how in ("replaced", "dropped", "doubled"):
        changed = []
        for text in texts:
            words = text.split()
            if len(words) > 2:
                changed.append(" ".join(altered(words, how, chance)))
        answers, _ = verify(url, changed)
        accepted = [(text, answer) for text, answer in zip(changed, answers) if answer["match"] in ("exact", "folded")]
        print(f"one word {how}: {len(accepted)} of {len(changed)} exact or folded")
        for text, answer in accepted[:10]:
            print("  ", repr(text), [(place["article"]["id"], place["start"]) for place in answer["places"][:2]])

    times = []
    for text in chance.sample(texts, min(1000, len(texts))):
        began = time.perf_counter()
        verify(url, [text])
        times.append(time.perf_counter() - began)
    times.sort()
    print(f"one quote: median {times[len(times) // 2] * 1000:.2f} ms, p99 {times[len(times) * 99 // 100] * 1000:.2f} ms")
    return failures > 0


sys.exit(main())
