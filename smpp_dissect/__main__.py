"""The program, as `python -m smpp_dissect`."""

from __future__ import annotations

from smpp_dissect.cli import run

if __name__ == "__main__":
    run()
