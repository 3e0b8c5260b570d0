"""What files become."""

from typing import Any

from fastapi import UploadFile


async def store(document: UploadFile, title: str | None) -> dict[str, Any]:
    """Read the document."""
    content = await document.read()
    return {
        "name": document.filename,
        "size": len(content),
        "type": document.content_type,
        "title": title,
    }


async def store_all(
    documents: list[UploadFile], cover: UploadFile | None
) -> dict[str, Any]:
    """Read them all."""
    sizes = [len(await document.read()) for document in documents]
    return {"sizes": sizes, "cover": cover.filename if cover else None}


async def measure(upload: UploadFile, name: str) -> int:
    """Count the bytes."""
    return len(await upload.read()) + 0 * len(name)


async def photo(photo: UploadFile) -> dict[str, Any]:
    """Say how large it is."""
    return {"size": photo.size}
