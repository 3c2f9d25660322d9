"""Shipped profiles, profiles of one's own, what is wrong with one, and which fits a capture."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.errors import ProfileError
from smpp_dissect.profiles import Profile, VendorTlv, available, choose, load, loader

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "profiles.md"

HEAD = 'name = "my"\ntitle = "My SMSC"\nsource = "its interface description"\n'
FLAGS = '[[tlv]]\ntag = 0x2001\nname = "flags"\nkind = "integer"\nmax_octets = 2\n'
COST = '[[tlv]]\ntag = 0x2000\nname = "cost"\nkind = "cstring"\n'
A = '[[tlv.bits]]\nname = "a"\n'
SINGLE = '[[option]]\nname = "SINGLE"\nmeaning = "parts"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "my.toml"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, text: str) -> str:
    """The one line said of a file, without its folder."""
    with pytest.raises(ProfileError) as caught:
        load(written(folder, text))
    line = str(caught.value)
    assert line.isprintable()
    return line.removeprefix(f"{folder}/")


@pytest.mark.parametrize("name", available())
def test_a_shipped_profile_loads_under_its_own_name(name: str) -> None:
    assert load(name).name == name
    assert load(name) is load(name)


def test_smscentre_says_all_that_the_provider_says() -> None:
    profile = load("smscentre")
    assert (profile.versions, profile.ports, profile.tls_ports) == (
        ("3.4", "5.0"),
        (3700,),
        (3443,),
    )
    assert profile.inactivity_s == 120
    assert [(tlv.tag, tlv.name, tlv.kind, tlv.max_octets) for tlv in profile.tlvs] == [
        (0x2000, "cost", "cstring", 6),
        (0x2001, "message_flags", "integer", 2),
        (0x2002, "parts", "integer", 2),
        (0x2003, "mccmnc", "cstring", 5),
        (0x2004, "extra_status", "integer", 2),
    ]
    assert profile.tlv(0x2003) is profile.tlvs[3]
    assert profile.tlv(0x2005) is None
    assert len(profile.errors) == 29
    assert profile.receipt.tlvs == ("receipted_message_id", "message_state", "network_error_code")
    assert profile.receipt.only_when_requested


def test_smscentre_receipt_example_has_the_form_of_its_text() -> None:
    receipt = load("smscentre").receipt
    pattern = re.sub(r"<[^>]+>", r"\\S+", re.escape(receipt.text).replace(r"\ ", " "))
    assert re.fullmatch(pattern, receipt.example)
    assert [key for key in receipt.keys if f"{key}:" not in receipt.text] == []


def test_error_codes_may_be_words(tmp_path: Path) -> None:
    text = HEAD + '[errors]\nDND_REJECTED = "on the list"\n"005" = "five"\n0x10 = "sixteen"\n'
    assert load(written(tmp_path, text)).errors == {
        "DND_REJECTED": "on the list",
        5: "five",
        16: "sixteen",
    }


def test_a_profile_of_ones_own_loads_by_path(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufeff" + HEAD + "ports = [2775]\n" + COST)
    for given_as in (path, str(path)):
        profile = load(given_as)
        assert (profile.name, profile.ports) == ("my", (2775,))
        assert profile.tlvs == (VendorTlv(0x2000, "cost", "cstring"),)


def test_what_is_not_said_is_unknown(tmp_path: Path) -> None:
    profile = load(written(tmp_path, HEAD))
    assert profile == Profile("my", "My SMSC", "its interface description")
    assert (profile.inactivity_s, profile.long_message("X"), profile.alphabet()) == (None, "", "")


def test_bits_may_be_said_in_order(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + FLAGS + A + "low = 9\nhigh = 10\norder = [9, 10]\n")
    assert load(path).tlvs[0].text(b"\x02\x00") == "a 2"


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
    ("text", "key"),
    [
        (HEAD + "port = [1]", "port"),
        (HEAD + '"a b" = 1', '"a b"'),
        (HEAD + "[receipt]\nid = 'x'", "receipt.id"),
        (HEAD + SINGLE + "effect = 1", "option[1].effect"),
        (HEAD + COST + "size = 6", "tlv[1].size"),
        (HEAD + FLAGS + A + "bit = 6", "tlv[1].bits[1].bit"),
    ],
)
def test_an_unknown_key_is_told_with_the_known_ones(tmp_path: Path, text: str, key: str) -> None:
    assert complaint(tmp_path, text).startswith(f"my.toml: {key}: unknown key; known here: ")


def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    line = complaint(tmp_path, HEAD + "ports = [\ntlv")
    assert line.startswith("my.toml: not TOML: ") and "(at line 5, column 1)" in line
    assert complaint(tmp_path, HEAD + HEAD).startswith("my.toml: not TOML: ")
    assert complaint(tmp_path, "a = " + "[" * 100_000).startswith("my.toml: not TOML: ")
    assert complaint(tmp_path, "a = " + "9" * 10_000).startswith("my.toml: not TOML: ")


def test_a_long_value_is_cut(tmp_path: Path) -> None:
    assert len(complaint(tmp_path, HEAD + f"ports = '{'x' * 5000}'")) < 200
    huge = complaint(tmp_path, HEAD + f"inactivity_s = 0x{'f' * 5000}")
    assert huge.endswith("found a value too large to show")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    for name, said in [
        (str(path), "my.toml: cannot be read: No such file or directory"),
        (str(tmp_path), "cannot be read: Is a directory"),
        ("a\0.toml", "cannot be read: embedded null byte"),
        ("smscenter", "smscenter: no such file, and no shipped profile; shipped are: "),
        ("a\nb", "'a\\nb': no such file"),
    ]:
        with pytest.raises(ProfileError) as caught:
            load(name)
        assert said in str(caught.value)
        assert str(caught.value).isprintable()


def test_octets_that_are_no_text_and_a_file_without_end(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_bytes(b"name = '\xff'")
    with pytest.raises(ProfileError, match="not UTF-8 text, at octet 8"):
        load(path)
    path.write_bytes(b"#" * (loader.LARGEST_FILE + 1))
    with pytest.raises(ProfileError, match="larger than"):
        load(path)


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


@pytest.mark.parametrize(
    ("ports", "tags", "name", "reason"),
    [
        ([3700], [], "smscentre", "server port 3700"),
        ([3443, 9], [], "smscentre", "server port 3443"),
        ([3700], [0x2001], "smscentre", "server port 3700 and vendor TLVs 0x2001"),
        ([2775], [0x2000, 0x2003, 0x1E], "smscentre", "vendor TLVs 0x2000, 0x2003"),
        ([2775], [0x2000], None, ""),
        ([2775], [0x001E, 0x0427, 0x0423], None, ""),
        ([], [], None, ""),
    ],
)
def test_choose_by_port_or_by_two_tags(
    ports: list[int], tags: list[int], name: str | None, reason: str
) -> None:
    profile, said = choose(ports, tags)
    assert (profile.name if profile else None) == name
    assert said == reason or (not name and "no shipped profile" in said)


@pytest.mark.parametrize(
    ("ports", "tags", "name"),
    [
        ([1], [0x1401, 0x1402, 0x1403], "both"),
        ([2], [0x1402, 0x1403, 0x1404], "tags"),
        ([1], [0x1403, 0x1404], "tags"),
        ([1], [], "both"),
        ([2], [0x1E, 0x427], None),
    ],
)
def test_choose_prefers_port_and_tags_then_more_tags(
    monkeypatch: pytest.MonkeyPatch, ports: list[int], tags: list[int], name: str | None
) -> None:
    def profile(name: str, ports: tuple[int, ...], tags: list[int]) -> Profile:
        tlvs = tuple(VendorTlv(tag, f"t{tag}", "hex") for tag in tags)
        return Profile(name, name, "made up", ports=ports, tlvs=tlvs)

    shipped = {
        "both": profile("both", (1,), [0x1401, 0x1402]),
        "port": profile("port", (1,), [0x1401]),
        "tags": profile("tags", (), [0x1E, 0x427, 0x1401, 0x1402, 0x1403, 0x1404]),
    }
    monkeypatch.setattr(loader, "available", lambda: tuple(shipped))
    monkeypatch.setattr(loader, "_shipped", shipped.__getitem__)
    chosen, _ = choose(ports, tags)
    assert (chosen.name if chosen else None) == name


def test_toml_is_not_imported_before_it_is_needed() -> None:
    code = "import sys, smpp_dissect.profiles; sys.exit('tomllib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_examples_of_the_documentation_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = DOCS.read_text(encoding="utf-8")
    complete = next(block for block in blocks(text, "toml") if block.startswith("name ="))
    written(tmp_path, complete)
    monkeypatch.chdir(tmp_path)
    examples = blocks(text, "python")
    assert examples
    scope: dict[str, object] = {}
    for example in examples:
        exec(example, scope)


def test_the_documentation_tells_every_key_and_shows_right_ones(tmp_path: Path) -> None:
    text = DOCS.read_text(encoding="utf-8")
    keys = {
        *loader._PROFILE_KEYS,
        *loader._OPTION_KEYS,
        *loader._RECEIPT_KEYS,
        *loader._TLV_KEYS,
        *loader._BITS_KEYS,
    }
    assert [key for key in sorted(keys) if not re.search(rf"`\[*(tlv\.)?{key}\]*`", text)] == []
    for block in blocks(text, "toml"):
        before = FLAGS if block.startswith("[[tlv.bits]]") else ""
        load(written(tmp_path, block if block.startswith("name =") else HEAD + before + block))


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
