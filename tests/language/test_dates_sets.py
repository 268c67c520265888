"""Floors on the evaluation sets beside the checkout, where they are there."""

import importlib.util
import json
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pytest

from bot.language import dates

SETS = Path(__file__).parents[3] / "shared" / "dates"


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    if not (SETS / "score.py").is_file():
        pytest.skip("the evaluation sets are not beside the checkout (../shared/dates)")
    spec = importlib.util.spec_from_file_location("score", SETS / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("name", "floor"), [("union_zh_dev", 1.0), ("recognizers_zh", 0.95), ("duckling_zh", 0.99)]
)
def test_exact_readings_do_not_fall(scorer: ModuleType, name: str, floor: float) -> None:
    rows = [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text("utf-8").splitlines()]
    right = {True: 0, False: 0}
    for row in rows:
        reference = datetime.fromisoformat(row["reference_datetime"])
        exact, _, _ = scorer.judge(row, dates.as_scored(row["text"], reference), reference)
        right[row["type"] == "none"] += bool(exact)

    none = sum(row["type"] == "none" for row in rows)
    assert right[False] >= floor * (len(rows) - none)
    assert right[True] == none
