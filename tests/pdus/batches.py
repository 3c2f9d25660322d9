"""Batches made of PDUs, for the tests of what is read from them."""

from __future__ import annotations

import io
from collections.abc import Sequence

from smpp_dissect.pdus.batch import Batch
from smpp_dissect.pdus.reading import PduReader
from tests.road import pcap
from tests.talks import talk


def batch_of(sent: Sequence[bytes], *, kept: int | None = None) -> Batch:
    """The batch of these PDUs, sent by the client of a connection that is SMPP by decree.

    `kept`: octets of each segment that the snap length leaves; each PDU is in a segment of its own.
    """
    data = pcap(talk(sent, mss=1 << 15), snaplen=None if kept is None else 54 + kept)
    batches = [batch.kept() for batch in PduReader(io.BytesIO(data), ports=[2775]).batches()]
    (found,) = (batch for batch in batches if len(batch.rows))
    return found
