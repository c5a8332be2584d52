"""Shared by the suites that start the program: the server, clients, load, corpora, cases and the report."""
