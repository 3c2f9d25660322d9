"""Profiles written to a file, and the one line said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from smpp_dissect.errors import ProfileError
from smpp_dissect.profiles import Profile, load

HEAD = 'name = "my"\ntitle = "My SMSC"\nsource = "its interface description"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "my.toml"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, text: str) -> str:
    """The one line said of a file, without its folder."""
    with pytest.raises(ProfileError) as caught:
        load(written(folder, text))
    line = str(caught.value)
    assert line.isprintable()
    return line.removeprefix(f"{folder}/")


def loaded(folder: Path, text: str) -> Profile:
    """The profile that `text`, after name, title and source, makes."""
    return load(written(folder, HEAD + text))
