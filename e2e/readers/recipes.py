"""Runs the recipes for analysts in docs/cookbook.md: SQL by DuckDB, Python, R, shell commands and the operations of OpenRefine.

Usage: recipes.py PATH-TO-ISNAD [--update]. Every block that is followed by a text block must print that text; `--update` writes what
it prints into the document. The network for Gephi is read by NetworkX: Gephi has a window only.
"""

import csv
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import networkx

from openrefine import OpenRefine
from serving import ROOT, start

DOCUMENT = ROOT / "docs/cookbook.md"
ADDRESS = "http://127.0.0.1:8080"
BLOCK = re.compile(r"```(sql|python|r|sh|json)\n(.*?)```\n(?:```text\n(.*?)```\n)?", re.DOTALL)


class Recipes:
    """Runs blocks one after the other in a folder, so that a block can read the files of those before it."""

    def __init__(self, folder, address, program):
        self.folder, self.address = folder, address
        self.environment = os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}"}

    def run(self, language, code, text_before):
        code = code.replace(ADDRESS, self.address)
        if language == "sql":
            return self.run_sql(code)
        if language == "json":
            source = re.findall(rf"`({ADDRESS}[^`]*)`", text_before)[-1]
            return OpenRefine(self.folder).transform(source.replace(ADDRESS, self.address), code)
        command = {"python": [sys.executable, "-"], "r": ["Rscript", "--vanilla", "-"], "sh": ["sh", "-s"]}[language]
        done = subprocess.run(command, input=code, cwd=self.folder, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{code}\n{done.stderr}"
        return done.stdout

    def run_sql(self, code):
        with duckdb.connect() as connection:
            connection.execute(f"SET file_search_path = '{self.folder}'")
            found = connection.sql(code)
            rows = [found.columns, *found.fetchall()]
        output = io.StringIO()
        csv.writer(output, lineterminator="\n").writerows(rows)
        return output.getvalue()


def is_runnable(language):
    """Whether the program of a block is installed; in CI it must be."""
    program = {"r": "Rscript", "json": "openrefine"}.get(language)
    if program is None or shutil.which(program):
        return True
    assert not os.environ.get("CI"), f"{program} is not installed"
    print(f"skipped: {program} is not installed")
    return False


def main(program, update):
    introduction, recipes = DOCUMENT.read_text(encoding="utf-8").split("# For analysts\n")
    written, end, ran = [], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        server, address = start(program, folder)
        try:
            runner = Recipes(Path(folder), address, Path(program))
            for block in BLOCK.finditer(recipes):
                language, code, expected = block.groups()
                text = recipes[end : block.start()]
                output = runner.run(language, code, text) if is_runnable(language) else expected
                if not update:
                    assert output == (expected or ""), f"{code}\nprints\n{output}\ninstead of\n{expected}"
                written += [text, f"```{language}\n{code}```\n", f"```text\n{output}```\n" if output else ""]
                end, ran = block.end(), ran + 1
            graph = networkx.read_gexf(Path(folder) / "actors.gexf")
            assert graph.number_of_edges() > 10 and all(edge["weight"] >= 3 for *_, edge in graph.edges(data=True))
        finally:
            server.terminate()
            server.wait(timeout=30)
    if update:
        DOCUMENT.write_text("# For analysts\n".join([introduction, "".join([*written, recipes[end:]])]), encoding="utf-8")
    titles = recipes.count("\n## ")
    assert titles >= 10
    print(f"cookbook: {titles} recipes, {ran} blocks")


main(str(Path(sys.argv[1]).resolve()), "--update" in sys.argv[2:])
