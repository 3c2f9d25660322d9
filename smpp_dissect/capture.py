"""A capture as a user holds it: one property per table, each made once, when it is first asked for.

The message tables come from one pass over the files, `pdus` and `tlvs` from a pass of their own
that streams, so that a table too large for memory can still be written out.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smpp_dissect.columns import ON_DEMAND, TABLES
from smpp_dissect.errors import NoSmpp
from smpp_dissect.packets.reading import Input, expand
from smpp_dissect.packets.sources import standard_input
from smpp_dissect.packets.spool import Spool
from smpp_dissect.pdus.ledger import Entry, read_ledger, smpp_flows
from smpp_dissect.pdus.outline import Outline, OutlineColumns
from smpp_dissect.pdus.reading import PduReader, Progress
from smpp_dissect.pdus.text.alphabets import alphabet_named
from smpp_dissect.profiles import Profile, load

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from smpp_dissect.annotated import AnnotatedTree
    from smpp_dissect.messages.facts import Facts
    from smpp_dissect.messages.harvest import Harvest
    from smpp_dissect.messages.model import MessageTables
    from smpp_dissect.pdus.agreements import Agreements
    from smpp_dissect.pdus.batch import Batch, Int64s
    from smpp_dissect.pdus.evidence import Evidence
    from smpp_dissect.pdus.finding import Finder
    from smpp_dissect.pdus.receipt_keys import ReceiptKeys
    from smpp_dissect.reports.keys import Grouping

# Tables of the message stage; `pdus` and `tlvs` stream.
MESSAGE_TABLES = ("sessions", "transactions", "receipts", "messages", "incoming", "anomalies")
# Columns of `pdus` that tell which PDU answers which.
LINKS = {"request", "response", "response_s"}
ProfileName = str | os.PathLike[str]


def read(
    inputs: Input | Iterable[Input],
    *,
    ports: Iterable[int] | None = None,
    profile: ProfileName | Sequence[ProfileName] | None = None,
    progress: Progress | None = None,
    show_secrets: bool = False,
    default_alphabet: str | None = None,
) -> Capture:
    """Open a capture: a path, a pattern, `-`, a binary stream, or several of them as one timeline.

    `ports`: server ports whose connections are SMPP by decree (and no others); without, SMPP is
    recognised by its content. `profile`: a vendor profile's name or the path of a TOML file, or
    several, out of which each session gets its own; without, each gets a shipped one by what it
    shows. `progress` is called with the bytes read and their total (None when unknown).
    `default_alphabet`: what data_coding 0 means (`gsm7`, `latin1`, `utf8`, …; ValueError for
    another); without, the profile says it, or it is inferred for each account from its messages.
    Raises `CaptureError` where an input cannot be opened, `ProfileError` where a profile is wrong;
    the rest is read when a table is asked for.
    """
    names = [profile] if isinstance(profile, str | os.PathLike) else profile or ()
    asked = tuple(map(load, names))
    alphabet = alphabet_named(default_alphabet) if default_alphabet else None
    return Capture(inputs, ports, asked, progress, show_secrets, alphabet)


class Capture:
    """One capture: files read as one timeline, and the tables made of them."""

    def __init__(
        self,
        inputs: Input | Iterable[Input],
        ports: Iterable[int] | None,
        profiles: tuple[Profile, ...],
        progress: Progress | None,
        show_secrets: bool,
        default_alphabet: str | None,
    ):
        self._inputs = [_spooled(each) for each in expand(inputs)]
        self._ports = None if ports is None else sorted(set(ports))
        self._asked = profiles
        self._progress = progress
        self._show_secrets = show_secrets
        self._given_alphabet = default_alphabet
        self._first_reader: PduReader | None = self._open()
        self._reader: PduReader | None = None
        # What a pass has shown of the providers.
        self._evidence: Evidence | None = None
        # The PDUs of a small capture, kept by the first pass.
        self._batches: list[Batch] = []

    # What is told of the reading.

    @property
    def files(self) -> list[str]:
        """Names of the capture files, in the order read."""
        return [file.name for file in self._read_reader.files]

    @property
    def warnings(self) -> list[str]:
        """What went wrong without stopping us, one line each."""
        return [
            f"{file.name}: {file.fault} (offset {file.fault_offset}); what precedes it is shown"
            for file in self._read_reader.files
            if file.fault
        ]

    @property
    def profile(self) -> Profile | None:
        """The vendor profile in force; of several, that of most sessions."""
        return self._agreements.usual(self._smpp_flows)

    @property
    def profile_reasons(self) -> list[str]:
        """Which profiles are in force and why, a line each."""
        from smpp_dissect.pdus.agreements import held_lines

        return held_lines(self._agreements.held(self._smpp_flows))

    @property
    def _smpp_flows(self) -> list[int]:
        flows: list[int] = smpp_flows(self._read_reader).tolist()
        return flows

    @cached_property
    def _agreements(self) -> Agreements:
        """What is agreed on each connection, by what a pass made to its end has shown."""
        from smpp_dissect.pdus.agreements import agree

        _ = self._read_reader
        assert self._evidence is not None
        return agree(self._evidence, self._asked)

    @property
    def _read_reader(self) -> PduReader:
        """The reader of a pass that was made to its end."""
        if self._reader is None:
            _ = self._outline
        assert self._reader is not None
        return self._reader

    # The passes over the files.

    def _new_reader(self) -> PduReader:
        reader, self._first_reader = self._first_reader, None
        return reader or self._open()

    def _open(self) -> PduReader:
        # Passes may go on side by side, so none may move what another reads from.
        inputs = [each.open() if isinstance(each, Spool) else each for each in self._inputs]
        return PduReader(inputs, self._ports, self._progress)

    @cached_property
    def _outline(self) -> Outline:
        reader, columns = self._new_reader(), OutlineColumns()
        for batch in self._watched(reader):
            columns.take(batch)
            if reader.is_small:
                self._batches.append(batch.kept())
        return self._finished(reader, columns.finish(reader))

    @cached_property
    def _inventory(self) -> pa.Table:
        """Made in a pass of its own, which keeps nothing of single PDUs."""
        from smpp_dissect.pdus.evidence import Evidence
        from smpp_dissect.pdus.inventory import inventory_table

        reader = self._read_reader if self._batches else self._new_reader()
        evidence = Evidence(reader, first_tag=0)
        for batch in self._batches or reader.batches():
            evidence.take(batch)
        if not len(smpp_flows(reader)):
            raise NoSmpp(_nothing_found(reader))
        self._reader, self._evidence = self._reader or reader, self._evidence or evidence
        choices = evidence.choose(self._asked)
        return inventory_table(evidence, choices, reader.place_frames, self.files)

    @cached_property
    def _facts(self) -> Facts:
        from smpp_dissect.messages.harvest import Harvest
        from smpp_dissect.messages.texts import decode_untold

        keys = self._receipt_keys
        facts = self._established(Harvest(self._given_alphabet, keys))
        # The traffic may show a provider by whose names receipts are to be read anew.
        told = self._agreements.receipt_keys
        if told.other and told is not keys:
            facts = self._established(Harvest(self._given_alphabet, told))
        decode_untold(facts)
        return facts

    @property
    def _receipt_keys(self) -> ReceiptKeys:
        """The names of receipts' keys, as far as they are known by now."""
        from smpp_dissect.pdus.agreements import first_receipt_keys

        known = self._evidence is not None
        return self._agreements.receipt_keys if known else first_receipt_keys(self._asked)

    def _established(self, harvest: Harvest) -> Facts:
        """Read the facts that a harvest tells."""
        from smpp_dissect.messages.alphabets import settle_alphabets
        from smpp_dissect.messages.facts import establish

        reader, is_first = self._new_reader(), "_outline" not in self.__dict__
        for batch in self._watched(reader):
            harvest.take(batch)
            if reader.is_small and is_first:
                self._batches.append(batch.kept())
        facts = establish(reader, harvest)
        # The profiles are chosen by what the pass has shown.
        self.__dict__["_outline"] = self._finished(reader, facts.outline)
        profiles = [self._agreements.profile(session.flow) for session in facts.sessions]
        settle_alphabets(facts, profiles, self._given_alphabet)
        return facts

    @cached_property
    def _agreed(self) -> Facts:
        """Facts that tell what data_coding 0 stands for, and maybe no more."""
        if "_facts" in self.__dict__:
            return self._facts
        from smpp_dissect.messages.soundings import Soundings

        return self._established(Soundings(receipt_keys=self._receipt_keys))

    @property
    def _alphabets(self) -> str | Int64s:
        """What data_coding 0 stands for: the alphabet given, or one for each flow."""
        if self._given_alphabet is not None:
            return self._given_alphabet
        return self._agreed.flow_alphabets

    def _watched(self, reader: PduReader) -> Iterator[Batch]:
        """Give the batches of a pass, and keep what they show of the providers."""
        from smpp_dissect.pdus.evidence import Evidence

        evidence = Evidence(reader)
        for batch in reader.batches():
            evidence.take(batch)
            yield batch
        self._evidence = evidence

    def _finished(self, reader: PduReader, outline: Outline) -> Outline:
        self._reader = reader
        if not len(outline.columns["frame"]) and not len(outline.flows):
            raise NoSmpp(_nothing_found(reader))
        return outline

    @cached_property
    def _partner(self) -> Int64s:
        """For each PDU, in capture order, the place of its response or request; -1: none."""
        for facts in ("_facts", "_agreed"):
            if facts in self.__dict__:
                partner: Int64s = self.__dict__[facts].pairs.partner
                return partner
        from smpp_dissect.messages.pairing import pair_outline

        return pair_outline(self._outline).partner

    @cached_property
    def _model(self) -> MessageTables:
        from smpp_dissect.messages.model import MessageTables

        facts = self._facts
        return MessageTables(facts, self._agreements, self._read_reader.place_frames, self.files)

    @cached_property
    def _grouping(self) -> Grouping:
        from smpp_dissect.reports.keys import Grouping

        return Grouping(self._model)

    # Tables.

    def batches(self, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Give a table as record batches, in order. `pdus` and `tlvs` are read as they are given.

        Of `pdus` the columns `ON_DEMAND` can be had, too. KeyError for an unknown table or column.
        """
        if table not in ("pdus", "tlvs"):
            yield from self.arrow(table, columns).to_batches()
            return
        names = list(columns or TABLES[table].names)
        known = (*TABLES[table].names, *(column.name for column in ON_DEMAND if table == "pdus"))
        unknown = [name for name in names if name not in known]
        if unknown:
            raise KeyError(f"{table} has no column {unknown[0]}")
        from smpp_dissect.pdus.ordering import in_capture_order

        # Asked before the outline, which is then made by the way.
        alphabets = self._alphabets if "text" in names else "gsm7"
        batches = self._pdu_batches(table, names, alphabets)
        if self._outline.in_order:
            yield from (batch for _, batch in batches)
            return
        for batch in in_capture_order(batches):
            yield batch.select(names)

    def _pdu_batches(
        self, table: str, names: list[str], alphabets: str | Int64s
    ) -> Iterator[tuple[Int64s, pa.RecordBatch]]:
        """Batches as they come, each with the numbers of its PDUs."""
        from smpp_dissect.pdus.links import Links
        from smpp_dissect.pdus.tables import PduTables
        from smpp_dissect.pdus.tlv_texts import TlvNames

        if not self._outline.in_order and "pdu" not in names:
            names = [*names, "pdu"]
        agreed = self._agreements
        reader = self._read_reader if self._batches else self._new_reader()
        links = Links(self._outline, self._partner) if LINKS.intersection(names) else None
        vendors = TlvNames(agreed.profiles, agreed.of_flow)
        tables = PduTables(reader, self._outline, alphabets, self._show_secrets, vendors, links)
        make = tables.pdus if table == "pdus" else tables.tlvs
        for batch in self._batches or reader.batches():
            if len(batch.rows):
                made = make(batch, names)
                yield tables.numbers, made

    def arrow(self, table: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Give a table as `pyarrow.Table`. KeyError for an unknown table or column."""
        import pyarrow as pa

        if table in ("pdus", "tlvs"):
            if columns is None:
                return self._kept(table)
            batches = list(self.batches(table, columns))
            empty = _empty(table).select(list(columns))
            return pa.Table.from_batches(batches).unify_dictionaries() if batches else empty
        if table == "ledger":
            made = _ledger_table(self._ledger)
        elif table == "tlv_inventory":
            made = self._inventory
        elif table in MESSAGE_TABLES:
            made = getattr(self._model, table)
        else:
            raise KeyError(f"there is no table {table}")
        return made if columns is None else made.select(list(columns))

    def _kept(self, table: str) -> pa.Table:
        """All columns of `pdus` or `tlvs`, kept for the next time."""
        kept: dict[str, pa.Table] = self.__dict__.setdefault("_tables", {})
        if table not in kept:
            kept[table] = self.arrow(table, TABLES[table].names)
        return kept[table]

    @property
    def _ledger(self) -> list[Entry]:
        # Where there is no SMPP this says so, whatever was asked before.
        _ = self._outline
        return read_ledger(self._read_reader)

    def _frame(self, table: str) -> pd.DataFrame:
        from smpp_dissect.frames import to_pandas

        kept: dict[str, pd.DataFrame] = self.__dict__.setdefault("_frames", {})
        if table not in kept:
            kept[table] = to_pandas(self.arrow(table))
        return kept[table]

    @property
    def pdus(self) -> pd.DataFrame:
        """Every PDU."""
        return self._frame("pdus")

    @property
    def tlvs(self) -> pd.DataFrame:
        """Every TLV."""
        return self._frame("tlvs")

    def tlv_inventory(self) -> pd.DataFrame:
        """Every tag that each account met: how often, how long, what it looks like, examples."""
        return self._frame("tlv_inventory")

    @property
    def sessions(self) -> pd.DataFrame:
        """Every SMPP connection."""
        return self._frame("sessions")

    @property
    def transactions(self) -> pd.DataFrame:
        """Every request with its response."""
        return self._frame("transactions")

    @property
    def receipts(self) -> pd.DataFrame:
        """Every delivery receipt."""
        return self._frame("receipts")

    @property
    def messages(self) -> pd.DataFrame:
        """Every message an ESME sent, and what became of it."""
        return self._frame("messages")

    @property
    def incoming(self) -> pd.DataFrame:
        """Every mobile-originated message."""
        return self._frame("incoming")

    @property
    def anomalies(self) -> pd.DataFrame:
        """Every fault on the wire."""
        return self._frame("anomalies")

    @property
    def ledger(self) -> pd.DataFrame:
        """Where every packet and every payload byte went."""
        return self._frame("ledger")

    # One PDU.

    def pdu(self, number: int) -> AnnotatedTree:
        """Dissect the PDU of a number, as in `pdus`. IndexError where there is none."""
        return next(self.trees([number]))

    def frame(self, number: int) -> list[AnnotatedTree]:
        """Dissect the PDUs that a frame completed (of each file the frame of that number)."""
        return list(self._trees(self._finder.completed_by(number)))

    def trees(self, numbers: Iterable[int]) -> Iterator[AnnotatedTree]:
        """Dissect PDUs by their numbers, one after another in capture order.

        IndexError for a number that is none.
        """
        return self._trees(self._finder.numbered(numbers))

    @cached_property
    def _finder(self) -> Finder:
        from smpp_dissect.pdus.finding import Finder

        # Asked before the outline, which is then made by the way.
        _ = self._alphabets
        return Finder(self._outline, self._read_reader, self._partner)

    def _trees(self, places: Int64s) -> Iterator[AnnotatedTree]:
        from smpp_dissect.annotated import dissect

        agreed, secrets = self._agreements, self._show_secrets

        given = self._given_alphabet
        named = (
            {} if given else {each.flow: each.default_alphabet for each in self._agreed.sessions}
        )

        def as_agreed(octets: bytes, flow: int, time: int | None) -> AnnotatedTree:
            alphabet = given or named[flow]
            return dissect(octets, agreed.profile(flow), alphabet, secrets, time)

        if not len(places):
            return
        batches = self._batches or self._new_reader().batches()
        for tree in self._finder.trees(places, batches, as_agreed):
            # The message stage is asked for only where there is something to put together.
            if tree.pdu is not None and tree.is_part:
                tree.long_message = self._model.long_message(tree.pdu - 1)
            yield tree

    # Reports.

    def delivery_latency(self, by: str | Sequence[str] | None = None) -> pd.DataFrame:
        """Outcomes and times of messages, for the whole or by keys (see `reports.keys.KEYS`)."""
        from smpp_dissect.frames import to_pandas
        from smpp_dissect.reports.latency import delivery_latency

        return to_pandas(delivery_latency(self._grouping, by))

    def error_codes(self, by: str | Sequence[str] | None = None) -> pd.DataFrame:
        """What failed: codes of responses and receipts, counted, for the whole or by keys."""
        from smpp_dissect.frames import to_pandas
        from smpp_dissect.reports.errors import error_codes

        return to_pandas(error_codes(self._grouping, by))

    def write_reports(self, directory: str | os.PathLike[str]) -> list[Path]:
        """Write one CSV file per report into a directory, made if need be; give their paths.

        Raises `OutputError`.
        """
        from smpp_dissect.writing import write_reports, writing_to

        with writing_to(Path(directory)):
            return write_reports(self._grouping, self.arrow("ledger"), Path(directory))

    def overview(self) -> dict[str, Any]:
        """Tell the capture as one mapping of plain values: all that `summary` speaks of."""
        from smpp_dissect.reports.overview import overview

        files, held = self._read_reader.files, self._agreements.held(self._smpp_flows)
        return overview(self._grouping, files, self._ledger, held)

    def summary(self) -> list[str]:
        """Tell the capture in a few lines that a person can act on."""
        from smpp_dissect.reports.summary import summary

        return summary(self.overview())

    def __repr__(self) -> str:
        from smpp_dissect.views.escape import visible

        try:
            return "\n".join(map(visible, self.summary()))
        except NoSmpp as nothing:
            return visible(f"Capture: {nothing}")

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre>{escape(repr(self))}</pre>"


def _spooled(given: Input) -> str | os.PathLike[str] | Spool:
    """Give an input that can be read again: a pipe or stream is copied to a temporary file."""
    if not isinstance(given, str | os.PathLike):
        return Spool(given, str(getattr(given, "name", "<stream>")))
    return Spool(standard_input(), "<stdin>") if os.fspath(given) == "-" else given


def _empty(table: str) -> pa.Table:
    from smpp_dissect.columns import schema

    return schema(table).empty_table()


def _ledger_table(entries: list[Entry]) -> pa.Table:
    import pyarrow as pa

    from smpp_dissect.columns import schema

    columns = zip(*entries, strict=True)
    shape = schema("ledger")
    return pa.table(
        [pa.array(list(column), field.type) for column, field in zip(columns, shape, strict=True)],
        schema=shape,
    )


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
