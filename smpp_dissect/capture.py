"""A capture as a user holds it: one property per table, each made once, when it is first asked for.

The message tables come from one pass over the files, `pdus` and `tlvs` from a pass of their own
that streams, so that a table too large for memory can still be written out (`passes`,
`arrow_tables`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smpp_dissect.arrow_tables import ArrowTables
from smpp_dissect.errors import NoSmpp
from smpp_dissect.packets.reading import Input
from smpp_dissect.passes import Passes
from smpp_dissect.pdus.reading import Progress
from smpp_dissect.pdus.text.alphabets import alphabet_named
from smpp_dissect.profiles import Profile, load

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from smpp_dissect.annotated import AnnotatedTree
    from smpp_dissect.pdus.batch import Int64s
    from smpp_dissect.pdus.finding import Finder
    from smpp_dissect.reports.keys import Grouping

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
    return Capture(Passes(inputs, ports, asked, progress, alphabet), show_secrets)


class Capture:
    """One capture: files read as one timeline, and the tables made of them."""

    def __init__(self, passes: Passes, show_secrets: bool):
        self._passes = passes
        self._show_secrets = show_secrets
        self._tables = ArrowTables(passes, show_secrets)
        self._frames: dict[str, pd.DataFrame] = {}

    # What is told of the reading.

    @property
    def files(self) -> list[str]:
        """Names of the capture files, in the order read."""
        return self._passes.files

    @property
    def warnings(self) -> list[str]:
        """What went wrong without stopping us, one line each."""
        return [
            f"{file.name}: {file.fault} (offset {file.fault_offset}); what precedes it is shown"
            for file in self._passes.reader.files
            if file.fault
        ]

    @property
    def profile(self) -> Profile | None:
        """The vendor profile in force; of several, that of most sessions."""
        return self._passes.agreements.usual(self._passes.smpp_flows)

    @property
    def profile_reasons(self) -> list[str]:
        """Which profiles are in force and why, a line each."""
        from smpp_dissect.pdus.agreements import held_lines

        return held_lines(self._passes.agreements.held(self._passes.smpp_flows))

    # Tables.

    def batches(self, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Give a table as record batches, in order. `pdus` and `tlvs` are read as they are given.

        Of `pdus` the columns `ON_DEMAND` can be had, too. KeyError for an unknown table or column.
        """
        return self._tables.batches(table, columns)

    def arrow(self, table: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Give a table as `pyarrow.Table`. KeyError for an unknown table or column."""
        return self._tables.arrow(table, columns)

    def _frame(self, table: str) -> pd.DataFrame:
        from smpp_dissect.frames import to_pandas

        if table not in self._frames:
            self._frames[table] = to_pandas(self.arrow(table))
        return self._frames[table]

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
        passes = self._passes
        _ = passes.alphabets
        return Finder(passes.outline, passes.reader, passes.partner)

    def _trees(self, places: Int64s) -> Iterator[AnnotatedTree]:
        from smpp_dissect.annotated import dissect

        passes, agreed, secrets = self._passes, self._passes.agreements, self._show_secrets
        given = passes.given_alphabet
        named = (
            {} if given else {each.flow: each.default_alphabet for each in passes.agreed.sessions}
        )

        def as_agreed(octets: bytes, flow: int, time: int | None) -> AnnotatedTree:
            alphabet = given or named[flow]
            return dissect(octets, agreed.profile(flow), alphabet, secrets, time)

        if not len(places):
            return
        _, batches = passes.again()
        for tree in self._finder.trees(places, batches, as_agreed):
            # The message stage is asked for only where there is something to put together.
            if tree.pdu is not None and tree.is_part:
                tree.long_message = passes.model.long_message(tree.pdu - 1)
            yield tree

    # Reports.

    @cached_property
    def _grouping(self) -> Grouping:
        from smpp_dissect.reports.keys import Grouping

        return Grouping(self._passes.model)

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

        passes = self._passes
        held = passes.agreements.held(passes.smpp_flows)
        return overview(self._grouping, passes.reader.files, passes.ledger, held)

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
