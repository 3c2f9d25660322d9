"""What a capture was read for, each thing once: the passes over its files and what they showed.

A pass is made for what is asked first, and shows by the way what is asked later: the outline of all
PDUs, what the traffic tells of its providers, and, of a small capture, the PDUs themselves. The
facts of the message stage come from one such pass; views of single PDUs make passes of their own.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from smpp_dissect.errors import NoSmpp
from smpp_dissect.packets.reading import Input, expand
from smpp_dissect.packets.sources import standard_input
from smpp_dissect.packets.spool import Spool
from smpp_dissect.pdus.ledger import Entry, read_ledger, smpp_flows
from smpp_dissect.pdus.outline import Outline, OutlineColumns
from smpp_dissect.pdus.reading import PduReader, Progress
from smpp_dissect.profiles import Profile

if TYPE_CHECKING:
    import pyarrow as pa

    from smpp_dissect.messages.facts import Facts
    from smpp_dissect.messages.harvest import Harvest
    from smpp_dissect.messages.model import MessageTables
    from smpp_dissect.pdus.agreements import Agreements
    from smpp_dissect.pdus.batch import Batch, Int64s
    from smpp_dissect.pdus.evidence import Evidence
    from smpp_dissect.pdus.receipt_keys import ReceiptKeys


class Passes:
    """The passes over one timeline of files. What no SMPP is found in raises `NoSmpp`."""

    def __init__(
        self,
        inputs: Input | Iterable[Input],
        ports: Iterable[int] | None,
        profiles: tuple[Profile, ...],
        progress: Progress | None,
        default_alphabet: str | None,
    ):
        self._inputs = [_spooled(each) for each in expand(inputs)]
        self._ports = None if ports is None else sorted(set(ports))
        self._asked = profiles
        self._progress = progress
        self.given_alphabet = default_alphabet
        self._first_reader: PduReader | None = self._open()
        self._done: PduReader | None = None
        # What a pass has shown of the providers.
        self._evidence: Evidence | None = None
        # The PDUs of a small capture, kept by the first pass.
        self._batches: list[Batch] = []

    @property
    def files(self) -> list[str]:
        """Names of the capture files, in the order read."""
        return [file.name for file in self.reader.files]

    @property
    def smpp_flows(self) -> list[int]:
        """Numbers of the connections that carry SMPP."""
        flows: list[int] = smpp_flows(self.reader).tolist()
        return flows

    @cached_property
    def agreements(self) -> Agreements:
        """What is agreed on each connection, by what a pass made to its end has shown."""
        from smpp_dissect.pdus.agreements import agree

        _ = self.reader
        assert self._evidence is not None
        return agree(self._evidence, self._asked)

    @property
    def reader(self) -> PduReader:
        """The reader of a pass that was made to its end."""
        if self._done is None:
            _ = self.outline
        assert self._done is not None
        return self._done

    def _new_reader(self) -> PduReader:
        reader, self._first_reader = self._first_reader, None
        return reader or self._open()

    def _open(self) -> PduReader:
        # Passes may go on side by side, so none may move what another reads from.
        inputs = [each.open() if isinstance(each, Spool) else each for each in self._inputs]
        return PduReader(inputs, self._ports, self._progress)

    def again(self) -> tuple[PduReader, Iterable[Batch]]:
        """Give all PDUs once more, batch by batch, with the reader that reads them."""
        if self._batches:
            return self.reader, self._batches
        reader = self._new_reader()
        return reader, reader.batches()

    @cached_property
    def outline(self) -> Outline:
        """The outline of all PDUs."""
        reader, columns = self._new_reader(), OutlineColumns()
        for batch in self._watched(reader):
            columns.take(batch)
            if reader.is_small:
                self._batches.append(batch.kept())
        return self._finished(reader, columns.finish(reader))

    @cached_property
    def inventory(self) -> pa.Table:
        """Made in a pass of its own, which keeps nothing of single PDUs."""
        from smpp_dissect.pdus.evidence import Evidence
        from smpp_dissect.pdus.inventory import inventory_table

        reader, batches = self.again()
        evidence = Evidence(reader, first_tag=0)
        for batch in batches:
            evidence.take(batch)
        if not len(smpp_flows(reader)):
            raise NoSmpp(_nothing_found(reader))
        self._done, self._evidence = self._done or reader, self._evidence or evidence
        choices = evidence.choose(self._asked)
        return inventory_table(
            evidence, choices, reader.place_frames, [file.name for file in self.reader.files]
        )

    @cached_property
    def facts(self) -> Facts:
        """What the message stage goes by."""
        from smpp_dissect.messages.harvest import Harvest
        from smpp_dissect.messages.texts import decode_untold

        keys = self._receipt_keys
        facts = self._established(Harvest(self.given_alphabet, keys))
        # The traffic may show a provider by whose names receipts are to be read anew.
        told = self.agreements.receipt_keys
        if told.other and told is not keys:
            facts = self._established(Harvest(self.given_alphabet, told))
        decode_untold(facts)
        return facts

    @property
    def _receipt_keys(self) -> ReceiptKeys:
        """The names of receipts' keys, as far as they are known by now."""
        from smpp_dissect.pdus.agreements import first_receipt_keys

        known = self._evidence is not None
        return self.agreements.receipt_keys if known else first_receipt_keys(self._asked)

    def _established(self, harvest: Harvest) -> Facts:
        """Read the facts that a harvest tells."""
        from smpp_dissect.messages.alphabets import settle_alphabets
        from smpp_dissect.messages.facts import establish

        reader, is_first = self._new_reader(), "outline" not in self.__dict__
        for batch in self._watched(reader):
            harvest.take(batch)
            if reader.is_small and is_first:
                self._batches.append(batch.kept())
        facts = establish(reader, harvest)
        # The profiles are chosen by what the pass has shown.
        self.__dict__["outline"] = self._finished(reader, facts.outline)
        profiles = [self.agreements.profile(session.flow) for session in facts.sessions]
        settle_alphabets(facts, profiles, self.given_alphabet)
        return facts

    @cached_property
    def agreed(self) -> Facts:
        """Facts that tell what data_coding 0 stands for, and maybe no more."""
        if "facts" in self.__dict__:
            return self.facts
        from smpp_dissect.messages.soundings import Soundings

        return self._established(Soundings(receipt_keys=self._receipt_keys))

    @property
    def alphabets(self) -> str | Int64s:
        """What data_coding 0 stands for: the alphabet given, or one for each flow."""
        if self.given_alphabet is not None:
            return self.given_alphabet
        return self.agreed.flow_alphabets

    def _watched(self, reader: PduReader) -> Iterator[Batch]:
        """Give the batches of a pass, and keep what they show of the providers."""
        from smpp_dissect.pdus.evidence import Evidence

        evidence = Evidence(reader)
        for batch in reader.batches():
            evidence.take(batch)
            yield batch
        self._evidence = evidence

    def _finished(self, reader: PduReader, outline: Outline) -> Outline:
        self._done = reader
        if not len(outline.columns["frame"]) and not len(outline.flows):
            raise NoSmpp(_nothing_found(reader))
        return outline

    @cached_property
    def partner(self) -> Int64s:
        """For each PDU, in capture order, the place of its response or request; -1: none."""
        for facts in ("facts", "agreed"):
            if facts in self.__dict__:
                partner: Int64s = self.__dict__[facts].pairs.partner
                return partner
        from smpp_dissect.messages.pairing import pair_outline

        return pair_outline(self.outline).partner

    @cached_property
    def model(self) -> MessageTables:
        """The tables of the message stage."""
        from smpp_dissect.messages.model import MessageTables

        facts = self.facts
        return MessageTables(
            facts,
            self.agreements,
            self.reader.place_frames,
            [file.name for file in self.reader.files],
        )

    @property
    def ledger(self) -> list[Entry]:
        """Where packets and payload went."""
        # Where there is no SMPP this says so, whatever was asked before.
        _ = self.outline
        return read_ledger(self.reader)


def _spooled(given: Input) -> str | os.PathLike[str] | Spool:
    """Give an input that can be read again: a pipe or stream is copied to a temporary file."""
    if not isinstance(given, str | os.PathLike):
        return Spool(given, str(getattr(given, "name", "<stream>")))
    return Spool(standard_input(), "<stdin>") if os.fspath(given) == "-" else given


def _nothing_found(reader: PduReader) -> str:
    """Say what was seen where SMPP was not."""
    packets = sum(file.packets for file in reader.files)
    where = reader.files[0].name if len(reader.files) == 1 else f"{len(reader.files)} files"
    if not packets:
        return f"{where}: no packets in the capture"
    tcp = reader.tcp_packets
    seen = [f"{tcp} of TCP on {_ports_seen(reader)}"] if tcp else []
    seen += [f"{count} {name.replace('_', ' ')}" for name, count in sorted(reader.packets.items())]
    return f"{where}: no SMPP found in {packets} packets ({', '.join(seen)})"


def _ports_seen(reader: PduReader) -> str:
    """The ports that TCP went to: of each connection the lower one."""
    tables = reader.streams.tables
    ports = sorted({int(min(row)) for row in tables.key[: len(tables), 8:10]})
    shown = ", ".join(str(port) for port in ports[:5])
    more = f" and {len(ports) - 5} more" if len(ports) > 5 else ""
    return f"port{'s' if len(ports) > 1 else ''} {shown}{more}"
