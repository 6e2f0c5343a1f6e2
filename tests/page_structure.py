"""A page of HTML taken apart by the parser of Python: its elements, with what is around them and in them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY = ("meta", "br", "link", "img", "input", "hr")


@dataclass
class Element:
    tag: str
    attributes: dict
    parent: "Element | None" = None
    children: list = field(default_factory=list)
    own_text: str = ""

    def all(self, tag=None, **attributes):
        """Elements within, in their order, of a tag and with some attributes."""
        for child in self.children:
            if tag in (None, child.tag) and all(child.attributes.get(k) == v for k, v in attributes.items()):
                yield child
            yield from child.all(tag, **attributes)

    def first(self, tag, **attributes):
        return next(self.all(tag, **attributes))

    @property
    def text(self):
        return " ".join(" ".join([self.own_text, *(child.text for child in self.children)]).split())


class _Parser(HTMLParser):
    def __init__(self):
        super().__init__()
        self.root = self.at = Element("root", {})

    def handle_starttag(self, tag, attrs):
        child = Element(tag, dict(attrs), self.at)
        self.at.children.append(child)
        if tag not in EMPTY:
            self.at = child

    def handle_startendtag(self, tag, attrs):
        self.at.children.append(Element(tag, dict(attrs), self.at))

    def handle_endtag(self, tag):
        assert self.at.tag == tag, f"{tag} ends {self.at.tag}"
        self.at = self.at.parent

    def handle_data(self, data):
        self.at.own_text += data


def parsed(page):
    parser = _Parser()
    parser.feed(page)
    assert parser.at is parser.root, f"{parser.at.tag} is left open"
    return parser.root
