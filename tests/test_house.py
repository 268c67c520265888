"""The order of the house: what a reader may rely on in every module, whoever wrote it."""

import ast
import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import run
from bot.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "handlers", "schedules")
LONGEST_MODULE = 400
LONGEST_TEST = 600
NOT_OURS = {".git", ".venv", "data", "logs", "vendor", "node_modules"}
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")

# Rooms whose matter is Chinese itself, or what the person at the terminal reads.
CHINESE_ALLOWED = (
    "run.py",
    "bot/__main__.py",
    "bot/language/",
    "bot/plan/reading/",
    "bot/preview/",
    "bot/settings/",
    "bot/wording.py",
)


@cache
def files() -> tuple[Path, ...]:
    """All files of the checkout that are ours, as paths below it. Git need not be there."""

    def walk(folder: Path) -> Iterator[Path]:
        for entry in sorted(folder.iterdir()):
            if entry.is_dir() and not entry.is_symlink():
                if entry.name not in NOT_OURS and not entry.name.endswith(
                    ("_cache", "__pycache__", ".hypothesis")
                ):
                    yield from walk(entry)
            elif entry.suffix != ".pyc" and not entry.name.startswith((".coverage", ".venv")):
                yield entry.relative_to(ROOT)

    return tuple(walk(ROOT))


def modules(*tops: str) -> list[Path]:
    """The Python files below the given folders, or of these names."""
    return [path for path in files() if path.suffix == ".py" and path.parts[0] in tops]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), str(path))


OURS = modules(*PACKAGES, "run.py")
EVERY = modules(*PACKAGES, "run.py", "tests", "bench")


def test_the_house_is_seen() -> None:
    assert Path("bot/settings/reading.py") in OURS
    assert Path("run.py") in OURS


@pytest.mark.parametrize("path", EVERY, ids=str)
def test_modules_are_short(path: Path) -> None:
    lines = (ROOT / path).read_text(encoding="utf-8").count("\n")
    if "migrations" in path.parts:
        return  # a table is as long as it is
    assert lines <= (LONGEST_TEST if path.parts[0] == "tests" else LONGEST_MODULE), (
        "it wants to be two modules"
    )


@pytest.mark.parametrize("path", [path for path in OURS if path.name != "__init__.py"], ids=str)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(tree(path))


def prose(module: ast.Module) -> set[int]:
    """The ids of string constants that are docstrings."""
    found = set()
    for node in ast.walk(module):
        for statement in getattr(node, "body", ()) if not isinstance(node, ast.Lambda | ast.IfExp) else ():
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                found.add(id(statement.value))
    return found


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=str)
def test_chinese_stands_in_texts(path: Path) -> None:
    if path.name == "texts.py" or "texts" in path.parts or path.as_posix().startswith(CHINESE_ALLOWED):
        return
    module = tree(path)
    docstrings = prose(module)
    literals = [
        f"{path}:{node.lineno}: {node.value}"
        for node in ast.walk(module)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and CHINESE.search(node.value)
    ]
    assert not literals, "what people read belongs into texts.py"


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an expression, or nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=str)
def test_only_the_clock_reads_the_time(path: Path) -> None:
    if path == Path("bot/clock.py"):
        return
    readers = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
    found = [
        f"{path}:{node.lineno}: {dotted(node.func)}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ".".join(dotted(node.func).split(".")[-2:]) in readers
    ]
    assert not found, "everybody but bot/clock.py is given now"


@pytest.mark.parametrize("path", EVERY, ids=str)
def test_no_update_is_dropped_and_nothing_is_unpickled(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.keyword) and node.arg == "drop_pending_updates":
            assert isinstance(node.value, ast.Constant), f"{path}:{node.value.lineno}"
            assert node.value.value is False, f"{path}:{node.value.lineno}: updates are never dropped"
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not {name.partition(".")[0] for name in names} & {"pickle", "shelve", "marshal", "dill"}, path


# ------------------------------------------------------------------------------------------- settings


def described() -> dict[str, bool]:
    """Every key in config.toml, and whether a Chinese comment precedes it or its neighbours of the same paragraph."""
    found: dict[str, bool] = {}
    section, commented = "", False
    for line in (ROOT / "config.toml").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section, commented = line.strip("[]"), False
        elif line.startswith("#"):
            commented = bool(CHINESE.search(line))
        elif "=" in line:
            found[f"{section}.{line.partition('=')[0].strip()}"] = commented
    return found


def test_every_setting_is_in_the_file_and_explained() -> None:
    keys = {
        f"{section.name}.{part.name}"
        for section in fields(Settings)
        for part in fields(getattr(Settings(), section.name))
        if "kind" in part.metadata
    }
    assert set(described()) == keys
    assert all(described().values())


def test_the_file_holds_no_secret() -> None:
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    assert not re.search(r"^\s*\w*(token|secret|password)\w*\s*=", text, re.MULTILINE | re.IGNORECASE)


# ------------------------------------------------------------------------------------------- dependencies

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins(text: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9][a-z0-9.-]*)==([^\s;]+)", text, re.MULTILINE))


@pytest.mark.parametrize(
    ("asked", "development"),
    [(PROJECT["dependencies"], False), (PROJECT["optional-dependencies"]["dev"], True)],
    ids=["runtime", "dev"],
)
def test_the_lock_is_in_step(asked: list[str], development: bool) -> None:
    have = pins(run.locked(LOCK, development=development))
    for requirement in map(Requirement, asked):
        version = have.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not locked: python3 run.py lock"
        assert requirement.specifier.contains(version), (
            f"{requirement} is locked at {version}: python3 run.py lock"
        )


def test_the_lock_holds_nothing_that_nobody_asked_for() -> None:
    asked = {canonicalize_name(Requirement(text).name) for text in PROJECT["dependencies"]}
    asked |= {canonicalize_name(Requirement(text).name) for text in PROJECT["optional-dependencies"]["dev"]}
    direct = {
        name
        for name, block in run.entries(LOCK).items()
        if "via unionbot" in block or "#   unionbot" in block
    }
    assert direct == asked


def test_every_dependency_has_both_bounds() -> None:
    for text in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]:
        operators = {part.operator for part in Requirement(text).specifier}
        assert operators == ({">="} if text.startswith("tzdata") else {">=", "<"}), text


def test_every_pin_has_a_hash_and_no_place() -> None:
    blocks = run.entries(LOCK)
    blocks.pop("", None)
    assert len(blocks) == len(pins(LOCK))
    assert all("--hash=sha256:" in block for block in blocks.values())
    assert not re.search(r"://|--index|--find-links|(^|\s)/", LOCK)


def test_the_pip_in_vendor_is_the_one_of_the_lock() -> None:
    [wheel] = (ROOT / "vendor").glob("pip-*.whl")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert wheel.name.split("-")[1] == pins(LOCK)["pip"]
    assert f"sha256:{digest}" in run.entries(LOCK)["pip"]


# ------------------------------------------------------------------------------------------- places

# Written in parts, so that this file does not hold what it looks for.
PLACES = re.compile(
    "|".join(
        (
            "py" + r"pi\.org",
            "python" + r"hosted\.org",
            r"registry\.npm" + r"js",
            "/ro" + "ot/",
            "/wo" + "rk/",
            "/ho" + r"me/\w",
        )
    )
)


def test_no_file_names_a_package_index_or_a_place_of_one_machine() -> None:
    found = []
    for path in files():
        raw = (ROOT / path).read_bytes()
        if b"\0" in raw[:1024]:
            continue
        for number, line in enumerate(raw.decode("utf-8", "replace").splitlines(), start=1):
            if PLACES.search(line):
                found.append(f"{path}:{number}: {line.strip()[:100]}")
    assert not found


def test_nothing_was_left_lying_about() -> None:
    litter = (".orig", ".rej", ".bak", ".swp", ".log", ".db", ".sqlite", ".tmp")
    assert [path for path in files() if path.name.endswith(litter) or path.name == ".DS_Store"] == []
