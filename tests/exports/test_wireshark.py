"""A profile in Wireshark: the script loads, and its fields have the values that we read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

import smpp_dissect as sd
from smpp_dissect.exports.wireshark import post_dissector
from smpp_dissect.pdus.encode import encode
from smpp_dissect.profiles import Profile, VendorTlv, available, load
from tests.build import Conversation, write_pcap
from tests.conftest import SAMPLES, captures
from tests.exports.lua import as_read, fields, names_of, readings, tlvs_of, tshark, written
from tests.exports.odd import ODD, odd_capture, odd_pdus
from tests.test_tshark import PORTS
from tests.tshark import is_present, story_ports

SMSCENTRE = load("smscentre")
live = pytest.mark.skipif(not is_present(), reason="no tshark on the PATH")

SAMPLE_PORTS = {path: story_ports(path.name) for path in sorted(SAMPLES.glob("*.pcap*"))}
RECORDED_PORTS = {path: PORTS[path.name] for path in captures(*PORTS)}


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(SMSCENTRE, tmp_path_factory.mktemp("lua"))


@live
@pytest.mark.parametrize(
    ("capture", "ports"),
    [*SAMPLE_PORTS.items(), *RECORDED_PORTS.items()],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_fields_have_the_values_that_we_read(
    capture: Path, ports: Sequence[int], script: Path
) -> None:
    ours = pdus_by_frame(capture, ports)
    names = ("frame.number", "smpp.command_id", "smpp.sequence_number", *names_of(SMSCENTRE))
    met = Counter[str]()
    for frame in fields(capture, script, ports, names):
        # Of some frames tshark finds fewer PDUs than we do; tests/test_tshark.py says why.
        theirs = Counter(zip(frame["smpp.command_id"], frame["smpp.sequence_number"], strict=True))
        there = [tlvs for key, tlvs in ours[int(frame["frame.number"][0])] if theirs[key]]
        assert len(there) == theirs.total()
        expected = readings(SMSCENTRE, [tlv for tlvs in there for tlv in tlvs], "smscentre")
        for name, values in expected.items():
            assert as_read(name, frame[name], values) == values, (frame, name)
            met[name] += len(values)
    if capture.name in ("smscentre_day.pcap", "smsc_receipts.pcap"):
        assert min(met[name] for name in names_of(SMSCENTRE)) > 100


Pdus = dict[int, list[tuple[tuple[str, str], list[tuple[int, bytes]]]]]


def pdus_by_frame(capture: Path, ports: Sequence[int]) -> Pdus:
    cap = sd.read(str(capture), ports=list(ports), profile="smscentre")
    tlvs: dict[int, list[tuple[int, bytes]]] = {}
    for row in cap.arrow("tlvs").select(["pdu", "tag", "value"]).to_pylist():
        tlvs.setdefault(row["pdu"], []).append((row["tag"], row["value"]))
    found: Pdus = {}
    columns = ["pdu", "frame", "command_id", "sequence_number"]
    for row in cap.arrow("pdus").select(columns).to_pylist():
        key = (f"0x{row['command_id']:08x}", str(row["sequence_number"]))
        found.setdefault(row["frame"], []).append((key, tlvs.get(row["pdu"], [])))
    return found


@live
def test_every_kind_is_read_at_any_size(tmp_path: Path) -> None:
    capture, script = odd_capture(tmp_path / "odd.pcap"), written(ODD, tmp_path)
    frames = list(fields(capture, script, [2775], ["smpp.sequence_number", *names_of(ODD)]))
    pdus = {pdu[12:16]: pdu for pdu in odd_pdus()}
    assert sum(len(frame["smpp.sequence_number"]) for frame in frames) == len(pdus)
    for frame in frames:
        numbers = [int(number).to_bytes(4, "big") for number in frame["smpp.sequence_number"]]
        tlvs = [tlv for number in numbers for tlv in tlvs_of(pdus[number])]
        for name, values in readings(ODD, tlvs, "odd").items():
            assert as_read(name, frame[name], values) == values, (numbers, name)


def shown_of(segments: Sequence[bytes], script: Path, folder: Path) -> str:
    """What a person sees of PDUs in these segments, a line each."""
    talk = Conversation()
    talk.open()
    for segment in segments:
        talk.send("server", segment)
    write_pcap(folder / "talk.pcap", talk.segments)
    return tshark(folder / "talk.pcap", script, [2775], "-O", "smscentre")


@live
def test_a_tlv_is_told_under_its_own_pdu(script: Path, tmp_path: Path) -> None:
    # The first is put together from two segments; at its end, in the second, lies the other.
    plain = encode("deliver_sm", sequence_number=1, short_message=bytes(254))
    paid = encode("deliver_sm", sequence_number=2, tlvs=[(0x2000, b"0.35")])
    shown = shown_of([plain[:100], plain[100:] + paid + plain + paid], script, tmp_path)
    told = re.findall(r"^SMS Centre .*, (Seq: \d)\n    (cost: \S*)$", shown, re.MULTILINE)
    assert told == [("Seq: 2", "cost: 0.35"), ("Seq: 2", "cost: 0.35")]


@live
def test_a_tlv_without_its_end_is_left_alone(script: Path, tmp_path: Path) -> None:
    body = encode("deliver_sm", tlvs=[(0x2002, b"\0\1"), (0x2000, b"0.35")])[16:]
    shown = shown_of([encode("deliver_sm", body=body[:-2])], script, tmp_path)
    assert "    parts: 1\n" in shown
    assert "Malformed Packet" in shown
    assert "Lua Error" not in shown
    assert "cost" not in shown


@live
def test_a_tag_may_mean_something_else_in_other_pdus(tmp_path: Path) -> None:
    profile = Profile(
        name="smscentre",
        title="SMS Centre",
        source="",
        tlvs=(
            VendorTlv(0x1400, "any", "cstring"),
            VendorTlv(0x1400, "sent", "cstring", commands=("submit_sm", "submit_multi")),
            VendorTlv(0x1400, "answered", "cstring", commands=("submit_sm_resp",)),
            VendorTlv(0x1401, "told", "cstring", commands=("deliver_sm",)),
            VendorTlv(0x1402, "one", "cstring", commands=("data_sm",)),
            VendorTlv(0x1402, "two", "cstring", commands=("data_sm_resp",)),
        ),
    )
    tlvs = [(tag, b"v") for tag in (0x1400, 0x1401, 0x1402)]
    commands = ("submit_sm", "submit_sm_resp", "deliver_sm", "data_sm", "data_sm_resp")
    pdus = b"".join(encode(command, tlvs=tlvs) for command in commands)
    shown = shown_of([pdus], written(profile, tmp_path), tmp_path)
    _, *trees = shown.split("SMS Centre, Seq: 1\n")
    assert [re.findall(r"^    (\w+): v$", tree, re.MULTILINE) for tree in trees] == [
        ["sent", "told"],
        ["answered", "told"],
        ["any", "told"],
        ["any", "told", "one"],
        ["any", "told", "two"],
    ]


@live
@pytest.mark.parametrize("name", available())
def test_every_shipped_profile_loads_and_can_be_filtered_by(name: str, tmp_path: Path) -> None:
    profile = load(name)
    wanted = " or ".join(names_of(profile)) or "smpp"
    capture = SAMPLES / "long_messages.pcap"
    tshark(capture, written(profile, tmp_path), [], "-c", "1", "-Y", wanted)


@live
def test_what_values_mean_can_be_filtered_by(script: Path) -> None:
    capture = SAMPLES / "smscentre_day.pcap"
    options = ("-T", "fields", "-e", "smscentre.message_flags.message_type", "-Y")
    viber = tshark(capture, script, [], *options, 'smscentre.message_flags.message_type == "Viber"')
    assert set(viber.split()) == {"10"}
    wanted = "smscentre.network_error_code == 6 and smscentre.extra_status == 0"
    assert tshark(capture, script, [], *options, wanted).strip()


@live
def test_a_person_sees_meanings(script: Path) -> None:
    shown = tshark(SAMPLES / "smscentre_day.pcap", script, [], "-O", "smscentre", "-Y", "smscentre")
    assert "SMS Centre (smsc.ru, smscentre.com), Seq: " in shown
    assert ".11. .... .... = template_type: advertising (3)" in shown
    assert "template_type: 0, no meaning without template\n" in shown
    assert ", template message: advertising)\n" in shown
    assert "(Viber" in shown
    assert "extra_status: link clicked (4)\n" in shown
    assert "network_error_code: subscriber is offline (6)\n" in shown
    assert "[length" not in shown


@live
def test_sizes_and_bits_that_the_profile_does_not_have_are_told(tmp_path: Path) -> None:
    capture, script = odd_capture(tmp_path / "odd.pcap"), written(ODD, tmp_path)
    shown = tshark(capture, script, [2775], "-O", "odd")
    assert "text: a (quo" in shown
    assert "raw: 3132333435 (12345) [length 5, not 0 to 4]\n" in shown
    assert "raw: 61 (letter)\n" in shown
    # Digits in binary are of any size.
    assert f"figures: {2**56 - 1}\n" in shown
    assert "figures: nine octets [length 11, not 1 to 4]\n" in shown
    assert "flags: 0xffff (low 15, backward 7, quo" in shown
    assert "bits not in the profile: 0x7c80\n" in shown
    assert "flags: 0xffffffffffffff (" in shown
    assert "number: no integer of 1 to 8 octets [length 0, not 1 to 4]\n" in shown
    assert "network_error_code: too short\n" in shown


@live
def test_a_name_that_wireshark_has_already_gets_a_suffix(tmp_path: Path) -> None:
    profile = Profile("http", SMSCENTRE.title, "", tlvs=SMSCENTRE.tlvs)
    capture = SAMPLES / "smscentre_day.pcap"
    [first, *_] = fields(capture, written(profile, tmp_path), [], names_of(profile, "http_smpp"))
    assert "http_smpp.cost" in first


@live
def test_two_profiles_with_one_title_can_be_loaded(script: Path, tmp_path: Path) -> None:
    other = written(Profile("other", SMSCENTRE.title, "", tlvs=SMSCENTRE.tlvs), tmp_path)
    options = ("-X", f"lua_script:{other}", "-Y", "smscentre.cost and other_smpp.cost")
    assert tshark(SAMPLES / "smscentre_day.pcap", script, [], *options)


def test_whatever_a_profile_says_the_script_is_plain_ascii() -> None:
    lua = post_dissector(ODD)
    assert lua.isascii()
    assert lua.replace("\n", "").isprintable()
    assert '"quo\\034te \\092 ]] -- \\010 \\000 \\226\\128\\174 %s %d \\195\\169"' in lua


@pytest.mark.parametrize(
    "own",
    [VendorTlv(0x0423, "error", "octets"), VendorTlv(0x1400, "network_error_code", "octets")],
    ids=["tag", "name"],
)
def test_a_tlv_of_the_profile_comes_before_its_error_codes(own: VendorTlv) -> None:
    lua = post_dissector(Profile("a", "a", "a", tlvs=(own,), errors={1: "meaning of 1"}))
    assert "meaning of 1" not in lua
    assert "meaning of 1" in post_dissector(Profile("a", "a", "a", errors={1: "meaning of 1"}))


def test_codes_of_network_error_code_come_before_codes_of_all() -> None:
    own = {"network_error_code": {1: "own of 1"}, "command_status": {2: "status 2"}}
    lua = post_dissector(Profile("a", "a", "a", errors={1: "of 1", 3: "of 3"}, errors_of=own))
    assert '"own of 1"' in lua
    assert '"of 3"' in lua
    assert '"of 1"' not in lua
    assert "status 2" not in lua
