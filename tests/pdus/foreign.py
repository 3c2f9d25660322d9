"""Protocols that are not SMPP, some of them much like it, as bytes of a client and of a server.

All are made up: enough of each protocol's outer layout to try a dissector that goes by content.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Callable

_random = random.Random(5)
Sides = tuple[bytes, bytes]


def _words(*values: int) -> bytes:
    return struct.pack(f">{len(values)}I", *values)


def _counted(octets: bytes) -> bytes:
    """A length of four octets that does not count itself."""
    return _words(len(octets)) + octets


def _counting_itself(octets: bytes) -> bytes:
    return _words(len(octets) + 4) + octets


def _short(text: bytes) -> bytes:
    return struct.pack(">H", len(text)) + text


def _kafka(first: int) -> Sides:
    """Requests whose four octets after the length are a command_id: Produce, versions 3 to 9."""
    client = _counted(struct.pack(">HHI", 18, 3, first) + _short(b"rdkafka") + b"\0")
    server = _counted(_words(first) + bytes(2) + _random.randbytes(50))
    for number in range(first + 1, first + 40):
        head = struct.pack(">HHI", 0, _random.randrange(3, 10), number) + _short(b"rdkafka")
        batch = _counted(bytes(61) + b"hello" * _random.randrange(20))
        topic = struct.pack(">hI", -1, 30000) + _words(1) + _short(b"topic") + _words(1, 0)
        client += _counted(head + topic + batch)
        server += _counted(_words(number, 1) + _short(b"topic") + _words(1, 0, 0, number, 0))
    return client, server


def _zookeeper() -> Sides:
    """Answers of sixteen octets whose number is that of enquire_link or unbind."""
    client = _counted(_words(0, 0, 0, 0, 30000, 0, 0, 16) + bytes(16))
    server = _counted(_words(0, 30000, 1, 2, 16) + _random.randbytes(16) + b"\0")
    for number in range(1, 60):
        client += _counted(_words(number, 2) + _counted(b"/path/a") + b"\0")
        server += _counted(struct.pack(">IQI", number, number, 0))
    return client, server


def _cmpp(first: int) -> Sides:
    """The protocol of China Mobile: SMPP's lengths and command_ids, and no status."""
    client = _words(39, 1, first) + b"901234" + _random.randbytes(16) + b"\x30" + bytes(4)
    server = _words(33, 0x80000001, first, 0) + _random.randbytes(16) + b"\x30"
    for number in range(first + 1, first + 300):
        message = number.to_bytes(2, "big").rjust(8, b"\x35")
        body = bytes(8) + b"\1\1\1\1SERVICE\0\0\0\2" + b"13800138000".ljust(32, b"\0") + bytes(3)
        body += b"\x08901234" + b"01000000" + bytes(34) + b"10690000".ljust(21, b"\0") + b"\1"
        body += b"13800138000".ljust(32, b"\0") + b"\0\x0aHello moto" + bytes(20)
        client += _counting_itself(_words(4, number) + body)
        server += _counting_itself(_words(0x80000004, number) + message + bytes(4))
    return client, server


def _dns() -> Sides:
    client = server = b""
    for _ in range(100):
        head = struct.pack(">6H", _random.randrange(1 << 16), 0x100, 1, 0, 0, 0)
        query = head + b"\x03www\x07example\x03com\0" + struct.pack(">2H", 1, 1)
        answer = query + b"\xc0\x0c" + struct.pack(">2HIH", 1, 1, 300, 4) + _random.randbytes(4)
        client += _short(query)
        server += _short(answer)
    return client, server


def _http() -> Sides:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n"
    return b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 50, answer + _random.randbytes(5000) + bytes(5000)


def _tls() -> Sides:
    hello = b"\x16\x03\x01\x02\0" + _random.randbytes(512)
    records = (b"\x17\x03\x03\x04\0" + _random.randbytes(1024) for _ in range(20))
    return hello + b"\x17\x03\x03\x01\0" + _random.randbytes(256), b"".join(records)


def _smb() -> Sides:
    messages = (
        struct.pack(">I", 64 + size) + b"\xfeSMB@\0" + bytes(58 + size) for size in range(0, 400, 7)
    )
    both = b"".join(messages)
    return both, both


def _typed(body: Callable[[], bytes]) -> Sides:
    """Length, a small type, zero, a number: a home-made protocol's header may be SMPP's."""
    sides = []
    for _ in range(2):
        numbered = enumerate(_random.choices(range(1, 10), k=60), 1)
        sides.append(b"".join(_counting_itself(_words(t, 0, n) + body()) for n, t in numbered))
    return sides[0], sides[1]


def _integers(most: int, width: str) -> Sides:
    def side() -> bytes:
        return struct.pack(f">12000{width}", *(_random.randrange(most) for _ in range(12000)))

    return side(), side()


FOREIGN: dict[str, Sides] = {
    "http": _http(),
    "tls": _tls(),
    "random": (_random.randbytes(60_000), _random.randbytes(60_000)),
    "zeros": (bytes(20_000), bytes(20_000)),
    "kafka": _kafka(0),
    "kafka, later": _kafka(1),
    "zookeeper": _zookeeper(),
    "cmpp": _cmpp(0),
    "cmpp, later": _cmpp(1),
    "dns": _dns(),
    "smb": _smb(),
    "typed text": _typed(lambda: b'{"a": [1, 2, 3], "text": "hello world"}'),
    "typed random": _typed(lambda: _random.randbytes(_random.randrange(20, 200))),
    "typed numbers": _typed(lambda: _words(*(_random.randrange(1, 999) for _ in range(9)))),
    "words to 2": _integers(2, "I"),
    "words to 22": _integers(22, "I"),
    "words to 256": _integers(256, "I"),
    "halves to 2": _integers(2, "H"),
    "halves to 10": _integers(10, "H"),
    "octets to 2": _integers(2, "B"),
    "octets to 22": _integers(22, "B"),
}
