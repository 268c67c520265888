"""The small union with a plan."""

from collections.abc import Iterator

import pytest

from tests.plan.plan_union import PlanUnion


@pytest.fixture
def union(any_url: str) -> Iterator[PlanUnion]:
    """Empty of plans, on SQLite and on PostgreSQL."""
    made = PlanUnion(any_url)
    yield made
    made.database.close()
