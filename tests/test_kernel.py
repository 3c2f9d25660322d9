"""The two forms of a kernel, and the rules that let them give the same answer."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from smpp_dissect import _kernel
from tests.forms import compiled_form, plain_form
from tests.road import module

PACKAGE = Path(_kernel.__file__).parent
KERNELS = {
    path: [
        node
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
        and any(
            getattr(mark, "id", "") in ("kernel", "range_kernel") for mark in node.decorator_list
        )
    ]
    for path in sorted(PACKAGE.rglob("*.py"))
}
KERNELS = {path: found for path, found in KERNELS.items() if found}


def name_of(path: Path) -> str:
    return ".".join(("smpp_dissect", *path.relative_to(PACKAGE).with_suffix("").parts))


def test_there_are_kernels_at_every_stage() -> None:
    folders = {path.parent.name for path in KERNELS}
    assert {"packets", "streams", "pdus"} <= folders


def test_a_plain_form_stays_plain() -> None:
    form = plain_form("smpp_dissect._bytes")
    assert form.be16.__class__.__name__ == "function"
    assert form.be16(np.array([1, 2], np.uint8), 0) == 0x102


def test_compiling_swaps_every_kernel_once() -> None:
    form = compiled_form("smpp_dissect._kernel")
    assert form.compiled()
    before = form.i64
    form.compile_kernels()
    assert form.i64 is before is np.int64


@pytest.mark.parametrize("path", KERNELS, ids=lambda path: path.stem)
def test_every_kernel_of_a_module_is_compiled(path: Path) -> None:
    plain, compiled = module(name_of(path), "plain"), module(name_of(path), "compiled")
    for function in KERNELS[path]:
        assert getattr(plain, function.name).__class__.__name__ == "function"
        assert "Dispatcher" in getattr(compiled, function.name).__class__.__name__


def test_kernels_defined_late_are_compiled_at_once() -> None:
    form = compiled_form("smpp_dissect._kernel")

    @form.kernel
    def double(number: int) -> int:
        return 2 * number

    assert "Dispatcher" in double.__class__.__name__


@pytest.mark.parametrize("path", KERNELS, ids=lambda path: path.stem)
def test_every_octet_is_widened(path: Path) -> None:
    """An octet in an expression has eight bits in one form and as many as it likes in the other."""
    for function in KERNELS[path]:
        parents = {
            child: node for node in ast.walk(function) for child in ast.iter_child_nodes(node)
        }
        for node in ast.walk(function):
            if (
                isinstance(node, ast.Subscript)
                and _is_octet(node)
                and isinstance(node.ctx, ast.Load)
            ):
                parent = parents[node]
                # Compared or stored as it is, it is the same in both.
                fine = isinstance(parent, ast.Call | ast.Compare | ast.Assign)
                assert fine, f"{function.name}: {ast.unparse(parent)}"


def _is_octet(node: ast.Subscript) -> bool:
    names = ("data", "source", "window", "store", "pool")
    value = node.value
    name = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")
    return name in names


@pytest.mark.parametrize("path", KERNELS, ids=lambda path: path.stem)
def test_kernels_call_kernels_of_their_own_file_only(path: Path) -> None:
    """Numba's cache watches a kernel's own file; `_bytes` is the exception."""
    other = {
        function.name: name_of(where)
        for where, functions in KERNELS.items()
        for function in functions
        if where != path and where.name != "_bytes.py"
    }
    own = {function.name for function in KERNELS[path]}
    for function in KERNELS[path]:
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in other or node.func.id in own, node.func.id


@pytest.mark.parametrize("path", KERNELS, ids=lambda path: path.stem)
def test_globals_of_kernels_are_integers_and_kernels(path: Path) -> None:
    scope: ModuleType = importlib.import_module(name_of(path))
    for function in KERNELS[path]:
        local = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)
                 and isinstance(node.ctx, ast.Store)}  # fmt: skip
        local |= {argument.arg for argument in function.args.args}
        body = [node for statement in function.body for node in ast.walk(statement)]
        for node in body:
            if not isinstance(node, ast.Name) or node.id in local or node.id in __builtins__:  # type: ignore[operator]
                continue
            value = getattr(scope, node.id)
            assert isinstance(value, int) or callable(value), f"{function.name}: {node.id}"


def test_importing_the_package_loads_no_compiler() -> None:
    code = "import sys, smpp_dissect, smpp_dissect.pdus.tables; print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
