"""Accounts: which sessions' messages and receipts belong together."""

from __future__ import annotations

from smpp_dissect.messages.accounts import number_accounts
from smpp_dissect.messages.sessions import Session

ESME, OTHER_ESME, SMSC, OTHER_SMSC = "10.0.0.1", "10.0.0.9", "10.0.0.2", "10.0.0.3"


def session(
    system_id: str | None, esme: str = ESME, smsc: str = SMSC, port: int = 2775, side: int = 0
) -> Session:
    """A session; `side`: which endpoint is the ESME, -1 unknown."""
    ends = [(esme, 40000), (smsc, port)]
    a, b = ends if side <= 0 else ends[::-1]
    return Session(
        flow=0, a=a, b=b, esme=side, opened=True, first_time=0, last_time=0, pdus=0, size=0,
        missing=0, retransmitted=0, fin=(0, 0), rst=(0, 0), system_id=system_id,
    )  # fmt: skip


def numbers(*sessions: Session) -> list[int]:
    return number_accounts(list(sessions))


def test_one_system_id_over_all_its_binds() -> None:
    assert numbers(
        session("shop"), session("bank"), session("shop", port=2776), session("shop", OTHER_ESME)
    ) == [0, 1, 0, 0]


def test_one_system_id_of_two_smscs_is_two_accounts() -> None:
    assert numbers(session("shop"), session("shop", smsc=OTHER_SMSC)) == [0, 1]


def test_the_smsc_may_be_the_client() -> None:
    assert numbers(session("shop"), session("shop", side=1)) == [0, 0]


def test_a_session_without_its_bind_joins_the_only_account_of_its_hosts() -> None:
    assert numbers(session(None), session("shop"), session("")) == [0, 0, 0]
    assert numbers(session(None, OTHER_ESME), session("shop")) == [0, 1]
    assert numbers(session(None, side=-1), session("shop")) == [0, 0]


def test_among_several_accounts_none_is_chosen() -> None:
    assert numbers(session("shop"), session("bank"), session(None), session(None)) == [0, 1, 2, 2]


def test_sessions_without_any_bind() -> None:
    assert numbers(session(None), session(None), session(None, smsc=OTHER_SMSC)) == [0, 0, 1]
    assert numbers() == []
