"""Downloads."""

from uuid import UUID

from fastapi.responses import FileResponse

import blobs
from generated.errors import NoSuchFileError
from generated.models import File
from generated.runtime.repository import Repository


async def content(id: UUID, repo: Repository) -> FileResponse:
    """Answer with the content, which the digest names for caches, too."""
    file = await repo.get(File, id)
    if file is None:
        raise NoSuchFileError
    return FileResponse(
        blobs.path_of(file.sha256),
        media_type=file.media_type,
        filename=file.name,
        headers={"ETag": f'"{file.sha256}"', "Cache-Control": "private"},
    )
