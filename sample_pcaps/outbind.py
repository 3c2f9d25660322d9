"""An SMSC that has receipts, connects to the ESME and asks it to bind."""

from __future__ import annotations

from sample_pcaps.peers import SMPP_5, SMSC, Fields, Peers
from sample_pcaps.receipts import Receipt
from sample_pcaps.wire import MILLISECOND, SECOND, Connection, End

STEP = 150 * MILLISECOND
SOURCE = "Example"
# Nothing in the capture submits the message of this id.
ORPHAN = "5d00"


def outbind(opened: int, esme: End) -> Peers:
    """The SMSC connects, and asks the ESME to bind as a receiver."""
    connection = Connection(("198.51.100.8", 33_333), esme, opened, (777_000, 888_000))
    peers = Peers(connection, client=SMSC)
    time = opened + 20 * MILLISECOND
    peers.request(time, SMSC, "outbind", system_id="SMSC", password="invented")
    time += STEP
    peers.bind(time, "receiver", 0, SMPP_5, system_id="example_6", password="invented")
    time += STEP
    receipt = Receipt(ORPHAN, "EXPIRED", 6, opened - 3600 * SECOND, time)
    addresses: Fields = {"source_addr": "79100005002", "destination_addr": SOURCE}
    told_by = peers.request(time, SMSC, "data_sm", receipt.tlvs(), esm_class=4, **addresses)
    peers.respond(time + 3 * MILLISECOND, told_by, message_id="")
    time += STEP
    peers.request(
        time,
        SMSC,
        "alert_notification",
        [("ms_availability_status", 0)],
        source_addr="79100005002",
        esme_addr=SOURCE,
    )
    peers.unbind(time + STEP)
    return peers
