"""Quality and speed of repair beside ftfy's: ``python -m benchmarks``."""
