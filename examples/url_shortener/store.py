"""The Redis of this process."""

from redis.asyncio import BlockingConnectionPool, Redis

from generated.settings import get_settings

_clients: dict[str, Redis] = {}


def client() -> Redis:
    """Return the connection pool, which is made when it is first needed."""
    url = get_settings().redis_url
    if url not in _clients:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=20,
            timeout=5,  # seconds that a call waits for a connection
            socket_connect_timeout=2,
            decode_responses=True,
        )
        _clients[url] = Redis.from_pool(pool)
    return _clients[url]


async def close() -> None:
    """Close every connection; the next call of ``client`` opens new ones."""
    while _clients:
        _, redis = _clients.popitem()
        await redis.aclose()


async def is_up() -> bool:
    """Tell whether Redis answers; without it no client can be limited."""
    return bool(await client().ping())
