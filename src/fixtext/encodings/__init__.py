"""Codecs as tables, the routes by which text is garbled, and the way back."""
