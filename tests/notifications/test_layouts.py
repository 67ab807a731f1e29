"""A filled layout is the mail that its template would have given."""

from html.parser import HTMLParser

import pytest
from django.template import Context
from django.utils import translation

from notifications import compiling, layouts
from notifications.own_words import House, Logo

LETTERHEAD = ("Pemerintah Kabupaten Contoh", "Jl. <Merdeka> & \"Jaya\" 'No' 1")
LOGO = Logo("a" * 32, 120, 40)
PLAIN = {
    "subject": "Parcel", "body": "Come.", "action": "Collect", "why": "You ordered it.",
    "url": "https://bimbing.example.go.id/parcels/1", "name": "Maya Contoh",
}  # fmt: skip
ODD = {
    "subject": 'R&D <b>"it\'s"</b> &amp; «ä»',
    "body": "One & <i>\ntwo\n\n\n&lt;three\r\n\r\n'4'\r5",
    "action": "\\1 {{ name }} %s",
    "why": "\N{NO-BREAK SPACE}&nbsp;",
    "name": 'Maya "O\'Contoh" <b>',
    "url": 'https://bimbing.example.go.id/?a=1&b="2"&copy=3',
}


class Read(HTMLParser):
    """Tags and texts as a mail program reads them."""

    def __init__(self, html):
        super().__init__()
        self.seen = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, sorted(attrs)))

    def handle_endtag(self, tag):
        self.seen.append(tag)

    def handle_data(self, data):
        last = self.seen[-1:]
        if last and isinstance(last[0], list):
            last[0].append(data)
        else:
            self.seen.append([data])


def read(html):
    return [["".join(part)] if isinstance(part, list) else part for part in Read(html).seen]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("house", [House(), House(LETTERHEAD), House(LETTERHEAD, logo=LOGO)])
@pytest.mark.parametrize("said", [PLAIN, ODD, {**ODD, "name": ""}, {**PLAIN, "body": ""}])
def test_the_same_as_by_template(language, house, said):
    values = {
        "letterhead": house.letterhead, "logo": house.logo, "words": said,
        "name": said["name"], "site": "example.go.id", "language": language,
    }  # fmt: skip
    with translation.override(language):
        layout = layouts.of(house, "example.go.id", named=bool(said["name"]))
        text = compiling.template(layouts.PLAIN).render(Context(values, autoescape=False))
        html = layouts.inlined(compiling.template(layouts.HTML).render(Context(values)))
        assert layout.text(said) == text
        assert read(layout.page(said)) == read(html)


def test_what_was_written_in_one_language_does_not_appear_in_the_other():
    def page(language):
        with translation.override(language):
            return layouts.of(House(), "example.go.id", named=True).text(PLAIN)

    assert page("id") != page("en") != page("id")
    assert page("id") == page("id")
