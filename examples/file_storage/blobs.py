"""Contents on disk, below a folder that no server serves.

A content is named by its digest: equal files are stored once, and no name that a
client sends is ever a part of a path.
"""

import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from anyio import to_thread

CHUNK = 1024 * 1024


def folder() -> Path:
    """Return where contents are; ``DATA_DIR``, or ``data`` beside this file."""
    return Path(os.environ.get("DATA_DIR") or Path(__file__).with_name("data"))


def path_of(digest: str) -> Path:
    """Return where a content is; 256 folders keep each of them small."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        message = "not a SHA-256 digest"
        raise ValueError(message)
    return folder() / digest[:2] / digest


async def write(chunks: AsyncIterator[bytes]) -> tuple[str, int]:
    """Store a content, and return its digest and its size in bytes.

    It appears under its name as a whole, or not at all.
    """
    await to_thread.run_sync(lambda: folder().mkdir(parents=True, exist_ok=True))
    digest, size = hashlib.sha256(), 0
    with NamedTemporaryFile(dir=folder(), prefix="part-", delete=False) as file:
        try:
            async for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                await to_thread.run_sync(file.write, chunk)
            await to_thread.run_sync(_keep, file.name, path_of(digest.hexdigest()))
        except BaseException:
            os.unlink(file.name)
            raise
    return digest.hexdigest(), size


def _keep(temporary: str, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    Path(temporary).replace(path)


async def remove(digest: str) -> None:
    """Remove a content; one that is gone already is fine."""
    await to_thread.run_sync(lambda: path_of(digest).unlink(missing_ok=True))


def is_writable() -> bool:
    """Tell whether contents can be stored."""
    folder().mkdir(parents=True, exist_ok=True)
    return os.access(folder(), os.W_OK)
