"""Where a store differs from the others for good, and why."""

from typing import NamedTuple


class Difference(NamedTuple):
    """A test that fails on a store; its name is the part of its id without brackets."""

    adapter: str
    test: str
    reason: str


_NO_TRANSACTIONS = "Each write is kept by itself: a transaction groups nothing"

DIFFERENCES = (
    *(
        Difference(adapter, test, _NO_TRANSACTIONS)
        for adapter in ("mongo", "redis")
        for test in (
            "test_references.py::TestDeletion::test_a_transaction_that_fails_brings_all_back",
            "test_transactions.py::TestConcurrency::test_transactions_take_turns",
            "test_transactions.py::TestTransactions::test_a_cancelled_task_leaves_nothing_behind",
            "test_transactions.py::TestTransactions::test_an_exception_undoes_all_of_them",
            "test_transactions.py::TestTransactions::test_an_inner_block_is_part_of_the_outer",
            "test_transactions.py::TestTransactions::test_an_inner_block_that_fails_can_be_survived",
            "test_transactions.py::TestTransactions::test_child_tasks_work_inside",
            "test_transactions.py::TestTransactions::test_others_see_nothing_before_the_end_and_their_writes_wait",
            "test_transactions.py::test_a_transaction_is_that_of_one_repository",
            "test_versions.py::TestVersions::test_an_undone_write_is_not_counted",
        )
    ),
    Difference(
        "mongo",
        "test_texts.py::test_lists_in_lists",
        "FerretDB, which stands in for MongoDB, holds no lists in lists",
    ),
)


def difference(adapter: str, node: str) -> str | None:
    """Return why the test with this id has to fail on a store, or None."""
    name = node.rpartition("/")[2].partition("[")[0]
    for known in DIFFERENCES:
        if (known.adapter, known.test) == (adapter, name):
            return known.reason
    return None
