"""Uploads become contents on disk and records in the database."""

from collections.abc import AsyncIterator

from fastapi import UploadFile

import blobs
from generated.models import File
from generated.runtime.repository import Repository


async def store(files: list[UploadFile], repo: Repository) -> list[File]:
    """Store every file, or none: records are written together."""
    records = []
    for file in files:
        digest, size = await blobs.write(_chunks(file))
        records.append(
            await repo.create(
                File,
                {
                    "name": display_name(file.filename),
                    "media_type": file.content_type or "application/octet-stream",
                    "size": size,
                    "sha256": digest,
                },
            )
        )
    return records


def display_name(name: str | None) -> str:
    """Keep the last part of what the client says, for people to read."""
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in last if sign.isprintable())[:255].strip()
    return "file" if shown in {"", ".", ".."} else shown


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(blobs.CHUNK):
        yield chunk


async def forget(file: File, repo: Repository) -> None:
    """Remove a content that no record names any more."""
    if await repo.count(File, filters={"sha256": file.sha256}) == 0:
        await blobs.remove(file.sha256)
