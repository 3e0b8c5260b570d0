"""A feed that only counts."""

import asyncio


class Feed:
    ticks = 0

    @staticmethod
    async def on_end():
        print(f"feed ended after {Feed.ticks}", flush=True)


async def on_tick(websocket, data):
    Feed.ticks += 1
    if data == "sleep":
        await asyncio.sleep(600)
    await websocket.send_json({"tick": Feed.ticks})
