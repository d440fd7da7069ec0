"""One thin file for each framework, whose import is inside it: ``pip install 'fixtext[scrapy]'``."""
