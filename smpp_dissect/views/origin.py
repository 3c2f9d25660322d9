"""Where a PDU of a capture is from, and what it is a part of, in a line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from smpp_dissect.views.escape import visible
from smpp_dissect.views.pairs import delay

if TYPE_CHECKING:
    from smpp_dissect.views.values import Value


def heading_lines(origin: Mapping[str, Any]) -> list[str]:
    """Tell both, each in a line, where there is anything to tell."""
    return list(filter(None, (origin_line(origin), message_line(origin))))


def origin_line(origin: Mapping[str, Value]) -> str:
    """Tell a PDU's number, frame, file, time, session, sender, partner and first anomaly.

    `origin`: as `Tree.origin` gives it; for a PDU without a capture the line is empty.
    """
    if origin["pdu"] is None:
        return ""
    sender, anomaly = origin["sender"], origin["anomaly"]
    parts = [f"PDU {origin['pdu']}", f"frame {origin['frame']} of {origin['file']}"]
    parts += [f"{origin['time'] or ''}", f"session {origin['session']}"]
    parts += [f"from the {str(sender).upper()}" if sender else "", _partner(origin)]
    parts += [f"{anomaly or ''}"]
    return visible(", ".join(filter(None, parts)))


def message_line(origin: Mapping[str, Any]) -> str:
    """Tell the long message that a PDU is a part of, its parts and its text; empty: it is none."""
    told = origin["long_message"]
    if told is None:
        return ""
    pdus = ", ".join("not captured" if pdu is None else str(pdu) for pdu in told["pdus"])
    line = f"part {told['part']} of {told['parts']} of message {told['message']} in {told['table']}"
    text = "" if told["text"] is None else f': "{told["text"]}"'
    return visible(f"{line}, PDUs {pdus}{text}")


def _partner(origin: Mapping[str, Value]) -> str:
    request, response = origin["request"], origin["response"]
    after = f" after {delay(origin['response_s'])}" if origin["response_s"] is not None else ""
    if request is not None:
        return f"answers PDU {request}{after}"
    return f"answered by PDU {response}{after}" if response is not None else ""
