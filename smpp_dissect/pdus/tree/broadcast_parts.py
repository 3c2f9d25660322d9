"""Cell broadcast: the areas of broadcast_area_identifier.

An area is a name, or a shape on the ellipsoid. Source: SMPP 5.0, 4.8.4.4; 3GPP TS 23.032, 6.1
(latitude and longitude), 6.6 (radii and angles), 7.3.4 (polygon) and 7.3.7 (ellipsoid arc).
"""

from __future__ import annotations

from collections.abc import Callable

from smpp_dissect.pdus.tree.parts import Part, Reading, ascii_text, fields_read, summary
from smpp_dissect.spec import TLV_BY_NAME

ALIAS, ELLIPSOID_ARC, POLYGON = 0, 1, 2
ARC_OCTETS, POINT_OCTETS = 13, 6
SHAPES = {5: "polygon", 10: "ellipsoid arc"}
RADIUS_STEP = 5


def area_reading(octets: bytes) -> Reading:
    """Read a broadcast_area_identifier: its format, and the area as that format has it."""
    parts = fields_read(TLV_BY_NAME["broadcast_area_identifier"].parts, octets)
    if len(parts) > 1:
        area = octets[1:]
        opened = _opened(octets[0], area)
        meaning = ascii_text(area) if octets[0] == ALIAS else None
        parts[1] = parts[1]._replace(meaning=meaning, parts=opened)
    return Reading(None, summary(parts, octets), parts)


def content_type_reading(octets: bytes) -> Reading:
    """Read a broadcast_content_type; SMPP lists the types of the generic network only."""
    parts = fields_read(TLV_BY_NAME["broadcast_content_type"].parts, octets)
    if octets[:1] != b"\0":
        parts[1:] = [
            part if part.value is None else part._replace(meaning=None) for part in parts[1:]
        ]
    return Reading(None, summary(parts, octets), parts)


def _opened(form: int, area: bytes) -> list[Part]:
    if form == ELLIPSOID_ARC and len(area) == ARC_OCTETS:
        return _arc(area)
    points = (len(area) - 1) // POINT_OCTETS
    if form == POLYGON and points and len(area) == 1 + POINT_OCTETS * points:
        return _polygon(area)
    return []


def _arc(area: bytes) -> list[Part]:
    tail = (
        ("inner_radius", 7, 2, lambda value: f"{RADIUS_STEP * value} m"),
        ("uncertainty_radius", 9, 1, lambda value: f"{10 * (1.1 ** (value & 0x7F) - 1):.0f} m"),
        ("offset_angle", 10, 1, lambda value: f"{2 * value} degrees"),
        ("included_angle", 11, 1, lambda value: f"{2 * value} degrees"),
        ("confidence", 12, 1, lambda value: f"{value & 0x7F} %"),
    )
    numbers = [_number(area, *each) for each in tail]
    return [_shape(area, "spare"), *_point(area, 1), *numbers]


def _polygon(area: bytes) -> list[Part]:
    starts = range(1, len(area), POINT_OCTETS)
    return [
        _shape(area, "points"),
        *(
            Part(
                f"point #{number}", at, POINT_OCTETS, parts=_point(area[at : at + POINT_OCTETS], 0)
            )
            for number, at in enumerate(starts, 1)
        ),
    ]


def _shape(area: bytes, low: str) -> Part:
    shape, rest = area[0] >> 4, area[0] & 0xF
    bits = (
        Part("shape", 0, 1, shape, SHAPES.get(shape), (), (4, 7)),
        Part(low, 0, 1, rest, None, (), (0, 3)),
    )
    return Part("type_of_shape", 0, 1, area[0], None, bits)


def _point(octets: bytes, at: int) -> tuple[Part, Part]:
    latitude, longitude = (octets[start : start + 3] for start in (at, at + 3))
    north = int.from_bytes(latitude) & 0x7FFFFF
    east = int.from_bytes(longitude, signed=True)
    degrees = 90 * north / (1 << 23), 360 * abs(east) / (1 << 24)
    return (
        Part("latitude", at, 3, int.from_bytes(latitude),
             f"{degrees[0]:.5f} {'south' if latitude[0] & 0x80 else 'north'}"),
        Part("longitude", at + 3, 3, int.from_bytes(longitude),
             f"{degrees[1]:.5f} {'west' if east < 0 else 'east'}"),
    )  # fmt: skip


def _number(area: bytes, name: str, at: int, length: int, told: Callable[[int], str]) -> Part:
    value = int.from_bytes(area[at : at + length])
    return Part(name, at, length, value, told(value))
