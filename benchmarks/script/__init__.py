"""Simplified and traditional Chinese beside its peers: ``python -m benchmarks.script``."""
