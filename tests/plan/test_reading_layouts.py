"""Invented plans in many layouts, with the items a careful reader finds in them."""

import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from bot.plan.reading import DraftItem, PlanReading, as_json, read_text

LAYOUTS = Path(__file__).parent / "layouts"
SHARED = Path(__file__).parents[3] / "shared"
NAMES = sorted(path.stem for path in LAYOUTS.glob("*.txt"))


def plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LN")


def gold(name: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    lines = (LAYOUTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line]
    return [row for row in rows if "type" not in row], [row for row in rows if "type" in row]


def covers(row: dict[str, Any], item: DraftItem) -> bool:
    one, two = plain(row["quote"]), plain(item.quote)
    near = abs(row["line"] - item.line) <= 12
    return near and (one in two or (len(two) >= 4 and len(two) >= 0.3 * len(one) and two in one))


def same_time(row: dict[str, Any], item: DraftItem) -> bool:
    wanted = [row["months"], *row.get("months_alt", [])]
    freq = item.recurrence.freq.value if item.recurrence else None
    if item.months:
        return sorted(item.months) in [sorted(months) for months in wanted]
    return [] in wanted and freq == (row["recurrence"] or {}).get("freq", freq)


def matched(
    rows: list[dict[str, Any]], reading: PlanReading
) -> tuple[list[tuple[dict[str, Any], DraftItem]], list[DraftItem]]:
    items = [item for item in reading.items if item.dated]
    pairs = []
    ranked = sorted(
        (
            (not same_time(row, item), abs(row["line"] - item.line), r, i)
            for r, row in enumerate(rows)
            for i, item in enumerate(items)
            if covers(row, item)
        )
    )
    used_rows: set[int] = set()
    used_items: set[int] = set()
    for _, _, r, i in ranked:
        if r not in used_rows and i not in used_items:
            used_rows.add(r)
            used_items.add(i)
            pairs.append((rows[r], items[i]))
    return pairs, [item for i, item in enumerate(items) if i not in used_items]


@pytest.mark.parametrize("name", NAMES)
def test_layout_gives_its_items(name: str) -> None:
    rows, negatives = gold(name)
    reading = read_text((LAYOUTS / f"{name}.txt").read_text(encoding="utf-8"))
    pairs, false = matched(rows, reading)
    explicit = [row for row in rows if row["tier"] == "explicit"]
    found = [(row, item) for row, item in pairs if row["tier"] == "explicit"]
    hit = [item.quote for item in false for row in negatives if covers(row, item)]
    assert not hit
    right = [(row, item) for row, item in found if same_time(row, item)]
    assert len(right) >= 0.97 * len(found), [
        (row["quote"], item.months) for row, item in found if not same_time(row, item)
    ]
    if explicit:
        missing = [row["quote"] for row in explicit if not any(row is other for other, _ in found)]
        f1 = 2 * len(found) / (2 * len(found) + len(false) + len(missing))
        assert f1 >= 0.88, (missing, [item.quote for item in false])
    else:
        assert not false


@pytest.mark.parametrize("name", NAMES)
def test_exact_days_and_years_are_right(name: str) -> None:
    rows, _ = gold(name)
    reading = read_text((LAYOUTS / f"{name}.txt").read_text(encoding="utf-8"))
    for row, item in matched(rows, reading)[0]:
        for key in ("start", "end"):
            if row[key]:
                assert str(getattr(item, key)) == row[key], item
        assert item.year_offset == row["year_offset"], item
        if row["deadline"]:
            assert item.deadline, item


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_accounted_for(name: str) -> None:
    text = (LAYOUTS / f"{name}.txt").read_text(encoding="utf-8")
    reading = read_text(text)
    assert sum(note.items for note in reading.lines) == len(reading.items)
    told = {note.line for note in reading.lines}
    assert told <= set(range(1, len(text.split("\n")) + 1))
    last = len(text.split("\n"))
    assert all(1 <= item.line <= last for item in reading.items)


def test_the_same_text_gives_the_same_reading() -> None:
    text = (LAYOUTS / f"{NAMES[0]}.txt").read_text(encoding="utf-8")
    assert read_text(text) == read_text(text)


def test_the_collected_plans_reach_their_figures(tmp_path: Path) -> None:
    if not (SHARED / "plans" / "score_plan.py").exists():
        pytest.skip("needs the shared plans beside the checkout")
    drafts = tmp_path / "drafts.jsonl"
    with drafts.open("w", encoding="utf-8") as out:
        for path in sorted((SHARED / "seeds").glob("*.txt")):
            for item in read_text(path.read_text(encoding="utf-8")).items:
                out.write(json.dumps(as_json(item, path.name), ensure_ascii=False) + "\n")
    plans = SHARED / "plans"
    command = [sys.executable, str(plans / "score_plan.py"), str(plans / "seeds_gold.jsonl"), str(drafts)]
    told = subprocess.run(
        [*command, "--negatives", str(plans / "seeds_negatives.jsonl")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    total = next(line for line in told.splitlines() if line.startswith("ALL"))
    assert float(re.findall(r"F1 (\d\.\d+)", total)[0]) >= 0.96
    assert float(re.findall(r"months\s+([\d.]+)%", total)[0]) >= 98
    assert "on negatives" not in total
