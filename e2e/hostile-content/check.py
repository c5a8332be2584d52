"""Seeds hostile content and reads every format of the dataset.

Usage: check.py PATH-TO-ISNAD FOLDER, where the folder has `JSONTestSuite` and `big-list-of-naughty-strings`.
"""

import sys
import tempfile
from pathlib import Path

import corpus
import formats
from program import Program, Server


def main(program, lists):
    program = Program(program)
    files = sorted((lists / "JSONTestSuite" / "test_parsing").iterdir())
    naughty = corpus.naughty_strings(lists / "big-list-of-naughty-strings" / "blns.json")
    check_as_files(program, files)
    texts = naughty + [text for text in map(corpus.text_of, files) if text is not None]
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        accepted = corpus.write_accepted(program, folder / "seed", texts)
        database = folder / "isnad.db"
        program.run("seed", "--from", folder / "seed", "--database", database, expect=0)
        with Server(program, database) as server:
            counts = formats.check_all(program, server, database, accepted)
    statements = sum(claim.is_statement for claim in accepted)
    print(f"{len(naughty)} strings and {len(texts) - len(naughty)} files as texts: {len(accepted)} accepted as quotes, "
          f"{statements} of these also as statements, names, labels and notes; {len(texts) - len(accepted)} refused")
    for format, count in counts.items():
        print(f"{format}: {count}")


def check_as_files(program, files):
    """Puts each file in the place of each seed file. No run may crash, and what is no record is an error."""
    outcomes = {0: 0, 1: 0}
    for name in ["dataset.json", "actors.jsonl", "topics.jsonl", "articles/a/article.json", "articles/a/claims.jsonl", "articles/a/text.txt"]:
        for file in files:
            with tempfile.TemporaryDirectory() as folder:
                corpus.write_minimal(Path(folder))
                (Path(folder) / name).write_bytes(file.read_bytes())
                done = program.run("check", "--from", folder)
                outcomes[done.returncode] += 1
    print(f"{len(files)} files, each in the place of 6 seed files: {outcomes[0]} accepted, {outcomes[1]} refused")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
