"""Tests of contents and names."""

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest

import blobs
from indexing import words_of
from uploads import display_name

pytestmark = pytest.mark.anyio


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    """Yield parts of a content."""
    for part in parts:
        yield part


def stored(folder: Path) -> list[Path]:
    """List all files below a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_equal_contents_are_stored_once(folder: Path) -> None:
    """Under the digest, whatever the parts."""
    digest, size = await blobs.write(chunks(b"one", b"two"))
    assert (digest, size) == (sha256(b"onetwo").hexdigest(), 6)
    assert (await blobs.write(chunks(b"onetwo")))[0] == digest
    files = stored(folder)
    assert [path.read_bytes() for path in files] == [b"onetwo"]
    await blobs.remove(digest)
    await blobs.remove(digest)
    assert not files[0].exists()


async def test_a_broken_upload_leaves_nothing(folder: Path) -> None:
    """Not even a part of it."""

    async def broken() -> AsyncIterator[bytes]:
        yield b"a part"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await blobs.write(broken())
    assert stored(folder) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "ab", "A" * 64, "", "/etc"])
def test_only_digests_are_paths(name: str) -> None:
    """Nothing else ever reaches the disk."""
    with pytest.raises(ValueError, match="digest"):
        blobs.path_of(name)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\notes.txt", "notes.txt"),
        ("..", "file"),
        ("", "file"),
        (None, "file"),
        ("a\x00b\nc.txt", "abc.txt"),
        ("ü" * 300, "ü" * 255),
    ],
)
def test_names_are_for_people(name: str | None, shown: str) -> None:
    """They are neither paths nor empty."""
    assert display_name(name) == shown


def test_words() -> None:
    """Short ones are left out, case is not kept."""
    assert words_of("To be, or not to be: Übung 42") == {
        "to",
        "be",
        "or",
        "not",
        "übung",
        "42",
    }
