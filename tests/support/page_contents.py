"""HTML page -> its contents: the sound, the style and every address."""

from base64 import b64decode
from html.parser import HTMLParser

ADDRESSED = ("href", "src", "srcset", "action", "data", "poster", "manifest")


class Outline(HTMLParser):
    """Return the `sound`, `style`, `addresses` and `attributes_that_run` scripts of the page `text`."""

    def __init__(self, text):
        super().__init__()
        self.sound, self.style = b"", ""
        self.addresses, self.attributes_that_run = [], []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self._inside = named.get("id", tag)
        self.addresses += [value for name, value in attrs if name in ADDRESSED]
        self.attributes_that_run += [name for name in named if name.startswith("on")]

    def handle_data(self, data):
        if self._inside == "sound":
            self.sound += b64decode(data)
            self._inside = ""
        elif self._inside == "style":
            self.style += data
