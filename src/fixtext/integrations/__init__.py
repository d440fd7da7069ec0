"""One thin file for each framework, with its import inside: ``pip install 'fixtext[scrapy]'``."""
