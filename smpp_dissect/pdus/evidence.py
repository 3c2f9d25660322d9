"""What the traffic shows of the providers it goes to, gathered beside the reading of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from smpp_dissect.pdus.batch import Batch
from smpp_dissect.pdus.ledger import smpp_flows
from smpp_dissect.pdus.peers import Peers
from smpp_dissect.pdus.reading import PduReader
from smpp_dissect.pdus.tag_counts import OCTETS, TagCounts, Tally
from smpp_dissect.profiles import Choice, Profile, Shown, choose_each
from smpp_dissect.profiles.choosing import FIRST_VENDOR_TAG


class Evidence:
    """The peers of a capture and the TLVs they exchange, while it is read.

    `first_tag`: TLVs below it are not counted; those of the standard tell no provider.
    """

    def __init__(self, reader: PduReader, first_tag: int = FIRST_VENDOR_TAG):
        self.peers = Peers(reader)
        self.counts = TagCounts(first_tag)
        self._reader = reader

    def take(self, batch: Batch) -> None:
        """Take notice of a batch."""
        self.peers.take(batch)
        self.counts.take(batch, self.peers.of_flow)

    def choose(self, asked: Sequence[Profile] = ()) -> list[Choice]:
        """Choose a profile for each peer, by its number, once all was read."""
        self.peers.name(smpp_flows(self._reader))
        return choose_each(shown_by(self.peers, self.counts.tallies()), asked)


def shown_by(peers: Peers, tallies: Iterable[Tally]) -> list[Shown]:
    """Say what each peer shows; values that were not kept whole are left out."""
    shown = [Shown(peer.server, peer.port, peer.system_id, {}) for peer in peers.joined()]
    for tally in tallies:
        if tally.tag >= FIRST_VENDOR_TAG:
            values = [value.octets for value in tally.values if value.size <= OCTETS]
            shown[tally.peer].tlvs[tally.tag, tally.command] = values
    return shown
