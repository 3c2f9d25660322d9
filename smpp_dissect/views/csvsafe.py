"""Text columns made safe for spreadsheets, which run a cell that begins like a formula.

A leading apostrophe makes such a cell plain text. A signed number is no formula and stays as it is:
`+79161234567`, `-5.2`.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

# The signs that begin a formula, their full-width forms, and the white space that spreadsheets skip
# before them.
_FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
_SIGNED_NUMBER = r"^[+\-][0-9]+(?:\.[0-9]+)?$"


def csv_safe(array: pa.Array) -> pa.Array:
    """Put an apostrophe before each text that a spreadsheet would run; other arrays are returned.

    Texts are Arrow strings, plain or in a dictionary. An array without such a text is returned
    itself, uncopied.
    """
    if pa.types.is_dictionary(array.type):
        words = csv_safe(array.dictionary)
        if words is array.dictionary:
            return array
        return pa.DictionaryArray.from_arrays(array.indices, words)
    if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        return array
    formulas = pc.match_substring_regex(array, _FORMULA)
    if not pc.any(formulas).as_py():
        return array
    formulas = pc.and_not(formulas, pc.match_substring_regex(array, _SIGNED_NUMBER))
    if not pc.any(formulas).as_py():
        return array
    return pc.if_else(formulas, pc.binary_join_element_wise("'", array, ""), array)
