"""The differences that are intended: each by a rule, with its reason and the condition it holds on.

A rule is data. `about` says of what it may be told; `holds` is asked of one PDU and a place in it,
and looks at octets and at tshark's answer, so that nothing is excused that is merely of the same
kind. What becomes of a text is told by `texts`, why tshark lacks a PDU by `losses`: these rules
have no condition here. The page that people read is made of this table (`page`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from smpp_dissect.pdus.tree.model import Node
from smpp_dissect.verify import conditions, losses, texts
from smpp_dissect.verify.case import Case
from smpp_dissect.verify.conditions import Holds
from smpp_dissect.verify.pdml import Shown


class About(StrEnum):
    """What a difference is about; the value says it to a person."""

    LOST = "PDUs that tshark lacks"
    EXTRA = "PDUs that only tshark has"
    MOVED = "PDUs that tshark tells with another frame"
    UNSHOWN = "fields that tshark does not show"
    ELSEWHERE = "fields that tshark shows where we have none"
    VALUE = "values that tshark shows otherwise"
    TEXT = "texts that tshark reads otherwise"
    MALFORMED = "PDUs that only tshark calls malformed"
    SOUND = "PDUs that only we call malformed"


class Rule(NamedTuple):
    """One intended difference: `reason` is told to people, `holds` decides."""

    name: str
    about: tuple[About, ...]
    reason: str
    holds: Holds | None = None


def _lost(name: str, reason: str) -> Rule:
    return Rule(name, (About.LOST,), reason)


def _text(name: str, reason: str) -> Rule:
    return Rule(name, (About.TEXT,), reason)


RULES: tuple[Rule, ...] = (
    _lost(
        losses.INCOMPLETE,
        "The last octets of the PDU are not in the capture: segments are missing, or the capture"
        " ends. tshark shows a PDU when it has all of it. smpp-dissect shows what was captured of"
        " it, with the anomaly `cut_by_gap` or `cut_by_end`.",
    ),
    _lost(
        losses.RESYNC,
        "Before the PDU stand octets of no PDU, as at the begin of a capture or after a gap, and"
        " the PDU does not begin a segment. Nothing tells tshark where a PDU begins. smpp-dissect"
        " looks for a header that can be believed, and tells what it skipped.",
    ),
    _lost(
        losses.OUT_OF_ORDER,
        "The PDU lies, in part at least, in a segment that came after one it should have come"
        " before. Left to itself, tshark takes segments as they come. Told to put them in order"
        " (`tcp.reassemble_out_of_order`) it finds these PDUs, unless the late segment was"
        " acknowledged before it was captured: that one it takes for a retransmission, and waits"
        " on. It waits for segments that never come, too, and then loses far more: so it is told"
        " to put them in order only where no octets are missing from a capture.",
    ),
    _lost(
        losses.ACKNOWLEDGED,
        "The other side had acknowledged a segment of the PDU before that was captured, as happens"
        " where packets are caught in two places. Not told to put segments in order, tshark takes"
        " it for one sent again, and passes over it.",
    ),
    _lost(
        losses.SHORT_HEADER,
        "Of the PDU's header, fewer than 16 octets are at the end of a segment, alone or behind a"
        " PDU that began in an earlier one, or fewer than 16 in two segments. That little is all"
        " tshark looks at after putting together what it had waited for, and it is no header to"
        " it.",
    ),
    _lost(
        losses.UNKNOWN_FIRST,
        "The PDU begins a segment, lies in several, or follows one that does, and its `command_id`"
        " is in no version of SMPP, a vendor's command, or of those that only SMPP 3.3 has"
        " (`param_retrieve`, `query_last_msgs`, `query_msg_details`), which tshark does not know."
        " It takes the segment for something else. smpp-dissect keeps the number and the octets of"
        " an unknown command, with the anomaly `unknown_command`.",
    ),
    _lost(
        losses.RESERVED_STATUS_FIRST,
        "The PDU begins a segment, lies in several, or follows one that does, and its"
        " `command_status` is one of those that the standard keeps for itself (0x4A to 0x4F, 0x113"
        " to 0x3FF). tshark takes the segment for something else. A status is no reason to doubt a"
        " PDU that follows another.",
    ),
    _lost(
        losses.OVERSIZED_FIRST,
        "The PDU begins a segment, lies in several, or follows one that does, and its"
        " `command_length` is more than 65536. tshark believes no such length there. One"
        " `message_payload` may have 65535 octets, so the standard allows it.",
    ),
    Rule(
        losses.WRONG_LENGTH,
        (About.LOST, About.MOVED, About.ELSEWHERE, About.MALFORMED),
        "The `command_length` of a PDU is wrong: it ends within a field or TLV and has octets of no"
        " PDU behind it, or another PDU begins within it. tshark reads on to where the length says,"
        " and the next length from there, and waits for that many octets: all that this side says"
        " after it is lost, in segments of their own, too. smpp-dissect looks for the next header.",
        conditions.wrong_length,
    ),
    Rule(
        losses.TORN,
        (About.LOST, About.EXTRA, About.MALFORMED),
        "The PDU lies in several segments, and tshark gave up what a message before it in the first"
        " of them holds, as a user data header that does not come out even. It then shows what of"
        " the PDU lies in that segment, with the frame of that, and puts nothing together. Of fewer"
        " than 16 octets it says, behind the PDU before, that they are malformed.",
        conditions.torn,
    ),
    Rule(
        losses.LATE_FRAME,
        (About.MOVED,),
        "The PDU lies, in part at least, behind a segment that came late. tshark, told to put"
        " segments in order, tells it with the frame that closed the hole; smpp-dissect with the"
        " one that brought the last of its own octets.",
    ),
    Rule(
        "request_status",
        (About.UNSHOWN,),
        "tshark shows no `command_status` of requests. The standard has it 0 there; smpp-dissect"
        " shows what it is.",
        conditions.request_status,
    ),
    Rule(
        "error_body",
        (About.UNSHOWN, About.SOUND),
        "The PDU is a response with a `command_status` other than 0, and tshark shows no field of"
        " it at all: it reads the body of responses only if they say yes. SMPP 5.0 (3.2.1.3) leaves"
        " it to the SMSC whether such a response has a body, and it is there that a refusal is"
        " explained.",
        conditions.error_body,
    ),
    Rule(
        "empty_field",
        (About.UNSHOWN,),
        "The string, time or message is there and empty, and tshark shows no line for it. To"
        " smpp-dissect, empty and absent are two things.",
        conditions.empty_field,
    ),
    Rule(
        "count_field",
        (About.UNSHOWN,),
        "`number_of_dests` and `no_unsuccess` tell how many entries a list has, `dest_flag` what"
        " kind an entry is. tshark shows a list where it has entries, and the entries without their"
        " kinds. The rule holds only if the entries that it shows are as many as told, and of these"
        " kinds.",
        conditions.count_field,
    ),
    Rule(
        "unread_tlvs",
        (About.UNSHOWN, About.SOUND),
        "tshark reads no TLVs of this command, nor of any that has no fields. SMPP 5.0 (4.8) allows"
        " TLVs in every PDU, and vendors use that.",
        conditions.unread_tlvs,
    ),
    Rule(
        "unknown_body",
        (About.UNSHOWN, About.SOUND),
        "The command is one of SMPP 3.3 alone, and tshark shows its header and no more.",
        conditions.unknown_body,
    ),
    Rule(
        "renamed_field",
        (About.ELSEWHERE,),
        "tshark shows the `validity_period` of a `submit_multi` as a second"
        " `schedule_delivery_time`, and the `version` of Huawei's requests as `error_code`. Each is"
        " compared under its own name.",
        conditions.renamed_field,
    ),
    Rule(
        "tlv_width",
        (About.ELSEWHERE, About.UNSHOWN, About.MALFORMED, About.SOUND),
        "The PDU has a TLV of another length than tshark takes for its tag: it does not look at the"
        " length that integers and strings tell, takes 1 octet for `broadcast_rep_num` (the"
        " standard has 2), and strings up to a NUL, wherever that is. It is astray after it, up to"
        " the end of the PDU. smpp-dissect goes by the length, with the anomaly `tlv_length` where"
        " it is not the standard's.",
        conditions.tlv_width,
    ),
    Rule(
        "unread_value",
        (About.SOUND,),
        "The length of a `callback_num` or `callback_num_atag` runs over the end of the PDU. Of"
        " these tshark says that they are there, and looks at no octet of their values, so that"
        " none is missing to it.",
        conditions.unread_value,
    ),
    Rule(
        "after_fault",
        (About.ELSEWHERE,),
        "The PDU does not come out even, or was cut by the snap length. What precedes the first"
        " field or TLV that cannot be read to its end is the same; after it smpp-dissect trusts"
        " nothing and has octets that it calls `unparsed`, where tshark shows what it can.",
        conditions.after_fault,
    ),
    Rule(
        "list_entry",
        (About.SOUND,),
        "A `dest_flag` is neither 1 nor 2. To tshark all but 1 is a distribution list. smpp-dissect"
        " trusts nothing after it.",
        conditions.list_entry,
    ),
    Rule(
        "reserved_bits",
        (About.ELSEWHERE,),
        "tshark shows the reserved bit of a `data_coding` that is 0, too. smpp-dissect shows"
        " reserved bits where they are set.",
        conditions.reserved_bits,
    ),
    Rule(
        "message_waiting",
        (About.ELSEWHERE, About.VALUE),
        "tshark divides each `data_coding` from 0x40 to 0xBF as if it were of the groups for"
        " message waiting, which begin at 0xC0. smpp-dissect divides it as 3GPP TS 23.038 (4) does:"
        " up to 0x7F it is general data coding, up to 0xBF reserved.",
        conditions.message_waiting,
    ),
    Rule(
        "remark",
        (About.ELSEWHERE,),
        "What tshark shows is no field with octets but a remark of its own: that a message stands"
        " in `short_message` and in `message_payload`, or, in later versions, that the PDU is a"
        " request.",
        conditions.remark,
    ),
    Rule(
        "replace_flag",
        (About.VALUE,),
        "tshark looks at bit 0 of `replace_if_present_flag`. The standard knows 0 and 1 and keeps"
        " the rest for itself, so smpp-dissect tells the whole octet.",
        conditions.replace_flag,
    ),
    Rule(
        "default_name",
        (About.VALUE,),
        "Of an empty `service_type` tshark says `(Default)`, of an empty network id `Empty!`."
        " smpp-dissect keeps what is on the wire apart from what it means.",
        conditions.default_name,
    ),
    Rule(
        "empty_time",
        (About.VALUE,),
        "Of an empty time tshark makes a relative time of 0 seconds. To smpp-dissect it is empty.",
        conditions.empty_time,
    ),
    Rule(
        "short_time",
        (About.VALUE,),
        "A date has neither tenths nor zone, as `final_date` is met. tshark makes a relative time"
        " of 0 seconds of it. smpp-dissect reads the date, and says that no zone is told.",
        conditions.short_time,
    ),
    Rule(
        "no_time",
        (About.VALUE,),
        "What stands where a time should is none: letters, a 13th month, a zone beyond 12 hours."
        " tshark counts on with whatever is there. smpp-dissect says that it is no time of SMPP.",
        conditions.no_time,
    ),
    Rule(
        "years_and_months",
        (About.VALUE,),
        "The relative time has years, months or tenths of a second. tshark counts from days down to"
        " seconds. smpp-dissect counts years and months by the calendar.",
        conditions.years_and_months,
    ),
    _text(
        texts.HIGH_OCTET,
        "The text has octets above 0x7F, and its alphabet only seven bits: ASCII, as which tshark"
        " reads C-octet strings, too, or GSM 7-bit. To tshark each of them is U+FFFD. smpp-dissect"
        " reads them as Latin-1, for that is what the senders who do this mean.",
    ),
    _text(
        texts.NO_CHARACTER,
        "Octets that are no character of the alphabet are U+FFFD to tshark. smpp-dissect writes"
        r" them as `\xNN`, so that nothing is lost.",
    ),
    _text(
        texts.SOFT_HYPHEN,
        "tshark takes octet 0xAD of ISO 8859-5 for a letter, U+040D. By the standard it is a soft"
        " hyphen.",
    ),
    _text(
        texts.ESCAPE,
        "An escape stands before what is not in the extension table of GSM 7-bit, or at the end."
        " tshark puts U+FFFD for both octets, and nothing for an escape alone, or lets it wait for"
        " a later octet. smpp-dissect shows the character of the main table, as 3GPP TS 23.038"
        r" (6.2.1.1) has it, and writes an escape that nothing follows as `\x1b`.",
    ),
    _text(
        texts.SURROGATE,
        "tshark writes each half of a surrogate pair as if it were a character, which is neither"
        " UTF-8 nor XML. smpp-dissect joins the halves to the character that they are, and writes"
        r" one that is alone as `\xNN\xNN`. The halves are compared one by one.",
    ),
    _text(
        texts.ODD_OCTET,
        "An octet is left over at the end of a text of two octets a character. tshark drops it,"
        r" smpp-dissect writes it as `\xNN`.",
    ),
    Rule(
        texts.PACKED_FILL,
        (About.TEXT, About.MALFORMED),
        "The text is of packed septets. Where eight of them end with an octet the last may be fill,"
        " which tshark shows as `@`; and where fill bits follow a user data header and nothing"
        " else, tshark calls the PDU malformed. smpp-dissect leaves fill out.",
        conditions.packed_fill,
    ),
    _text(
        texts.NUL_ENDS,
        "To tshark a text ends with the first NUL, except in GSM 7-bit, where that is `@`. To"
        " smpp-dissect a message is as long as it says.",
    ),
    _text(
        texts.NATIONAL_TABLE,
        "The user data header names a national language (3GPP TS 23.040, 9.2.3.24.15 and 16)."
        " tshark reads the text by the default tables. smpp-dissect reads it by those of the"
        " language.",
    ),
    _text(
        texts.UNREAD_HEADER,
        "`esm_class` says that the message begins with a user data header, and tshark, which takes"
        " it off in `submit_sm` and `deliver_sm` only, reads it as text. smpp-dissect opens it in"
        " every PDU that has an `esm_class`.",
    ),
    _text(
        texts.OTHER_ALPHABET,
        "The `data_coding` names an alphabet that is another one to tshark: 0x40 to 0xBF are all"
        " GSM 7-bit to it, and so are the groups of message class and message waiting whatever was"
        " agreed on. smpp-dissect goes by 3GPP TS 23.038 (4), and takes what GSM calls the default"
        " alphabet for the one agreed.",
    ),
    Rule(
        "port_user_data",
        (About.MALFORMED,),
        "The message has a user data header with a port (3GPP TS 23.040, 9.2.3.24.3 and 4). tshark"
        " hands its data to the dissector for that port, as a rule that of WSP, and what that one"
        " makes of it is no fault of the PDU.",
        conditions.port_user_data,
    ),
    Rule(
        "user_data_header",
        (About.MALFORMED,),
        "`esm_class` says that the message begins with a user data header, and the header does not"
        " come out even. tshark calls the frame malformed for it. Of the PDU all is in its place,"
        " and smpp-dissect tells within the message what is wrong.",
        conditions.user_data_header,
    ),
    Rule(
        "carried_header",
        (About.ELSEWHERE, About.MALFORMED),
        "The message is in a PDU that is neither a `submit_sm` nor a `deliver_sm`, and the last of"
        " these in the same frame has a user data header. tshark looks at the `esm_class` of these"
        " two only, and takes the first octets of this message for a header, too.",
        conditions.carried_header,
    ),
)
BY_NAME = {rule.name: rule for rule in RULES}


def explaining(about: About, case: Case, shown: Shown | None, node: Node | None) -> Rule | None:
    """Find the rule by which a difference is intended; None where there is none."""
    for rule in RULES:
        if about in rule.about and rule.holds is not None and rule.holds(case, shown, node):
            return rule
    return None
