"""Loops over bytes, written once and run in two forms.

A function marked `@kernel` is plain Python until `compile_kernels()` is called; then it is Numba
nopython code. Importing Numba and loading compiled code costs about half a second, more than
decoding a small capture in plain Python does, so the compiled form is asked for only once enough
bytes are at hand to repay it. Both forms give the same answer: that is tested.

The first time, kernels have to be compiled, which takes longer still; their machine code is then
kept on disk. `on_compiling` lets a face say so.

Rebinding is by module globals, so a kernel calls kernels of its own file (or of `_bytes`) by name
and gets the form in force. Numba's cache watches a kernel's own file only, hence the rule that
kernels that call each other share a file, and that tables come in as arguments.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

# Bytes after which compiled kernels repay their loading (measured 2026-11: 0.6 s against about
# 1.5 µs a byte in plain Python).
WORTH_COMPILING = 256 * 1024
# The same where they are yet to be compiled, once: 20 to 45 s (2026-11).
WORTH_COMPILING_FIRST = 8 << 20
# A kernel whose machine code on disk tells that there is that of all.
WITNESS = "frame_pdus"

_plain: list[Callable[..., Any]] = []
_unchecked: set[str] = set()
_compiled = False
_listener: Callable[[], None] | None = None


def i64(value: Any) -> int:
    """Widen a byte to a signed 64-bit integer; compiled kernels see `numpy.int64` in its place."""
    return int(value)


def kernel(function: Function) -> Function:
    """Register a function as a kernel; its module's name for it is rebound when kernels compile."""
    if _compiled:
        return _jit()(function)
    _plain.append(function)
    return function


def range_kernel(function: Function) -> Function:
    """Register a kernel that checks a whole range before it loops, so that no index is checked
    again.
    """
    _unchecked.add(function.__name__)
    return kernel(function)


def compiled() -> bool:
    """Tell whether the compiled forms are in force."""
    return _compiled


def on_compiling(listener: Callable[[], None]) -> None:
    """Have a function called when kernels are about to be compiled, not just loaded."""
    global _listener
    _listener = listener


def are_cached() -> bool:
    """Tell whether the machine code of an earlier run is on disk."""
    witness = next((each for each in _plain if each.__name__ == WITNESS), None)
    if witness is None:
        return False
    # Numba has no public name for where it keeps a function's code.
    cache = getattr(_jit()(witness), "_cache", None)
    index = getattr(getattr(cache, "_cache_file", None), "_index_path", "")
    return bool(index) and os.path.exists(index)


def compile_kernels() -> None:
    """Put the Numba form of every kernel in force, for the rest of the process. Idempotent."""
    global _compiled
    if _compiled:
        return
    import numpy as np

    if _listener is not None and not are_cached():
        _listener()

    jit = _jit()
    swap: dict[int, Any] = {id(function): jit(function) for function in _plain}
    swap[id(i64)] = np.int64
    for name in {function.__module__ for function in _plain}:
        scope = vars(sys.modules[name])
        for key, value in list(scope.items()):
            if id(value) in swap:
                scope[key] = swap[id(value)]
    globals()["i64"] = np.int64
    _compiled = True


def _jit() -> Callable[[Any], Any]:
    import numba

    # Bounds are checked always: the bytes are hostile. A warm cache would defeat the environment
    # variable that asks for it, so it stands in the decorator. Kernels allocate nothing, so they
    # need no reference counts: without them framing takes half the time (measured 2026-11).
    def jit(function: Callable[..., Any]) -> Any:
        check = function.__name__ not in _unchecked
        options: dict[str, Any] = {
            "cache": True,
            "nogil": True,
            "boundscheck": check,
            "_nrt": False,
        }
        return numba.njit(**options)(function)

    return jit
