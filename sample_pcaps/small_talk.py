"""Plain traffic for captures whose story is on the layers below SMPP.

An ESME sends some messages at a time, which share segments; every fourth is a long text in
message_payload, which takes several. Responses and receipts come as many at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from sample_pcaps.peers import ESME, SMSC, Peers
from sample_pcaps.receipts import Receipt
from sample_pcaps.truth import Sent
from sample_pcaps.wire import MILLISECOND, ROUND_TRIP, SECOND, Connection

SOURCE = "Example"
FIRST_ID = 3_000_000_000
SENTENCE = "Line {line} of a long letter that no single segment can hold. "
TURN = 800 * MILLISECOND


def small_talk(
    connection: Connection,
    session: int,
    turns: Sequence[int],
    first: tuple[int, int] = (1, 1),
    idle: int = 0,
) -> tuple[Peers, list[Sent]]:
    """A whole session with `turns[n]` messages at once in turn n, and what becomes of them.

    `first` are the first sequence numbers; `idle` nanoseconds pass before an enquire_link ends the
    silence, and then the session.
    """
    peers = Peers(connection, first)
    time = connection.opened + ROUND_TRIP + 5 * MILLISECOND
    peers.bind(time, system_id=f"example_{session}", password="invented")
    messages: list[Sent] = []
    for turn, count in enumerate(turns):
        start = time + (turn + 1) * TURN
        messages += [_message(peers, session, start, len(messages) + n) for n in range(count)]
    last = time + (len(turns) + 1) * TURN + idle
    enquire = peers.request(last, ESME, "enquire_link")
    peers.respond(last + ROUND_TRIP, enquire)
    peers.unbind(last + SECOND)
    return peers, messages


def _message(peers: Peers, session: int, time: int, number: int) -> Sent:
    is_long = number % 4 == 3
    lines = 12 + number % 24
    text = f"Message {number} of session {session}"
    if is_long:
        text = "".join(SENTENCE.format(line=line) for line in range(lines))
    octets = text.encode("ascii")
    destination = f"7910000{session}{number:03}"
    submit = peers.request(
        time,
        ESME,
        "submit_sm",
        [("message_payload", octets)] if is_long else (),
        source_addr_ton=5,
        source_addr=SOURCE,
        dest_addr_ton=1,
        dest_addr_npi=1,
        destination_addr=destination,
        registered_delivery=1,
        short_message=b"" if is_long else octets,
    )
    message_id = str(FIRST_ID + 1000 * session + number)
    peers.respond(time + ROUND_TRIP + 20 * MILLISECOND, submit, message_id=message_id)
    sent = Sent(session, SOURCE, destination, time, text, message_ids=[message_id])
    _receipt(peers, sent, message_id, err=1 if number % 7 == 5 else 0)
    return sent


def _receipt(peers: Peers, sent: Sent, message_id: str, err: int) -> None:
    time = sent.submit_time + TURN // 2
    state = "UNDELIV" if err else "DELIVRD"
    receipt = Receipt(message_id, state, err, sent.submit_time, time, zone=UTC)
    deliver = peers.request(
        time,
        SMSC,
        "deliver_sm",
        receipt.tlvs(),
        source_addr_ton=1,
        source_addr_npi=1,
        source_addr=sent.destination_addr,
        dest_addr_ton=5,
        destination_addr=SOURCE,
        esm_class=receipt.esm_class,
        short_message=receipt.line(),
    )
    peers.respond(time + 3 * MILLISECOND, deliver, message_id="")
    sent.receipts.append((time, message_id, state, err))
