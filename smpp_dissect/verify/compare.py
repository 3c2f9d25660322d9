"""One PDU, field by field: each that tshark shows has its equal in our tree, or a difference tells.

Compared are position, length, octets and value; of messages the text; and what our tree has must be
shown. A difference that no rule explains has no `rule`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import NamedTuple

from smpp_dissect.pdus.tree.model import Node
from smpp_dissect.pdus.tree.time_parts import SECONDS, iso
from smpp_dissect.pdus.tree.tlv_nodes import TLV_HEADER
from smpp_dissect.verify import fields
from smpp_dissect.verify.case import Case
from smpp_dissect.verify.fields import mandatory_and_tlvs
from smpp_dissect.verify.pdml import Shown, with_halves
from smpp_dissect.verify.rules import BY_NAME, About, Rule, explaining
from smpp_dissect.verify.texts import Message, as_pdml, shown_string, shown_text

NOTHING = "nothing"
AT_ONCE = "at once"
_MONTHS = dict(
    zip("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), range(1, 13), strict=True)
)
_ABSOLUTE = re.compile(r"(\w{3}) +(\d+), (\d+) (\d\d):(\d\d):(\d\d)\.(\d{6})\d* UTC")
_SPAN = re.compile(r"-?\d+\.\d+")
_INSTANT = re.compile(r"\S+Z$")
_COUNTED = re.compile(r"(\d+) (year|month|day|hour|minute|second)")


class Difference(NamedTuple):
    """What one of the two says otherwise: of which field, how either has it, and by which rule."""

    about: About
    field: str
    ours: str
    theirs: str
    rule: Rule | None


def fields_of(case: Case) -> Iterator[tuple[Shown | None, list[Difference]]]:
    """Give each field that tshark shows with its differences, then those that are of none."""
    covered: set[int] = set()
    named: set[tuple[str, int]] = set()
    for shown in case.theirs.fields:
        node, found = _compared(case, shown)
        if node is not None:
            covered.add(shown.offset)
            named.add((node.name, node.offset))
        yield shown, found
    for node in mandatory_and_tlvs(case.tree.root):
        if (node.name, node.offset) in named or (node.length and node.offset in covered):
            continue
        yield None, [_told(case, About.UNSHOWN, None, node)]
    yield None, list(_soundness(case))


def differences(case: Case) -> list[Difference]:
    """Tell all differences of one PDU."""
    return [difference for _, found in fields_of(case) for difference in found]


def _soundness(case: Case) -> Iterator[Difference]:
    theirs = case.theirs.malformed
    if bool(theirs) == case.is_faulty:
        return
    about = About.MALFORMED if theirs else About.SOUND
    rule = explaining(about, case, None, None)
    yield Difference(about, "", case.tree.anomaly or "sound", theirs or "sound", rule)


def _told(case: Case, about: About, shown: Shown | None, node: Node | None) -> Difference:
    name = node.name if node is not None else shown.name if shown is not None else ""
    rule = explaining(about, case, shown, node)
    return Difference(about, name, _ours(node), _theirs(shown), rule)


def _ours(node: Node | None) -> str:
    if node is None:
        return NOTHING
    value = f'"{node.value}"' if isinstance(node.value, str) else node.value
    said = node.octets.hex() if value is None else f"{value}"
    meaning = f" ({node.meaning})" if node.meaning else ""
    return f"{said}{meaning} {_place(node.offset, node.length)}"


def _theirs(shown: Shown | None) -> str:
    if shown is None:
        return NOTHING
    return f"{shown.name} {shown.show} {_place(shown.offset, shown.length)}"


def _place(offset: int, length: int) -> str:
    return f"at {offset}, {length} octet{'' if length == 1 else 's'}"


Compared = tuple[Node | None, list[Difference]]


def _compared(case: Case, shown: Shown) -> Compared:
    """Find the equal of a field, and what of it is not equal."""
    if shown.name == fields.TEXT:
        return None, list(_text(case, shown))
    if shown.name == fields.ALL_TLVS:
        return None, list(_all_tlvs(case, shown))
    node = _equal(case, shown)
    if node is None:
        node = case.places.misnamed(shown.name, shown.offset)
        elsewhere = _told(case, About.ELSEWHERE, shown, node)
        return node, [elsewhere, *(_values(case, node, shown) if node is not None else ())]
    if node.length != shown.length or not _same_octets(node, shown):
        return node, [_told(case, About.ELSEWHERE, shown, node)]
    return node, list(_values(case, node, shown))


def _values(case: Case, node: Node, shown: Shown) -> Iterator[Difference]:
    """Compare the values of a field that both have in the same place."""
    if _same_value(case, node, shown):
        return
    if isinstance(node.value, str) and shown.name not in fields.TIMES and node.value:
        read = shown_string(node.octets.removesuffix(b"\0"))
        yield from _read(node.name, node.value, shown.show, read)
    else:
        yield _told(case, About.VALUE, shown, node)


def _equal(case: Case, shown: Shown) -> Node | None:
    if shown.name == fields.TLV:
        return case.places.tlvs.get(shown.offset + TLV_HEADER)
    return case.places.equal(shown.name, shown.offset)


def _same_octets(node: Node, shown: Shown) -> bool:
    return not shown.octets or bytes.fromhex(shown.octets) == node.octets


def _same_value(case: Case, node: Node, shown: Shown) -> bool:
    name, value = shown.name, node.value
    if name in fields.OCTETS or name == fields.TLV:
        return True
    if name in fields.TIMES:
        return _same_time(case.meaning(node), shown.show)
    if isinstance(value, int):
        return (shown.bits is None or shown.bits == value) and int(shown.show, 0) == value
    return value is not None and as_pdml(value) == shown.show


def _same_time(meaning: str, show: str) -> bool:
    absolute = _ABSOLUTE.fullmatch(show)
    if absolute:
        found = _INSTANT.search(meaning)
        return found is not None and found[0] == iso(_instant(absolute))
    told = meaning.partition(",")[0]
    span = _COUNTED.findall(told)
    if not _SPAN.fullmatch(show) or any(unit not in SECONDS for _, unit in span):
        return False
    if not span and told != AT_ONCE:
        return False
    return float(show) == sum(int(count) * SECONDS[unit] for count, unit in span)


def _instant(found: re.Match[str]) -> datetime.datetime:
    month, *rest, fraction = found.groups()
    day, year, hour, minute, second = map(int, rest)
    return datetime.datetime(
        year, _MONTHS[month], day, hour, minute, second, int(fraction), datetime.UTC
    )


def _all_tlvs(case: Case, shown: Shown) -> Iterator[Difference]:
    """Compare where the TLVs begin and end: with the PDU."""
    begins = any(node.offset == shown.offset for node in case.tree.root.nodes)
    length = int(case.tree.root.nodes[0].value or 0)
    if not begins or shown.offset + shown.length != min(length, case.tree.root.length):
        yield _told(case, About.ELSEWHERE, shown, None)


def _text(case: Case, shown: Shown) -> Iterator[Difference]:
    """Compare the text of a message with that of the field or TLV it lies in."""
    found = _message(case, shown)
    if found is None:
        yield _told(case, About.ELSEWHERE, shown, None)
        return
    node, content = found
    ours = node.meaning or ""
    if as_pdml(ours) != shown.show:
        message = Message(
            content.octets,
            case.value("data_coding", -1),
            case.has_header,
            case.command.name if case.command else "",
        )
        yield from _read(node.name, ours, shown.show, shown_text(message, case.told))


def _read(name: str, ours: str, theirs: str, read: tuple[str, set[str]]) -> Iterator[Difference]:
    """Tell by which rules a text is read otherwise; `read`: as it should be by these."""
    text, rules = read
    found: list[Rule | None] = [BY_NAME[one] for one in sorted(rules)] if text == theirs else []
    for rule in found or [None]:
        yield Difference(About.TEXT, name, ours, with_halves(theirs), rule)


def _message(case: Case, shown: Shown) -> tuple[Node, Node] | None:
    """Find the message that a text is of, or all of it but its header; None where there is none."""
    for node, content in case.messages:
        for part in (content, *content.nodes):
            if part is content or part.name == "user_data":
                if (part.offset, part.length) == (shown.offset, shown.length):
                    return node, content
    return None
