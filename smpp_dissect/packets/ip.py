"""IPv4 and IPv6: from the IP header to the TCP header, with addresses and the datagram's end.

Source: RFC 791, RFC 8200. Fragments are counted, not put together.
"""

from __future__ import annotations

from typing import Any

from smpp_dissect._bytes import be16, be32
from smpp_dissect._kernel import i64, kernel

TCP = 6
HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION = 0, 43, 44, 51, 60
MOBILITY, HIP, SHIM6 = 135, 139, 140
# An address is four 32-bit words; an IPv4 address is written as IPv6 maps it (::ffff:a.b.c.d).
MAPPED = 0xFFFF
# The longest packet believed where segmentation offload left the length to the file to tell: cards
# are given 64 KiB, half a megabyte at most (BIG TCP).
MOST_OFFLOADED = 1 << 20

NOT_TCP, TOO_SHORT, IS_FRAGMENT = -4, -2, -5


@kernel
def locate_tcp(
    data: Any,
    at: Any,
    captured: Any,
    original: Any,
    ip_at: Any,
    tcp_at: Any,
    datagram_end: Any,
    address: Any,
) -> None:
    """Find each packet's TCP header and where its datagram ends on the wire.

    `ip_at` below zero passes through to `tcp_at`, else that is an offset in `data`, or NOT_TCP,
    TOO_SHORT, IS_FRAGMENT. `datagram_end`: offset in `data` where the datagram would end had it
    been captured whole. `address[packet]`: source's four words, then destination's.
    """
    for packet in range(len(at)):
        begin = ip_at[packet]
        tcp_at[packet] = begin
        if begin < 0:
            continue
        stop = at[packet] + captured[packet]
        # A length of zero is segmentation offload: the card had not cut the packet yet.
        datagram_end[packet] = max(stop, at[packet] + min(original[packet], MOST_OFFLOADED))
        if i64(data[begin]) >> 4 == 4:
            tcp_at[packet] = _ipv4(data, begin, stop, packet, datagram_end, address)
        else:
            tcp_at[packet] = _ipv6(data, begin, stop, packet, datagram_end, address)


@kernel
def _ipv4(data: Any, at: int, stop: int, packet: int, datagram_end: Any, address: Any) -> int:
    if at + 20 > stop:
        return TOO_SHORT
    header = (i64(data[at]) & 0x0F) * 4
    if header < 20 or at + header > stop:
        return TOO_SHORT
    if be16(data, at + 6) & 0x3FFF:
        return IS_FRAGMENT
    if data[at + 9] != TCP:
        return NOT_TCP
    total = be16(data, at + 2)
    if total > 0:
        datagram_end[packet] = at + total
    for word in range(8):
        address[packet, word] = 0
    address[packet, 2] = MAPPED
    address[packet, 6] = MAPPED
    address[packet, 3] = be32(data, at + 12)
    address[packet, 7] = be32(data, at + 16)
    return at + header


@kernel
def _ipv6(data: Any, at: int, stop: int, packet: int, datagram_end: Any, address: Any) -> int:
    if at + 40 > stop:
        return TOO_SHORT
    length = be16(data, at + 4)
    if length > 0:
        datagram_end[packet] = at + 40 + length
    for word in range(8):
        address[packet, word] = be32(data, at + 8 + 4 * word)
    following = i64(data[at + 6])
    at += 40
    while following != TCP:
        if not _is_extension(following):
            return NOT_TCP
        if at + 8 > stop:
            return TOO_SHORT
        width = (i64(data[at + 1]) + 1) * 8
        if following == FRAGMENT:
            if be16(data, at + 2) & 0xFFF9:
                return IS_FRAGMENT
            width = 8
        elif following == AUTHENTICATION:
            width = (i64(data[at + 1]) + 2) * 4
        following = i64(data[at])
        at += width
    return at


@kernel
def _is_extension(number: int) -> bool:
    if number == HOP_BY_HOP or number == ROUTING or number == DESTINATION:
        return True
    if number == FRAGMENT or number == AUTHENTICATION:
        return True
    return number == MOBILITY or number == HIP or number == SHIM6
