"""The commands and their options, declared once: parsing, help and completion come from here.

What a command needs is imported when it runs, so that `--help` starts fast.
"""

from __future__ import annotations

from typing import Annotated

import typer

from smpp_dissect.cli.options import (
    Captures,
    Columns,
    Debug,
    DefaultAlphabet,
    Json,
    Out,
    Port,
    Profiles,
    Quiet,
    Secrets,
    Where,
)
from smpp_dissect.cli.parsing import Command, Group
from smpp_dissect.cli.source import Source

app = typer.Typer(
    cls=Group,
    help="Analyze SMPP in packet captures: PDUs, sessions, and what became of each message.",
    epilog="Exit status: 0 done, 2 usage, 3 input cannot be read, 4 no SMPP found,"
    " 5 output cannot be written; of verify 1: differences that no rule explains.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _tables(incomplete: str) -> list[str]:
    from smpp_dissect.columns import TABLES

    names = [table.name for table in TABLES.values() if not table.is_report]
    return [name for name in names if name.startswith(incomplete)]


def _formats(incomplete: str) -> list[str]:
    from smpp_dissect.cli.exporting import FORMATS

    return [name for name in FORMATS if name.startswith(incomplete)]


def _print_version(context: typer.Context, wanted: bool) -> None:
    if wanted:
        from smpp_dissect import __version__

        context.obj.stdout.write(f"smpp-dissect {__version__}\n")
        raise typer.Exit


@app.callback()
def smpp_dissect(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Take the options that stand before any command."""


@app.command(cls=Command)
def report(
    context: typer.Context,
    captures: Captures,
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="DIR", help="Directory for the reports, as CSV files."),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="The summary as one JSON object, on one line.")
    ] = False,
    port: Port = None,
    profile: Profiles = None,
    default_alphabet: DefaultAlphabet = None,
    show_secrets: Secrets = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Sum up captures, and write the reports to a directory."""
    from smpp_dissect.cli import commands

    source = Source(list(captures), port, profile or (), show_secrets, quiet, default_alphabet)
    commands.report(context.obj, source, out, json)


@app.command("list", cls=Command)
def list_pdus(
    context: typer.Context,
    captures: Captures,
    columns: Columns = None,
    where: Where = None,
    json: Json = False,
    port: Port = None,
    profile: Profiles = None,
    default_alphabet: DefaultAlphabet = None,
    show_secrets: Secrets = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """List the PDUs, one line each."""
    from smpp_dissect.cli import commands

    source = Source(list(captures), port, profile or (), show_secrets, quiet, default_alphabet)
    commands.list_pdus(context.obj, source, columns, where, json)


@app.command("show", cls=Command)
def show_pdus(
    context: typer.Context,
    captures: Captures,
    pdu: Annotated[int | None, typer.Option("--pdu", metavar="N", help="Number of a PDU.")] = None,
    frame: Annotated[
        int | None, typer.Option("--frame", metavar="N", help="Number of a frame.")
    ] = None,
    where: Where = None,
    node: Annotated[
        str | None,
        typer.Option(
            "--node",
            metavar="PATH",
            help="Mark this node and its octets: short_message, tlvs.message_flags, 0x1403.",
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            metavar="N",
            min=0,
            help="At most N PDUs, 0: all. A terminal gets 10 of those --where finds, a pipe all.",
        ),
    ] = None,
    octets: Annotated[bool, typer.Option("--hex/--no-hex", help="The octets below.")] = True,
    json: Json = False,
    port: Port = None,
    profile: Profiles = None,
    default_alphabet: DefaultAlphabet = None,
    show_secrets: Secrets = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Show PDUs field by field: one, those a frame completed, or those a condition finds."""
    from smpp_dissect.cli.showing import Form, Wanted, show

    source = Source(list(captures), port, profile or (), show_secrets, quiet, default_alphabet)
    show(context.obj, source, Wanted(pdu, frame, where, limit), Form(node, octets, json))


@app.command(cls=Command)
def sessions(
    context: typer.Context,
    captures: Captures,
    columns: Columns = None,
    where: Where = None,
    json: Json = False,
    port: Port = None,
    profile: Profiles = None,
    default_alphabet: DefaultAlphabet = None,
    show_secrets: Secrets = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """List the TCP connections that carried SMPP."""
    from smpp_dissect.cli import commands

    source = Source(list(captures), port, profile or (), show_secrets, quiet, default_alphabet)
    commands.rows(context.obj, source, "sessions", columns, where, json)


@app.command(cls=Command)
def messages(
    context: typer.Context,
    captures: Captures,
    columns: Columns = None,
    where: Where = None,
    json: Json = False,
    port: Port = None,
    profile: Profiles = None,
    default_alphabet: DefaultAlphabet = None,
    show_secrets: Secrets = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """List the messages that ESMEs sent, and what became of each."""
    from smpp_dissect.cli import commands

    source = Source(list(captures), port, profile or (), show_secrets, quiet, default_alphabet)
    commands.rows(context.obj, source, "messages", columns, where, json)


@app.command(cls=Command)
def tlvs(
    context: typer.Context,
    captures: Captures,
    columns: Columns = None,
    where: Where = None,
    json: Json = False,
    port: Port = None,
    profile: Profiles = None,
    show_secrets: Secrets = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """List every TLV tag met, by account, with what it looks like and examples."""
    from smpp_dissect.cli import commands

    source = Source(list(captures), port, profile or (), show_secrets, quiet)
    commands.rows(context.obj, source, "tlv_inventory", columns, where, json)


@app.command(cls=Command)
def export(
    context: typer.Context,
    captures: Captures,
    table: Annotated[
        str,
        typer.Option(
            "--table",
            metavar="T",
            autocompletion=_tables,
            help="pdus, tlvs, sessions, transactions, receipts, messages, incoming, anomalies, …",
        ),
    ],
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="F",
            autocompletion=_formats,
            help="csv, parquet, jsonl or arrow; without it by the file's name, else csv.",
        ),
    ] = None,
    out: Out = None,
    columns: Columns = None,
    where: Where = None,
    port: Port = None,
    profile: Profiles = None,
    default_alphabet: DefaultAlphabet = None,
    show_secrets: Secrets = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Write a table as CSV, Parquet, JSON lines or Arrow."""
    from smpp_dissect.cli import commands

    source = Source(list(captures), port, profile or (), show_secrets, quiet, default_alphabet)
    commands.export_table(context.obj, source, table, form, columns, where, out)


@app.command(cls=Command)
def verify(
    context: typer.Context,
    capture: Annotated[str, typer.Argument(metavar="CAPTURE", help="A pcap or pcapng file.")],
    json: Annotated[bool, typer.Option("--json", help="All of it as one JSON object.")] = False,
    port: Port = None,
    profile: Profiles = None,
    default_alphabet: DefaultAlphabet = None,
    show_secrets: Secrets = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Compare a capture, field by field, with what tshark says of it, and explain what differs.

    Exit status: 0 all differences are explained, 1 some are not, 2 there is no tshark.
    """
    from smpp_dissect.cli import verifying

    source = Source([capture], port, profile or (), show_secrets, quiet, default_alphabet)
    if status := verifying.verify(context.obj, source, json):
        raise typer.Exit(status)


@app.command(cls=Command)
def profiles(
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Shipped profiles, or paths of TOML files."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only check them, and say what is wrong.")
    ] = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """List the vendor profiles, or show or check some of them."""
    from smpp_dissect.cli import profiling

    if check:
        profiling.check(context.obj, names or [])
    elif names:
        profiling.show(context.obj, names, json)
    else:
        profiling.list_profiles(context.obj, json)


@app.command(cls=Command)
def wireshark(
    context: typer.Context,
    profile: Annotated[
        str, typer.Argument(metavar="PROFILE", help="A shipped profile, or a TOML file.")
    ],
    out: Out = None,
    debug: Debug = False,
) -> None:
    """Write a Lua script that opens a profile's TLVs in Wireshark."""
    from smpp_dissect.cli import wireshark as action

    action.wireshark(context.obj, profile, out)
