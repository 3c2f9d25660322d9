"""Values from outside the specifications: Huawei SMPP+, one library, receipts met in practice."""

from __future__ import annotations

from smpp_dissect.spec.vocabulary import Meaning

VENDOR_ENUMS: dict[str, tuple[Meaning, ...]] = {
    "huawei_mo_mt_flag": (
        Meaning(0x01, "MO", "mobile originated", "vendor"),
        Meaning(0x02, "MT", "mobile terminated", "vendor"),
        Meaning(0x03, "", "reserved", "vendor"),
    ),
    "huawei_notify_mode": (
        Meaning(0x01, "BOTH", "report on success or failure", "vendor"),
        Meaning(0x02, "FAILURE", "report on failure", "vendor"),
        Meaning(0x03, "SUCCESS", "report on success", "vendor"),
        Meaning(0x04, "NEVER", "no report", "vendor"),
    ),
    "huawei_delivery_result": (
        Meaning(0x00, "SUCCESS", "successful", "vendor"),
        Meaning(0x01, "FAILURE", "unsuccessful", "vendor"),
    ),
    "huawei_operation_result": (
        Meaning(0x00, "SUCCESS", "successful", "vendor"),
        Meaning(0x01, "PROTOCOL", "protocol not supported", "vendor"),
        Meaning(0x0A, "OTHERS", "others", "vendor"),
        Meaning(0x0B, "MO_NO_ACCOUNT", "MO account does not exist", "vendor"),
        Meaning(0x0C, "MT_NO_ACCOUNT", "MT account does not exist", "vendor"),
        Meaning(0x0D, "MO_STATE", "MO account state abnormal", "vendor"),
        Meaning(0x0E, "MT_STATE", "MT account state abnormal", "vendor"),
        Meaning(0x0F, "MO_BALANCE", "MO balance too low", "vendor"),
        Meaning(0x10, "MT_BALANCE", "MT balance too low", "vendor"),
        Meaning(0x11, "MO_VAS", "MO value-added service not supported", "vendor"),
        Meaning(0x12, "MT_VAS", "MT value-added service not supported", "vendor"),
        Meaning(0x13, "MO_POSTPAID_OK", "MO post-paid user, check passed", "vendor"),
        Meaning(0x14, "MT_POSTPAID_OK", "MT post-paid user, check passed", "vendor"),
        Meaning(0x15, "MO_POSTPAID_STATUS", "MO post-paid status incorrect", "vendor"),
        Meaning(0x16, "MT_POSTPAID_STATUS", "MT post-paid status incorrect", "vendor"),
        Meaning(0x17, "MO_POSTPAID_BALANCE", "MO post-paid balance too low", "vendor"),
        Meaning(0x18, "MT_POSTPAID_BALANCE", "MT post-paid balance too low", "vendor"),
        Meaning(
            0x19, "MO_POSTPAID_VAS", "MO post-paid value-added service not supported", "vendor"
        ),
        Meaning(
            0x1A, "MT_POSTPAID_VAS", "MT post-paid value-added service not supported", "vendor"
        ),
    ),
    "huawei_msc_addr_noa": (
        Meaning(0x00, "", "spare", "vendor"),
        Meaning(0x01, "SUBSCRIBER", "subscriber number", "vendor"),
        Meaning(0x02, "UNKNOWN", "unknown", "vendor"),
        Meaning(0x03, "NATIONAL", "national number", "vendor"),
        Meaning(0x04, "INTERNATIONAL", "international", "vendor"),
    ),
    "huawei_msc_addr_npi": (
        Meaning(0x00, "", "spare", "vendor"),
        Meaning(0x01, "ISDN", "E.164", "vendor"),
        Meaning(0x02, "", "spare", "vendor"),
        Meaning(0x03, "DATA", "X.121", "vendor"),
        Meaning(0x04, "TELEX", "F.69", "vendor"),
        Meaning(0x05, "", "national use", "vendor"),
        Meaning(0x06, "", "national use", "vendor"),
        Meaning(0x07, "", "spare", "vendor"),
    ),
    # 3.3 7.3: names of the document (T_ABSENT_PAGEFAIL excepted), numbers of one library (smppapi),
    # ten confirmed by CIMD2. The document also names L_NONE, L_NO_RECEIVER and L_RECEIVER_FULL.
    "error_code_v33": (
        Meaning(0x00, "ERROR_NONE", "none", "3.3"),
        Meaning(0x01, "P_UNKNOWN", "unknown subscriber", "3.3"),
        Meaning(0x0B, "P_PROVISION", "not provisioned", "3.3"),
        Meaning(0x0D, "T_BARRED", "call barred", "3.3"),
        Meaning(0x0F, "P_CUG", "CUG reject", "3.3"),
        Meaning(0x13, "T_MSSUPPORT", "SMS not supported by the mobile", "3.3"),
        Meaning(0x14, "T_MSERROR", "error in the mobile", "3.3"),
        Meaning(0x15, "T_SUPPORT", "facility not supported", "3.3"),
        Meaning(0x16, "T_MEMCAP", "memory capacity exceeded", "3.3"),
        Meaning(0x1D, "T_ABSENT", "absent subscriber", "3.3"),
        Meaning(0x1E, "T_ABSENT_DETACHED", "absent subscriber, detached", "3.3"),
        Meaning(0x1F, "T_ABSENT_PAGEFAIL", "absent subscriber, paging failed", "3.3"),
        Meaning(0x20, "T_SUPPORT_ROAMING", "roamed into another network", "3.3"),
        Meaning(0x24, "T_SYSTEM", "system failure", "3.3"),
    ),
    # Met in practice, in no specification; the nearest message_state is our reading of the word.
    "receipt_stat_seen": (
        Meaning(
            "ENROUTE",
            "ENROUTE",
            "nearest to ENROUTE",
            "real world",
            note="jasmin, smscgateway, SMSCentral",
        ),
        Meaning(
            "FAILED", "FAILED", "nearest to UNDELIVERABLE", "real world", note="jasmin, vumi, Mblox"
        ),
        Meaning(
            "BUFFRED",
            "BUFFRED",
            "no message_state of its own",
            "real world",
            note="Mblox, SMSCentral",
        ),
        Meaning("ACKED", "ACKED", "no message_state of its own", "real world", note="Mblox"),
        Meaning("NOCRED", "NOCRED", "nearest to REJECTED", "real world", note="SMSCentral"),
        Meaning("SYSERR", "SYSERR", "nearest to UNDELIVERABLE", "real world", note="SMSCentral"),
        Meaning("DELIVERED", "DELIVERED", "nearest to DELIVERED", "real world", note="jasmin"),
        Meaning(
            "UNDELIVERABLE",
            "UNDELIVERABLE",
            "nearest to UNDELIVERABLE",
            "real world",
            note="jasmin",
        ),
        Meaning("ACCEPTED", "ACCEPTED", "nearest to ACCEPTED", "real world", note="jasmin"),
        Meaning("REJECTED", "REJECTED", "nearest to REJECTED", "real world", note="jasmin"),
        Meaning(
            "ESME_*",
            "ESME_*",
            "no message_state of its own",
            "real world",
            note="jasmin (a command_status symbol in stat)",
        ),
        Meaning("DND_REJECTED", "DND_REJECTED", "nearest to REJECTED", "real world", note="jsmpp"),
        Meaning("0", "0", "no message_state of its own", "real world", note="ruby-smpp"),
        Meaning(
            "BADSTAT",
            "BADSTAT",
            "no message_state of its own",
            "real world",
            note="cloudhopper, a made-up bad value",
        ),
    ),
}
