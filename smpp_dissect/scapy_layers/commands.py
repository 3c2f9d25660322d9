"""One Scapy class for each command of the spec, made when this is imported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from scapy.fields import Field as ScapyField
from scapy.packet import Packet

from smpp_dissect.scapy_layers.fields import (
    Count,
    CString,
    CStrings,
    Entries,
    Fault,
    Integer,
    Octets,
    Secret,
    Text,
)
from smpp_dissect.scapy_layers.packets import HEADER_FIELDS, SMPP, Entry, Structure, Tlv, header
from smpp_dissect.spec import (
    COMMANDS,
    DEST_ADDRESS_DL,
    DEST_ADDRESS_SME,
    UNSUCCESS_SME,
    WIDTHS,
    Command,
    Field,
    Kind,
)

PACKAGE = __name__.rpartition(".")[0]
COUNTED = (Octets, CStrings, Entries)
SECRET = "password"


class _Known(SMPP):
    """A PDU of a command that SMPP knows: its fields, then TLVs. `is_response` by the command."""

    is_response: ClassVar[bool] = False

    @classmethod
    def body(cls) -> list[Any]:
        """Give the fields behind the header."""
        return cls.fields_desc[HEADER_FIELDS:]

    def applies(self, name: str) -> bool:
        """A response that tells of an error and was given nothing has no body (5.0, 3.2.1.3)."""
        is_of_body = name in (field.name for field in self.body())
        return super().applies(name) and not (is_of_body and self._is_bare())

    def _is_bare(self) -> bool:
        # Scapy gives every packet its lists.
        given = (self.fields.get(field.name, []) for field in self.body())
        return self.is_response and bool(self.command_status) and all(each == [] for each in given)

    def read_body(self, body: bytes, is_whole: bool) -> bytes:
        """Read fields and TLVs, and give what is left; the rules are those of framing."""
        *fields, _ = self.body()
        rest, is_good = self._read(fields, body)
        if not is_good and self.is_response and self.command_status and is_whole:
            read = dict(self.fields)
            bare_rest, is_good = self._read(fields[-1:], body)
            if is_good:
                return bare_rest
            self.fields = read
        return rest

    def _read(self, fields: Sequence[ScapyField[Any, Any]], s: bytes) -> tuple[bytes, bool]:
        """Read fields up to a fault, all others being missing; tell whether there was none."""
        for field in self.body():
            self.fields[field.name] = [] if field.name == "tlvs" else None
        for field in fields:
            if not Structure.applies(self, field.name):
                continue
            try:
                s, self.fields[field.name] = field.getfield(self, s)
            except Fault as fault:
                if fault.entries is not None:
                    self.fields[field.name] = fault.entries
                return fault.rest, False
        return s, True


def _scapy_fields(fields: Sequence[Field]) -> list[ScapyField[Any, Any]]:
    made: list[ScapyField[Any, Any]] = []
    for place in reversed(range(len(fields))):
        before = fields[place - 1].name if place else ""
        made.insert(0, _scapy_field(fields[place], before, made[0] if made else None))
    return made


def _scapy_field(field: Field, before: str, after: Any) -> ScapyField[Any, Any]:
    """Make a field; `before` is the name of the one that counts it, `after` what it may count."""
    if field.kind in WIDTHS:
        width = WIDTHS[field.kind]
        counts = isinstance(after, COUNTED)
        return (
            Count(field.name, width, after) if counts else Integer(field.name, 0, width, field.enum)
        )
    if field.kind in (Kind.CSTRING, Kind.TIME):
        return (Secret if field.name == SECRET else CString)(field.name, field.max_octets)
    if field.kind is Kind.OCTETS:
        return Octets(field.name, before, field.max_octets)
    if field.kind is Kind.CSTRINGS:
        return CStrings(field.name, before, field.max_octets)
    return Entries(field.name, before, *ENTRIES[field.kind])


def _make(class_name: str, base: type[Packet], /, **attributes: Any) -> Any:
    kind: Any = type(base)
    return kind(class_name, (base,), {"__module__": PACKAGE, **attributes})


def _entry_class(name: str, doc: str, fields: Sequence[Field], flag: int | None = None) -> Any:
    made = _scapy_fields(fields)
    if flag is not None:
        made[0].default = flag
    return _make(name, Entry, __doc__=doc, name=f"SMPP {name}", fields_desc=made)


DestAddressSme = _entry_class(
    "DestAddressSme", "A destination: an SME's address (3.4 5.2.25).", DEST_ADDRESS_SME, flag=1
)
DestAddressDl = _entry_class(
    "DestAddressDl", "A destination: a distribution list (3.4 5.2.25).", DEST_ADDRESS_DL, flag=2
)
UnsuccessSme = _entry_class(
    "UnsuccessSme", "A destination that failed, and why (3.4 4.5.2.1).", UNSUCCESS_SME
)
DESTINATIONS = {1: DestAddressSme, 2: DestAddressDl}


def _destination_class(octets: bytes) -> Any:
    if not octets or octets[0] not in DESTINATIONS:
        raise Fault(octets)
    return DESTINATIONS[octets[0]]


def _destination(given: Any) -> Any:
    """Take (TON, NPI, address), or the name of a distribution list, as the encoder does."""
    if isinstance(given, str | bytes):
        return DestAddressDl(dl_name=given)
    return _entry(DestAddressSme, DEST_ADDRESS_SME[1:], given)


def _unsuccess(given: Any) -> Any:
    return _entry(UnsuccessSme, UNSUCCESS_SME, given)


def _tlv(given: Any) -> Any:
    if isinstance(given, Packet):
        return given
    tag, value = given
    return Tlv(tag=tag, value=value)


def _entry(kind: Any, fields: Sequence[Field], given: Any) -> Any:
    if isinstance(given, Packet):
        return given
    return kind(**dict(zip((field.name for field in fields), given, strict=True)))


Choice = tuple[Callable[[bytes], Any], Callable[[Any], Any]]
ENTRIES: dict[Kind, Choice] = {
    Kind.DEST_ADDRESSES: (_destination_class, _destination),
    Kind.UNSUCCESS_SMES: (lambda _: UnsuccessSme, _unsuccess),
}


def _command_class(command: Command) -> type[SMPP]:
    name = "".join(word.capitalize() for word in command.name.split("_"))
    fields = _scapy_fields(command.fields)
    tlvs = Entries("tlvs", None, lambda _: Tlv, _tlv)
    made: type[SMPP] = _make(
        name,
        _Known,
        __doc__=f"{command.name} (SMPP {command.section}).",
        name=f"SMPP {command.name}",
        is_response=command.is_response,
        conditions={field.name: field.only_if for field in command.fields if field.only_if},
        fields_desc=[*header(command.command_id), *fields, tlvs, Text("trailing", 0)],
    )
    return made


SMPP.commands.update({command.command_id: _command_class(command) for command in COMMANDS})
CLASSES: dict[str, type[SMPP]] = {kind.__name__: kind for kind in SMPP.commands.values()}
