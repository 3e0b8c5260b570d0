"""An index of the words in texts, made after the client has its answer."""

import re

from anyio import Path

import blobs
from generated.models import File, Word
from generated.runtime.repository import Repository

WORD = re.compile(r"\w{2,50}")
LARGEST = 5 * 1024 * 1024


def words_of(text: str) -> set[str]:
    """Return the different words of a text, in lower case."""
    return {word.lower() for word in WORD.findall(text)}


async def index(files: list[File], repo: Repository) -> None:
    """Index new files; what is no text, or too long, is marked."""
    for file in files:
        words = await _read(file)
        if words is None:
            await repo.update(File, file.id, {"status": "unreadable"})
            continue
        async with repo.transaction():
            for word in sorted(words):
                await repo.create(Word, {"word": word, "file_id": file.id})
            await repo.update(File, file.id, {"status": "indexed", "words": len(words)})


async def _read(file: File) -> set[str] | None:
    if file.size > LARGEST:
        return None
    try:
        text = await Path(blobs.path_of(file.sha256)).read_text("utf-8")
    except (UnicodeDecodeError, FileNotFoundError):
        return None
    return None if "\0" in text else words_of(text)


async def search(word: str, repo: Repository) -> list[File]:
    """Find files that hold a word; files that are gone are left out."""
    found = await repo.list(Word, filters={"word": word.lower()})
    files = [await repo.get(File, one.file_id) for one in found]
    return [file for file in files if file is not None]
