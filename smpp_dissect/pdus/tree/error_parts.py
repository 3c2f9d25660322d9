"""network_error_code: what a network said of a failure, by the kind of the network.

What a GSM network's code is a code of, SMPP leaves open: message centres are met that pass on the
error of the mobile application part, the cause of the relay layer or the failure cause of the
transfer layer. All tables that know the code are quoted. A profile's own list comes first.

Source: SMPP 3.4, 5.3.2.31; 5.0, 4.8.4.42. 3GPP TS 29.002, 17.6 (MAP errors); TS 24.011, 8.2.5.4 and
annex E (RP causes); TS 23.040, 9.2.3.22 (TP-FCS).
"""

from __future__ import annotations

from smpp_dissect.pdus.meanings import value_meaning
from smpp_dissect.pdus.tree.parts import Reading, fields_read, summary
from smpp_dissect.profiles import Profile
from smpp_dissect.profiles.model import NETWORK_ERROR_CODE
from smpp_dissect.spec import TLV_BY_NAME

TLV = TLV_BY_NAME["network_error_code"]
GSM = 3
GSM_TABLES = (("MAP", "gsm_map_error"), ("RP", "gsm_rp_cause"), ("TP-FCS", "gsm_tp_fcs"))
# Of a code that a table reserves, another may know more.
UNTOLD = (None, "reserved")
OTHER_TABLES = {
    1: "ansi_sms_access_denied_reason",
    2: "ansi_sms_access_denied_reason",
    4: "ansi_sms_cause_code",
    5: "ansi_sms_cause_code",
    6: "ansi_sms_cause_code",
    7: "command_status",
}


def error_meaning(network_type: int, code: int, profile: Profile | None = None) -> str | None:
    """Say what an error code means in its network; None where no table has it."""
    own = profile.error_meaning(code, NETWORK_ERROR_CODE) if profile else None
    if own is not None or network_type != GSM:
        table = OTHER_TABLES.get(network_type)
        return own or (value_meaning(table, code) if table else None)
    told = [(name, value_meaning(table, code)) for name, table in GSM_TABLES]
    return "; ".join(f"{name}: {text}" for name, text in told if text not in UNTOLD) or None


def error_reading(octets: bytes, profile: Profile | None = None) -> Reading:
    """Read the value of network_error_code."""
    parts = fields_read(TLV.parts, octets)
    for at, part in enumerate(parts):
        if part.name == "error_code":
            meaning = error_meaning(octets[0], int.from_bytes(octets[1:3]), profile)
            parts[at] = part._replace(meaning=meaning)
    return Reading(None, summary(parts, octets), parts)
