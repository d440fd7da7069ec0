"""What kinds of escapes share: where an escape is right, which text bytes are, what it all tells.

The kinds themselves are in :mod:`fixtext.garblings`.
"""
