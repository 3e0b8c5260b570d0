"""Tests of the bucket itself; the generated ones put something else in its place."""

import asyncio

import pytest

import buckets

pytestmark = pytest.mark.anyio


async def test_a_full_bucket_holds_its_capacity(client: str) -> None:
    """One token more than there is stays where it is."""
    for left in range(9, -1, -1):
        taken, bucket = await buckets.take(client, "free", 1)
        assert taken
        assert int(bucket.tokens) == left
    taken, bucket = await buckets.take(client, "free", 1)
    assert not taken
    assert bucket.tokens < 1


async def test_time_brings_tokens_back(client: str) -> None:
    """As many as passed, and never more than the bucket holds."""
    await buckets.take(client, "pro", 100)
    await asyncio.sleep(0.3)
    _, bucket = await buckets.take(client, "pro", 0)
    assert 5 <= bucket.tokens < 50
    await buckets.take(client, "pro", int(bucket.tokens))
    _, bucket = await buckets.take(f"{client}-other", "pro", 0)
    assert bucket.tokens == 100


async def test_a_call_that_costs_too_much_takes_nothing(client: str) -> None:
    """Cheaper calls still go through."""
    assert (await buckets.take(client, "free", 4))[0]
    assert not (await buckets.take(client, "free", 10))[0]
    assert (await buckets.take(client, "free", 6))[0]


async def test_many_calls_at_once_share_one_bucket(client: str) -> None:
    """Exactly the capacity goes through, give or take what time brings meanwhile."""
    answers = await asyncio.gather(
        *(buckets.take(client, "free", 1) for _ in range(50))
    )
    assert 10 <= sum(taken for taken, _ in answers) <= 12
