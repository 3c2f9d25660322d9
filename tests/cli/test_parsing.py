"""A start loads only what the command needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.fake import run
from tests.cli.samples import capture
from tests.conftest import SAMPLES

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    *("pandas", "numba", "duckdb", "scapy", "altair", "textual", "IPython", "dask", "jinja2"),
    *("rich.progress", "pyarrow.compute", "pyarrow.csv", "pyarrow.parquet"),
}


def loaded(code: str) -> set[str]:
    """Names of the modules that a program loads."""
    program = f"{code}\nimport sys\nprint(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=60, check=True
    )
    return set(done.stdout.decode().splitlines()[-1].split())


def command(*args: str) -> str:
    """A program that runs a command, quietly."""
    return (
        "import io\n"
        "from smpp_dissect.cli import main\n"
        "from smpp_dissect.cli.environment import Environment\n"
        "out = io.TextIOWrapper(io.BytesIO())\n"
        f"main({list(args)!r}, Environment(out, out, out))"
    )


@pytest.mark.parametrize("module", ["smpp_dissect", "smpp_dissect.cli"])
def test_the_package_alone_loads_nothing_heavy(module: str) -> None:
    names = loaded(f"import {module}")
    assert not names & (HEAVY | {"numpy", "pyarrow", "typer", "rich"})


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["list", "--help"], ["profiles"]])
def test_what_reads_no_capture_loads_no_numpy_beyond_need(args: list[str]) -> None:
    names = loaded(command(*args))
    assert not names & HEAVY
    if args != ["profiles"]:
        assert not names & {"numpy", "pyarrow", "smpp_dissect.columns"}


def test_the_commands_load_nothing_heavy_before_they_need_it() -> None:
    names = loaded("import smpp_dissect.cli.program, smpp_dissect.cli.commands")
    assert "pyarrow" in names
    assert not names & HEAVY


def test_texts_are_parsed_without_the_conversions_of_other_types() -> None:
    assert "pydantic" not in loaded(command("list", "nix.pcap", "--columns", "pdu"))


def test_plain_numbers_too() -> None:
    assert "pydantic" not in loaded(command("show", "nix.pcap", "--pdu", "017", "--limit", "0"))


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("12", "there is no PDU 12;"),
        ("0012", "there is no PDU 12;"),
        (" 13 ", "there is no PDU 13;"),
        ("-1", "there is no PDU -1;"),
        ("1_000", "there is no PDU 1000;"),
        ("٣", "'--pdu'"),
        ("x", "'--pdu'"),
        ("9" * 19, f"there is no PDU {'9' * 19};"),
    ],
)
def test_a_number_is_converted_as_typer_does(number: str, told: str) -> None:
    assert told in run("show", "a", "--pdu", number, capture=capture()).err


def test_a_number_out_of_bounds_is_refused() -> None:
    assert "'--limit'" in run("show", "a", "--limit", "-1", capture=capture()).err


@pytest.mark.parametrize(
    ("args", "ports"),
    [([], None), (["--port", "1"], [1]), (["--port", "1", "--port", "65535"], [1, 65535])],
)
def test_numbers_are_converted(args: list[str], ports: list[int] | None) -> None:
    [(inputs, options)] = run("list", "a", "b", *args, capture=capture()).opened
    assert inputs == ["a", "b"]
    assert options["ports"] == ports


@pytest.mark.parametrize(
    "args", [["list"], ["list", "--json"], ["show", "--pdu", "3"], ["show", "--frame", "4"]]
)
def test_a_small_capture_is_listed_and_shown_with_little(args: list[str]) -> None:
    words = [args[0], str(SAMPLES / "tx_rx_split_hex_ids.pcap"), *args[1:]]
    code = (
        "import contextlib, sys\n"
        "from smpp_dissect.cli import run\n"
        f"sys.argv[1:] = {words!r}\n"
        "with contextlib.suppress(SystemExit):\n"
        "    run()"
    )
    # `numpy.ma` and the rest of `importlib.abc` come unnoticed, and take as long as the capture.
    assert not sorted(loaded(code) & (HEAVY | {"numpy.ma", "importlib.resources"}))
