"""The page of an explanation: graph and steps side by side, to play, scrub and try out, in one HTML file.

Knows lists and what a browser can show. The script and the style are built from the folder `web`.
"""

from wengert.explain.page.explained import explained
from wengert.explain.page.page import page, save_page
from wengert.explain.page.payload import Payload, payload_of
from wengert.explain.page.quantities import Reading

__all__ = ["Payload", "Reading", "explained", "page", "payload_of", "save_page"]
