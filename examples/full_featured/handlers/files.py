"""What files become."""

from fastapi import UploadFile


async def store(cover: UploadFile, pages: list[UploadFile] | None) -> dict[str, int]:
    """Measure the cover, and count the pages."""
    return {"size": len(await cover.read()), "pages": len(pages or [])}
