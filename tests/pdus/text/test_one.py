"""One message, told with how it was read; round trips in every alphabet."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.pdus.text.alphabets import ALPHABETS
from smpp_dissect.pdus.text.one import Text, decode_text, read_text
from tests import naive_text
from tests.texts import messages

LANGUAGES = naive_text.LANGUAGES
alphabets = st.sampled_from(list(ALPHABETS))


def header(locking: int, single: int) -> bytes:
    elements = b"".join(
        bytes([kind, 1, language]) for kind, language in ((0x25, locking), (0x24, single))
    )
    return bytes([len(elements)]) + elements


@given(messages, alphabets)
def test_any_octets_give_the_text_of_the_oracle(
    message: tuple[bytes | None, int, bool], alphabet: str
) -> None:
    octets, coding, udhi = message
    found = read_text(octets or b"", coding, udhi, alphabet)
    assert isinstance(found.text, str)
    found.text.encode()  # no halves of surrogate pairs
    expected = naive_text.decode(octets or b"", coding, udhi, alphabet)
    assert found.text == (found.text if expected is None else expected)
    assert found.header == (naive_text.header_of(octets or b"")[0] if udhi else 0)


@pytest.mark.parametrize("single", LANGUAGES)
@pytest.mark.parametrize("locking", LANGUAGES)
@pytest.mark.parametrize("packed", [False, True])
def test_every_character_of_national_tables_and_back(
    locking: int, single: int, packed: bool
) -> None:
    known = [*naive_text.locking_table(locking).values(), *naive_text.single_table(single).values()]
    text = "".join(known) + "."  # so that the last septet is not 0
    octets = naive_text.gsm_octets(text, locking, single)
    front = header(locking, single)
    message = naive_text.pack(octets, front) if packed else front + octets
    alphabet = "gsm7_packed" if packed else "gsm7"
    assert read_text(message, 0, True, alphabet) == Text(
        text, alphabet, len(front), locking, single
    )


@pytest.mark.parametrize("alphabet", ["latin1", "utf8", "ucs2", "cp1251"])
def test_a_national_table_is_one_of_gsm_whatever_was_agreed(alphabet: str) -> None:
    found = read_text(header(0, 1) + b"\x1bS\x1be", 0, True, alphabet)
    assert found == Text("Ş€", "gsm7", 7, 0, 1)
    assert read_text(header(0, 1) + b"\x1bS", 3, True, alphabet) == Text("\x1bS", "latin1", 7)


@pytest.mark.parametrize(
    ("coding", "codec", "text"),
    [
        (1, "ascii", "a@[]{}~"),
        (3, "latin-1", "Málaga ¿qué?\xff"),
        (5, "shift_jis", "日本語のテキスト、カナｶﾅ and ASCII"),
        (5, "iso2022_jp", "日本語"),
        (5, "cp932", "①髙"),
        (6, "iso8859-5", "Привет, мир"),
        (7, "iso8859-8", "שלום"),
        (8, "utf-16-be", "Привет 😀"),
        (9, "cp932", "絵文字 \ue63e\ue757"),
        (10, "iso2022_jp", "音楽 onkai"),
        (10, "iso2022_jp_ext", "音楽 ｵﾝｶﾞｸ"),
        (13, "iso2022_jp_1", "丂丄"),
        (13, "euc_jp", "丂丄 日本"),
        (14, "euc_kr", "안녕하세요 hello"),
        (14, "cp949", "똠방각하"),
        (14, "iso2022_kr", "안녕"),
    ],
)
def test_round_trip(coding: int, codec: str, text: str) -> None:
    assert decode_text(text.encode(codec), coding) == text


@pytest.mark.parametrize(
    ("alphabet", "codec", "text"),
    [
        ("utf8", "utf-8", "naïve — ключ 😀"),
        ("cp1251", "cp1251", "Ваш код: №5"),
        ("cp1252", "cp1252", "“naïve” – 5 €"),
        ("ucs2", "utf-16-be", "ключ"),
        ("jis", "shift_jis", "テスト"),
        ("ks-c-5601", "euc_kr", "시험"),
    ],
)
def test_round_trip_as_the_default_alphabet(alphabet: str, codec: str, text: str) -> None:
    assert decode_text(text.encode(codec), 0, default_alphabet=alphabet) == text


@pytest.mark.parametrize("text", ["これは", "日本語のテキスト", "、。"])
def test_letters_of_jis_by_pairs_of_seven_bits(text: str) -> None:
    raw = bytes(octet & 0x7F for octet in text.encode("euc_jp"))
    assert decode_text(raw, 5) == text
    assert decode_text(b"plain ASCII!", 5) == "plain ASCII!"


def test_extended_kanji_by_pairs_of_seven_bits() -> None:
    raw = bytes(octet & 0x7F for octet in "丂丄丅".encode("euc_jp") if octet != 0x8F)
    assert (len(raw), decode_text(raw, 13)) == (6, "丂丄丅")
    assert decode_text(b"zz", 13) == "zz"  # no such character


@pytest.mark.parametrize(
    ("octets", "coding", "text"),
    [
        (b"\x82", 5, r"\x82"),
        (b"ok\xff", 14, r"ok\xff"),
        (b"\xb0\xa1\xff", 14, r"가\xff"),
        (b"\xa1", 7, r"\xa1"),
        (b"\x1b\x84", 5, "\x1b" + r"\x84"),
        (b"\x1b\xff", 14, "\x1b" + r"\xff"),
        (b"\x00\x01\xffA\\n", 4, r"\x00\x01\xffA\x5cn"),
        (b"caf\xc3", 0, r"caf\xc3"),
    ],
)
def test_what_is_no_character_is_escaped(octets: bytes, coding: int, text: str) -> None:
    assert decode_text(octets, coding, default_alphabet="utf8") == text


@given(st.binary(max_size=80), st.sampled_from([2, 4, 0x0B, 0x14, 0x80, 0xF5]))
def test_binary_data_can_be_told_from_its_text(octets: bytes, coding: int) -> None:
    text = decode_text(octets, coding)
    assert text.isascii()
    assert text.isprintable()
    assert codecs.escape_decode(text)[0] == octets  # type: ignore[attr-defined]


def test_places_without_a_character_in_a_national_table() -> None:
    # Bengali has none at 0x0C; an escape before it leads to none either.
    assert decode_text(header(4, 0) + b"\x0c\x1b\x0c", 0, True) == r"\x0c\x1b\x0c"


def test_unknown_default_alphabet() -> None:
    with pytest.raises(ValueError, match="'ebcdic': choose one of gsm7"):
        decode_text(b"", 0, default_alphabet="ebcdic")
