"""One file per kind of garbling: how it looks, how it is recognised, repaired, and made."""
