from generated.models import Note
from generated.runtime.repository import Repository


async def find_notes(repo: Repository) -> list[Note]:
    return await repo.list(Note)


def count_words(text: str | None) -> int:
    return len((text or "").split())


def status() -> str:
    return "fine"
