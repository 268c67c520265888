"""How well free text is understood: share right, calibration of the confidence, and time per message.

    .venv/bin/python -m bench intents [FILE.jsonl …] [--errors N]

Without files it scores the two halves of our utterances. A row's `intent` must come out; of its other keys each
one counted apart. `false acts` are signing up or cancelling, read with a confidence at which the bot would act,
where something else was meant.
"""

import argparse
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.language.reading import ACT_FROM, Context, Intent, KnownActivity, Reading, Shown
from bot.language.understanding import understand
from bot.language.when import Finder

DATA = Path(__file__).parents[1] / "tests" / "language" / "data"
HALVES = (DATA / "utterances_dev.jsonl", DATA / "utterances_test.jsonl")
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""A Saturday."""

TITLES = (
    "教工羽毛球预赛",
    "教工羽毛球决赛",
    "免费“三高”筛查",
    "秋季健步走",
    "教职工年度体检",
    "冬季健康讲座",
    "周末电影票领取",
    "无偿献血",
    "小候鸟暑期班（夏令营）",
    "南山登山",
    "乒乓球双打赛",
    "职工医疗互助续保",
    "草莓采摘一日游",
    "班组拔河比赛",
    "退休教师重阳活动",
    "教工书画展",
    "插花课（第二期）",
    "女职工两癌筛查",
)
ACTIVITIES = tuple(KnownActivity(i, title) for i, title in enumerate(TITLES, 1))
_HEALTH, _WALK, _MATCH, _CLIMB = 3, 4, 1, 10
SHOWN = {
    "qa": Shown(NOW, (_WALK, _HEALTH, _MATCH), Intent.QUERY_ACTIVITIES),
    "one": Shown(NOW, (_CLIMB,), Intent.QUERY_ACTIVITIES),
    "qs": Shown(NOW, (_WALK, _CLIMB), Intent.QUERY_SIGNUPS),
    "qp": Shown(NOW, (), Intent.QUERY_PLAN),
    "su": Shown(NOW, (5,), Intent.SIGNUP),
}
"""What the person was last shown, by the name that a row's `context` gives."""


@dataclass
class Score:
    """The outcome over a set of rows."""

    rows: int = 0
    right: int = 0
    false_acts: int = 0
    slots: Counter[str] = field(default_factory=Counter)
    slots_right: Counter[str] = field(default_factory=Counter)
    confidences: list[tuple[float, bool]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    @property
    def accuracy(self) -> float:
        return self.right / self.rows

    @property
    def slot_accuracy(self) -> float:
        return self.slots_right.total() / max(self.slots.total(), 1)


def score(rows: Iterable[Mapping[str, object]], find: Finder | None = None) -> Score:
    """Read every row and compare."""
    out = Score()
    for row in rows:
        context = Context(ACTIVITIES, shown=SHOWN.get(str(row.get("context"))))
        began = time.perf_counter()
        reading = understand(str(row["text"]), NOW, context, find=find)
        out.seconds.append(time.perf_counter() - began)
        right = reading.intent == row["intent"]
        out.rows += 1
        out.right += right
        out.confidences.append((reading.confidence, right))
        out.false_acts += not right and reading.intent.acts and reading.confidence >= ACT_FROM
        if not right:
            out.misses.append(f"{row['text']}: {row['intent']}, read {reading.intent} {reading.confidence}")
            continue
        got = particulars(reading)
        for key in row.keys() - {"text", "intent", "context"}:
            out.slots[key] += 1
            if agrees(key, row[key], got):
                out.slots_right[key] += 1
            else:
                out.misses.append(f"{row['text']}: {key} {row[key]!r}, read {got.get(key)!r}")
    return out


def particulars(reading: Reading) -> dict[str, object]:
    """The slots by the keys of a row."""
    slots, when, people = reading.slots, reading.slots.when, reading.slots.people
    titles = [slots.activity or ""] + [match.title for match in slots.candidates]
    span = None
    if when is not None and (when.from_on or when.until_on):
        span = f"{when.from_on}..{when.until_on}" if when.from_on != when.until_on else str(when.from_on)
    return {
        "activity": " ".join(titles),
        "topic": slots.topic,
        "when": span,
        "part": when.part if when else None,
        "whom": people.whom if people else (),
        "count": people.count if people else 1,
        "ordinal": slots.ordinal,
        "status": slots.status,
        "group": slots.group or "",
        "body": slots.text,
        "also": [further.intent for further in reading.also],
    }


def agrees(key: str, gold: object, got: Mapping[str, object]) -> bool:
    """Whether a particular is the gold one; names need only be part of what was found."""
    value = got[key]
    if key == "activity":
        return str(gold) in re.sub("[“”]", "", str(value))
    if key in ("whom", "also"):
        return isinstance(value, tuple | list) and gold in value
    if key == "group":
        return str(gold) in str(value)
    return value == gold


def read_rows(path: Path) -> list[dict[str, object]]:
    """The rows of a set."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def table(name: str, result: Score) -> str:
    """The outcome as lines to print."""
    times = sorted(1e3 * s for s in result.seconds)
    lines = [
        f"{name}: intent {result.right}/{result.rows} = {result.accuracy:.1%}, "
        f"slots {result.slots_right.total()}/{result.slots.total()} = {result.slot_accuracy:.1%}, "
        f"false acts {result.false_acts}, "
        f"{statistics.median(times):.2f} ms median, {times[int(len(times) * 0.95)]:.2f} ms p95"
    ]
    lines.append(
        "  " + ", ".join(f"{k} {result.slots_right[k]}/{n}" for k, n in sorted(result.slots.items()))
    )
    for low, high in ((0.0, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 1.01)):
        inside = [right for confidence, right in result.confidences if low <= confidence < high]
        if inside:
            lines.append(f"  confidence {low:.2f}–{min(high, 1):.2f}: {sum(inside)}/{len(inside)} right")
    return "\n".join(lines)


def report(sets: Iterable[Path], errors: int = 0) -> None:
    """Print the table of each set, with so many of its errors."""
    understand("明天有活动吗", NOW)
    for path in sets:
        result = score(read_rows(path))
        print(table(path.name, result))
        for miss in result.misses[:errors]:
            print(f"    {miss}")


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table of each set."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", type=Path)
    parser.add_argument("--errors", type=int, default=0, help="print so many errors of each set")
    asked = parser.parse_args(argv)
    report(asked.sets or HALVES, asked.errors)
    return 0


if __name__ == "__main__":
    sys.exit(main())
