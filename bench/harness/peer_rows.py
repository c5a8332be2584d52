"""Claims for the peers that have a database of their own, from Isnad's export: numbered in default order, with keys in place of
identifiers."""

import json
from dataclasses import dataclass


@dataclass
class Row:
    """A claim. Topics include the broader ones; a day is the number yyyymmdd."""

    claim: int
    actors: list
    topics: list
    earliest: int | None
    latest: int | None
    text: str
    document: str


class Keys:
    """The numbers of actors and topics."""

    def __init__(self, corpus):
        seed = corpus.folder / "seed"
        self.actors = {actor["id"]: key for key, actor in enumerate(_lines(seed / "actors.jsonl"))}
        topics = list(_lines(seed / "topics.jsonl"))
        self.topics = {topic["id"]: key for key, topic in enumerate(topics)}
        self._broader = {topic["id"]: topic.get("broader", []) for topic in topics}

    def with_broader(self, topics):
        """The keys of topics and of all broader ones."""
        found, waiting = set(), list(topics)
        while waiting:
            topic = waiting.pop()
            if topic not in found:
                found.add(topic)
                waiting += self._broader[topic]
        return sorted(self.topics[topic] for topic in found)


def rows(corpus, keys):
    """Every claim, newest first."""
    return (_row(number, line, keys) for number, line in enumerate(corpus.documents()))


def _row(number, line, keys):
    claim = json.loads(line)
    actors = {claim["asserted_by"]["id"], *(entry["actor"]["id"] for entry in claim["actors"])}
    date = claim.get("claim_date")
    texts = [*claim["statement"].values(), *(evidence["quote"] for evidence in claim["evidence"])]
    return Row(number, sorted(keys.actors[actor] for actor in actors), keys.with_broader(topic["id"] for topic in claim["topics"]),
               date and _day(date["earliest"]), date and _day(date["latest"]), " ".join(texts), line)


def _day(text):
    return int(text.replace("-", ""))


def _lines(file):
    return map(json.loads, file.read_text().splitlines())
