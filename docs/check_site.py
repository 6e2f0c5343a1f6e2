"""Check built pages: every link and anchor within the site leads somewhere, and nothing is loaded from a network.

Run it: python docs/check_site.py FOLDER
"""

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

LOADED = {"img", "script", "iframe", "source", "audio", "video", "embed", "track", "use", "image", "object"}
"""Elements whose address a browser fetches at once; of a link element, what it is a link to decides."""
LOADED_LINKS = {"stylesheet", "icon", "preload", "prefetch", "modulepreload", "manifest", "shortcut", "preconnect"}
ADDRESSES = ("href", "src", "srcset", "data", "xlink:href", "poster")
IN_STYLES = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])([^"')\s;]+)""")
"""Addresses in a style sheet, with or without quotes."""
MADE_BY_SCRIPT = ("search.html", "genindex.html", "py-modindex.html")
"""Pages that the theme fills when they are opened: what is within them isn't of the text."""


class Page(HTMLParser):
    """What a page links to, what it loads, and which anchors it has."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path, self.anchors, self.links, self.loaded = path, {"", "top"}, [], []
        self.nameless: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Take the anchors and addresses of an element."""
        given = {name: value or "" for name, value in attributes}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        loads = tag in LOADED or (tag == "link" and bool(LOADED_LINKS & set(given.get("rel", "").split())))
        for name in ADDRESSES:
            if name in given:
                addresses = given[name].split(",") if name == "srcset" else [given[name]]
                (self.loaded if loads else self.links).extend(each.split()[0] for each in addresses if each.strip())
        self.loaded += elsewhere(given.get("style", ""))
        if tag == "img" and not given.get("alt", "").strip():
            self.nameless.append(given.get("src", "")[:80])

    def handle_data(self, data: str) -> None:
        """Take the addresses in a style sheet within the page."""
        if self.lasttag == "style":
            self.loaded += elsewhere(data)


def elsewhere(styles: str) -> list[str]:
    """Give the addresses in a style sheet that are in a network."""
    return [address for address in IN_STYLES.findall(styles) if in_a_network(address)]


def in_a_network(address: str) -> bool:
    """Whether an address is of another place than the site's own folder."""
    return urlsplit(address).scheme in {"http", "https", "ftp"} or address.startswith("//")


def faults(folder: Path) -> Iterator[str]:
    """Every fault of a folder of pages: what loads from elsewhere, leads nowhere, or is a picture without words."""
    pages = {path.resolve(): Page(path) for path in sorted(folder.rglob("*.html")) if "_static" not in path.parts}
    if not pages:
        yield f"{folder}: holds no page"
    for path, page in pages.items():
        shown = path.relative_to(folder.resolve())
        for address in page.loaded:
            if in_a_network(address):
                yield f"{shown}: loads {address} from a network"
        yield from (f"{shown}: the picture {name} has no alternative text" for name in page.nameless)
        if shown.name not in MADE_BY_SCRIPT:
            yield from (f"{shown}: {why}" for why in dead(page, pages))
    for path in sorted(folder.rglob("*.css")):
        for address in elsewhere(path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(folder)}: loads {address} from a network"


def dead(page: Page, pages: dict[Path, Page]) -> Iterator[str]:
    """The links of a page within the site that lead to no file or to no anchor."""
    for address in dict.fromkeys((*page.links, *page.loaded)):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            continue
        place, anchor = urldefrag(address)
        named = unquote(urlsplit(place).path)
        target = (page.path.parent / named).resolve() if named else page.path.resolve()
        if target.is_dir():
            target /= "index.html"
        if not target.is_file():
            yield f"{address} leads to no file"
        elif target in pages and unquote(anchor) not in pages[target].anchors:
            yield f"{address} leads to no anchor"


def main() -> None:
    """Print every fault; exit code 1 if there is one."""
    found = list(faults(Path(sys.argv[1])))
    print("\n".join(found) if found else "no dead link, nothing loaded from a network, every picture has its words")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
