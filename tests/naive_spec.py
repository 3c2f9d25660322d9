"""SMPP written down a second time, for the oracle only.

Typed by hand from the PDU tables of SMPP 3.3, 3.4 and 5.0 (and Wireshark's table for the two
commands of Huawei), so that a slip in the package's own tables shows as a difference.

A field is `name:kind`. Kinds: `1` and `4` are unsigned integers of that many octets, `z21` is a
C-octet string of at most 21 octets with its NUL, `t` a time (an empty C-octet string, or 16
characters and a NUL), `sm` the octets counted by the sm_length before it; `dests`, `unsuccess` and
`ids` are lists counted by the field before them.
"""

from __future__ import annotations

Field = tuple[str, str]


def _fields(text: str) -> tuple[Field, ...]:
    return tuple((name, kind) for name, kind in (word.split(":") for word in text.split()))


_BIND = (
    "system_id:z16 password:z9 system_type:z13 interface_version:1 addr_ton:1 addr_npi:1"
    " address_range:z41"
)
_SOURCE = "source_addr_ton:1 source_addr_npi:1 source_addr:z21"
_SOURCE_65 = "source_addr_ton:1 source_addr_npi:1 source_addr:z65"
_DEST = "dest_addr_ton:1 dest_addr_npi:1 destination_addr:z21"
_DEST_65 = "dest_addr_ton:1 dest_addr_npi:1 destination_addr:z65"
_TIMES = "schedule_delivery_time:t validity_period:t"
_TEXT = "sm_length:1 short_message:sm"
_SUBMIT = (
    f"service_type:z6 {_SOURCE} {_DEST} esm_class:1 protocol_id:1 priority_flag:1 {_TIMES}"
    f" registered_delivery:1 replace_if_present_flag:1 data_coding:1 sm_default_msg_id:1 {_TEXT}"
)
_HUAWEI = (
    "version:1 smsc_addr:z21 msc_addr_noa:1 msc_addr_npi:1 msc_addr:z21 source_addr:z21"
    " destination_addr:z21 mo_mt_flag:1 sm_id:z65 length_auth:4"
)

_BODIES: dict[int, tuple[str, str]] = {
    0x00000001: ("bind_receiver", _BIND),
    0x00000002: ("bind_transmitter", _BIND),
    0x00000003: ("query_sm", f"message_id:z65 {_SOURCE}"),
    0x00000004: ("submit_sm", _SUBMIT),
    0x00000005: ("deliver_sm", _SUBMIT),
    0x00000006: ("unbind", ""),
    0x00000007: (
        "replace_sm",
        f"message_id:z65 {_SOURCE} {_TIMES} registered_delivery:1 sm_default_msg_id:1 {_TEXT}",
    ),
    0x00000008: ("cancel_sm", f"service_type:z6 message_id:z65 {_SOURCE} {_DEST}"),
    0x00000009: ("bind_transceiver", _BIND),
    0x0000000B: ("outbind", "system_id:z16 password:z9"),
    0x00000015: ("enquire_link", ""),
    0x00000021: (
        "submit_multi",
        f"service_type:z6 {_SOURCE} number_of_dests:1 dest_address:dests esm_class:1 protocol_id:1"
        f" priority_flag:1 {_TIMES} registered_delivery:1 replace_if_present_flag:1 data_coding:1"
        f" sm_default_msg_id:1 {_TEXT}",
    ),
    0x00000022: ("param_retrieve", "param_name:z32"),
    0x00000023: ("query_last_msgs", f"{_SOURCE} num_messages:1"),
    0x00000024: ("query_msg_details", f"message_id:z9 {_SOURCE} sm_length:1"),
    0x00000102: (
        "alert_notification",
        f"{_SOURCE_65} esme_addr_ton:1 esme_addr_npi:1 esme_addr:z65",
    ),
    0x00000103: (
        "data_sm",
        f"service_type:z6 {_SOURCE_65} {_DEST_65} esm_class:1 registered_delivery:1 data_coding:1",
    ),
    0x00000111: (
        "broadcast_sm",
        f"service_type:z6 {_SOURCE} message_id:z65 priority_flag:1 {_TIMES}"
        " replace_if_present_flag:1 data_coding:1 sm_default_msg_id:1",
    ),
    0x00000112: ("query_broadcast_sm", f"message_id:z65 {_SOURCE}"),
    0x00000113: ("cancel_broadcast_sm", f"service_type:z6 message_id:z65 {_SOURCE}"),
    0x01000001: ("auth_acc", f"{_HUAWEI} service_id:4"),
    0x01000002: ("sm_result_notify", f"{_HUAWEI} delivery_result:4 service_id:4"),
    0x80000000: ("generic_nack", ""),
    0x80000001: ("bind_receiver_resp", "system_id:z16"),
    0x80000002: ("bind_transmitter_resp", "system_id:z16"),
    0x80000003: ("query_sm_resp", "message_id:z65 final_date:t message_state:1 error_code:1"),
    0x80000004: ("submit_sm_resp", "message_id:z65"),
    0x80000005: ("deliver_sm_resp", "message_id:z65"),
    0x80000006: ("unbind_resp", ""),
    0x80000007: ("replace_sm_resp", ""),
    0x80000008: ("cancel_sm_resp", ""),
    0x80000009: ("bind_transceiver_resp", "system_id:z16"),
    0x80000015: ("enquire_link_resp", ""),
    0x80000021: ("submit_multi_resp", "message_id:z65 no_unsuccess:1 unsuccess_sme:unsuccess"),
    0x80000022: ("param_retrieve_resp", "param_value:z101"),
    0x80000023: ("query_last_msgs_resp", "number_msgs:1 message_id:ids"),
    0x80000024: (
        "query_msg_details_resp",
        f"service_type:z6 {_SOURCE} number_of_dests:1 dest_address:dests protocol_id:1"
        f" priority_flag:1 {_TIMES} registered_delivery:1 data_coding:1 {_TEXT} message_id:z9"
        " final_date:t message_status:1 error_code:1",
    ),
    0x80000103: ("data_sm_resp", "message_id:z65"),
    0x80000111: ("broadcast_sm_resp", "message_id:z65"),
    0x80000112: ("query_broadcast_sm_resp", "message_id:z65"),
    0x80000113: ("cancel_broadcast_sm_resp", ""),
    0x81000001: ("auth_acc_resp", "operation_result:4 notify_mode:1"),
    0x81000002: ("sm_result_notify_resp", "delivery_result:4"),
}

NAMES = {command_id: name for command_id, (name, _) in _BODIES.items()}
IDS = {name: command_id for command_id, name in NAMES.items()}
FIELDS = {command_id: _fields(text) for command_id, (_, text) in _BODIES.items()}

SME_ADDRESS = _fields(_DEST)
DISTRIBUTION_LIST = _fields("dl_name:z21")
UNSUCCESS_SME = _fields(f"{_DEST} error_status_code:4")
MESSAGE_ID = _fields("message_id:z9")

# The address of the MSC is there only when version is 0x33.
HUAWEI_VERSION = 0x33
HUAWEI_ONLY = ("msc_addr_noa", "msc_addr_npi", "msc_addr")

# Tag: name, fewest and most octets of the value (3.4 section 5.3, 5.0 section 4.8).
TLVS: dict[int, tuple[str, int, int]] = {
    0x0005: ("dest_addr_subunit", 1, 1),
    0x0006: ("dest_network_type", 1, 1),
    0x0007: ("dest_bearer_type", 1, 1),
    0x0008: ("dest_telematics_id", 2, 2),
    0x000D: ("source_addr_subunit", 1, 1),
    0x000E: ("source_network_type", 1, 1),
    0x000F: ("source_bearer_type", 1, 1),
    0x0010: ("source_telematics_id", 1, 1),
    0x0017: ("qos_time_to_live", 4, 4),
    0x0019: ("payload_type", 1, 1),
    0x001D: ("additional_status_info_text", 1, 256),
    0x001E: ("receipted_message_id", 1, 65),
    0x0030: ("ms_msg_wait_facilities", 1, 1),
    0x0201: ("privacy_indicator", 1, 1),
    0x0202: ("source_subaddress", 2, 23),
    0x0203: ("dest_subaddress", 2, 23),
    0x0204: ("user_message_reference", 2, 2),
    0x0205: ("user_response_code", 1, 1),
    0x020A: ("source_port", 2, 2),
    0x020B: ("destination_port", 2, 2),
    0x020C: ("sar_msg_ref_num", 2, 2),
    0x020D: ("language_indicator", 1, 1),
    0x020E: ("sar_total_segments", 1, 1),
    0x020F: ("sar_segment_seqnum", 1, 1),
    0x0210: ("sc_interface_version", 1, 1),
    0x0302: ("callback_num_pres_ind", 1, 1),
    0x0303: ("callback_num_atag", 1, 65),
    0x0304: ("number_of_messages", 1, 1),
    0x0381: ("callback_num", 4, 19),
    0x0420: ("dpf_result", 1, 1),
    0x0421: ("set_dpf", 1, 1),
    0x0422: ("ms_availability_status", 1, 1),
    0x0423: ("network_error_code", 3, 3),
    0x0424: ("message_payload", 0, 65535),
    0x0425: ("delivery_failure_reason", 1, 1),
    0x0426: ("more_messages_to_send", 1, 1),
    0x0427: ("message_state", 1, 1),
    0x0428: ("congestion_state", 1, 1),
    0x0501: ("ussd_service_op", 1, 1),
    0x0600: ("broadcast_channel_indicator", 1, 1),
    0x0601: ("broadcast_content_type", 3, 3),
    0x0602: ("broadcast_content_type_info", 1, 255),
    0x0603: ("broadcast_message_class", 1, 1),
    0x0604: ("broadcast_rep_num", 2, 2),
    0x0605: ("broadcast_frequency_interval", 3, 3),
    0x0606: ("broadcast_area_identifier", 1, 101),
    0x0607: ("broadcast_error_status", 4, 4),
    0x0608: ("broadcast_area_success", 1, 1),
    0x0609: ("broadcast_end_time", 16, 17),
    0x060A: ("broadcast_service_group", 1, 255),
    0x060B: ("billing_identification", 1, 1024),
    0x060D: ("source_network_id", 7, 65),
    0x060E: ("dest_network_id", 7, 65),
    0x060F: ("source_node_id", 6, 6),
    0x0610: ("dest_node_id", 6, 6),
    0x0611: ("dest_addr_np_resolution", 1, 1),
    0x0612: ("dest_addr_np_information", 10, 10),
    0x0613: ("dest_addr_np_country", 1, 5),
    0x1201: ("display_time", 1, 1),
    0x1203: ("sms_signal", 2, 2),
    0x1204: ("ms_validity", 1, 4),
    0x130C: ("alert_on_message_delivery", 0, 1),
    0x1380: ("its_reply_type", 1, 1),
    0x1383: ("its_session_info", 2, 2),
}

# TLVs that a command must carry, in any order (5.0 sections 4.4.1 and 4.4.2).
MANDATORY_TLVS: dict[int, tuple[int, ...]] = {
    0x00000111: (0x0606, 0x0601, 0x0604, 0x0605),
    0x80000112: (0x0427, 0x0606, 0x0608),
}
