"""Accounts: the sessions whose messages and receipts belong together.

An account is a system_id on one server, over all its binds. A session whose bind was not captured
joins the one account that is known between the same hosts; where there is none or several, sessions
between the same hosts make an account of their own.
"""

from __future__ import annotations

from smpp_dissect.messages.sessions import Session

Key = tuple[str, ...]


def number_accounts(sessions: list[Session]) -> list[int]:
    """Give each session the number of its account."""
    known: dict[Key, set[Key]] = {}
    for session in sessions:
        if session.system_id:
            known.setdefault(_hosts(session), set()).add(_named(session))
    numbers: dict[Key, int] = {}
    return [numbers.setdefault(_key(session, known), len(numbers)) for session in sessions]


def _key(session: Session, known: dict[Key, set[Key]]) -> Key:
    if session.system_id:
        return _named(session)
    between = known.get(_hosts(session), set())
    return next(iter(between)) if len(between) == 1 else _hosts(session)


def _named(session: Session) -> Key:
    # One system_id may be a customer of several SMSCs; the SMSC's address tells which, and its
    # port does not: transmitters and receivers may bind to different ones.
    return ("", _smsc(session)[0], session.system_id or "")


def _hosts(session: Session) -> Key:
    smsc = _smsc(session)
    esme = session.a if smsc is session.b else session.b
    return (esme[0], smsc[0])


def _smsc(session: Session) -> tuple[str, int]:
    if session.esme >= 0:
        return session.b if session.esme == 0 else session.a
    return session.server
