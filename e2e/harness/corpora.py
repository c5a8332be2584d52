"""Corpora for the cases: the built-in one, and others derived from it."""

import json
import shutil
import subprocess


def run_seed(run, source, database, **options):
    """Runs `isnad seed` and returns the finished process."""
    command = [run.program, "seed", "--from", source, "--database", database]
    return subprocess.run(command, capture_output=True, text=True, errors="replace", **options)


def seed_database(run, source, database):
    """Runs `isnad seed`, which must succeed, and returns the database."""
    done = run_seed(run, source, database)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return database


def retitled_corpus(run, name):
    """Copies the built-in corpus under another identifier and title: a different dataset with the same claims."""
    folder = run.folder / name
    shutil.copytree(run.root / "seed", folder)
    path = folder / "dataset.json"
    dataset = json.loads(path.read_text())
    dataset["id"] = f"corpus-{name}"
    dataset["title"] = {language: f"{title} ({name})" for language, title in dataset["title"].items()}
    path.write_text(json.dumps(dataset, ensure_ascii=False))
    return folder


def repeated_corpus(run, times):
    """Copies the built-in corpus with every claim repeated under new identifiers."""
    folder = retitled_corpus(run, f"times-{times}")
    for claims in folder.glob("articles/*/claims.jsonl"):
        records = [json.loads(line) for line in claims.read_text().splitlines()]
        with claims.open("a") as output:
            for copy in range(1, times):
                for record in records:
                    repeated = record | {"id": f"{record['id']}-{copy}"}
                    repeated.pop("relations", None)
                    output.write(json.dumps(repeated, ensure_ascii=False) + "\n")
    return folder


def corpus_with_actors(run, count):
    """Copies the built-in corpus and adds actors with similar names, the worst case for spelling suggestions."""
    folder = retitled_corpus(run, f"actors-{count}")
    with (folder / "actors.jsonl").open("a") as output:
        for number in range(count):
            record = {"id": f"actor-of-the-corpus-{number:06}", "kind": "person",
                      "name": {"en": f"Actor of the corpus {number:06}", "ar": f"طرف {number}"}}
            output.write(json.dumps(record, ensure_ascii=False) + "\n")
    return folder
