"""The papers say what is so: paths, commands, settings, labels and rights in them are held against the code."""

import importlib
import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

import handlers
import run
from bot.members.rules import RIGHTS, Right, Role

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
HANDBOOK = DOCS / "委员手册.md"
PAPERS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
ROUTER = handlers.build_router()
COMMANDS = {*run.BOT_COMMANDS, *run.OWN_COMMANDS}

#: Beginnings of paths in the repository; something in backticks that begins so must be there.
TOPS = (
    "bot/", "handlers/", "schedules/", "tests/", "docs/", "bench/", "deploy/", "vendor/", "run.py", "config.toml",
    "pyproject.toml", "requirements.lock", "CHANGELOG.md", "CONTRIBUTING.md", "README.md", "LICENSE",
)  # fmt: skip
#: What the handbook calls a right in its table.
RIGHT_NAMES = {
    Right.SEE_ACTIVITIES: "看活动",
    Right.SIGN_UP: "报名、候补、取消",
    Right.SEE_PLAN: "看计划安排",
    Right.PROPOSE: "提建议、看自己的建议",
    Right.READ_NOTICES: "看通知、点“收到”",
    Right.SEE_GROUP_LISTS: "看名单和会员（组长限本组）",
    Right.CHASE_GROUP: "提醒没回应的人、替人报名、答复请假（组长限本组）",
    Right.INVITE_MEMBERS: "发邀请码（组长限本组还没绑定的会员）",
    Right.MANAGE_ACTIVITIES: "新建和管理活动",
    Right.MANAGE_PLAN: "导入和管理计划",
    Right.ANSWER_PROPOSALS: "受理和答复建议",
    Right.BROADCAST: "群发通知",
    Right.MANAGE_MEMBERS: "导入名册、签发换绑码",
    Right.EXPORT: "导出名单（Excel）",
    Right.GRANT_ROLES: "任免小组长、委员、主席",
}
#: Words in backticks that are no names of ours.
NOT_CODE = {"activities_remarks", "chats", "helpers", "manager", "rewrite", "toml"}
ROLE_COLUMNS = (Role.MEMBER, Role.LEADER, Role.COMMITTEE, Role.CHAIR)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def in_backticks(text: str) -> list[str]:
    """What stands in single backticks outside fenced blocks."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def names(papers: list[Path]) -> list[str]:
    return [str(paper.relative_to(ROOT)) for paper in papers]


def test_the_papers_are_seen() -> None:
    assert {ROOT / "README.md", HANDBOOK, DOCS / "tour.md"} <= set(PAPERS)


@pytest.mark.parametrize("paper", PAPERS, ids=names(PAPERS))
def test_paths_in_backticks_exist(paper: Path) -> None:
    missing = []
    for quoted in in_backticks(read(paper)):
        path = re.sub(r":\d+$", "", quoted.split()[0])
        if not path.startswith(TOPS) or re.search(r"[X<>…]", path):
            continue
        if not any(ROOT.glob(path.rstrip("/"))):
            missing.append(quoted)
    assert not missing


@pytest.mark.parametrize("paper", [DOCS / "tour.md", ROOT / "CONTRIBUTING.md"], ids=lambda paper: paper.name)
def test_names_in_backticks_exist(paper: Path) -> None:
    """A class, function or field that is named is somewhere in the code, unless the paper itself makes it."""
    text = read(paper)
    code = "\n".join(
        read(path) for top in ("bot", "handlers", "schedules", "tests") for path in (ROOT / top).rglob("*.py")
    )
    known = set(re.findall(r"\w+", code + "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))))
    named = {
        word
        for quoted in in_backticks(text)
        for word in re.findall(r"[A-Za-z_]{3,}", quoted.partition("(")[0])
    }
    paths = {
        word
        for quoted in in_backticks(text)
        if "/" in quoted
        for word in re.findall(r"[A-Za-z_]{3,}", quoted)
    }
    assert named - paths - known - NOT_CODE == set()


@pytest.mark.parametrize("paper", PAPERS, ids=names(PAPERS))
def test_links_lead_somewhere(paper: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", read(paper))
    local = [target.partition("#")[0] for target in targets if "://" not in target]
    assert [target for target in local if target and not (paper.parent / target).exists()] == []


@pytest.mark.parametrize("paper", PAPERS, ids=names(PAPERS))
def test_commands_exist(paper: Path) -> None:
    named = set(re.findall(r"\brun\.py ([a-z][a-z-]*)", read(paper)))
    assert named <= COMMANDS


@pytest.mark.parametrize("paper", PAPERS, ids=names(PAPERS))
def test_settings_exist(paper: Path) -> None:
    if paper.parent.name == "decisions":
        return  # kinds of reminders are named alike
    sections = tomllib.loads(read(ROOT / "config.toml"))
    named = re.findall(r"`(" + "|".join(sections) + r")\.([a-z_]+)`", read(paper))
    assert [f"{section}.{key}" for section, key in named if key not in sections[section]] == []


@pytest.mark.parametrize("paper", PAPERS, ids=names(PAPERS))
def test_imports_in_examples_work(paper: Path) -> None:
    """What an example imports is there, unless the example itself makes it."""
    text = read(paper)
    missing = []
    for module, imported in re.findall(
        r"^from ((?:bot|handlers|tests)[.\w]*) import (.+)$", text, re.MULTILINE
    ):
        found = importlib.import_module(module)
        for name in re.findall(r"(\w+)(?: as \w+)?", imported):
            made = f"class {name}" in text or f"`{module.replace('.', '/')}`" in text
            if not hasattr(found, name) and not made and not _is_module(f"{module}.{name}"):
                missing.append(f"{module}.{name}")
    assert not missing


def _is_module(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def test_decisions_are_listed_and_short() -> None:
    index = read(DOCS / "decisions" / "README.md")
    records = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    assert records
    assert [record.name for record in records if f"({record.name})" not in index] == []
    assert [record.name for record in records if read(record).count("\n") > 80] == []
    for word in ("context", "decision", "price"):
        assert [record.name for record in records if word not in read(record).lower()] == [], word


# ------------------------------------------------------------------------------------------- handbook


def test_every_command_is_in_the_handbook() -> None:
    listed = dict(re.findall(r"^\| `/(\w+)` \| (.+?) \|", read(HANDBOOK), re.MULTILINE))
    assert set(listed) == set(ROUTER.commands)
    abouts = {command.name: command.about.removesuffix("（委员）") for command in ROUTER.menu}
    assert listed == abouts


def test_every_key_is_in_the_handbook() -> None:
    text = read(HANDBOOK)
    labels = [entry.label for entry in ROUTER.entries]
    assert [label for label in labels if label not in text] == []


def rights_in_use() -> set[Right]:
    """Rights that some part of the program asks for."""
    code = "\n".join(
        read(path)
        for top in ("bot", "handlers")
        for path in (ROOT / top).rglob("*.py")
        if path != ROOT / "bot/members/rules.py"
    )
    return {right for right in Right if f"Right.{right.name}" in code}


def test_the_table_of_rights_is_right() -> None:
    rows = re.findall(r"^\| (.+?) \|(.*)\|$", read(HANDBOOK), re.MULTILINE)
    table = {name: [cell.strip() == "✓" for cell in cells.split("|")] for name, cells in rows}
    for right in rights_in_use():
        expected = [right in RIGHTS[role] for role in ROLE_COLUMNS]
        assert table.get(RIGHT_NAMES[right]) == expected, right


def test_quoted_labels_are_real() -> None:
    """What the handbook puts in quotation marks with a sign in front is a label that the bot shows."""
    texts = "\n".join(
        read(path)
        for path in (ROOT / "bot").rglob("*.py")
        if path.name == "texts.py" or "texts" in path.parts
    )
    quoted = re.findall(r"“([^\w\s“”（《][^“”]*)”", read(HANDBOOK))
    strange = [
        label
        for label in quoted
        if not all(
            part.strip() in texts for part in re.split(r"…|\d+", label.replace("️", "")) if part.strip()
        )
        and not all(part.strip() in texts for part in re.split(r"…|\d+", label) if part.strip())
    ]
    assert quoted
    assert strange == []
