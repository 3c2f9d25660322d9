"""Delivery receipts: the line of text, and the TLVs that say the same and more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from sample_pcaps.peers import Tlvs
from sample_pcaps.wire import SECOND

STATES = {
    "ENROUTE": 1,
    "DELIVRD": 2,
    "EXPIRED": 3,
    "DELETED": 4,
    "UNDELIV": 5,
    "ACCEPTD": 6,
    "UNKNOWN": 7,
    "REJECTD": 8,
}
INTERMEDIATE = ("ENROUTE", "ACCEPTD")
RECEIPT_CLASS, INTERMEDIATE_CLASS = 0x04, 0x20
GSM_NETWORK = 3
MOSCOW = timezone(timedelta(hours=3))
READ, LINK_CLICKED = 2, 4
SECOND_BALANCE, TEMPLATE = 1 << 5, 1 << 8
# Bits 10 and 9.
SERVICE, TRANSACTIONAL, AUTHORIZATION, ADVERTISING = 0b00 << 9, 0b01 << 9, 0b10 << 9, 0b11 << 9


@dataclass(frozen=True)
class Receipt:
    """One status of one message; times in UTC nanoseconds, receipts tell them in `zone`."""

    message_id: str
    state: str
    err: int
    submitted: int
    done: int
    sub: int = 1
    zone: timezone = MOSCOW

    @property
    def esm_class(self) -> int:
        """Which kind of receipt it is, as esm_class tells it."""
        return INTERMEDIATE_CLASS if self.state in INTERMEDIATE else RECEIPT_CLASS

    def line(self, text: str | None = None) -> str:
        """The receipt as text, to the minute (SMPP 3.4, appendix B); with `text:` if asked."""
        dlvrd = self.sub if self.state == "DELIVRD" else 0
        line = (
            f"id:{self.message_id} sub:{self.sub:03} dlvrd:{dlvrd:03} "
            f"submit date:{self._date(self.submitted)} done date:{self._date(self.done)} "
            f"stat:{self.state} err:{self.err:03}"
        )
        return line if text is None else f"{line} text:{text[:20]}"

    def _date(self, time: int) -> str:
        return (
            datetime.fromtimestamp(time // SECOND, UTC).astimezone(self.zone).strftime("%y%m%d%H%M")
        )

    def tlvs(self) -> list[tuple[int | str, bytes | int | str]]:
        """The three TLVs of the standard."""
        error = bytes([GSM_NETWORK]) + self.err.to_bytes(2, "big")
        return [
            ("receipted_message_id", self.message_id),
            ("message_state", STATES[self.state]),
            ("network_error_code", error),
        ]


def vendor_tlvs(
    cost: str, message_flags: int, parts: int, mccmnc: str, extra_status: int, nul: str = ""
) -> Tlvs:
    """The TLVs 0x2000 to 0x2004; `nul` ends the strings, which is done or not."""
    return [
        (0x2000, cost + nul),
        (0x2001, message_flags.to_bytes(2, "big")),
        (0x2002, parts.to_bytes(2, "big")),
        (0x2003, mccmnc + nul),
        (0x2004, extra_status.to_bytes(2, "big")),
    ]
