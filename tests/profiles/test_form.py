"""What a file may say, what becomes of it, and what is said of one that is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.errors import ProfileError
from smpp_dissect.profiles import Profile, load
from smpp_dissect.profiles.form import OPTION_KEYS, PROFILE_KEYS, RECEIPT_TABLE_KEYS
from smpp_dissect.profiles.form_tlvs import BITS_KEYS, TLV_KEYS
from tests.conftest import SAMPLES
from tests.profiles.files import HEAD, complaint, loaded, written

DOCS = Path(__file__).resolve().parents[2] / "docs" / "profiles.md"
FLAGS = '[[tlv]]\ntag = 0x2001\nname = "flags"\nkind = "integer"\nmax_octets = 2\n'
COST = '[[tlv]]\ntag = 0x2000\nname = "cost"\nkind = "cstring"\n'
A = '[[tlv.bits]]\nname = "a"\n'
SINGLE = '[[option]]\nname = "SINGLE"\nmeaning = "parts"\n'


def test_what_is_not_said_is_unknown(tmp_path: Path) -> None:
    profile = load(written(tmp_path, HEAD))
    assert profile == Profile("my", "My SMSC", "its interface description")
    assert (profile.inactivity_s, profile.long_message("X"), profile.alphabet()) == (None, "", "")


def test_error_codes_may_be_words(tmp_path: Path) -> None:
    text = HEAD + '[errors]\nDND_REJECTED = "on the list"\n"005" = "five"\n0x10 = "sixteen"\n'
    assert load(written(tmp_path, text)).errors == {
        "DND_REJECTED": "on the list",
        5: "five",
        16: "sixteen",
    }


def test_error_codes_may_differ_by_their_source(tmp_path: Path) -> None:
    profile = loaded(
        tmp_path,
        '[errors]\n1 = "both"\n2 = "both"\n[errors.err]\n1 = "of err"\nNO = "a word"\n'
        '[errors.network_error_code]\n0x02 = "of the network"\n'
        '[errors.command_status]\n0x0401 = "of a response"\n',
    )
    told = {
        source: [profile.error_meaning(code, source) for code in (1, 2, 0x0401)]
        for source in ("err", "network_error_code", "command_status")
    }
    assert told == {
        "err": ["of err", "both", None],
        "network_error_code": ["both", "of the network", None],
        "command_status": [None, None, "of a response"],
    }
    assert profile.error_meaning("NO") == "a word"
    assert profile.error_meaning("001") == "of err"


def test_where_a_provider_is_found(tmp_path: Path) -> None:
    profile = loaded(
        tmp_path, 'servers = ["192.0.2.0/24", "2001:db8::1"]\nports = [1]\nrecognised_by = []\n'
    )
    assert (profile.servers, profile.recognised_by) == (("192.0.2.0/24", "2001:db8::1"), ())
    assert loaded(tmp_path, "").recognised_by == ("port", "tlvs")


def test_how_a_provider_writes_receipts(tmp_path: Path) -> None:
    receipt = loaded(
        tmp_path,
        '[receipt]\nid_rule = "dec_to_hex"\n[receipt.stands_for]\nmsgid = "id"\nstate = "stat"\n',
    ).receipt
    assert receipt.id_rule == "dec_to_hex"
    assert receipt.stands_for == {"msgid": "id", "state": "stat"}


def faults() -> list[tuple[str, str]]:
    """The cases of faults.txt: what is said, and of what."""
    text = Path(__file__).with_name("faults.txt").read_text(encoding="utf-8")
    cases = [case.partition("\n") for case in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]]
    return [(line, toml.strip()) for line, _, toml in cases]


@pytest.mark.parametrize(("line", "text"), faults())
def test_what_is_wrong_is_one_line(tmp_path: Path, line: str, text: str) -> None:
    assert complaint(tmp_path, HEAD + text) == f"my.toml: {line}"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "name: missing; expected a lower-case name"),
        ('name = "My"', 'name: expected a lower-case name, found "My"'),
        ('name = "my"', "title: missing; expected one line of text"),
        ('name = "my"\ntitle = ""', 'title: expected one line of text, found ""'),
        ('name = "my"\ntitle = "a\\nb"', 'title: expected one line of text, found "a\\nb"'),
    ],
)
def test_a_profile_says_who_it_is(tmp_path: Path, text: str, line: str) -> None:
    assert complaint(tmp_path, text) == f"my.toml: {line}"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD + "port = [1]", "port: unknown key; did you mean ports? known here: name, title, "),
        (HEAD + '"a b" = 1', '"a b": unknown key; known here: name, title, '),
        (HEAD + "[receipt]\nidrule = 'x'", "receipt.idrule: unknown key; did you mean id_rule? "),
        (HEAD + SINGLE + "Meaning = 1", "option[1].Meaning: unknown key; did you mean meaning? "),
        (HEAD + COST + "size = 6", "tlv[1].size: unknown key; "),
        (HEAD + FLAGS + A + "bit = 6", "tlv[1].bits[1].bit: unknown key; "),
    ],
)
def test_an_unknown_key_is_told_with_the_nearest_known_one(
    tmp_path: Path, text: str, line: str
) -> None:
    said = complaint(tmp_path, text)
    assert said.startswith(f"my.toml: {line}")
    assert "known here: " in said


TOML_VALUE = st.recursive(
    st.sampled_from(
        ["0", "1", "-1", "0x2000", "true", "''", "'cost'", "1.5", "2026-01-01", "'hex'"]
    ),
    lambda inner: st.lists(inner, max_size=3).map(lambda values: f"[{', '.join(values)}]"),
    max_leaves=4,
)
TOML_LINE = st.one_of(
    st.builds(
        "{} = {}".format,
        st.sampled_from(["name", "tag", "kind", "low", "enum", "bits", "ports", "keys", "1"]),
        TOML_VALUE,
    ),
    st.sampled_from(
        ["[[tlv]]", "[[tlv.bits]]", "[tlv.enum]", "[errors]", "[receipt]", "[[option]]"]
    ),
)


@given(st.lists(TOML_LINE, max_size=12))
def test_any_file_loads_or_is_told_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    path = written(tmp_path_factory.getbasetemp(), "\n".join([HEAD, *lines]))
    try:
        profile = load(path)
    except ProfileError as error:
        assert str(error).isprintable()
    else:
        assert profile.title == "My SMSC"


def test_the_examples_of_the_documentation_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = DOCS.read_text(encoding="utf-8")
    complete = next(block for block in blocks(text, "toml") if block.startswith("name ="))
    written(tmp_path, complete)
    (tmp_path / SAMPLES.name).symlink_to(SAMPLES)
    monkeypatch.chdir(tmp_path)
    examples = blocks(text, "python")
    assert examples
    scope: dict[str, object] = {}
    for example in examples:
        exec(example, scope)


def test_the_documentation_tells_every_key_and_shows_right_ones(tmp_path: Path) -> None:
    text = DOCS.read_text(encoding="utf-8")
    keys = {
        *PROFILE_KEYS,
        *OPTION_KEYS,
        *RECEIPT_TABLE_KEYS,
        *TLV_KEYS,
        *BITS_KEYS,
    }
    assert [key for key in sorted(keys) if not re.search(rf"`\[*(tlv\.)?{key}\]*`", text)] == []
    for block in blocks(text, "toml"):
        before = FLAGS if block.startswith("[[tlv.bits]]") else ""
        load(written(tmp_path, block if block.startswith("name =") else HEAD + before + block))


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
