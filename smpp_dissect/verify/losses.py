"""Why tshark lacks PDUs: by how they lie in segments.

tshark looks for SMPP where a segment begins, at what it put together of several segments, and
behind that. There a header must please it, or the rest of the segment is plain data to it; from
there on command_length leads from PDU to PDU. So it loses one PDU for a reason of its own, and with
it those behind it, up to the next segment that begins with a PDU: they fall under the same rule.

The PDUs of a capture are gone through again for this.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Set

from smpp_dissect.packets.reading import WINDOW, Input
from smpp_dissect.pdus import framing
from smpp_dissect.pdus.reading import PduReader
from smpp_dissect.spec import COMMAND_BY_ID
from smpp_dissect.verify.laying import Key, LayingFramer, NotingStreams, Piece, Way, pieces

# The rules, by their names.
INCOMPLETE = "incomplete"
RESYNC = "resync"
OUT_OF_ORDER = "out_of_order"
ACKNOWLEDGED = "acknowledged"
SHORT_HEADER = "short_header"
UNKNOWN_FIRST = "unknown_first"
RESERVED_STATUS_FIRST = "reserved_status_first"
OVERSIZED_FIRST = "oversized_first"
WRONG_LENGTH = "wrong_length"
TORN = "torn"
LATE_FRAME = "late_frame"

# The longest PDU that tshark takes up where it looks for one.
LARGEST = 0x10000
# Statuses that it takes for no SMPP there: the standard keeps them for itself.
RESERVED_STATUSES = (*range(0x4A, 0x50), *range(0x113, 0x400))
# Requests of SMPP 3.3 that it does not know, and their responses.
UNKNOWN_TO_TSHARK = frozenset(
    command | bit for command in (0x22, 0x23, 0x24) for bit in (0, 1 << 31)
)

_NONE: deque[int | None] = deque()
# One that tshark lacks, or the frame with which tshark tells it.
Asked = tuple[Key, int | None]


def is_unknown(command_id: int) -> bool:
    """Tell whether tshark has no such command."""
    return command_id not in COMMAND_BY_ID or command_id in UNKNOWN_TO_TSHARK


def reasons(
    inputs: Input,
    ports: Iterable[int],
    asked: Iterable[Asked],
    in_order: bool = False,
    torn: Collection[int] = (),
    window: int = WINDOW,
) -> Iterator[tuple[Asked, str | None]]:
    """Give for each PDU asked for the rule by which it is lost or late; None where none holds.

    `in_order`: tshark was told to put segments in order. `torn`: frames in which it gave up what a
    message holds. `window`: octets of the file that are read at a time.
    """
    left: dict[Key, deque[int | None]] = defaultdict(deque)
    for key, frame in asked:
        left[key].append(frame)
    reader = PduReader(inputs, ports, window=window)
    reader.framer = LayingFramer(ports)
    reader.streams = streams = NotingStreams()
    ways: dict[int, Way] = {}
    steps = defaultdict[int, _Step](lambda: _Step(in_order, torn, streams.acknowledged))
    for batch in reader.batches():
        for way, piece in pieces(batch, ways):
            waiting = left.get(piece.key, _NONE)
            is_lost = bool(waiting) and waiting[0] is None
            rule = steps[way].after(piece, is_lost)
            if waiting:
                frame = waiting.popleft()
                late = LATE_FRAME if frame == piece.latest else None
                yield (piece.key, frame), (rule if is_lost else late)
    for key, frames in left.items():
        yield from (((key, frame), None) for frame in frames)


class _Step:
    """One direction as tshark follows it: why it is out of step, if it is."""

    def __init__(self, in_order: bool, torn: Collection[int], acknowledged: Set[int]) -> None:
        self._in_order = in_order
        self._torn = torn
        self._acknowledged = acknowledged
        self._adrift: str | None = None
        self._before: Piece | None = None

    def after(self, piece: Piece, is_lost: bool) -> str | None:
        """Go on to the next PDU; say why it is lost, if it is."""
        if piece.fresh:
            self._adrift = self._before = None
        if self._is_misled(piece):
            self._adrift = WRONG_LENGTH
        elif piece.skipped or (piece.fresh and not piece.aligned):
            self._adrift = None if piece.fresh and piece.aligned else RESYNC
        if piece.first and not self._waits():
            self._adrift = None
        self._adrift = (self._adrift or self._cause(piece)) if is_lost else None
        self._before = piece
        return self._adrift

    def _waits(self) -> bool:
        """Tell whether tshark waits for octets, wherever a segment begins."""
        waited_for = (WRONG_LENGTH, OUT_OF_ORDER) if self._in_order else (WRONG_LENGTH,)
        return self._adrift in waited_for

    def _is_misled(self, piece: Piece) -> bool:
        """Tell whether the length of the PDU before does not lead to this one."""
        before = self._before
        return before is not None and (before.overlong or (piece.skipped and before.faulty))

    def _cause(self, piece: Piece) -> str | None:
        """Say why tshark lost a PDU up to which it was in step."""
        if piece.cut:
            return INCOMPLETE
        if piece.late or (self._in_order and piece.latest > piece.key[0]):
            return OUT_OF_ORDER
        if not self._in_order and not self._acknowledged.isdisjoint(piece.frames):
            return ACKNOWLEDGED
        if not piece.whole and piece.began in self._torn:
            return TORN
        one, two = (octets < framing.HEADER for octets in piece.head)
        if two or (one and (piece.first or piece.alone)):
            return SHORT_HEADER
        is_looked_at = piece.first or piece.alone or not piece.whole
        return _displeasing(*piece.key) if is_looked_at else None


def _displeasing(_: int, length: int, command_id: int, status: int, __: int) -> str | None:
    if is_unknown(command_id):
        return UNKNOWN_FIRST
    if status in RESERVED_STATUSES:
        return RESERVED_STATUS_FIRST
    return OVERSIZED_FIRST if length > LARGEST else None
