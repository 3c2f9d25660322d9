"""The tables of a capture as Arrow has them: streamed, where they are of single PDUs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from smpp_dissect.columns import ON_DEMAND, TABLES, schema
from smpp_dissect.passes import Passes

if TYPE_CHECKING:
    import pyarrow as pa

    from smpp_dissect.pdus.batch import Int64s
    from smpp_dissect.pdus.ledger import Entry

# Tables of the message stage; `pdus` and `tlvs` stream.
MESSAGE_TABLES = ("sessions", "transactions", "receipts", "messages", "incoming", "anomalies")
# Columns of `pdus` that tell which PDU answers which.
LINKS = {"request", "response", "response_s"}


class ArrowTables:
    """The tables of one capture, as `Capture.arrow` and `Capture.batches` give them."""

    def __init__(self, passes: Passes, show_secrets: bool):
        self._passes = passes
        self._show_secrets = show_secrets
        self._kept: dict[str, pa.Table] = {}

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
        alphabets = self._passes.alphabets if "text" in names else "gsm7"
        batches = self._pdu_batches(table, names, alphabets)
        if self._passes.outline.in_order:
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

        passes = self._passes
        if not passes.outline.in_order and "pdu" not in names:
            names = [*names, "pdu"]
        agreed = passes.agreements
        reader, read = passes.again()
        links = Links(passes.outline, passes.partner) if LINKS.intersection(names) else None
        vendors = TlvNames(agreed.profiles, agreed.of_flow)
        tables = PduTables(reader, passes.outline, alphabets, self._show_secrets, vendors, links)
        make = tables.pdus if table == "pdus" else tables.tlvs
        for batch in read:
            if len(batch.rows):
                made = make(batch, names)
                yield tables.numbers, made

    def arrow(self, table: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Give a table as `pyarrow.Table`. KeyError for an unknown table or column."""
        import pyarrow as pa

        if table in ("pdus", "tlvs"):
            if columns is None:
                return self._whole(table)
            batches = list(self.batches(table, columns))
            empty = schema(table).empty_table().select(list(columns))
            return pa.Table.from_batches(batches).unify_dictionaries() if batches else empty
        if table == "ledger":
            made = _ledger_table(self._passes.ledger)
        elif table == "tlv_inventory":
            made = self._passes.inventory
        elif table in MESSAGE_TABLES:
            made = getattr(self._passes.model, table)
        else:
            raise KeyError(f"there is no table {table}")
        return made if columns is None else made.select(list(columns))

    def _whole(self, table: str) -> pa.Table:
        """All columns of `pdus` or `tlvs`, kept for the next time."""
        if table not in self._kept:
            self._kept[table] = self.arrow(table, TABLES[table].names)
        return self._kept[table]


def _ledger_table(entries: list[Entry]) -> pa.Table:
    import pyarrow as pa

    columns = zip(*entries, strict=True)
    shape = schema("ledger")
    return pa.table(
        [pa.array(list(column), field.type) for column, field in zip(columns, shape, strict=True)],
        schema=shape,
    )
