from fastapi import Request


async def by_token(request: Request) -> str | None:
    return request.headers.get("Authorization")


def by_agent(request: Request) -> str:
    return request.headers.get("User-Agent", "nobody")
