"""What a day at SMS Centre is made of: who sends when, where to, what, and how it may end.

Numbers, texts, prices and latencies are invented; the operators' codes are real so that reports can
name them, and nothing here says anything about these operators.
"""

from __future__ import annotations

from typing import NamedTuple

from sample_pcaps.receipts import ADVERTISING, AUTHORIZATION, SERVICE, TEMPLATE, TRANSACTIONAL
from sample_pcaps.texts import BINARY, GSM, LATIN1, UCS2, UDHI

# 2025-03-12 00:00 in Moscow.
MIDNIGHT = 1_741_726_800
SERVER = ("198.51.100.5", 3700)
SHOP, BANK = "demo_shop", "demo_bank"


class Account(NamedTuple):
    """A customer: where it connects from, system_type, what ends its strings in receipts."""

    host: str
    system_type: str
    source_addr: str
    nul: str


ACCOUNTS = {
    SHOP: Account("192.0.2.10", "", "DemoShop", ""),
    BANK: Account("192.0.2.20", "ISO", "DemoBank", "\0"),
}


class Burst(NamedTuple):
    """A session: when it begins, for how many minutes it sends and then listens, how much."""

    account: str
    begin: str
    sending: float
    listening: float
    messages: int
    role: str = ""


# Roles: what else happens. A campaign sends faster than the account may.
BURSTS = (
    Burst(SHOP, "00:10", 3, 2.5, 10, "morning after"),
    Burst(BANK, "00:30", 3, 2.5, 9, "morning after"),
    Burst(BANK, "05:00", 0, 0, 0, "wrong password"),
    Burst(BANK, "05:01", 2, 2.5, 5),
    Burst(SHOP, "06:30", 4, 3, 13),
    Burst(BANK, "07:30", 4, 3, 27),
    Burst(SHOP, "08:00", 6, 3, 58, "incoming"),
    Burst(BANK, "09:10", 5, 3, 48, "smsc asks"),
    Burst(SHOP, "10:00", 7, 4, 76, "campaign"),
    Burst(BANK, "11:20", 5, 3, 52, "query"),
    Burst(SHOP, "12:30", 5, 3, 72, "incoming"),
    Burst(SHOP, "13:30", 0.2, 0, 3, "falls silent"),
    Burst(BANK, "13:40", 5, 3, 46, "smsc unbinds"),
    Burst(SHOP, "15:00", 5, 3, 62, "query"),
    Burst(BANK, "16:00", 5, 3, 40, "resends receipts"),
    Burst(SHOP, "17:30", 6, 4, 66, "campaign"),
    Burst(BANK, "18:20", 5, 3, 54, "incoming"),
    Burst(SHOP, "20:00", 5, 3, 58, "resends receipts"),
    Burst(BANK, "21:00", 5, 3, 36, "query"),
    Burst(SHOP, "22:15", 4, 3, 26, "query"),
    Burst(BANK, "23:30", 3, 3, 12),
    Burst(SHOP, "23:54", 4, 1, 14),
)
# A campaign: so many messages at so many a second, of which the SMSC takes so many.
CAMPAIGN = (48, 24, 10)


class Operator(NamedTuple):
    """Where a message goes: numbers begin with `prefix`, have `digits` more, and share of traffic.

    `seconds` is the median time to delivery.
    """

    mccmnc: str
    prefix: str
    digits: int
    share: int
    seconds: float
    cost: str


OPERATORS = (
    Operator("25001", "7910000", 4, 30, 3.0, "2.4500"),
    Operator("25002", "7920000", 4, 24, 5.5, "2.6000"),
    Operator("25099", "7903000", 4, 20, 9.0, "2.7500"),
    Operator("25020", "7900000", 4, 15, 26.0, "2.3000"),
    Operator("40101", "7705000", 4, 4, 48.0, "7.1000"),
    Operator("25702", "37529000", 4, 4, 15.0, "9.9000"),
    Operator("310260", "120255501", 2, 3, 34.0, "5.2500"),
)


class Text(NamedTuple):
    """A text an account sends, with the bits of message_flags that go with it."""

    text: str
    share: int
    flags: int = 0
    data_coding: int = UCS2


TEXTS = {
    SHOP: (
        Text("Заказ {n} собран и ждёт вас. Код получения {code}", 30, TEMPLATE | TRANSACTIONAL),
        Text("Order {n} is on its way: https://shop.example/t/{n}", 16, TEMPLATE | SERVICE, GSM),
        Text("🎁 Скидка 20% до воскресенья! shop.example/s 👉", 10, TEMPLATE | ADVERTISING),
        Text("Order {n}: 49.90 € paid [card *{code}] ~ thank you", 8, 0, GSM),
        Text("Мы открыты с 9 до 21, приходите 🙂", 8, TEMPLATE | SERVICE),
        Text(
            "Здравствуйте! Заказ {n} передан курьеру и будет у вас сегодня с 18 до 21 часа. "
            "Курьер позвонит за полчаса. Код получения {code}, назовите его курьеру.",
            9,
            TEMPLATE | TRANSACTIONAL,
        ),
        Text(
            "Dear customer, order {n} has been handed over to our courier and will be with you "
            "today between 18:00 and 21:00. The courier will call you half an hour before. "
            "Your code is {code}.",
            4,
            0,
            GSM,
        ),
    ),
    BANK: (
        Text("Код {code} для входа. Никому его не сообщайте.", 34, TEMPLATE | AUTHORIZATION),
        # With ISO in the system_type, data_coding 0 is ISO-8859-1.
        Text(
            "Votre code est {code}. Ne le communiquez à personne.",
            12,
            TEMPLATE | AUTHORIZATION,
            GSM,
        ),
        Text("Código de acceso: {code}. Válido 5 minutos.", 10, TEMPLATE | AUTHORIZATION, LATIN1),
        Text("Списание {n} р. Карта *{code}.", 26, TEMPLATE | SERVICE),
        Text("Your one-time code: {code}", 12, TEMPLATE | AUTHORIZATION, GSM),
        Text("Кредит одобрен! Ждём вас в отделении 💳", 6, TEMPLATE | ADVERTISING),
    ),
}


class Kind(NamedTuple):
    """A type of message: its number in message_flags, and how the ESME asks for it.

    How it asks is invented: the service_type tells it. `octets` is a message that is no text.
    """

    number: int
    service_type: str
    text: str = ""
    data_coding: int = GSM
    octets: bytes = b""
    esm_class: int = 0
    destination: str = ""


# A service indication: user data header with ports 2948 and 9200, WSP push, WBXML.
WAP_PUSH = bytes.fromhex("0605040b8423f0") + bytes.fromhex(
    "25060803ae81ea8dca02056a0045c6080c03") + b"shop.example/w" + bytes.fromhex(
    "000103") + b"Your order" + bytes.fromhex("000101")  # fmt: skip
KINDS = (
    Kind(1, "", "Flash: код 7741", UCS2 | 0x10),
    Kind(1, "", "Flash: your code is 7742", GSM | 0x10),
    Kind(2, "", data_coding=BINARY, octets=bytes(range(0xC0, 0xE0))),
    Kind(3, "", data_coding=BINARY, octets=WAP_PUSH, esm_class=UDHI),
    Kind(4, "HLR"),
    Kind(5, "PING"),
    Kind(6, "MMS", "shop.example/mms/1.jpg"),
    Kind(7, "CALL", "Ваш заказ готов", UCS2),
    Kind(8, "MAIL", "Your order is ready", destination="reader@example.com"),
    Kind(10, "VIBER", "Ваш заказ готов! Подробности: shop.example/v", UCS2),
    Kind(12, "SOC", "Ваш заказ готов", UCS2),
)
SMS, CALL, VIBER = 0, 7, 10

# How a message ends with each code; a code of 200 and more is SMS Centre's own.
ERRORS = {
    1: "UNDELIV", 6: "EXPIRED", 11: "UNDELIV", 12: "UNDELIV", 13: "UNDELIV", 21: "UNDELIV",
    200: "DELIVRD", 219: "UNDELIV", 220: "UNDELIV", 237: "UNDELIV", 238: "REJECTD", 239: "REJECTD",
    240: "UNDELIV", 241: "UNDELIV", 242: "UNDELIV", 243: "REJECTD", 244: "REJECTD", 245: "UNKNOWN",
    246: "REJECTD", 247: "REJECTD", 248: "UNDELIV", 249: "REJECTD", 250: "REJECTD", 251: "REJECTD",
    252: "REJECTD", 253: "REJECTD", 254: "REJECTD", 255: "REJECTD",
}  # fmt: skip
# Only a call can end so.
CALL_ERRORS = (237, 240, 242)
# Codes that come often, with their weights among a thousand messages.
FREQUENT = {1: 34, 6: 30, 11: 8, 13: 10, 255: 8, 220: 5}

# Of a thousand: refused, without a status asked for, never heard of again, with steps on the way.
REFUSED, NOT_REQUESTED, SILENT, STEPWISE = 16, 40, 22, 45
# command_status of refusals: invalid source, invalid destination, queue full, submit failed,
# system error, invalid schedule, and one of the range left to vendors.
REFUSALS = (0x0A, 0x0B, 0x14, 0x45, 0x08, 0x61, 0x0455)
INVALID_PASSWORD, THROTTLED, TEMPORARY, QUERY_FAILED = 0x0E, 0x58, 0x64, 0x67

INCOMING = (
    "STOP",
    "Да, подтверждаю",
    "Где мой заказ? 🤔",
    "Olá, quero falar com alguém",
    "Здравствуйте! Я вчера заказывал чайник, а привезли утюг. Утюг хороший, но чайник нужнее. "
    "Как бы нам его обменять?",
)
