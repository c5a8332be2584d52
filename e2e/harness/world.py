"""A dataset that curators change at random: edits, additions, withdrawals, merged and renamed actors."""

import json
import shutil

REASONS = ["error", "duplicate", "split", "merged", "rights"]


class World:
    def __init__(self, rng, folder, claims):
        self.rng, self.folder, self.next = rng, folder, 1
        self.actors = {f"actor-{n}": {"id": f"actor-{n}", "kind": "group", "name": {"en": f"Actor {n}"}} for n in range(8)}
        self.claims, self.notices = {}, {}
        for _ in range(claims):
            self.add()

    def change(self):
        """Makes two to seven changes, one of which is visible."""
        self.rng.choice(list(self.claims.values()))["statement"]["en"] += "."
        actions = [self.edit] * 4 + [self.add] * 3 + [self.withdraw] * 2 + [self.vanish, self.rename, self.merge]
        for _ in range(self.rng.randint(1, 6)):
            self.rng.choice(actions)()

    def add(self):
        article = self.rng.randrange(3)
        claim = {
            "id": f"article-{article}-{self.next:05}",
            "statement": {"en": f"Statement {self.next} \"quoted\", with a \\ and é.", "ar": f"الجملة {self.next}"},
            "salience": self.rng.randint(1, 3),
            "asserted_by": "voice",
            "actors": [{"actor": self.rng.choice(list(self.actors)), "role": "subject"}],
        }
        if self.rng.random() < 0.7:
            claim["claim_date"] = {"edtf": f"20{self.rng.randint(10, 25)}-0{self.rng.randint(1, 9)}", "basis": "explicit"}
        self.claims[claim["id"]] = claim
        self.next += 1

    def edit(self):
        claim = self.rng.choice(list(self.claims.values()))
        if self.rng.random() < 0.5:
            claim["statement"]["en"] += "!"
        else:
            claim["salience"] = self.rng.randint(1, 3)

    def withdraw(self):
        self.vanish(with_notice=True)

    def vanish(self, with_notice=False):
        named = {id for notice in self.notices.values() for id in notice.get("replaced_by", [])}
        id = self.rng.choice(list(self.claims))
        if len(self.claims) < 5 or (id in named and not with_notice):
            return
        del self.claims[id]
        if with_notice:
            self.notices[id] = {"id": id, "reason": self.rng.choice(REASONS), "note": {"en": "A note."}}
            if self.rng.random() < 0.5:
                self.notices[id]["replaced_by"] = [self.rng.choice(list(self.claims))]

    def rename(self):
        self.rng.choice(list(self.actors.values()))["name"]["en"] += "x"

    def merge(self):
        old, new = self.rng.sample(list(self.actors.values()), 2)
        if "merged_into" not in old and "merged_into" not in new:
            old["merged_into"] = new["id"]

    def write(self):
        """Writes the seed files and returns their folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        licence = {"name": "CC0-1.0", "url": "https://example.org/licence"}
        about = {"id": "world", "title": {"en": "World"}, "description": {"en": "It changes."}, "licence": licence}
        (self.folder / "dataset.json").write_text(json.dumps(about))
        voice = {"id": "voice", "kind": "document", "name": {"en": "The article"}}
        write_lines(self.folder / "actors.jsonl", [*self.actors.values(), voice])
        for number in range(3):
            article = self.folder / f"articles/article-{number}"
            article.mkdir(parents=True)
            about = {"id": article.name, "title": {"en": article.name}, "language": "en", "voice": "voice"}
            (article / "article.json").write_text(json.dumps(about))
            of_article = lambda records: [record for record in records if record["id"].startswith(f"{article.name}-")]
            write_lines(article / "claims.jsonl", of_article(self.claims.values()))
            write_lines(article / "withdrawn.jsonl", of_article(self.notices.values()))
        return self.folder


def write_lines(path, records):
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))
