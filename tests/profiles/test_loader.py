"""Shipped profiles by name, profiles of one's own by path, and files that are none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from smpp_dissect.errors import ProfileError
from smpp_dissect.profiles import VendorTlv, available, load, loader, shipped
from smpp_dissect.profiles.loader import shipped_with
from tests.profiles.files import HEAD, complaint, written

ROOT = Path(__file__).resolve().parents[2]
COST = '[[tlv]]\ntag = 0x2000\nname = "cost"\nkind = "cstring"\n'


@pytest.mark.parametrize("name", available())
def test_a_shipped_profile_loads_under_its_own_name(name: str) -> None:
    assert load(name).name == name
    assert load(name) is load(name)


def test_all_that_is_shipped_is_loaded_at_once() -> None:
    assert [profile.name for profile in shipped()] == list(available())


def test_a_profile_of_ones_own_loads_by_path(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufeff" + HEAD + "ports = [2775]\n" + COST)
    for given_as in (path, str(path)):
        profile = load(given_as)
        assert (profile.name, profile.ports) == ("my", (2775,))
        assert profile.tlvs == (VendorTlv(0x2000, "cost", "cstring"),)


@pytest.mark.parametrize(
    ("where", "servers", "ports"),
    [
        ("3701", (), (3701,)),
        ("192.0.2.1", ("192.0.2.1",), ()),
        ("2001:db8::/32", ("2001:db8::/32",), ()),
    ],
)
def test_a_profile_for_one_place(
    where: str, servers: tuple[str, ...], ports: tuple[int, ...]
) -> None:
    profile = load(f"smscentre@{where}")
    assert (profile.name, profile.only_there) == ("smscentre", True)
    assert (profile.servers, profile.ports, profile.tls_ports) == (servers, ports, ())
    assert profile.tlvs == load("smscentre").tlvs


def test_a_path_may_have_an_at_sign(tmp_path: Path) -> None:
    path = tmp_path / "a@1"
    path.write_text(HEAD, encoding="utf-8")
    assert load(path) == load(str(path))
    assert not load(path).only_there


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
        ("smscenter", "smscenter: no such file, and no shipped profile; did you mean smscentre?"),
        ("nix", "nix: no such file, and no shipped profile; shipped are: 8x8, "),
        ("smscentre@nowhere", "smscentre@nowhere: expected an address, a network such as"),
        ("smscentre@65536", "smscentre@65536: expected an address, "),
        ("smscentre@\n", "smscentre@'\\n': expected an address, "),
        ("nix@1", "nix: no such file"),
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


def test_toml_is_not_imported_before_it_is_needed() -> None:
    code = "import sys, smpp_dissect.profiles; sys.exit('tomllib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_those_that_may_fit_are_told_by_the_numbers_in_their_files() -> None:
    everything = shipped()
    for profile in everything:
        tags = {tlv.tag for tlv in profile.tlvs}
        for port in (*profile.ports, *profile.tls_ports):
            assert profile in shipped_with({port}, set(), 2)
        for least in range(1, len(tags) + 1):
            assert profile in shipped_with(set(), tags, least)
    assert shipped_with(set(), set(), 1) == ()
    assert {each.name for each in shipped_with({3700}, set(), 2)} == {"smscentre"}
    assert set(everything) > set(shipped_with(set(), {0x1400, 0x1401}, 2)) > set()


def test_only_those_are_parsed() -> None:
    code = (
        "from smpp_dissect.profiles import choose, loader\n"
        "read, files = loader._read, []\n"
        "loader._read = lambda path, file: files.append(file) or read(path, file)\n"
        "choose([3700, 2775], [0x1400]), choose([50001], [0x1E])\n"
        "assert files == ['smscentre.toml'], files"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)
