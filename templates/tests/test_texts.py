"""Texts of any language and size, and values that no store can hold."""

from typing import Any

import pytest

from runtime.exceptions import InvalidRecordError
from runtime.repository import Condition, Negation, Operator, Repository

from .models import ADA, User, create_users, names_of

pytestmark = pytest.mark.anyio

# In the order of their code points.
WORDS = [
    "%_\\*?[]{}$.^",
    "' OR 1=1 --",
    "A",
    "Z",
    "a",
    "z",
    "É",
    "ß",
    "é",
    "ﬀ",
    "\uff5a",
    "\U0001f468\u200d\U0001f469",
]
POISON = ("\0", "a\0", "\ud800", "a\udfff", "\ud83d\ud83d")


async def matching(
    repository: Repository, name: Operator, value: str, *, negated: bool = False
) -> list[str]:
    """Return the names that meet a condition."""
    condition = Condition("name", name, value)
    filters = Negation(condition) if negated else condition
    return await names_of(repository, filters=filters, sort="name")


async def test_texts_are_ordered_by_code_point(repository: Repository) -> None:
    await create_users(repository, *reversed(WORDS))
    assert await names_of(repository, sort="name") == WORDS
    assert await names_of(repository, sort="-name") == WORDS[::-1]
    for index, word in enumerate(WORDS):
        assert await matching(repository, "lt", word) == WORDS[:index]
        assert await matching(repository, "ge", word) == WORDS[index:]
        assert await matching(repository, "eq", word) == [word]


async def test_no_character_is_a_wildcard(repository: Repository) -> None:
    await create_users(repository, *WORDS)
    for character in "%_\\*?[]{}$.^":
        assert await matching(repository, "like", character) == WORDS[:1]
    for word in WORDS:
        assert word in await matching(repository, "like", word)
        assert await matching(repository, "starts_with", word) == [word]
        assert await matching(repository, "ends_with", word) == [word]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("ÉCLAIR", "éclair"),
        ("éclair", "CLAI"),
        ("Straße", "STRASSE"),
        ("STRASSE", "ß"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("Ångström", "ÅNGSTRÖM"),
        ("ﬁnd", "FI"),
        ("ДОМ", "дом"),
    ],
)
async def test_parts_are_looked_for_in_any_case(
    repository: Repository, text: str, part: str
) -> None:
    await create_users(repository, text, "other")
    assert await matching(repository, "like", part) == [text]
    assert await matching(repository, "like", part, negated=True) == ["other"]
    assert await matching(repository, "starts_with", text.swapcase()) == []


async def test_letters_that_look_alike_differ(repository: Repository) -> None:
    await create_users(repository, "I", "\u0131", "İ")
    assert await matching(repository, "like", "i") == ["I", "İ"]
    assert await matching(repository, "like", "\u0131") == ["\u0131"]
    assert await matching(repository, "like", "İ") == ["İ"]


@pytest.mark.parametrize("poison", POISON)
async def test_what_cannot_be_stored_is_found_nowhere(
    repository: Repository, poison: str
) -> None:
    names = ["a", "a\x01", "b", "\ue000"]
    await create_users(repository, *names)
    operators: tuple[Operator, ...] = ("eq", "like", "starts_with", "ends_with")
    for name in operators:
        assert await matching(repository, name, poison) == []
        assert await matching(repository, name, poison, negated=True) == names
    listed = Condition("name", "in", [poison, "b"])
    assert await names_of(repository, filters=listed) == ["b"]
    assert await repository.get("KeyText", poison) is None
    assert await repository.update("KeyText", poison, {"note": "x"}) is None
    assert not await repository.delete("KeyText", poison)


@pytest.mark.parametrize("poison", POISON)
async def test_what_cannot_be_stored_has_its_place_in_the_order(
    repository: Repository, poison: str
) -> None:
    names = ["a", "a\x01", "b", "\ue000"]
    await create_users(repository, *names)
    greater = [name for name in names if name > poison]
    lesser = [name for name in names if name < poison]
    assert await matching(repository, "gt", poison) == greater
    assert await matching(repository, "ge", poison) == greater
    assert await matching(repository, "lt", poison) == lesser
    assert await matching(repository, "le", poison) == lesser


@pytest.mark.parametrize(
    "change",
    [
        *({"name": f"x{poison}"} for poison in POISON),
        {"tags": ["\0"]},
        {"details": {"\0": 1}},
        {"anything": {"a": ["\ud800"]}},
        {"anything": {"\0": 1}},
        {"address": {"street": "\udfff"}},
        {"age": 2**63},
        {"age": -(10**400)},
        {"details": {"a": 2**64}},
        {"anything": 10**400},
    ],
)
async def test_poison_is_refused(
    repository: Repository, change: dict[str, Any]
) -> None:
    with pytest.raises(InvalidRecordError):
        await repository.create(User, ADA | change)
    user = await repository.create(User, ADA)
    with pytest.raises(InvalidRecordError):
        await repository.update(User, user.id, change)
    assert await repository.list(User) == [user]


async def test_big_values(repository: Repository) -> None:
    text = "\U0001f600é\n" * 100_000
    data: dict[str, Any] = ADA | {
        "nickname": text,
        "tags": [text],
        "anything": {"deep": {"a": [text]}, "many": list(range(10_000))},
    }
    user = await repository.create(User, data)
    assert user.nickname == text
    assert await repository.get(User, user.id) == user
    ending = Condition("nickname", "ends_with", text[-1000:])
    assert await repository.count(User, filters=ending) == 1


@pytest.mark.parametrize(
    "value",
    [
        0,
        "",
        False,
        True,
        [],
        {},
        "null",
        1.5,
        -0.5,
        1e300,
        1e-300,
        2**63 - 1,
        -(2**63),
        {"": {"a.b": {"$x": [None, {"null": None}]}}},
        [1, 1.0, "1", True, None, {"a": []}, "\x7f\u2028"],
    ],
)
async def test_json_comes_back_as_it_was(repository: Repository, value: Any) -> None:
    user = await repository.create(User, ADA | {"anything": value})
    found = await repository.get(User, user.id)
    assert found is not None
    assert repr(found.anything) == repr(value)
    assert await repository.count(User, filters={"anything": value}) == 1
    assert await repository.count(User, filters={"anything": {"other": 1}}) == 0


async def test_lists_in_lists(repository: Repository) -> None:
    user = await repository.create(User, ADA | {"anything": [[1, [2]], []]})
    assert user.anything == [[1, [2]], []]
    assert await repository.get(User, user.id) == user
