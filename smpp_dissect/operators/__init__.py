"""The operator and the country behind an MCC/MNC, from a public list kept beside this file."""

from __future__ import annotations

from smpp_dissect.operators.operators import Operator, lookup

__all__ = ["Operator", "lookup"]
