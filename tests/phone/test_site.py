"""The page a phone opens first: what it offers, and that it asks for nothing else."""

import re
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from phone_clients import episode

from voiceguide.phone.episode import SharedFile
from voiceguide.phone.site import build_site, secret_path

ROUTINE = """\
routine: 1
title: Back
language: ar
steps:
  - {hold: 4 s, count: none}
"""


class Elements(HTMLParser):
    """Every element that begins on a page, with its attributes."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def all(self, tag):
        return [attributes for found, attributes in self.found if found == tag]


@pytest.fixture(scope="module")
def episodes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("landing")
    made = [episode(folder / name, ROUTINE.replace("4 s", length)) for name, length in (("a ü", "4 s"), ("b", "5 s"))]
    odd = {"title": '</title><script>alert(1)</script>&"', "summary": "<b>Calm</b>", "screen": None}
    return [replace(each, **odd) for each in made]


def page(episodes, folder, **options):
    """Return the site of `episodes` and what stands on its page."""
    site = build_site(episodes, "http://10.0.0.1:8000", "/token", folder, **options)
    return site, site.files[site.page].file.read_text("utf-8")


def test_it_plays_at_once_and_keeps_the_file(episodes, tmp_path):
    site, text = page(episodes[:1], tmp_path)
    elements = Elements(text)
    (player,) = elements.all("audio")
    assert "controls" in player
    assert site.files[player["src"]].kind == "audio/mp4"
    assert not site.files[player["src"]].keep_as
    (link,) = elements.all("a")
    assert "download" in link
    assert site.files[unquote(link["href"])].keep_as == "a ü.m4a"


def test_what_an_author_wrote_is_text_and_no_markup(episodes, tmp_path):
    _, text = page(episodes[:1], tmp_path)
    elements = Elements(text)
    assert not elements.all("script")
    assert not elements.all("b")
    (heading,) = elements.all("h1")
    assert heading == {"lang": "ar", "dir": "auto"}
    assert text.count("&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;") == 3


def test_its_policy_lets_in_its_own_style_and_nothing_else(episodes, tmp_path):
    site, text = page(episodes, tmp_path)
    (style,) = re.findall("<style>(.*?)</style>", text, re.DOTALL)
    policy = site.files[site.page].headers()["Content-Security-Policy"]
    assert f"style-src 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "url(" not in style
    assert "style=" not in text


def test_everything_on_it_leads_to_what_is_offered(episodes, tmp_path):
    site, text = page(episodes, tmp_path)
    sources = [element.get("src") or element.get("href") for _, element in Elements(text).found]
    assert {unquote(source) for source in sources if source} <= set(site.files)


def test_a_page_to_follow_is_linked_where_there_is_one(episodes, tmp_path):
    followed = replace(episodes[0], screen=SharedFile(tmp_path / "screen.html", "text/html"))
    site, text = page([followed], tmp_path)
    assert [link["href"] in site.files for link in Elements(text).all("a")][1:] == [True]
    assert "Follow along" in text
    assert "Follow along" not in page([replace(episodes[0], screen=None)], tmp_path)[1]


def test_of_several_each_has_its_own_heading_and_player(episodes, tmp_path):
    elements = Elements(page(episodes, tmp_path)[1])
    assert [len(elements.all(tag)) for tag in ("h1", "h2", "audio", "a")] == [1, 2, 2, 2]


def test_a_feed_is_found_by_apps_and_by_people(episodes, tmp_path):
    site, text = page(episodes, tmp_path, feed_from=datetime(2026, 3, 29, tzinfo=UTC))
    elements = Elements(text)
    address = f"http://10.0.0.1:8000{site.feed}"
    (linked,) = elements.all("link")
    assert linked == {"rel": "alternate", "type": "application/rss+xml", "href": address}
    assert f"feed://10.0.0.1:8000{site.feed}" in [link["href"] for link in elements.all("a")]
    assert f"<code>{address}</code>" in text


def test_no_two_paths_are_alike_and_none_can_be_guessed():
    paths = {secret_path() for _ in range(1000)}
    assert len(paths) == 1000
    assert all(re.fullmatch(r"/[\w-]{16}", path, re.ASCII) for path in paths), "96 bits, six to a letter"
