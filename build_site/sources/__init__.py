"""What each publisher is asked, and how its answers are read. One module for each format, nothing of HTTP."""

from build_site.model.request import Connector
from build_site.sources import kolada, pxweb, socialstyrelsen, vardenisiffror

SOURCES: tuple[Connector, ...] = (kolada, pxweb, socialstyrelsen, vardenisiffror)
"""Every connector. sources/<id>.yml in data/ names one by its NAME."""
