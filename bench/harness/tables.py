"""Markdown tables."""


def table(header, rows):
    """A table with numbers aligned to the right, and an empty line."""
    if not rows:
        return []
    marks = ["---" if all(not row[column][:1].isdigit() for row in rows) else "---:" for column in range(len(header))]
    return [*("| " + " | ".join(row) + " |" for row in (header, marks, *rows)), ""]


def mib(size):
    return f"{size / 2**20:,.0f}"
