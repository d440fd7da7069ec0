"""Each integration against the real library."""
