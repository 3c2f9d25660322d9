"""Both forms of the kernels side by side: private copies of the package, plain and compiled."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

PACKAGE = "smpp_dissect"


def plain_form(name: str) -> ModuleType:
    """A fresh copy of a module whose kernels are, and stay, plain Python."""
    return _copy(name, compiled=False)


def compiled_form(name: str) -> ModuleType:
    """A fresh copy of a module whose kernels, and those of all it imports, are compiled."""
    return _copy(name, compiled=True)


def _copy(name: str, compiled: bool) -> ModuleType:
    kept = {key: module for key, module in sys.modules.items() if key.split(".")[0] == PACKAGE}
    for key in kept:
        del sys.modules[key]
    try:
        module = importlib.import_module(name)
        if compiled:
            importlib.import_module(PACKAGE + "._kernel").compile_kernels()
        return module
    finally:
        for key in [key for key in sys.modules if key.split(".")[0] == PACKAGE]:
            del sys.modules[key]
        sys.modules.update(kept)
