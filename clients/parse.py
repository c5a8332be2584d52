"""Parses generated source files with a tree-sitter grammar: parse.py GRAMMAR FOLDER..."""

import importlib
import sys
from pathlib import Path

from tree_sitter import Language, Parser

EXTENSIONS = {"tree_sitter_swift": ".swift", "tree_sitter_c_sharp": ".cs"}


def main(grammar: str, folders: list[str]) -> int:
    parser = Parser(Language(importlib.import_module(grammar).language()))
    files = [file for folder in folders for file in sorted(Path(folder).rglob(f"*{EXTENSIONS[grammar]}"))]
    broken = [file for file in files if parser.parse(file.read_bytes()).root_node.has_error]
    for file in broken:
        print(f"{file}: cannot be parsed")
    print(f"parsed: {len(files) - len(broken)}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
