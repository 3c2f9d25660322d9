"""The list of PDUs, one line each: the columns that tell most, and the gist of the rest."""

from __future__ import annotations

from collections.abc import Iterator

from smpp_dissect.columns import TABLES, Column
from smpp_dissect.views.values import Block, Value

LONGEST_TEXT = 60

# What the gist is made of, in the order of the arguments of `gist`.
GIST_OF = (
    *("system_id", "source_addr", "destination_addr", "dest_address"),
    *("message_id", "text", "anomaly"),
)
GIST = Column("gist", "string", "", "addresses, message_id, text: what the PDU is about", 80)
LISTED = (*(column for column in TABLES["pdus"].columns if column.shown), GIST)


def needed() -> tuple[str, ...]:
    """Name the columns of `pdus` that `listing` takes, in its order."""
    return (*(column.name for column in LISTED[:-1]), *GIST_OF)


def listing(blocks: Iterator[Block]) -> Iterator[Block]:
    """Turn blocks of the `needed` columns into blocks of the `LISTED` ones."""
    told = len(LISTED) - 1
    for block in blocks:
        gists: list[Value] = [gist(*row) for row in zip(*block[told:], strict=True)]
        yield [*block[:told], gists]


def gist(
    system_id: Value,
    source_addr: Value,
    destination_addr: Value,
    dest_address: Value,
    message_id: Value,
    text: Value,
    anomaly: Value,
) -> str:
    """Say in one line what a PDU is about: `7916…→MyShop id 17 "Hello" [cut_by_gap]`."""
    parts = []
    if system_id:
        parts.append(f"{system_id}")
    destination = destination_addr or dest_address
    if source_addr or destination:
        parts.append(f"{source_addr or ''}→{destination or ''}")
    if message_id:
        parts.append(f"id {message_id}")
    if isinstance(text, str) and text:
        parts.append(f'"{text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"}"')
    if anomaly:
        parts.append(f"[{anomaly}]")
    return " ".join(parts)
