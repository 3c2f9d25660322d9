"""Times of SMPP, absolute and relative, and texts that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.profiles.times import time_text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("210825141300008+", "2021-08-25 14:13:00.0 UTC+02:00"),
        ("380101000000914-", "1938-01-01 00:00:00.9 UTC-03:30"),
        ("371231235959000+", "2037-12-31 23:59:59.0 UTC+00:00"),
        ("000001020304000R", "in 1 d 2 h 3 min 4 s"),
        ("020300000000000R", "in 2 y 3 months"),
        ("000000000000000R", "in 0 s"),
        ("211325141300008+", None),
        ("210825141300008", None),
        ("210825141300008+ ", None),
        ("٢10825141300008+", None),
        ("", None),
    ],
)
def test_a_time_reads_as_people_write_it(written: str, text: str | None) -> None:
    assert time_text(written) == text


@given(st.from_regex(r"[0-9]{15}[-+R]", fullmatch=True) | st.text(max_size=20))
def test_any_text_is_a_time_or_none(written: str) -> None:
    text = time_text(written)
    assert text is None or text.isprintable()
