"""Every column of every table, declared once: name, Arrow type, unit, meaning, width.

Schemas, the command line's columns and docs/tables.md come from here. A column holds either what
the bytes say or what is inferred (`inferred`), never both. The columns of `pdus` that are
mandatory fields of SMPP are not listed: they are derived from `spec`.

    python -m smpp_dissect.columns > docs/tables.md
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from smpp_dissect.spec import COMMANDS, MANDATORY_FIELDS, Field, Kind

if TYPE_CHECKING:
    import pyarrow as pa


class Column(NamedTuple):
    """One column of one table.

    `dtype` is an Arrow type: `uint8`, `uint16`, `uint32`, `uint64`, `double`, `bool`, `string`,
    `binary` or `timestamp` (nanoseconds, UTC). `unit` is `s`, `bytes` or empty. `width` is the most
    characters a terminal gives to a text, `label` its heading there where the name is too wide.
    `shown`: part of the default view.
    """

    name: str
    dtype: str
    unit: str
    doc: str
    width: int = 12
    inferred: bool = False
    shown: bool = False
    label: str = ""

    @property
    def is_number(self) -> bool:
        """Tell whether values are numbers, which terminals align to the right."""
        return self.dtype == "double" or self.dtype.startswith(("uint", "int"))


class Table(NamedTuple):
    """One table: what a row is, and its columns in order.

    `is_open`: the vendor TLVs of the profile in use are further columns, text or numbers.
    `is_report`: made of other tables, for a group of the user's choice.
    """

    name: str
    doc: str
    columns: tuple[Column, ...]
    is_open: bool = False
    is_report: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all declared columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def shown(self) -> tuple[str, ...]:
        """Names of the columns of the default terminal view, in order."""
        return tuple(column.name for column in self.columns if column.shown)

    def column(self, name: str, dtype: str = "string") -> Column:
        """Find a column by name; one that is not declared is a profile's, of type `dtype`."""
        found = (column for column in self.columns if column.name == name)
        return next(found, Column(name, dtype, "", "a vendor TLV of the profile", 16))


_DTYPES = {Kind.U8: "uint8", Kind.U16: "uint16", Kind.U32: "uint32", Kind.OCTETS: "binary"}
_WORDS = {
    Kind.U8: "1-octet integer",
    Kind.U16: "2-octet integer",
    Kind.U32: "4-octet integer",
    Kind.CSTRING: "C-octet string",
    Kind.TIME: "time as written on the wire",
    Kind.OCTETS: "octets",
    Kind.DEST_ADDRESSES: "destinations, joined by commas",
    Kind.UNSUCCESS_SMES: "destinations with their statuses, joined by commas",
    Kind.CSTRINGS: "C-octet string, or several joined by commas",
}
_WIDTHS = {"binary": 32, "string": 16}
_COMMANDS_NAMED = 3


def _mandatory_columns() -> list[Column]:
    """Derive a column for each mandatory field from the commands that have it."""
    owners: dict[str, list[tuple[str, Field]]] = {name: [] for name in MANDATORY_FIELDS}
    for command in COMMANDS:
        for field in command.fields:
            owners[field.name].append((command.name, field))
    return [_mandatory(name, fields) for name, fields in owners.items()]


def _mandatory(name: str, owners: list[tuple[str, Field]]) -> Column:
    commands = [command for command, _ in owners]
    kinds = [field.kind for _, field in owners]
    kind = Kind.CSTRINGS if Kind.CSTRINGS in kinds else kinds[0]
    more = len(commands) - _COMMANDS_NAMED
    where = ", ".join(commands[:_COMMANDS_NAMED]) + (f" and {more} more" if more > 0 else "")
    section = next((f" ({field.section})" for _, field in owners if field.section), "")
    masked = "; masked unless secrets are asked for" if name == "password" else ""
    dtype = _DTYPES.get(kind, "string")
    doc = f"{_WORDS[kind]}; in {where}{section}{masked}"
    return Column(name, dtype, "", doc, _WIDTHS.get(dtype, 5))


# Headings on a terminal of columns whose names are wider than their values.
_LABELS = {
    "session": "ses",
    "sender": "from",
    "command_length": "length",
    "sequence_number": "seq",
    "client_port": "port",
    "server_port": "port",
    "missing_bytes": "missing",
    "destination_addr": "destination",
    "source_addr": "source",
    "min_length": "min",
    "max_length": "max",
    "looks_like": "like",
    "text_1": "text",
    "frame_1": "frame",
}


def _inferred(name: str, dtype: str, unit: str, doc: str, width: int) -> Column:
    return Column(name, dtype, unit, doc, width, inferred=True)


def _table(name: str, doc: str, shown: str, columns: tuple[Column, ...]) -> Table:
    """Make a table; `shown` are the names of its default view."""
    names = shown.split()
    told = (
        column._replace(shown=column.name in names, label=_LABELS.get(column.name, ""))
        for column in columns
    )
    return Table(name, doc, tuple(told))


# Columns that several tables have.
_FILE = Column("file", "string", "", "path of the capture file", 24)
_SESSION = Column("session", "uint32", "", "number of the TCP connection", 5)
_SENDER = _inferred("sender", "string", "", "esme, smsc or null; from binds and commands", 4)
_STATUS = Column("status", "string", "", "name of command_status", 18)
_COMMAND_STATUS = Column("command_status", "uint32", "", "command_status as a number", 10)
_SOURCE_ADDR = Column("source_addr", "string", "", "address of the sender", 16)
_DESTINATION_ADDR = Column("destination_addr", "string", "", "address of the recipient", 16)
_TEXT = _inferred("text", "string", "", "the text of all parts seen, joined", 40)
_PARTS = _inferred("parts", "uint16", "", "parts the message was sent in", 5)
_PARTS_SEEN = _inferred("parts_seen", "uint16", "", "parts that were captured", 5)
_RESPONSE_S = Column("response_s", "double", "s", "request to response", 10)

PDUS = _table(
    "pdus",
    "One row for each PDU, in capture order.",
    "pdu frame time session sender command command_length status sequence_number",
    (
        Column("pdu", "uint64", "", "1, 2, … in capture order", 7),
        Column("frame", "uint64", "", "frame that completed it, 1-based, per file", 7),
        _FILE,
        Column("time", "timestamp", "", "when that frame was captured", 26),
        _SESSION,
        _SENDER,
        Column("command", "string", "", "name of command_id, as deliver_sm", 24),
        Column("command_length", "uint32", "bytes", "length the header tells", 6),
        Column("command_id", "uint32", "", "command_id as a number", 10),
        _COMMAND_STATUS,
        _STATUS,
        Column("sequence_number", "uint32", "", "pairs a response with its request", 10),
        *_mandatory_columns(),
        _inferred("text", "string", "", "short_message or message_payload, decoded", 40),
        Column("tlvs", "uint16", "", "number of TLVs", 4),
        Column("anomaly", "string", "", "code of the first anomaly, or null", 18),
    ),
)

# Further columns of `pdus`, made only where they are asked for by name: the list has them.
ON_DEMAND = (
    _inferred("request", "uint64", "", "PDU that this one answers, or null", 8),
    _inferred("response", "uint64", "", "PDU that answers this one, or null", 8),
    _inferred("response_s", "double", "s", "request to response, at either of them", 10),
    Column("part", "uint16", "", "number of this part of a long message", 5),
    Column("parts", "uint16", "", "parts of the long message, as this one tells", 5),
    Column("tlv_receipted_message_id", "string", "", "the TLV receipted_message_id", 24),
    Column("tlv_message_state", "uint8", "", "the TLV message_state", 5),
    Column("tlv_network_error_code", "binary", "", "the TLV network_error_code", 6),
    Column("tlv_delivery_failure_reason", "uint8", "", "the TLV delivery_failure_reason", 5),
    Column("tlv_ms_availability_status", "uint8", "", "the TLV ms_availability_status", 5),
    Column("tlv_broadcast_area_identifier", "binary", "", "the first such TLV", 12),
    Column(
        "tlv_additional_status_info_text", "string", "", "the TLV additional_status_info_text", 24
    ),
)

TLVS = _table(
    "tlvs",
    "One row for each TLV of a PDU, in wire order.",
    "pdu tag name dictionary length value text",
    (
        Column("pdu", "uint64", "", "PDU that carries it", 7),
        Column("tag", "uint16", "", "its tag", 5),
        Column("name", "string", "", "its name in the dictionary, or null", 28),
        Column("dictionary", "string", "", "who names it: smpp, a profile, or null", 12),
        Column("length", "uint16", "bytes", "length the TLV tells", 6),
        Column("value", "binary", "", "its octets", 32),
        _inferred("text", "string", "", "the value as a person reads it", 40),
    ),
)


def _sample_columns() -> Iterator[Column]:
    """Give the columns of the values that `tlv_inventory` shows."""
    for place, which in enumerate(("first", "second", "third"), 1):
        yield Column(f"value_{place}", "binary", "", f"the {which} value, 64 octets at most", 24)
        yield _inferred(f"text_{place}", "string", "", "that value as a person reads it", 28)
        yield Column(f"file_{place}", "string", "", "the file it was met in", 24)
        yield Column(f"frame_{place}", "uint64", "", "the frame it was met in", 7)


TLV_INVENTORY = _table(
    "tlv_inventory",
    "One row for each tag that an account met, and each meaning it has there. A row without a tag"
    " counts TLVs that no row was left for.",
    "system_id hex name count min_length max_length looks_like text_1 frame_1 commands may_be",
    (
        Column("server", "string", "", "address of the SMSC", 24),
        Column("system_id", "string", "", "the account's system_id, null without a bind", 16),
        Column("tag", "uint16", "", "the tag", 5),
        Column("hex", "string", "", "the tag in hexadecimal", 6),
        Column("name", "string", "", "its name in the dictionary, or null", 24),
        Column("dictionary", "string", "", "who names it: smpp, a profile, or null", 12),
        Column("count", "uint64", "", "how often it was met", 8),
        Column("min_length", "uint16", "bytes", "length of its shortest value", 5),
        Column("max_length", "uint16", "bytes", "length of its longest value", 5),
        _inferred("looks_like", "string", "", "what its values look like: a guess", 12),
        Column("values", "uint8", "", "distinct values met, counted up to 8", 6),
        *_sample_columns(),
        Column("commands", "string", "", "PDUs it came in, the most frequent first", 24),
        _inferred("may_be", "string", "", "what shipped profiles call such a TLV", 32),
    ),
)

SESSIONS = _table(
    "sessions",
    "One row for each TCP connection that carried SMPP.",
    "session client client_port server server_port bind_type system_id bind_status first_time"
    " end_cause pdus missing_bytes profile",
    (
        _SESSION,
        Column("client", "string", "", "address that opened the connection", 24),
        Column("client_port", "uint16", "", "its port", 6),
        Column("server", "string", "", "address that accepted it", 24),
        Column("server_port", "uint16", "", "its port", 6),
        _inferred("esme", "string", "", "the ESME: client or server", 6),
        Column("bind_type", "string", "", "transmitter, receiver, transceiver or null", 11),
        Column("system_id", "string", "", "system_id of the bind", 16),
        Column("system_type", "string", "", "system_type of the bind", 13),
        Column("interface_version", "uint8", "", "interface_version of the bind", 4),
        Column("bind_status", "string", "", "status of the bind's response", 18),
        _inferred("default_alphabet", "string", "", "what data_coding 0 stands for", 11),
        _inferred(
            "default_alphabet_by",
            "string",
            "",
            "who says so: given, option (of the bind's system_type), profile; inferred from the"
            " account's texts, or assumed",
            8,
        ),
        _inferred(
            "alphabet_confidence",
            "double",
            "",
            "how far the account's texts bear it out, 0 to 1; null where none tells",
            5,
        ),
        Column("first_time", "timestamp", "", "first packet seen", 26),
        Column("last_time", "timestamp", "", "last packet seen", 26),
        Column("bound_time", "timestamp", "", "when the bind was accepted", 26),
        _inferred("end_cause", "string", "", "why it ended, from what came last", 24),
        Column("pdus", "uint64", "", "PDUs, both directions", 8),
        Column("bytes", "uint64", "bytes", "captured TCP payload, both directions", 10),
        Column("missing_bytes", "uint64", "bytes", "sent but not captured", 10),
        Column("retransmitted_bytes", "uint64", "bytes", "captured more than once", 10),
        _inferred("profile", "string", "", "vendor profile that holds, or null", 12),
        _inferred("profile_reason", "string", "", "why that one, or none", 40),
    ),
)

TRANSACTIONS = _table(
    "transactions",
    "One row for each request with its response, and for each of them that stands alone.",
    "request response session sender command request_time response_s status",
    (
        Column("request", "uint64", "", "PDU of the request, or null", 8),
        Column("response", "uint64", "", "PDU of the response, or null", 8),
        _SESSION,
        _SENDER._replace(doc="sender of the request: esme, smsc or null"),
        Column("command", "string", "", "command of the request, else of the response", 24),
        Column("request_time", "timestamp", "", "when the request was captured", 26),
        _RESPONSE_S,
        _COMMAND_STATUS._replace(doc="command_status of the response"),
        _STATUS,
    ),
)

RECEIPTS = _table(
    "receipts",
    "One row for each delivery receipt and intermediate notification.",
    "pdu time session message_id state err done_date final",
    (
        Column("pdu", "uint64", "", "PDU that carries it", 7),
        Column("time", "timestamp", "", "when it was captured", 26),
        _SESSION,
        Column("message_id", "string", "", "receipted_message_id, else id of the text", 24),
        Column("state", "string", "", "stat of the text (DELIVRD, …), else message_state", 9),
        Column("message_state", "uint8", "", "the TLV message_state", 5),
        Column("err", "string", "", "err of the text, as written", 6),
        Column("network_type", "uint8", "", "first octet of the TLV network_error_code", 5),
        Column("network_error_code", "uint16", "", "error of the TLV network_error_code", 6),
        Column("submit_date", "timestamp", "", "submit date of the text, on the SMSC's clock", 26),
        Column("done_date", "timestamp", "", "done date of the text, on the SMSC's clock", 26),
        Column("sub", "string", "", "sub of the text: messages submitted", 4),
        Column("dlvrd", "string", "", "dlvrd of the text: messages delivered", 4),
        _inferred("final", "bool", "", "whether the state is one that stays", 5),
        _inferred("message", "uint64", "", "message it was matched to, or null", 7),
    ),
)._replace(is_open=True)

_MATCH_RULES = "how ids matched: exact, case, zero_pad, hex_to_dec, dec_to_hex; or address"
_OUTCOMES = "delivered, failed, expired, rejected, no_receipt, pending, not_requested, …"
MESSAGES = _table(
    "messages",
    "One row for each message an ESME sent: submit_sm, data_sm, each destination of a submit_multi;"
    " the parts of a long message joined.",
    "message session source_addr destination_addr submit_time response_s status message_id"
    " err delivery_s outcome",
    (
        Column("message", "uint64", "", "1, 2, … in order of submission", 7),
        _SESSION,
        Column("system_id", "string", "", "system_id of the session's bind", 16),
        _SOURCE_ADDR,
        _DESTINATION_ADDR,
        Column("submit_pdu", "uint64", "", "PDU of its first part", 7),
        Column("submit_time", "timestamp", "", "when that was captured", 26),
        _RESPONSE_S,
        _COMMAND_STATUS._replace(doc="command_status of the response"),
        _STATUS,
        Column("message_id", "string", "", "message_id of the response", 24),
        _PARTS,
        _PARTS_SEEN,
        _TEXT,
        Column("receipt_requested", "bool", "", "whether a receipt was asked for", 5),
        _inferred("receipt_pdu", "uint64", "", "PDU of the final receipt, else of the last", 7),
        _inferred("receipt_time", "timestamp", "", "when that was captured", 26),
        _inferred("state", "string", "", "state of that receipt", 9),
        _inferred("err", "string", "", "err of that receipt", 6),
        _inferred("error", "string", "", "meaning of err, by the profile", 32),
        _inferred(
            "delivery_s", "double", "s", "first part sent to final receipt, by the capture", 12
        ),
        _inferred("smsc_s", "double", "s", "submit date to done date, by the SMSC", 10),
        _inferred("match_rule", "string", "", _MATCH_RULES, 10),
        _inferred("receipts", "uint32", "", "receipts matched, not only final ones", 5),
        _inferred("outcome", "string", "", _OUTCOMES, 13),
        _inferred("mccmnc", "string", "", "network, by the receipt's vendor TLV", 6),
        _inferred("operator", "string", "", "name of that network", 20),
        _inferred("country", "string", "", "country of that network", 16),
        _inferred("cost", "double", "", "price, in the provider's currency", 8),
    ),
)

INCOMING = _table(
    "incoming",
    "One row for each mobile-originated message: deliver_sm or data_sm from the SMSC that is no"
    " receipt; parts joined.",
    "message session time source_addr destination_addr text status",
    (
        Column("message", "uint64", "", "1, 2, … in order of arrival", 7),
        _SESSION,
        Column("deliver_pdu", "uint64", "", "PDU of its first part", 7),
        Column("time", "timestamp", "", "when that was captured", 26),
        _SOURCE_ADDR,
        _DESTINATION_ADDR,
        _TEXT,
        _PARTS,
        _PARTS_SEEN,
        _RESPONSE_S,
        _STATUS,
    ),
)

ANOMALIES = _table(
    "anomalies",
    "One row for each fault on the wire.",
    "code severity frame pdu session time detail",
    (
        Column("code", "string", "", "what kind of fault", 21),
        Column("severity", "string", "", "error, warning or note", 8),
        _FILE,
        Column("frame", "uint64", "", "frame it was met in, per file", 7),
        Column("pdu", "uint64", "", "PDU it was met in, or null", 7),
        _SESSION,
        Column("time", "timestamp", "", "when that frame was captured", 26),
        Column("detail", "string", "", "what was met", 60),
    ),
)

LEDGER = _table(
    "ledger",
    "Where every packet and every payload byte went: two balances, each exact.",
    "balance bucket packets bytes",
    (
        Column("balance", "string", "", "packets, payload, or null for what no balance counts", 8),
        Column("bucket", "string", "", "where they went", 20),
        Column("packets", "uint64", "", "packets of the files in this bucket", 12),
        Column("bytes", "uint64", "bytes", "captured TCP payload in this bucket", 14),
    ),
)

_BY = Column("by", "string", "", "column that messages are grouped by; all: the whole", 10)
_KEY = Column("key", "string", "", "its value in this group", 20)
_OUTCOME_COUNTS = (
    *("delivered", "expired", "deleted", "failed", "accepted", "unknown", "rejected", "skipped"),
    *("pending", "no_receipt", "not_requested", "unanswered"),
)
_QUANTILES = {
    "p50": "median",
    "p90": "90th percentile",
    "p95": "95th percentile",
    "p99": "99th percentile",
    "max": "largest",
}

DELIVERY_LATENCY = _table(
    "delivery_latency",
    "How messages fared and how long they took: one row for each group of messages.",
    "by key messages delivered failed no_receipt delivery_p50_s delivery_p95_s delivery_max_s",
    (
        _BY,
        _KEY,
        _inferred("name", "string", "", "operator and country, where grouped by mccmnc", 24),
        Column("messages", "uint64", "", "messages submitted", 8),
        *(
            _inferred(name, "uint64", "", f"of these, with the outcome {name}", 8)
            for name in _OUTCOME_COUNTS
        ),
        *(
            _inferred(f"{measure}_{name}_s", "double", "s", f"{words} of {measure}_s", 10)
            for measure in ("delivery", "response", "smsc")
            for name, words in _QUANTILES.items()
        ),
    ),
)._replace(is_report=True)

ERROR_CODES = _table(
    "error_codes",
    "What failed: one row for each group, source and code.",
    "by key source code name meaning count share example_message_id",
    (
        _BY,
        _KEY,
        Column("source", "string", "", "command_status, err or network_error_code", 18),
        Column("code", "string", "", "as written: 0x00000058, 006; network_type:error", 10),
        Column("name", "string", "", "name of the status, state of the receipt, or network", 18),
        Column("meaning", "string", "", "what it means, by the profile, else by SMPP", 40),
        Column("count", "uint64", "", "how many", 8),
        Column("share", "double", "", "part of the group's responses or receipts, 0 to 1", 8),
        Column("first_time", "timestamp", "", "when first met", 26),
        Column("last_time", "timestamp", "", "when last met", 26),
        Column("example_file", "string", "", "an example: its file", 24),
        Column("example_frame", "uint64", "", "its frame", 7),
        Column("example_pdu", "uint64", "", "its PDU", 7),
        _inferred("example_message_id", "string", "", "its message's message_id", 24),
    ),
)._replace(is_report=True)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        *(
            PDUS,
            TLVS,
            TLV_INVENTORY,
            SESSIONS,
            TRANSACTIONS,
            RECEIPTS,
            MESSAGES,
            INCOMING,
            ANOMALIES,
            LEDGER,
        ),
        *(DELIVERY_LATENCY, ERROR_CODES),
    )
}


@cache
def schema(table: str) -> pa.Schema:
    """Give the Arrow schema of a table, all columns nullable. KeyError for an unknown table."""
    import pyarrow as pa

    return pa.schema([(column.name, arrow_type(column.dtype)) for column in TABLES[table].columns])


def arrow_type(dtype: str) -> pa.DataType:
    """Give the Arrow type that a column's `dtype` stands for."""
    import pyarrow as pa

    if dtype == "timestamp":
        return pa.timestamp("ns", tz="UTC")
    return pa.type_for_alias(dtype)


def tables_markdown() -> Iterator[str]:
    """Write docs/tables.md, line by line."""
    yield "# Tables"
    yield ""
    yield "Generated by `python -m smpp_dissect.columns`. Columns marked * are inferred; the others"
    yield "hold what the bytes say. Any value may be null. A `timestamp` is UTC, in nanoseconds."
    for table in TABLES.values():
        yield from ("", f"## {table.name}", "", table.doc)
        if table.is_open:
            yield "Each vendor TLV of the profile in use is a further column, text or a number."
        yield from _columns_markdown(table.columns)
        if table is PDUS:
            yield from ("", "Made where `list`, or a condition of `list` or `show`, asks for them:")
            yield from _columns_markdown(ON_DEMAND)


def _columns_markdown(columns: tuple[Column, ...]) -> Iterator[str]:
    yield from ("", "| column | type | unit | meaning |", "|---|---|---|---|")
    for column in columns:
        mark = " *" if column.inferred else ""
        yield f"| `{column.name}`{mark} | {column.dtype} | {column.unit} | {column.doc} |"


if __name__ == "__main__":
    print("\n".join(tables_markdown()))
