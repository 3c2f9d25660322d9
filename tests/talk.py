"""SMPP sessions made to order: what two peers say at which time, and what the package makes of it.

    talk = Talk("shop").bind()
    talk.submit("17", at=1)
    talk.receipt("17", "DELIVRD", at=3)
    model = told(talk)
    model.messages["outcome"].to_pylist()

Times are seconds after `START`. PDUs are written with the oracle's tables, not with the package.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import smpp_dissect as sd
from smpp_dissect.capture import Capture
from smpp_dissect.messages.model import MessageTables
from tests.build import Conversation, Segment, write_pcap
from tests.build_segments import START
from tests.naive import encode
from tests.naive_spec import FIELDS, IDS

SECOND = 1_000_000_000
RECEIPTED_MESSAGE_ID, MESSAGE_STATE, NETWORK_ERROR_CODE = 0x001E, 0x0427, 0x0423
MESSAGE_PAYLOAD = 0x0424
SCRATCH = tempfile.TemporaryDirectory(prefix="smpp-dissect-tests-")
NUMBERS = itertools.count()
SAR = (0x020C, 0x020E, 0x020F)
RECEIPT, INTERMEDIATE = 0x04, 0x20
UDHI = 0x40


class Talk:
    """One connection between an ESME, which is the client, and an SMSC."""

    def __init__(
        self,
        system_id: str = "esme",
        client: tuple[str, int] = ("10.0.0.1", 40000),
        server: tuple[str, int] = ("10.0.0.2", 2775),
        opened: bool = True,
    ):
        self.system_id = system_id
        self.connection = Conversation(client, server)
        self._sequence = {"client": 0, "server": 0}
        if opened:
            self.connection.open()

    @property
    def segments(self) -> list[Segment]:
        return self.connection.segments

    def say(
        self,
        who: str,
        command: str,
        *,
        at: float | None = None,
        sequence: int | None = None,
        status: int = 0,
        tlvs: Sequence[tuple[int, bytes]] = (),
        body: bool = True,
        **fields: Any,
    ) -> int:
        """One PDU; fields that are not given are empty. Gives its sequence number."""
        if sequence is None:
            self._sequence[who] += 1
            sequence = self._sequence[who]
        self.say_octets(
            who, pdu(command, status=status, sequence=sequence, tlvs=tlvs, body=body, **fields), at
        )
        return sequence

    def say_octets(self, who: str, octets: bytes, at: float | None = None) -> None:
        if at is not None:
            self.connection.time = START + round(at * SECOND)
        self.connection.send(who, octets, ack=False)

    def bind(
        self, kind: str = "transceiver", *, at: float = 0.01, status: int = 0, **fields: Any
    ) -> Talk:
        named = {"system_id": self.system_id.encode(), "interface_version": 0x34} | fields
        sequence = self.say("client", f"bind_{kind}", at=at, **named)
        self.say("server", f"bind_{kind}_resp", sequence=sequence, status=status, body=not status)
        return self

    def submit(
        self,
        message_id: str | None = "",
        *,
        at: float,
        to: str = "79001",
        source: str = "Shop",
        text: bytes = b"hello",
        status: int = 0,
        takes: float = 0.001,
        command: str = "submit_sm",
        registered_delivery: int = 1,
        **fields: Any,
    ) -> int:
        """A request and its response `takes` seconds later; no response where the id is None."""
        given = {
            "source_addr": source.encode(),
            "destination_addr": to.encode(),
            "registered_delivery": registered_delivery,
        } | fields
        if command == "submit_multi":
            del given["destination_addr"]
        if command == "data_sm":
            given["tlvs"] = [*given.get("tlvs", ()), (MESSAGE_PAYLOAD, text)]
        else:
            given["short_message"] = text
        sequence = self.say("client", command, at=at, **given)
        if message_id is not None:
            self.answer(sequence, message_id, at=at + takes, status=status, command=command)
        return sequence

    def answer(
        self,
        sequence: int,
        message_id: str,
        *,
        at: float | None = None,
        status: int = 0,
        command: str = "submit_sm",
        **fields: Any,
    ) -> None:
        named = {"message_id": message_id.encode("latin-1")} | fields
        self.say(
            "server", f"{command}_resp", at=at, sequence=sequence, status=status, body=not status,
            **named,
        )  # fmt: skip

    def part(
        self, message_id: str | None, number: int, total: int, *, reference: int = 7, **more: Any
    ) -> int:
        """A part of a long message, with an 8-bit user data header; `text` is what follows that."""
        header = bytes([5, 0, 3, reference, total, number])
        text = header + more.pop("text", b"part %d " % number)
        return self.submit(message_id, text=text, esm_class=UDHI, **more)

    def receipt(
        self,
        message_id: str,
        stat: str = "DELIVRD",
        *,
        at: float,
        err: str = "000",
        by: str = "79001",
        to: str = "Shop",
        esm_class: int = RECEIPT,
        text: bytes | None = None,
        status: int | None = 0,
        **more: Any,
    ) -> int:
        """A receipt as text and its response; no response where the status is None."""
        line = (
            f"id:{message_id} sub:001 dlvrd:001 submit date:2311142213 done date:2311142214"
            f" stat:{stat} err:{err}"
        )
        return self.deliver(
            line.encode("latin-1") if text is None else text,
            at=at, source=by, to=to, esm_class=esm_class, status=status, **more,
        )  # fmt: skip

    def deliver(
        self,
        text: bytes,
        *,
        at: float,
        source: str = "79001",
        to: str = "Shop",
        status: int | None = 0,
        **more: Any,
    ) -> int:
        sequence = self.say(
            "server", "deliver_sm", at=at, source_addr=source.encode(),
            destination_addr=to.encode(), short_message=text, **more,
        )  # fmt: skip
        if status is not None:
            self.say("client", "deliver_sm_resp", sequence=sequence, status=status, at=at + 0.001)
        return sequence

    def close(self, who: str = "client", at: float | None = None) -> Talk:
        if at is not None:
            self.connection.time = START + round(at * SECOND)
        self.connection.close(who)
        return self


def pdu(
    command: str,
    *,
    status: int = 0,
    sequence: int = 1,
    tlvs: Sequence[tuple[int, bytes]] = (),
    body: bool = True,
    **fields: Any,
) -> bytes:
    """A PDU of any command; fields not given are empty, lengths and counts are worked out."""
    layout = FIELDS[IDS[command]]
    unknown = set(fields) - {name for name, _ in layout}
    assert not unknown, unknown
    values: dict[str, Any] = {name: _empty(kind) for name, kind in layout} | fields
    for (counter, _), (counted, kind) in zip(layout, layout[1:], strict=False):
        if kind in ("sm", "dests", "unsuccess", "ids"):
            values[counter] = len(values[counted])
    return encode(IDS[command], values if body else {}, tlvs, status=status, sequence=sequence)


def _empty(kind: str) -> Any:
    if kind in ("dests", "unsuccess", "ids"):
        return []
    return 0 if kind in "14" else b""


def capture(*talks: Talk, end: float | None = None, **options: Any) -> Capture:
    """The capture of these connections, in the order of time; `end`: when its last packet comes."""
    if end is not None:
        talks[0].connection.time = START + round(end * SECOND)
        talks[0].connection.say("client", 0x10)
    segments = sorted(
        (each for talk in talks for each in talk.segments), key=lambda each: each.time
    )
    return reading(lambda path: write_pcap(path, segments, nanoseconds=True), **options)


def reading(write: Callable[[Path], None], **options: Any) -> Capture:
    """The capture that a function writes to a file, which lasts as long as the tests."""
    path = Path(SCRATCH.name) / f"{next(NUMBERS)}.pcap"
    write(path)
    return sd.read(path, **options)


def told(*talks: Talk, end: float | None = None, **options: Any) -> MessageTables:
    """What the message stage makes of these connections."""
    return capture(*talks, end=end, **options)._passes.model


def rows(table: Any, *names: str) -> list[Any]:
    """Columns of a table as tuples, one column as its values."""
    columns = [table[name].to_pylist() for name in names]
    return columns[0] if len(columns) == 1 else list(zip(*columns, strict=True))
