"""Messages for hypothesis to make: octets or none, data_coding, whether a header comes first."""

from __future__ import annotations

from hypothesis import strategies as st

codings = st.sampled_from([-1, 0, 0, 0, 1, 3, 4, 6, 7, 8, 8, 0x18, 0xF0, 0xF4, 300]) | st.integers(
    -1, 300
)
# Octets on which decoders turn: escapes, what may follow one, halves of surrogate pairs.
turns = st.lists(st.sampled_from(b'\x1b\x00\x0d\x19\x28\x3c\x40\x65\xd8\xde\xe9aZ "'), max_size=30)
octets = st.binary(max_size=40) | turns.map(bytes)
elements = st.lists(
    st.tuples(st.sampled_from([0x24, 0x25]), st.integers(0, 15)).map(
        lambda e: bytes([e[0], 1, e[1]])
    )
    | st.sampled_from([b"\x00\x03\x07\x02\x01", b"\x24\x02\x01\x01", b"\x25\x00", b"\x05\x09"]),
    max_size=4,
).map(b"".join)
with_header = st.tuples(elements, octets).map(lambda m: bytes([len(m[0])]) + m[0] + m[1])
messages = st.tuples(st.none() | octets, codings, st.booleans()) | st.tuples(
    with_header, codings, st.just(True)
)
