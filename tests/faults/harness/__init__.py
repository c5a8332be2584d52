"""What the cases share, those of tests/scaling too: the server, clients, load, corpora, the report and the run of them all."""
