"""HTML read by a parser that knows nothing of us: elements, attributes and text."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = ("br", "hr", "img", "input", "link", "meta", "wbr")


class Markup(HTMLParser):
    """What a browser would make of some HTML.

    `elements`: (tag, attributes) in order; `text`: all that is shown; `code`: of scripts and
    styles. A tag that does not close the one opened last is an AssertionError.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.code = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in ("script", "style"):
            self.code += data
        else:
            self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    handle_decl = handle_pi = unknown_decl = handle_comment

    def tags(self) -> set[str]:
        """The kinds of elements there are."""
        return {tag for tag, _ in self.elements}

    def attributes(self) -> set[str]:
        """The names of all attributes."""
        return {name for _, attributes in self.elements for name in attributes}
