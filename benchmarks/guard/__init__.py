"""Whether speed or quality changed from what is stored: ``python -m benchmarks.guard``."""
