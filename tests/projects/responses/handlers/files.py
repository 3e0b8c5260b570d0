"""Handlers of files."""

import io
from pathlib import Path

from fastapi.responses import FileResponse

REPORT = Path(__file__).with_name("report.txt")


def download(kind: str):
    if kind == "bytes":
        return b"some bytes"
    if kind == "named":
        return (b"a;b\n1;2\n", 'söme "report".csv')
    if kind == "object":
        return REPORT.open("rb")
    if kind == "buffer":
        return io.BytesIO(b"x" * 200_000)
    if kind == "own":
        return FileResponse(REPORT, filename="own.txt", media_type="text/x-own")
    return REPORT


async def report() -> Path:
    return REPORT
