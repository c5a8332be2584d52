"""What the cases share, those of e2e/scaling too: the server, clients, load, corpora, the report and the run of them all."""
