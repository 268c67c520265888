"""The invented yearly plan as documents: what a committee member would drop into the chat."""

import io
import re
from pathlib import Path

from bot.preview.demo import texts

TEXT_PATH = "/samples/plan.txt"
WORD_PATH = "/samples/plan.docx"
TEXT_NAME = texts.PLAN_FILE + ".txt"
WORD_NAME = texts.PLAN_FILE + ".docx"
_MONTH = re.compile(r"^[一二三四五六七八九十]+(月份：|、)")


def plan_text(year: int) -> str:
    """The plan of ``year``."""
    template = (Path(__file__).parent / "plan.txt").read_text(encoding="utf-8")
    return template.format(union=texts.UNION, year=year)


def as_text(year: int) -> bytes:
    """The plan as a text file."""
    return plan_text(year).encode()


def as_word(year: int) -> bytes:
    """The plan as a Word document: a title, headings, paragraphs."""
    # Late, for whoever only looks at the preview: python-docx and lxml take a while to load.
    from docx import Document

    document = Document()
    title, *lines = filter(None, plan_text(year).splitlines())
    document.add_heading(title, level=0)
    for line in lines:
        if _MONTH.match(line):
            document.add_heading(line, level=2)
        else:
            document.add_paragraph(line)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()
