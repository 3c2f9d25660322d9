"""Link layers: from a packet's first byte to its IP header.

Ethernet with any number of VLAN tags (IEEE 802.1Q, 802.1ad), Linux cooked v1 and v2, BSD loopback,
raw IP. Link types are tcpdump's LINKTYPE_ numbers.
"""

from __future__ import annotations

from typing import Any

from smpp_dissect._bytes import be16
from smpp_dissect._kernel import i64, kernel
from smpp_dissect.packets.records import NO_PACKET

NULL, ETHERNET, RAW, RAW_BSD, RAW_BSD_ALT = 0, 1, 101, 12, 14
LOOP, LINUX_SLL, IPV4_ONLY, IPV6_ONLY, LINUX_SLL2 = 108, 113, 228, 229, 276
SUPPORTED = frozenset(
    (NULL, ETHERNET, RAW, RAW_BSD, RAW_BSD_ALT, LOOP, LINUX_SLL, IPV4_ONLY, IPV6_ONLY, LINUX_SLL2)
)

ETHERTYPE_IPV4, ETHERTYPE_IPV6 = 0x0800, 0x86DD
VLAN_8021Q, VLAN_8021AD, VLAN_QINQ_OLD = 0x8100, 0x88A8, 0x9100

# What a packet without an IP header to go on with is counted as; an offset is never negative.
NOT_IP, TOO_SHORT, UNSUPPORTED, NOT_A_PACKET = -1, -2, -3, -6


@kernel
def locate_ip(data: Any, at: Any, captured: Any, link: Any, ip_at: Any) -> None:
    """Find each packet's IP header: its offset in `data`, or NOT_IP, TOO_SHORT, UNSUPPORTED."""
    for packet in range(len(at)):
        begin = at[packet]
        stop = begin + captured[packet]
        kind = link[packet]
        if kind == ETHERNET:
            ip_at[packet] = _after_ethertype(data, begin + 12, stop)
        elif kind == LINUX_SLL:
            ip_at[packet] = _after_ethertype(data, begin + 14, stop)
        elif kind == LINUX_SLL2:
            ip_at[packet] = _after_cooked2(data, begin, stop)
        elif kind == NULL or kind == LOOP:
            # The four octets name an address family in the writer's byte order and numbering; the
            # version nibble of what follows says the same without guessing at either.
            ip_at[packet] = _if_ip(data, begin + 4, stop)
        elif (
            kind == RAW
            or kind == RAW_BSD
            or kind == RAW_BSD_ALT
            or kind == IPV4_ONLY
            or kind == IPV6_ONLY
        ):
            ip_at[packet] = _if_ip(data, begin, stop)
        else:
            ip_at[packet] = NOT_A_PACKET if kind == NO_PACKET else UNSUPPORTED


@kernel
def _after_ethertype(data: Any, at: int, stop: int) -> int:
    """Pass VLAN tags; `at` is where the first EtherType stands."""
    while at + 2 <= stop:
        ethertype = be16(data, at)
        at += 2
        if ethertype == ETHERTYPE_IPV4 or ethertype == ETHERTYPE_IPV6:
            return _if_ip(data, at, stop)
        if ethertype != VLAN_8021Q and ethertype != VLAN_8021AD and ethertype != VLAN_QINQ_OLD:
            return NOT_IP
        at += 2
    return TOO_SHORT


@kernel
def _after_cooked2(data: Any, begin: int, stop: int) -> int:
    """LINUX_SLL2: the EtherType comes first, the header is 20 octets; tags stand behind it."""
    if begin + 20 > stop:
        return TOO_SHORT
    ethertype = be16(data, begin)
    if ethertype == ETHERTYPE_IPV4 or ethertype == ETHERTYPE_IPV6:
        return _if_ip(data, begin + 20, stop)
    if ethertype == VLAN_8021Q or ethertype == VLAN_8021AD or ethertype == VLAN_QINQ_OLD:
        return _after_ethertype(data, begin + 22, stop)
    return NOT_IP


@kernel
def _if_ip(data: Any, at: int, stop: int) -> int:
    if at >= stop:
        return TOO_SHORT
    version = i64(data[at]) >> 4
    return at if version == 4 or version == 6 else NOT_IP
