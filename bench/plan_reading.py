"""Seconds and memory the child needs for a 60-page Word plan: python3 run.py bench plan_reading

Target: 2 s and 150 MB in the child, the start of its interpreter included. `accuracy` is printed by bench accuracy.
"""

import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from docx import Document

from bot.plan.reading import as_json, read_in_child, read_text

PAGES = 60
LAYOUTS = Path(__file__).parents[1] / "tests" / "plan" / "layouts"
SHARED = Path(__file__).parents[2] / "shared"
PROSE = (
    "坚持以职工为中心，完善民主管理制度，畅通诉求表达渠道，引导职工立足岗位建功立业，"
    "不断增强工会组织的吸引力和凝聚力。每季度召开一次分会主席会议，通报重点工作进展。"
)


def document() -> bytes:
    """About 60 pages, no two alike: per page a heading, a page of prose and lists, and a table every other page."""
    word = Document()
    word.add_heading("东方重工工会2026年工作计划", 1)
    for page in range(PAGES):
        word.add_heading(f"{page + 1}、第{page + 1}分会工作安排", 2)
        for month in range(1, 13):
            word.add_paragraph(f"{month}月：召开第{page + 1}小组长会议；组织{page + 1}车间乒乓球比赛。")
        for number in range(1, 5):
            word.add_paragraph(f"{number}．第{page + 1}分会{PROSE}")
        if page % 2:
            table = word.add_table(9, 4)
            for r in range(9):
                texts = (
                    ("时间", "内容", "参加范围", "责任人")
                    if r == 0
                    else (f"{r}月", f"{page}号楼安全知识讲座", "全体职工", "赵甲")
                )
                for cell, text in zip(table.rows[r].cells, texts, strict=True):
                    cell.text = text
        word.add_paragraph().paragraph_format.page_break_before = True
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def accuracy() -> None:
    """The scorer's line for the collected plans and for our own layouts; nothing where there is no scorer."""
    scorer = SHARED / "plans" / "score_plan.py"
    if not scorer.is_file():
        print("no scorer of plans beside the checkout")
        return
    with tempfile.TemporaryDirectory() as folder:
        for name, texts, gold in (
            (
                "collected plans",
                SHARED / "seeds",
                [SHARED / "plans" / "seeds_gold.jsonl", SHARED / "plans" / "seeds_negatives.jsonl"],
            ),
            ("own layouts", LAYOUTS, sorted(LAYOUTS.glob("*.jsonl"))),
        ):
            print(f"{name}: {_scored(scorer, sorted(texts.glob('*.txt')), gold, Path(folder))}", flush=True)


def _scored(scorer: Path, texts: Sequence[Path], gold: Sequence[Path], folder: Path) -> str:
    """The scorer's last line for what is drafted from `texts`; rows with a type are what must not be drafted."""
    rows = [line for path in gold for line in path.read_text("utf-8").splitlines() if line.strip()]
    files = {
        "gold": [row for row in rows if "type" not in json.loads(row)],
        "not": [row for row in rows if "type" in json.loads(row)],
    }
    files["drafts"] = [
        json.dumps(as_json(item, path.name), ensure_ascii=False)
        for path in texts
        for item in read_text(path.read_text("utf-8")).items
    ]
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    command = [
        sys.executable,
        str(scorer),
        str(folder / "gold"),
        str(folder / "drafts"),
        "--negatives",
        str(folder / "not"),
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return " ".join(next(line for line in told.splitlines() if line.startswith("ALL")).split())


def main(_arguments: list[str]) -> None:
    data = document()
    seconds = []
    for _ in range(5):
        begun = time.perf_counter()
        reading = read_in_child(data, "bench.docx")
        seconds.append(time.perf_counter() - begun)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{PAGES} pages, {len(data) / 1024:.0f} KB, {len(reading.lines)} lines, {len(reading.items)} items")
    print(f"child: {min(seconds):.2f} s best, {max(seconds):.2f} s worst of 5, {peak:.0f} MB at most")


if __name__ == "__main__":
    main([])
