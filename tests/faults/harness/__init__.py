"""What the cases share: the server, clients, load, corpora and the report."""
