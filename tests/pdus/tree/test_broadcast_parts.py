"""Areas and content types of cell broadcast."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.pdus.tree.broadcast_parts import area_reading, content_type_reading
from smpp_dissect.pdus.tree.parts import Part, grown
from tests.pdus.tree.trees import assert_divided

# 45° north, 90° east, and the same to the south and west.
NORTH_EAST = (1 << 22).to_bytes(3) + (1 << 22).to_bytes(3)
SOUTH_WEST = (1 << 22 | 1 << 23).to_bytes(3) + (-(1 << 22)).to_bytes(3, signed=True)
ARC = b"\xa0" + NORTH_EAST + b"\0\x64\x0a\x2d\x5a\x44"
POLYGON = b"\x52" + NORTH_EAST + SOUTH_WEST


def told(parts: tuple[Part, ...] | list[Part]) -> list[tuple[str, object, object]]:
    return [(part.name, part.value, part.meaning) for part in parts]


def test_an_area_by_name() -> None:
    reading = area_reading(b"\0Moscow")
    assert told(list(reading.parts)) == [
        ("format", 0, "alias or name"),
        ("area", None, "Moscow"),
    ]


def test_an_ellipsoid_arc() -> None:
    area = area_reading(b"\1" + ARC).parts[1]
    assert told(list(area.parts)) == [
        ("type_of_shape", 0xA0, None),
        ("latitude", 1 << 22, "45.00000 north"),
        ("longitude", 1 << 22, "90.00000 east"),
        ("inner_radius", 100, "500 m"),
        ("uncertainty_radius", 10, "16 m"),
        ("offset_angle", 45, "90 degrees"),
        ("included_angle", 90, "180 degrees"),
        ("confidence", 0x44, "68 %"),
    ]
    assert told(list(area.parts[0].parts)) == [("shape", 10, "ellipsoid arc"), ("spare", 0, None)]


def test_a_polygon() -> None:
    area = area_reading(b"\2" + POLYGON).parts[1]
    assert [part.name for part in area.parts] == ["type_of_shape", "point #1", "point #2"]
    assert told(list(area.parts[0].parts)) == [("shape", 5, "polygon"), ("points", 2, None)]
    assert told(list(area.parts[2].parts)) == [
        ("latitude", 1 << 22 | 1 << 23, "45.00000 south"),
        ("longitude", (-(1 << 22)) & 0xFFFFFF, "90.00000 west"),
    ]


def test_a_shape_of_another_size_stays_octets() -> None:
    for octets in (b"\1" + ARC[:-1], b"\2" + POLYGON + b"\0", b"\2\x52", b"\1"):
        assert all(not part.parts for part in area_reading(octets).parts)


@given(st.one_of(st.binary(max_size=30), st.integers(0, 4).map(lambda n: b"\2" + bytes(1 + 6 * n))))
def test_parts_divide_any_area(octets: bytes) -> None:
    nodes = grown(octets, 0, area_reading(octets).parts)
    assert b"".join(node.octets for node in nodes) == octets
    for node in nodes:
        for part in node.walk():
            assert_divided(part)


def test_content_types_are_listed_for_the_generic_network() -> None:
    assert told(list(content_type_reading(b"\0\0\x33").parts)) == [
        ("network", 0, "generic"),
        ("content_type", 0x33, "weather"),
    ]
    assert told(list(content_type_reading(b"\1\0\0").parts)) == [
        ("network", 1, "GSM, 23.041"),
        ("content_type", 0, None),
    ]
    assert content_type_reading(b"\1\0").parts[1].name == "unparsed"
