"""Big-endian reads and sequence arithmetic, shared by the kernels of every stage. Frozen by its
test.
"""

from __future__ import annotations

from typing import Any

from smpp_dissect._kernel import i64, kernel, range_kernel


@kernel
def be16(data: Any, at: int) -> int:
    """Read an unsigned 16-bit integer in network byte order."""
    return (i64(data[at]) << 8) | i64(data[at + 1])


@kernel
def be32(data: Any, at: int) -> int:
    """Read an unsigned 32-bit integer in network byte order."""
    return (be16(data, at) << 16) | be16(data, at + 2)


@kernel
def seq_diff(a: int, b: int) -> int:
    """Distance from TCP sequence number `b` to `a`, signed, modulo 2**32 (RFC 9293, 3.4)."""
    return (((a - b) & 0xFFFFFFFF) ^ 0x80000000) - 0x80000000


@range_kernel
def copy_bytes(source: Any, at: int, target: Any, to: int, count: int) -> None:
    """Copy `count` bytes; a range outside either array copies nothing."""
    # A loop, not a slice: Numba takes seconds to compile an assignment of slices.
    if at >= 0 and to >= 0 and at + count <= len(source) and to + count <= len(target):
        for k in range(count):
            target[to + k] = source[at + k]
