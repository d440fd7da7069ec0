"""What time and memory repair takes, beside peers: ``python -m benchmarks.speed``."""
