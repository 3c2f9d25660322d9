"""The command `profiles`: lists, shows and checks vendor profiles. It reads no capture."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from smpp_dissect.cli.environment import Environment
from smpp_dissect.cli.failures import UsageFault, line_of
from smpp_dissect.errors import ProfileError
from smpp_dissect.profiles import available, load, shipped
from smpp_dissect.profiles.remarks import remarks
from smpp_dissect.views.escape import visible_json
from smpp_dissect.views.profile import LISTED, profile_dict, profile_lines, profile_row
from smpp_dissect.views.table import aligned, json_lines, layout, tab_separated


def list_profiles(env: Environment, as_json: bool) -> None:
    """List the shipped profiles, one line each."""
    block = [list(values) for values in zip(*map(profile_row, shipped()), strict=True)]
    names = [column.name for column in LISTED]
    if as_json:
        _write(env, json_lines(names, [block]))
    elif env.stdout_is_terminal:
        _write(env, aligned(layout(LISTED, block, env.width), [block], env.colours))
    else:
        _write(env, tab_separated(names, [block]))


def show(env: Environment, names: Sequence[str], as_json: bool) -> None:
    """Show profiles whole, by name or path. Loading one checks it."""
    for place, profile in enumerate(map(load, names)):
        if as_json:
            _write(env, [visible_json(json.dumps(profile_dict(profile), ensure_ascii=False))])
        else:
            _write(env, [*[""] * (place > 0), *profile_lines(profile)])


def check(env: Environment, names: Sequence[str]) -> None:
    """Check profiles, all of the shipped ones if none is named, and say of each what it is.

    What is wrong with each is told on standard error, and a UsageFault sums it up.
    """
    wrong = 0
    for name in names or available():
        try:
            profile = load(name)
        except ProfileError as error:
            wrong += 1
            env.stderr.write(f"smpp-dissect: error: {line_of(error)}\n")
            continue
        _, _, _, tlvs, errors, _ = profile_row(profile)
        _write(env, [f"{name}: right; profile {profile.name}, {tlvs} TLVs, {errors} error codes"])
        _write(env, (f"{name}: note: {remark}" for remark in remarks(profile)))
    if wrong:
        raise UsageFault(f"{wrong} of {len(names)} profiles cannot be used")


def _write(env: Environment, lines: Iterable[str]) -> None:
    env.stdout.writelines(f"{line}\n" for line in lines)
