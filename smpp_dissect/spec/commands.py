"""The commands of SMPP 3.3, 3.4 and 5.0 and Huawei's two, in order of command_id."""

from __future__ import annotations

from smpp_dissect.spec.vocabulary import Command, Field, Kind

U8, U32, CSTRING, TIME, OCTETS = Kind.U8, Kind.U32, Kind.CSTRING, Kind.TIME, Kind.OCTETS

# Fields and sequences of fields that several commands share.

SYSTEM_ID = Field("system_id", CSTRING, 16, section="3.4 5.2.1; 5.0 4.7.30")
PASSWORD = Field("password", CSTRING, 9, section="3.4 5.2.2; 5.0 4.7.18")
BIND = (
    SYSTEM_ID,
    PASSWORD,
    Field("system_type", CSTRING, 13, section="3.4 5.2.3; 5.0 4.7.31"),
    Field("interface_version", U8, 1, "interface_version", section="3.4 5.2.4; 5.0 4.7.13"),
    Field("addr_ton", U8, 1, "ton", section="3.4 5.2.5; 5.0 4.7.1"),
    Field("addr_npi", U8, 1, "npi", section="3.4 5.2.6; 5.0 4.7.2"),
    Field(
        "address_range",
        CSTRING,
        41,
        section="3.4 5.2.7; 5.0 4.7.3",
        note="UNIX regular expression or one address; unused by a transmitter in 3.3",
    ),
)

SERVICE_TYPE = Field("service_type", CSTRING, 6, "service_type", section="3.4 5.2.11; 5.0 4.7.25")
SOURCE_ADDR_TON = Field("source_addr_ton", U8, 1, "ton", section="3.4 5.2.5; 5.0 4.7.1")
SOURCE_ADDR_NPI = Field("source_addr_npi", U8, 1, "npi", section="3.4 5.2.6; 5.0 4.7.2")
DEST_ADDR_TON = Field("dest_addr_ton", U8, 1, "ton", section="3.4 5.2.5; 5.0 4.7.1")
DEST_ADDR_NPI = Field("dest_addr_npi", U8, 1, "npi", section="3.4 5.2.6; 5.0 4.7.2")
DESTINATION_ADDR = Field("destination_addr", CSTRING, 21, section="3.4 5.2.9; 5.0 4.7.8")
SOURCE = (
    SOURCE_ADDR_TON,
    SOURCE_ADDR_NPI,
    Field("source_addr", CSTRING, 21, section="3.4 5.2.8; 5.0 4.7.29"),
)
DESTINATION = (DEST_ADDR_TON, DEST_ADDR_NPI, DESTINATION_ADDR)

# data_sm and alert_notification came with 3.4 and allow longer addresses than submit_sm.
LONG_SOURCE = (
    SOURCE_ADDR_TON,
    SOURCE_ADDR_NPI,
    Field("source_addr", CSTRING, 65, section="3.4 4.7.1; 5.0 4.7.29"),
)
LONG_DESTINATION = (
    DEST_ADDR_TON,
    DEST_ADDR_NPI,
    Field("destination_addr", CSTRING, 65, section="3.4 4.7.1; 5.0 4.7.8"),
)

ESME = (
    Field("esme_addr_ton", U8, 1, "ton", section="3.4 5.2.5; 5.0 4.7.1"),
    Field("esme_addr_npi", U8, 1, "npi", section="3.4 5.2.6; 5.0 4.7.2"),
    Field("esme_addr", CSTRING, 65, section="3.4 5.2.10; 5.0 4.7.11"),
)

ESM_CLASS = Field("esm_class", U8, 1, "esm_class", section="3.4 5.2.12; 5.0 4.7.12")
PROTOCOL_ID = Field("protocol_id", U8, 1, "gsm_tp_pid", section="3.4 5.2.13; 5.0 4.7.20")
PRIORITY_FLAG = Field(
    "priority_flag",
    U8,
    1,
    "priority_flag_gsm",
    section="3.4 5.2.14; 5.0 4.7.19",
    note="other networks name the levels otherwise; 3.3 has 0 and 1 only",
)
PRIORITY_FLAG_CBS = Field("priority_flag", U8, 1, "priority_flag_gsm_cbs", section="5.0 4.7.19")
SCHEDULE_DELIVERY_TIME = Field(
    "schedule_delivery_time", TIME, 17, section="3.4 5.2.15; 5.0 4.7.23.1"
)
VALIDITY_PERIOD = Field("validity_period", TIME, 17, section="3.4 5.2.16; 5.0 4.7.23.2")
# A deliver_sm of 3.4 leaves the two times empty; 5.0 uses them between message centres.
UNUSED_SCHEDULE_DELIVERY_TIME = Field(
    "schedule_delivery_time", TIME, 1, max_octets_v33=17, max_octets_v50=17, section="3.4 4.6.1"
)
UNUSED_VALIDITY_PERIOD = Field(
    "validity_period", TIME, 1, max_octets_v33=17, max_octets_v50=17, section="3.4 4.6.1"
)
REGISTERED_DELIVERY = Field(
    "registered_delivery",
    U8,
    1,
    "registered_delivery",
    section="3.4 5.2.17; 5.0 4.7.21",
    note="registered_delivery_flag in 3.3, 0 or 1",
)
REPLACE_IF_PRESENT_FLAG = Field(
    "replace_if_present_flag", U8, 1, "replace_if_present_flag", section="3.4 5.2.18; 5.0 4.7.22"
)
DATA_CODING = Field("data_coding", U8, 1, "data_coding", section="3.4 5.2.19; 5.0 4.7.7")
SM_DEFAULT_MSG_ID = Field(
    "sm_default_msg_id",
    U8,
    1,
    section="3.4 5.2.20; 5.0 4.7.27",
    note="0: unused; 1-100 in 3.3, 1-254 in 3.4, 1-255 in 5.0",
)
SHORT_MESSAGE = (
    Field("sm_length", U8, 1, section="3.4 5.2.21; 5.0 4.7.28"),
    Field(
        "short_message",
        OCTETS,
        254,
        max_octets_v33=160,
        max_octets_v50=255,
        section="3.4 5.2.22; 5.0 4.7.26",
        note="begins with a user data header when esm_class has bit 6",
    ),
)
SHORT_MESSAGE_33 = (Field("sm_length", U8, 1), Field("short_message", OCTETS, 160))
OPTIONS = (
    REGISTERED_DELIVERY,
    REPLACE_IF_PRESENT_FLAG,
    DATA_CODING,
    SM_DEFAULT_MSG_ID,
    *SHORT_MESSAGE,
)

MESSAGE_ID = Field("message_id", CSTRING, 65, max_octets_v33=9, section="3.4 5.2.23; 5.0 4.7.14")
# Unused by 3.4 and 5.0, a lone NUL; yet met with an id in it, and met missing.
UNUSED_MESSAGE_ID = Field(
    "message_id", CSTRING, 1, max_octets_v33=9, max_octets_v50=65, section="3.4 4.6.2; 5.0 4.3.1.2"
)
MESSAGE_ID_33 = Field("message_id", CSTRING, 9, section="3.3 6.3.6.8")
ERROR_CODE = Field("error_code", U8, 1, section="3.4 4.8.2", note="network or SMSC specific")
ERROR_CODE_33 = Field("error_code", U8, 1, "error_code_v33", section="3.3 7.3")
MESSAGE_STATE = Field("message_state", U8, 1, "message_state", section="3.4 5.2.28; 5.0 4.7.15")
MESSAGE_STATUS = Field("message_status", U8, 1, "message_state", section="3.3 7.4")
FINAL_DATE = Field(
    "final_date",
    TIME,
    17,
    section="3.4 4.8.2; 5.0 4.7.23.3",
    note="YYMMDDhhmmss and NUL, 13 octets, is also allowed (3.3; a note in 3.4 section 7.1.1)",
)

# Entries of the lists. The dest_flag of an entry tells which of the two destinations it is.
DEST_FLAG = Field("dest_flag", U8, 1, "dest_flag", section="3.4 5.2.25; 5.0 4.7.9")
DEST_ADDRESS_SME = (DEST_FLAG, *DESTINATION)
DEST_ADDRESS_DL = (DEST_FLAG, Field("dl_name", CSTRING, 21, section="3.4 5.2.27; 5.0 4.7.10"))
UNSUCCESS_SME = (
    *DESTINATION,
    Field("error_status_code", U32, 4, "command_status", section="3.4 4.5.2.1; 5.0 4.7.6"),
)
DESTINATIONS = (
    Field("number_of_dests", U8, 1, section="3.4 5.2.24; 5.0 4.7.17"),
    Field("dest_address", Kind.DEST_ADDRESSES, 24, section="3.4 4.5.1.1; 5.0 4.2.3.1"),
)

UNSUCCESSFUL = (
    Field("no_unsuccess", U8, 1, section="3.4 5.2.26; 5.0 4.7.16"),
    Field("unsuccess_sme", Kind.UNSUCCESS_SMES, 27, section="3.4 4.5.2.1; 5.0 4.2.3.2"),
)

ADDRESSED = (SERVICE_TYPE, *SOURCE, *DESTINATION, ESM_CLASS, PROTOCOL_ID, PRIORITY_FLAG)

# SMPP+ is not published: this is the order in which Wireshark reads it, the sizes are unknown.
HUAWEI_33 = ("version", 0x33)
HUAWEI_MESSAGE = (
    Field("version", U8, 1),
    Field("smsc_addr", CSTRING, 0),
    Field("msc_addr_noa", U8, 1, "huawei_msc_addr_noa", HUAWEI_33),
    Field("msc_addr_npi", U8, 1, "huawei_msc_addr_npi", HUAWEI_33),
    Field("msc_addr", CSTRING, 0, "", HUAWEI_33),
    Field("source_addr", CSTRING, 0),
    Field("destination_addr", CSTRING, 0),
    Field("mo_mt_flag", U8, 1, "huawei_mo_mt_flag"),
    Field("sm_id", CSTRING, 0),
    Field("length_auth", U32, 4, note="length of the message"),
)
SERVICE_ID = Field("service_id", U32, 4)
DELIVERY_RESULT = Field("delivery_result", U32, 4, "huawei_delivery_result")

# Not left to the formatter: one command reads best in as few lines as it takes.
# fmt: off
COMMANDS: tuple[Command, ...] = (
    Command(0x00000001, "bind_receiver", "3.3 6.3.1.1; 3.4 4.1.3; 5.0 4.1.1.3", "3.3", "esme",
        BIND, response="bind_receiver_resp"),
    Command(0x00000002, "bind_transmitter", "3.3 6.3.1.3; 3.4 4.1.1; 5.0 4.1.1.1", "3.3", "esme",
        BIND, response="bind_transmitter_resp"),
    Command(0x00000003, "query_sm", "3.3 6.3.6.2; 3.4 4.8.1; 5.0 4.5.2.1", "3.3", "esme",
        (MESSAGE_ID, *SOURCE), response="query_sm_resp"),
    Command(0x00000004, "submit_sm", "3.3 6.3.3.1; 3.4 4.4.1; 5.0 4.2.1.1", "3.3", "esme",
        (*ADDRESSED, SCHEDULE_DELIVERY_TIME, VALIDITY_PERIOD, *OPTIONS), response="submit_sm_resp"),
    Command(0x00000005, "deliver_sm", "3.3 6.3.5.1; 3.4 4.6.1; 5.0 4.3.1.1", "3.3", "smsc",
        (*ADDRESSED, UNUSED_SCHEDULE_DELIVERY_TIME, UNUSED_VALIDITY_PERIOD, *OPTIONS),
        response="deliver_sm_resp"),
    Command(0x00000006, "unbind", "3.3 6.3.2.1; 3.4 4.2.1; 5.0 4.1.1.8", "3.3", "both",
        response="unbind_resp"),
    Command(0x00000007, "replace_sm", "3.3 6.3.8.1; 3.4 4.10.1; 5.0 4.5.3.1", "3.3", "esme",
        (MESSAGE_ID, *SOURCE, SCHEDULE_DELIVERY_TIME, VALIDITY_PERIOD, REGISTERED_DELIVERY,
         SM_DEFAULT_MSG_ID, *SHORT_MESSAGE),
        response="replace_sm_resp"),
    Command(0x00000008, "cancel_sm", "3.3 6.3.7.1; 3.4 4.9.1; 5.0 4.5.1.1", "3.3", "esme",
        (SERVICE_TYPE, MESSAGE_ID, *SOURCE, *DESTINATION), response="cancel_sm_resp"),
    Command(0x00000009, "bind_transceiver", "3.4 4.1.5; 5.0 4.1.1.5", "3.4", "esme",
        BIND, response="bind_transceiver_resp"),
    Command(0x0000000B, "outbind", "3.4 4.1.7.1; 5.0 4.1.1.7", "3.4", "smsc",
        (SYSTEM_ID, PASSWORD)),
    Command(0x00000015, "enquire_link", "3.3 6.3.9.1; 3.4 4.11.1; 5.0 4.1.2.1", "3.3", "both",
        response="enquire_link_resp"),
    Command(0x00000021, "submit_multi", "3.3 6.3.4; 3.4 4.5.1; 5.0 4.2.3.1", "3.3", "esme",
        (SERVICE_TYPE, *SOURCE, *DESTINATIONS, ESM_CLASS, PROTOCOL_ID, PRIORITY_FLAG,
         SCHEDULE_DELIVERY_TIME, VALIDITY_PERIOD, *OPTIONS),
        response="submit_multi_resp"),
    Command(0x00000022, "param_retrieve", "3.3 6.3.10.1", "3.3", "esme",
        (Field("param_name", CSTRING, 32),), response="param_retrieve_resp"),
    Command(0x00000023, "query_last_msgs", "3.3 6.3.6.5", "3.3", "esme",
        (*SOURCE, Field("num_messages", U8, 1, note="at most 100 are told")),
        response="query_last_msgs_resp"),
    Command(0x00000024, "query_msg_details", "3.3 6.3.6.8", "3.3", "esme",
        (MESSAGE_ID_33, *SOURCE, Field("sm_length", U8, 1, note="octets of message text wanted")),
        response="query_msg_details_resp"),
    Command(0x00000102, "alert_notification", "3.4 4.12.1; 5.0 4.1.3.1", "3.4", "smsc",
        (*LONG_SOURCE, *ESME)),
    Command(0x00000103, "data_sm", "3.4 4.7.1; 5.0 4.2.2.1", "3.4", "both",
        (SERVICE_TYPE, *LONG_SOURCE, *LONG_DESTINATION, ESM_CLASS, REGISTERED_DELIVERY,
         DATA_CODING),
        response="data_sm_resp"),
    Command(0x00000111, "broadcast_sm", "5.0 4.4.1.1", "5.0", "esme",
        (SERVICE_TYPE, *SOURCE, MESSAGE_ID, PRIORITY_FLAG_CBS, SCHEDULE_DELIVERY_TIME,
         VALIDITY_PERIOD, REPLACE_IF_PRESENT_FLAG, DATA_CODING, SM_DEFAULT_MSG_ID),
        mandatory_tlvs=(0x0606, 0x0601, 0x0604, 0x0605), response="broadcast_sm_resp"),
    Command(0x00000112, "query_broadcast_sm", "5.0 4.6.1.1", "5.0", "esme",
        (MESSAGE_ID, *SOURCE), response="query_broadcast_sm_resp"),
    Command(0x00000113, "cancel_broadcast_sm", "5.0 4.6.2.1", "5.0", "esme",
        (SERVICE_TYPE, MESSAGE_ID, *SOURCE), response="cancel_broadcast_sm_resp"),
    Command(0x01000001, "auth_acc", "Huawei SMPP+", "vendor", "smsc",
        (*HUAWEI_MESSAGE, SERVICE_ID), response="auth_acc_resp"),
    Command(0x01000002, "sm_result_notify", "Huawei SMPP+", "vendor", "smsc",
        (*HUAWEI_MESSAGE, DELIVERY_RESULT, SERVICE_ID), response="sm_result_notify_resp"),
    Command(0x80000000, "generic_nack", "3.3 6.2.1.1; 3.4 4.3.1; 5.0 4.1.4.1", "3.3", "both"),
    Command(0x80000001, "bind_receiver_resp", "3.3 6.3.1.2; 3.4 4.1.4; 5.0 4.1.1.4", "3.3", "smsc",
        (SYSTEM_ID,)),
    Command(0x80000002, "bind_transmitter_resp", "3.3 6.3.1.4; 3.4 4.1.2; 5.0 4.1.1.2", "3.3",
        "smsc", (SYSTEM_ID,)),
    Command(0x80000003, "query_sm_resp", "3.3 6.3.6.3; 3.4 4.8.2; 5.0 4.5.2.2", "3.3", "smsc",
        (MESSAGE_ID, FINAL_DATE, MESSAGE_STATE, ERROR_CODE)),
    Command(0x80000004, "submit_sm_resp", "3.3 6.3.3.2; 3.4 4.4.2; 5.0 4.2.1.2", "3.3", "smsc",
        (MESSAGE_ID,)),
    Command(0x80000005, "deliver_sm_resp", "3.3 6.3.5.2; 3.4 4.6.2; 5.0 4.3.1.2", "3.3", "esme",
        (UNUSED_MESSAGE_ID,)),
    Command(0x80000006, "unbind_resp", "3.3 6.3.2.2; 3.4 4.2.2; 5.0 4.1.1.9", "3.3", "both"),
    Command(0x80000007, "replace_sm_resp", "3.3 6.3.8.2; 3.4 4.10.2; 5.0 4.5.3.2", "3.3", "smsc"),
    Command(0x80000008, "cancel_sm_resp", "3.3 6.3.7.2; 3.4 4.9.2; 5.0 4.5.1.2", "3.3", "smsc"),
    Command(0x80000009, "bind_transceiver_resp", "3.4 4.1.6; 5.0 4.1.1.6", "3.4", "smsc",
        (SYSTEM_ID,)),
    Command(0x80000015, "enquire_link_resp", "3.3 6.3.9.2; 3.4 4.11.2; 5.0 4.1.2.2", "3.3", "both"),
    Command(0x80000021, "submit_multi_resp", "3.3 6.3.4.1; 3.4 4.5.2; 5.0 4.2.3.2", "3.3", "smsc",
        (MESSAGE_ID, *UNSUCCESSFUL)),
    Command(0x80000022, "param_retrieve_resp", "3.3 6.3.10.2", "3.3", "smsc",
        (Field("param_value", CSTRING, 101),)),
    Command(0x80000023, "query_last_msgs_resp", "3.3 6.3.6.6", "3.3", "smsc",
        (Field("number_msgs", U8, 1), Field("message_id", Kind.CSTRINGS, 9))),
    Command(0x80000024, "query_msg_details_resp", "3.3 6.3.6.9", "3.3", "smsc",
        (SERVICE_TYPE, *SOURCE, *DESTINATIONS, PROTOCOL_ID, PRIORITY_FLAG, SCHEDULE_DELIVERY_TIME,
         VALIDITY_PERIOD, REGISTERED_DELIVERY, DATA_CODING, *SHORT_MESSAGE_33, MESSAGE_ID_33,
         FINAL_DATE, MESSAGE_STATUS, ERROR_CODE_33)),
    Command(0x80000103, "data_sm_resp", "3.4 4.7.2; 5.0 4.2.2.2", "3.4", "both", (MESSAGE_ID,)),
    Command(0x80000111, "broadcast_sm_resp", "5.0 4.4.1.2", "5.0", "smsc", (MESSAGE_ID,)),
    Command(0x80000112, "query_broadcast_sm_resp", "5.0 4.6.1.3", "5.0", "smsc",
        (MESSAGE_ID,), mandatory_tlvs=(0x0427, 0x0606, 0x0608)),
    Command(0x80000113, "cancel_broadcast_sm_resp", "5.0 4.6.2.3", "5.0", "smsc"),
    Command(0x81000001, "auth_acc_resp", "Huawei SMPP+", "vendor", "esme",
        (Field("operation_result", U32, 4, "huawei_operation_result"),
         Field("notify_mode", U8, 1, "huawei_notify_mode"))),
    Command(0x81000002, "sm_result_notify_resp", "Huawei SMPP+", "vendor", "esme",
        (DELIVERY_RESULT,)),
)
