"""Giving memory back changes nothing that is in use, and works wherever there is no such call."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest

from smpp_dissect._memory import give_back


def test_what_is_in_use_stays() -> None:
    kept, freed = np.arange(1 << 16), [np.arange(1 << 12) for _ in range(64)]
    del freed[::2]
    give_back()
    assert (kept == np.arange(1 << 16)).all()
    assert all((each == np.arange(1 << 12)).all() for each in freed)


def test_a_system_without_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    give_back()
