"""The benchmark: corpora, servers under test, load, scenarios and the report."""
