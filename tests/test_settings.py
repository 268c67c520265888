"""config.toml: safe defaults, environment overrides, and every mistake told at once."""

import random
import re
from dataclasses import fields
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.settings import Settings, SettingsError, load
from bot.settings.reading import as_toml

TOKEN = "123456789:" + "Ab_-" * 9


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(tmp_path: Path, text: str | bytes, **env: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load(written(tmp_path, text), env)
    return caught.value


def test_the_shipped_file_says_the_defaults(root: Path) -> None:
    shipped, default = load(root / "config.toml", {}), Settings()
    for section in fields(Settings):
        for part in fields(getattr(default, section.name)):
            if (section.name, part.name) in {
                ("files", "data_dir"),
                ("backup", "folder"),
                ("log", "folder"),
                ("database", "url"),
            }:
                continue
            value = getattr(getattr(shipped, section.name), part.name)
            assert value == getattr(getattr(default, section.name), part.name), f"{section.name}.{part.name}"
    assert shipped.files.data_dir == root / "data"
    assert shipped.backup.folder == root / "data" / "backups"
    assert shipped.log.folder == root / "logs"
    assert shipped.database.url == f"sqlite:///{root / 'data' / 'unionbot.db'}"


def test_values_become_what_the_program_uses(tmp_path: Path) -> None:
    text = """
    [time]
    timezone = "Asia/Urumqi"
    quiet_from = "21:30"
    quiet_until = 08:00:00
    [plan]
    reminder_days = [1, 3, 3, 14]
    [files]
    data_dir = "here"
    """
    settings = load(written(tmp_path, text), {})
    assert settings.time.timezone == ZoneInfo("Asia/Urumqi")
    assert (settings.time.quiet_from, settings.time.quiet_until) == (time(21, 30), time(8, 0))
    assert settings.plan.reminder_days == (14, 3, 1)
    assert settings.database.url == f"sqlite:///{tmp_path / 'here' / 'unionbot.db'}"


def test_the_environment_goes_first(tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    env = {
        "UNIONBOT_CONFIG": str(written(tmp_path, '[telegram]\napi_url = "https://bot.example.org"')),
        "UNIONBOT_TOKEN": TOKEN,
        "UNIONBOT_API_URL": "http://127.0.0.1:8081/",
        "UNIONBOT_DATABASE_URL": "postgresql+psycopg://unionbot:geheim@127.0.0.1/unionbot",
        "UNIONBOT_DATA_DIR": str(other),
    }
    settings = load(env=env, need_token=True)
    assert settings.telegram.base_url == "http://127.0.0.1:8081/bot"
    assert settings.telegram.base_file_url == "http://127.0.0.1:8081/file/bot"
    assert settings.telegram.token == TOKEN
    assert settings.database.url == env["UNIONBOT_DATABASE_URL"]
    assert settings.files.data_dir == other
    assert TOKEN not in repr(settings)
    assert "geheim" not in repr(settings)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg:///unionbot?host=/run/postgresql",
        "postgresql:///unionbot",
        "postgresql://unionbot@/unionbot?host=%2Frun%2Fpostgresql",
    ],
)
def test_a_server_may_be_reached_through_a_socket(tmp_path: Path, url: str) -> None:
    assert (
        load(
            env={"UNIONBOT_CONFIG": str(written(tmp_path, "[union]")), "UNIONBOT_DATABASE_URL": url}
        ).database.url
        == url
    )


@pytest.mark.parametrize("url", ["postgresql://", "postgresql:///", "postgresql+psycopg:unionbot"])
def test_a_server_without_name_or_address_is_refused(tmp_path: Path, url: str) -> None:
    assert (
        refused(tmp_path, "[union]", UNIONBOT_DATABASE_URL=url).mistakes[0].key
        == "环境变量 UNIONBOT_DATABASE_URL"
    )


def test_every_mistake_is_told_with_key_line_and_example(tmp_path: Path) -> None:
    text = """[union]
name = ""
[sending]
per_secnd = 20
in_flight = true
per_second = nan
[tiem]
timezone = "Asia/Shanghai"
[time]
timezone = "Asia/Shangai"
quiet_from = "25:00"
[telegram]
mode = "push"
proxy = "htp://me:geheim@127.0.0.1"
"""
    error = refused(tmp_path, text, UNIONBOT_DATABASE_URL="mysql://u:geheim@h/x")
    assert [(mistake.key, mistake.line) for mistake in error.mistakes] == [
        ("union.name", 2),
        ("sending.per_secnd", 4),
        ("sending.in_flight", 5),
        ("sending.per_second", 6),
        ("tiem", 7),
        ("time.timezone", 10),
        ("time.quiet_from", 11),
        ("telegram.mode", 13),
        ("telegram.proxy", 14),
        ("环境变量 UNIONBOT_DATABASE_URL", None),
    ]
    said = str(error)
    assert "sending.in_flight（第 5 行）：现在是 true，应当是 1 到 16 的整数，例如 in_flight = 16。" in said
    assert "是不是想写 per_second" in said
    assert "是不是想写 time" in said
    assert "geheim" not in said
    assert len(said.splitlines()) == 1 + len(error.mistakes)


def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    error = refused(tmp_path, f'[telegram]\ntoken = "{TOKEN}"\n[union]\nname = 3\n"{TOKEN}" = 1')
    assert "UNIONBOT_TOKEN" in str(error)
    assert TOKEN not in str(error)
    assert len(error.mistakes) == 3
    token = TOKEN + "！"
    assert TOKEN not in str(refused(tmp_path, "[union]", UNIONBOT_TOKEN=token))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "文件是空的"),
        ("  \n\n", "文件是空的"),
        ("[union]\nname = 没有引号\n", "第 2 行"),
        ('[union]\nname = "写到一', "没有写完"),
        ('[union]\nname = "甲"\n[union]\n', "不合 TOML 的写法"),
        ('# 注释\n[union]\nname = "工会"'.encode("gb18030"), "第 1 行不是 UTF-8"),
        ('[union]\nname = "工会"'.encode("utf-16"), "UTF-8"),
        (b"\x00" * 10, "不合 TOML 的写法"),
        (b"#" * 1_000_001, "超过 1 MB"),
        ("a = " + "[" * 100_000, "不合 TOML 的写法"),
        ("[plan]\ndigest_day = " + "9" * 5000, "不合 TOML 的写法"),
        ("union = 3", "应当是一节"),
    ],
    ids=lambda value: repr(value[:12]),
)
def test_damaged_files_are_named_in_a_sentence(tmp_path: Path, text: str | bytes, said: str) -> None:
    assert said in str(refused(tmp_path, text))


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path, said in ((tmp_path / "no.toml", "找不到"), (tmp_path, "读不出"), (Path("a\0b"), "读不出")):
        with pytest.raises(SettingsError, match=said):
            load(path, {})


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    text = '\ufeff[union]\r\nname = "示例工会"\r\n'
    assert load(written(tmp_path, text), {}).union.name == "示例工会"


def test_settings_that_contradict_each_other(tmp_path: Path) -> None:
    text = '[telegram]\nmode = "webhook"\nwatchdog_renew_seconds = 40\nwatchdog_exit_seconds = 30'
    keys = [mistake.key for mistake in refused(tmp_path, text).mistakes]
    assert keys == [
        "telegram.webhook_url",
        "环境变量 UNIONBOT_WEBHOOK_SECRET",
        "telegram.watchdog_exit_seconds",
        "telegram.watchdog_renew_seconds",
    ]
    good = '[telegram]\nmode = "webhook"\nwebhook_url = "https://bot.example.org/x"'
    assert (
        load(written(tmp_path, good), {"UNIONBOT_WEBHOOK_SECRET": "word"}).telegram.webhook_secret == "word"
    )


def test_the_token_is_asked_for_only_where_it_is_needed(tmp_path: Path) -> None:
    path = written(tmp_path, "[union]")
    assert load(path, {}).telegram.token == ""
    with pytest.raises(SettingsError, match="UNIONBOT_TOKEN"):
        load(path, {}, need_token=True)


def test_the_example_of_every_mistake_is_itself_right(tmp_path: Path) -> None:
    default = Settings()
    tables = []
    for section in fields(Settings):
        parts = [part for part in fields(getattr(default, section.name)) if "kind" in part.metadata]
        examples = (f"{part.name} = {part.metadata['example'] or as_toml(part.default)}" for part in parts)
        tables.append("\n".join([f"[{section.name}]", *examples]))
    load(written(tmp_path, "\n".join(tables)), {})


SHIPPED = (Path(__file__).resolve().parent.parent / "config.toml").read_bytes()
HOSTILE = (
    b"\x00",
    b"\xff",
    b'"',
    b"=",
    b"[",
    b"]",
    b"\n",
    b"'",
    b"{",
    b"9" * 40,
    b"-1",
    b"inf",
    b"true",
    b"\r",
    "，".encode(),
)


def damage(seed: int) -> bytes:
    """The shipped file cut, spliced, reordered or sprinkled with bytes that do not belong."""
    chance = random.Random(seed)
    raw = bytearray(SHIPPED)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(raw) + 1)
        match chance.randrange(5):
            case 0:
                del raw[at:]
            case 1:
                del raw[at : at + chance.randint(1, 30)]
            case 2:
                raw[at:at] = chance.choice(HOSTILE)
            case 3:
                lines = raw.split(b"\n")
                chance.shuffle(lines)
                raw = bytearray(b"\n".join(lines))
            case _:
                values = list(re.finditer(rb"= (.+)", raw))
                if values:
                    start, end = chance.choice(values).span(1)
                    raw[start:end] = chance.choice(
                        (
                            b"3",
                            b'"x"',
                            b"[]",
                            b"{}",
                            b"1e400",
                            b"2026-01-01",
                            b'"http://[x"',
                            b"1979-05-27T00:00:00Z",
                        )
                    )
    return bytes(raw)


def test_six_hundred_damaged_files_never_end_in_a_traceback(tmp_path: Path) -> None:
    refusals: list[SettingsError] = []
    for seed in range(600):
        try:
            load(written(tmp_path, damage(seed)), {})
        except SettingsError as error:
            refusals.append(error)
    assert len(refusals) > 300
    for refusal in refusals:
        assert refusal.mistakes
        for mistake in refusal.mistakes:
            assert str(mistake).endswith("。")
            assert "\n" not in str(mistake)


VALUES = st.recursive(
    st.one_of(st.integers(), st.floats(), st.booleans(), st.text(max_size=20)),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
URLS = st.from_regex(r"\A(https?|sqlite|postgresql)://[\[\]:@/\w.%]*\Z")


@hypothesis_settings(max_examples=500)
@given(st.data())
def test_any_value_of_any_key_is_read_or_refused(data: st.DataObject) -> None:
    section = data.draw(st.sampled_from(fields(Settings)))
    parts = [part for part in fields(getattr(Settings(), section.name)) if "kind" in part.metadata]
    kind = data.draw(st.sampled_from(parts)).metadata["kind"]
    value = data.draw(st.one_of(VALUES, URLS))
    try:
        kind.read(value)
    except ValueError:
        assert kind.expected.startswith("应当是")
