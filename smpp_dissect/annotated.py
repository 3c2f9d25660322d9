"""One PDU as a user holds it: a tree that prints as text and, in a notebook, as HTML."""

from __future__ import annotations

import os

from smpp_dissect.pdus.tree.dissect import dissect_root
from smpp_dissect.pdus.tree.model import Tree
from smpp_dissect.profiles import Profile, load


class AnnotatedTree(Tree):
    """The tree of one PDU, see `Tree`; `str` and notebooks show it."""

    __slots__ = ()

    @property
    def heading(self) -> str:
        """Lines that tell where the PDU is from, and what it is a part of; none without a
        capture.
        """
        from smpp_dissect.views.origin import heading_lines

        return "\n".join(heading_lines(self.origin()))

    def __str__(self) -> str:
        from smpp_dissect.views.tree import tree_lines

        heading = [self.heading] if self.heading else []
        return "\n".join([*heading, *tree_lines(self.to_dict())])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from smpp_dissect.views.tree_html import tree_html

        return tree_html(self.to_dict(), self.heading)


def dissect(
    data: bytes | bytearray | memoryview,
    profile: Profile | str | os.PathLike[str] | None = None,
    default_alphabet: str | None = None,
    show_secrets: bool = False,
    time: int | None = None,
) -> AnnotatedTree:
    """Make the tree of one PDU, of whatever octets: the whole PDU, less of it, or more.

    `profile` names vendor TLVs and error codes: a `Profile`, the name of a shipped one or a TOML
    file's path. `default_alphabet`: what data_coding 0 means
    (`gsm7`, `ascii`, `latin1`); without it what the profile says, or else GSM 7-bit. Passwords are
    masked in values and octets unless `show_secrets`. `time`: when it was captured, in nanoseconds
    since 1970, which relative times count from. ProfileError for a profile that is not there or
    wrong, ValueError for an unknown alphabet.
    """
    if profile is not None and not isinstance(profile, Profile):
        profile = load(profile)
    return AnnotatedTree(dissect_root(data, profile, default_alphabet, show_secrets, time))
