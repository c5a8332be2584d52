"""The cases: what happens to hosts and datasets, and what readers see of it."""
