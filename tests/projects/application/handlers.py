async def count_notes(repo):
    return {"count": await repo.count("Note")}
