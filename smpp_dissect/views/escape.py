r"""Text from the wire, made safe to show: what a terminal would obey or hide is written out.

Control characters can move the cursor, set colours and titles, and answer back; bidirectional
overrides and characters without width make text read as something else. Each becomes its Python
escape (`\x1b`, `\u202e`), so nothing is lost and nothing acts.
"""

from __future__ import annotations

import re

# Categories Cc, Cf, Cs, Zl and Zp of Unicode, and the plane of tags and selectors, which can hide
# whole texts. Left alone are the number signs of Arabic, Syriac and Kaithi, visible though in Cf,
# and the joiners of hieroglyphs.
_ACTS = (
    "\x00-\x1f\x7f-\x9f"
    "\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_UNSAFE = re.compile(f"[{_ACTS}]")
_UNSAFE_OR_BACKSLASH = re.compile(rf"[\\{_ACTS}]")
# How the characters from U+E0000 to U+E0FFF begin in UTF-8, and no others.
_PLANE_14 = b"\xf3\xa0"
_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\"}

ELLIPSIS = "…"


def visible(text: str) -> str:
    """Write out each character that a terminal would obey or hide; the result is one line."""
    return text if _is_harmless(text) else _UNSAFE.sub(_escaped, text)


def reversible(text: str) -> str:
    """Like `visible`, with backslashes doubled: two different texts stay different."""
    return _UNSAFE_OR_BACKSLASH.sub(_escaped, text)


def needs_escape(text: str) -> bool:
    """Tell whether `reversible` would change the text; made for long ones."""
    if text.isascii() and text.isprintable():
        return "\\" in text
    return _UNSAFE_OR_BACKSLASH.search(text) is not None


def visible_json(token: str) -> str:
    r"""Write out the same characters in a JSON text, by JSON's own escapes: `\u202e`."""
    return token if _is_harmless(token) else _UNSAFE.sub(_escaped_json, token)


def _is_harmless(text: str) -> bool:
    """Tell that nothing in a text is to be written out, as soon as can be told: most have nothing.

    Of what Python holds printable only the selectors of plane 14 are.
    """
    return text.isprintable() and (text.isascii() or _PLANE_14 not in text.encode())


def cells(text: str) -> int:
    """Count the terminal cells a visible text takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def fitted(text: str, width: int, right: bool = False) -> str:
    """Pad a visible text to `width` cells, or cut it to them with an ellipsis."""
    free = width - cells(text)
    if free >= 0:
        return " " * free + text if right else text + " " * free
    if text.isascii():
        return text[: width - 1] + ELLIPSIS
    from rich.cells import set_cell_size

    return set_cell_size(text, width - 1) + ELLIPSIS


def folded(text: str, width: int, most: int) -> list[str]:
    """Divide a visible text into lines of `width` cells, where it can be at a blank in its place.

    There are at most so many; an ellipsis at the end says that there is more.
    """
    lines: list[str] = []
    while len(lines) < most - 1 and cells(text) > width:
        line = _head(text, width)
        blank = len(line) if text[len(line)] == " " else line.rfind(" ")
        at_blank = 2 * blank > len(line)
        end = blank if at_blank else len(line)
        lines.append(line[:end])
        text = text[end + at_blank :]
    return [*lines, text if cells(text) <= width else fitted(text, width)]


def _head(text: str, width: int) -> str:
    """Take what fits from the beginning of a text that does not, at least a character."""
    if text.isascii():
        return text[:width]
    from rich.cells import chop_cells

    return chop_cells(text[:width], width)[0] or text[0]


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _escaped_json(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
