"""What several commands ask for, declared once: the captures, and options of the same meaning."""

from __future__ import annotations

from typing import Annotated

import typer


def _alphabets(incomplete: str) -> list[str]:
    from smpp_dissect.pdus.text.alphabets import ALPHABETS

    return [name for name in ALPHABETS if name.startswith(incomplete)]


Captures = Annotated[
    list[str],
    typer.Argument(metavar="CAPTURE", help="pcap or pcapng files, also compressed; - is stdin."),
]
Port = Annotated[
    list[int] | None,
    typer.Option(
        "--port",
        metavar="N",
        min=1,
        max=65535,
        help="Take this server port for SMPP, and no other; may be repeated."
        " Without it SMPP is recognised on any port.",
    ),
]
Profiles = Annotated[
    list[str] | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        help="Vendor profile: a shipped one or a TOML file's path; NAME@WHERE: only at an address,"
        " network or port. May be repeated: each session gets the one that fits.",
    ),
]
DefaultAlphabet = Annotated[
    str | None,
    typer.Option(
        "--default-alphabet",
        metavar="A",
        autocompletion=_alphabets,
        help="What data_coding 0 means: gsm7, gsm7_packed, ascii, latin1, utf8, ucs2, …"
        " Without it the profile says so, or it is inferred for each account.",
    ),
]
Where = Annotated[
    str | None,
    typer.Option(
        "--where", metavar="SQL", help="Rows for which this is true: \"command = 'submit_sm'\"."
    ),
]
Columns = Annotated[
    str | None,
    typer.Option("--columns", metavar="A,B", help="Columns to give, in this order."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on each line.")]
Secrets = Annotated[bool, typer.Option("--show-secrets", help="Do not mask passwords.")]
Quiet = Annotated[
    bool,
    typer.Option("--quiet", "-q", "--no-progress", help="No progress bar and no notes."),
]
Debug = Annotated[bool, typer.Option("--debug", help="Show where an unexpected error arose.")]
Out = Annotated[
    str | None,
    typer.Option("--out", "-o", metavar="FILE", help="File to write; standard output without it."),
]
