"""Makes FerretDB answer as MongoDB does, for every Python that has this folder on its path.

FerretDB changes documents in two steps, reports what is not unique as an error of its
own where a document is changed, and fails at several indexes that exist already.
"""

from asyncio import AbstractEventLoop, Lock, get_running_loop
from weakref import WeakKeyDictionary

from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import DuplicateKeyError, OperationFailure

_IN_TWO_STEPS = (
    "find_one_and_update",
    "find_one_and_delete",
    "update_one",
    "update_many",
    "delete_one",
    "delete_many",
)

_locks: WeakKeyDictionary[AbstractEventLoop, Lock] = WeakKeyDictionary()


def _alone(method):
    async def change(*arguments, **options):
        async with _locks.setdefault(get_running_loop(), Lock()):
            try:
                return await method(*arguments, **options)
            except OperationFailure as error:
                if error.code == 1 and "UNIQUE constraint failed" in str(error):
                    raise DuplicateKeyError(str(error), 11000) from error
                raise

    return change


def _one_by_one(method):
    async def create_indexes(self, indexes, **options):
        return [name for index in indexes for name in await method(self, [index], **options)]

    return create_indexes


for _name in _IN_TWO_STEPS:
    setattr(AsyncCollection, _name, _alone(getattr(AsyncCollection, _name)))
AsyncCollection.create_indexes = _one_by_one(AsyncCollection.create_indexes)
