"""What the made-up traffic is made of: operators, senders, texts, errors and their shares.

Literals only. Every destination number has eleven digits and every network code five, so that the
templates of PDUs need few variants.
"""

from __future__ import annotations

from typing import NamedTuple


class Operator(NamedTuple):
    """A mobile network: its code, its number prefix, its share of messages, its delivery time."""

    mccmnc: str
    prefix: str
    share: float
    median_s: float
    sigma: float


OPERATORS = (
    Operator("25001", "7916", 16, 2.4, 0.6),
    Operator("25002", "7926", 14, 2.9, 0.6),
    Operator("25099", "7903", 13, 3.6, 0.7),
    Operator("25020", "7952", 11, 4.8, 0.8),
    Operator("25035", "7950", 3, 9.5, 1.1),
    Operator("40101", "7777", 5, 3.3, 0.7),
    Operator("40102", "7701", 4, 3.1, 0.6),
    Operator("40107", "7700", 2, 6.2, 0.9),
    Operator("40177", "7707", 4, 5.1, 0.8),
    Operator("28301", "37491", 3, 7.0, 0.9),
    Operator("28305", "37494", 3, 4.4, 0.7),
    Operator("25901", "37369", 2, 5.8, 0.8),
    Operator("25902", "37379", 2, 8.1, 1.0),
    Operator("24701", "37129", 2, 1.9, 0.5),
    Operator("24702", "37126", 2, 2.2, 0.5),
    Operator("24601", "37061", 2, 2.6, 0.5),
    Operator("20801", "33607", 3, 3.9, 0.7),
    Operator("21407", "34609", 3, 6.6, 1.0),
    Operator("26001", "48601", 4, 2.8, 0.6),
    Operator("20404", "31654", 2, 11.0, 1.2),
)

# command_status of submit_sm_resp and its share of messages; what is left is accepted.
REJECTIONS = ((0x58, 0.010), (0x14, 0.002), (0x0B, 0.003), (0x45, 0.001), (0x0A, 0.0005))

# Shares of the accepted messages; what is left of them is delivered.
NOT_REQUESTED = 0.03
NEVER_RECEIPTED = 0.02
FAILED = 0.04
EXPIRED = 0.02
INTERMEDIATE = 0.03
LONG = 0.05

# `err` of a failed message, with weights; an expired one has 6 (subscriber offline) or 245.
FAILURES = (
    (1, 40),
    (11, 8),
    (12, 6),
    (13, 12),
    (21, 2),
    (220, 5),
    (240, 3),
    (248, 6),
    (253, 10),
    (255, 8),
)
EXPIRIES = ((6, 85), (245, 15))

# One row per ESME: system_id, password, system_type, its sender addresses.
ESMES = (
    ("bank_alerts", "s3cret01", "", ("NordBank", "NB-Card", "79160001122", "NordInvest")),
    ("taxi_fleet", "w8heels", "", ("Taxi", "TaxiCity", "7788", "Courier")),
    ("retail_club", "c0upons", "", ("MegaShop", "BONUS", "ShoesLand", "Pharma24")),
    ("otp_gate", "0ne-time", "ISO", ("Verify", "AUTH", "LoginCode", "2FA")),
    ("clinic_crm", "appoint", "", ("Clinic", "DentalPro", "79260003344", "MedCenter")),
    ("utility_co", "k1lowatt", "", ("Energo", "WaterNet", "HomePay", "1050")),
)

# `{code}` stands for six digits that differ from message to message.
SHORT_TEXTS = (
    "Your code: {code}. Do not share it with anyone.",
    "{code} is your login code. It is valid for 5 minutes.",
    "Card *4821: purchase {code} RUB, balance 18340.55 RUB. NordBank",
    "Taxi: a white Skoda is waiting at your door. Order {code}",
    "Your parcel {code} has arrived. Pick it up before Friday, 10 am to 8 pm.",
    "Dear customer, your appointment {code} is tomorrow at 14:30. Reply 1 to confirm, 2 to cancel.",
    "Payment {code} received. Thank you! Your tariff is active until the end of next month.",
    "Meter reading {code} accepted. Next reading is due by the 25th.",
    "FINAL DAYS: -30% on all shoes with promo code {code}. Only this week, in all our shops.",
    "Confirmation {code}",
    "Good news! 500 bonus points are on your card until Sunday. Show code {code} at the till and "
    "pay up to half of your purchase with them. Opt out: send STOP",
    "Flight SU1234 on 14 March is delayed, new departure 18:45, gate 21. Booking {code}. We are "
    "sorry for the inconvenience.",
    "Vash kod {code}. Nikomu ego ne soobshchayte, dazhe sotrudnikam banka.",
    "Zakaz {code} sobran i zhdet vas v magazine do 21:00",
    "Ваш код: {code}. Никому его не сообщайте.",
    "Код подтверждения {code}",
    "Карта *4821: покупка {code} руб. Баланс 18340.55 руб.",
    "К вам выехал белый Skoda Octavia, заказ {code}",
    "Посылка {code} прибыла в отделение. Хранение 7 дней.",
    "Напоминаем: приём {code} завтра в 14:30. Ответьте 1 или 2.",
    "Платёж {code} зачислен. Спасибо!",
    "Скидка 30% по промокоду {code} до воскресенья",
    "Показания {code} приняты. Срок следующей передачи: до 25 числа",
    "Вход в кабинет. Пароль {code}. Действует 5 минут.",
)

LONG_TEXTS = (
    "Dear client! Order {code} has been handed to the courier. He will call you one hour before he "
    "comes. Please have your document ready and check the goods while the courier is present. If "
    "you want to change the day of delivery, answer this message or call our support at any time.",
    "Statement {code}: opening balance 18340.55 RUB, income 52000.00 RUB, spent 31877.20 RUB, "
    "closing balance 38463.35 RUB. Cashback of the month 412.00 RUB will be paid on the "
    "5th. Details are in the application.",
    "Уважаемый клиент! Заказ {code} передан курьеру, он позвонит вам за час до приезда. "
    "Приготовьте, пожалуйста, документ и проверьте товар при курьере.",
    "Плановые работы {code}: 14 марта с 10:00 до 16:00 в вашем доме не будет воды. Просим сделать "
    "запас заранее. Приносим извинения за неудобства. Справки круглосуточно по телефону "
    "диспетчерской службы, номер указан в квитанции.",
)
