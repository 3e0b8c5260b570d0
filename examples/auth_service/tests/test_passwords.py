"""Tests of the passwords: every attempt costs the same."""

from unittest.mock import patch

import pytest
from pwdlib import PasswordHash

import passwords

pytestmark = pytest.mark.anyio


async def test_only_the_right_password_matches() -> None:
    """And two hashes of one password differ."""
    stored = await passwords.hashed("correct horse battery")
    assert stored.startswith("$argon2id$")
    assert stored != await passwords.hashed("correct horse battery")
    assert await passwords.matches("correct horse battery", stored)
    assert not await passwords.matches("incorrect horse", stored)


@pytest.mark.parametrize("account", ["known", "unknown"])
async def test_unknown_users_and_wrong_passwords_do_the_same_work(account: str) -> None:
    """One verification each, against a hash of the same costs."""
    stored = await passwords.hashed("correct horse battery")
    passwords.nobody()
    with patch.object(
        PasswordHash, "verify", autospec=True, side_effect=PasswordHash.verify
    ) as verify:
        assert not await passwords.matches(
            "a guess", stored if account == "known" else None
        )
    assert verify.call_count == 1
    against: str = verify.call_args.args[2]
    assert against.split("$")[1:4] == stored.split("$")[1:4]


async def test_the_hash_of_nobody_opens_nothing() -> None:
    """Not even with the password that it was made of."""
    assert not await passwords.matches("nobody knows this", None)
