"""Corpora: the built-in one, others that differ from it, and larger ones made from it."""

import json
import shutil
import subprocess


def seed(run, source, database, **how):
    """Runs `isnad seed` to its end."""
    command = [run.program, "seed", "--from", source, "--database", database]
    return subprocess.run(command, capture_output=True, text=True, errors="replace", **how)


def seeded(run, source, database):
    """The same where it has to succeed."""
    done = seed(run, source, database)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return database


def other(run, name):
    """The built-in corpus under another description: another dataset with the same claims."""
    folder = run.folder / name
    shutil.copytree(run.root / "seed", folder)
    described = folder / "dataset.json"
    document = json.loads(described.read_text())
    document["title"] = {language: f"{title} ({name})" for language, title in document["title"].items()}
    described.write_text(json.dumps(document, ensure_ascii=False))
    return folder


def multiplied(run, times):
    """The built-in corpus with every claim so many times, each under an identifier of its own."""
    folder = other(run, f"times-{times}")
    for claims in folder.glob("articles/*/claims.jsonl"):
        records = [json.loads(line) for line in claims.read_text().splitlines()]
        with claims.open("a") as output:
            for copy in range(1, times):
                for record in records:
                    again = record | {"id": f"{record['id']}-{copy}"}
                    again.pop("relations", None)
                    output.write(json.dumps(again, ensure_ascii=False) + "\n")
    return folder
