"""Characters that stand for others: their other forms, and how a form is weighed in its place.

The kinds of the group ``character`` build on it: ``tables`` holds what a character is the same as,
``weighing`` what the language model makes of a replacement, ``normalising`` the stretches that a
normalisation form changes.
"""
