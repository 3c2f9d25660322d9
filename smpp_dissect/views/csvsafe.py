r"""Text columns made safe for spreadsheets and for terminals that a CSV file is shown on.

A spreadsheet runs a cell that begins like a formula: a leading apostrophe makes it plain text. A
signed number is no formula and stays as it is: `+79161234567`, `-5.2`. A terminal obeys control
characters, and both let bidirectional overrides turn text round: they become their Python escapes,
`\x1b`, `\u202e`. Tabs and line ends stay, and so do the joiners and marks of direction that
ordinary words of some languages, and emoji, are written with.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from smpp_dissect.views.escape import visible

# The signs that begin a formula, their full-width forms, and the white space that spreadsheets skip
# before them.
_FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
_SIGNED_NUMBER = r"^[+\-][0-9]+(?:\.[0-9]+)?$"
# Controls, separators of lines and paragraphs, embeddings, overrides and isolates.
_ACTS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"
# First octets of these in UTF-8.
_SUSPECT = np.zeros(256, np.bool_)
_SUSPECT[[*range(0x09), *range(0x0B, 0x20), 0x7F, 0xC2, 0xE2]] = True
_ACTING = re.compile(f"[{_ACTS}]|\r(?!\n)")
# The same for Arrow, whose expressions look ahead at nothing.
_MAY_ACT = f"[{_ACTS}]|\r(?:[^\n]|$)"


def csv_safe(array: pa.Array) -> pa.Array:
    """Make harmless each text that a spreadsheet would run or a terminal obey.

    Texts are Arrow strings, plain or in a dictionary; other arrays are returned, and so is one
    without such a text, itself, uncopied.
    """
    if pa.types.is_dictionary(array.type):
        words = csv_safe(array.dictionary)
        if words is array.dictionary:
            return array
        return pa.DictionaryArray.from_arrays(array.indices, words)
    if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        return array
    return _without_formulas(_without_actors(array))


def _without_actors(array: pa.Array) -> pa.Array:
    if not _may_act(array):
        return array
    acting = pc.match_substring_regex(array, _MAY_ACT)
    if not pc.any(acting).as_py():
        return array
    acting = acting.fill_null(False)
    texts = [_ACTING.sub(_escaped, text) for text in array.filter(acting).to_pylist()]
    return pc.replace_with_mask(array, acting, pa.array(texts, array.type))


def _may_act(array: pa.Array) -> bool:
    """Tell whether there is an octet that begins a character which acts.

    Most columns have none, and looking for one takes a fraction of what the expression takes.
    """
    _, offsets, octets = array.buffers()
    if octets is None:
        return False
    kind = np.int64 if pa.types.is_large_string(array.type) else np.int32
    ends = np.frombuffer(offsets, kind)
    begin, end = ends[array.offset], ends[array.offset + len(array)]
    return bool(_SUSPECT[np.frombuffer(octets, np.uint8)[begin:end]].any())


def _escaped(match: re.Match[str]) -> str:
    return visible(match[0])


def _without_formulas(array: pa.Array) -> pa.Array:
    formulas = pc.match_substring_regex(array, _FORMULA)
    if not pc.any(formulas).as_py():
        return array
    formulas = pc.and_not(formulas, pc.match_substring_regex(array, _SIGNED_NUMBER))
    if not pc.any(formulas).as_py():
        return array
    mark, nothing = pa.scalar("'", array.type), pa.scalar("", array.type)
    return pc.if_else(formulas, pc.binary_join_element_wise(mark, array, nothing), array)
