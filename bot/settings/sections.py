"""The sections of `config.toml`, each setting with its default and its kind."""

from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.settings.kinds import (
    API_URL,
    CLOCK_TIME,
    DATABASE,
    FOLDER,
    ZONE,
    choice,
    days,
    number,
    setting,
    text,
    url,
    whole,
)


@dataclass(frozen=True, slots=True)
class Union:
    """The union the bot speaks for, and whom somebody without a binding may turn to."""

    name: str = setting("示例学校工会", text(40, empty=False))
    contact: str = setting("请联系您所在的工会小组长", text(100, empty=False))


@dataclass(frozen=True, slots=True)
class Telegram:
    """How Telegram is reached. The token and the webhook's secret come from the environment only."""

    mode: str = setting("polling", choice("polling", "webhook"))
    api_url: str = setting("https://api.telegram.org", API_URL)
    proxy: str = setting("", url("http", "https", secret=True), '"http://127.0.0.1:7890"')
    poll_timeout_seconds: int = setting(50, whole(1, 50))
    webhook_url: str = setting("", url("https"), '"https://bot.example.org/telegram"')
    webhook_listen: str = setting("127.0.0.1", text(64, empty=False))
    webhook_port: int = setting(8080, whole(1, 65535))
    watchdog_renew_seconds: int = setting(90, whole(10, 3600))
    watchdog_exit_seconds: int = setting(180, whole(20, 7200))
    token: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)

    @property
    def base_url(self) -> str:
        """What python-telegram-bot calls base_url; the token follows it directly."""
        return f"{self.api_url}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot calls base_file_url; the token follows it directly."""
        return f"{self.api_url}/file/bot"


@dataclass(frozen=True, slots=True)
class Database:
    """Where the data lies, as an SQLAlchemy URL; after `load` never empty. It may hold a password."""

    url: str = setting("", DATABASE, '"postgresql+psycopg://unionbot@127.0.0.1/unionbot"')


@dataclass(frozen=True, slots=True)
class Time:
    """The union's zone, and when members are left in peace."""

    timezone: ZoneInfo = setting(ZoneInfo("Asia/Shanghai"), ZONE)
    quiet_from: time = setting(time(22, 0), CLOCK_TIME)
    quiet_until: time = setting(time(7, 30), CLOCK_TIME)
    late_reminder_hours: int = setting(2, whole(0, 72))


@dataclass(frozen=True, slots=True)
class Sending:
    """The pace of messages that the bot sends by itself."""

    per_second: float = setting(25.0, number(0.1, 1000))
    per_chat_per_second: float = setting(1.0, number(0.05, 100))
    per_group_per_minute: int = setting(18, whole(1, 1000))
    in_flight: int = setting(16, whole(1, 16))


@dataclass(frozen=True, slots=True)
class Chat:
    """Conversations: how long an unfinished form is kept, how many members are served at once."""

    dialog_hours: int = setting(24, whole(1, 168))
    slots: int = setting(256, whole(1, 1024))


@dataclass(frozen=True, slots=True)
class Members:
    """Joining: how long an invite code is valid, how many wrong ones an account may try in an hour."""

    invite_days: int = setting(7, whole(1, 60))
    wrong_codes_per_hour: int = setting(5, whole(1, 100))


@dataclass(frozen=True, slots=True)
class Plan:
    """The monthly digest, the committee's outlook, and the reminders before an item of the plan (in days before it).
    Empty days of a kind of item (its value in ``bot.plan.reading.Kind``) mean ``reminder_days``."""

    digest_day: int = setting(1, whole(1, 28))
    digest_time: time = setting(time(9, 0), CLOCK_TIME)
    outlook_day: int = setting(25, whole(1, 28))
    reminder_days: tuple[int, ...] = setting((7, 1), days(90, 5))
    contest_days: tuple[int, ...] = setting((), days(90, 5), "[14, 7, 1]")
    meeting_days: tuple[int, ...] = setting((), days(90, 5), "[7, 3, 1]")
    health_days: tuple[int, ...] = setting((), days(90, 5), "[7, 1]")
    festival_days: tuple[int, ...] = setting((), days(90, 5), "[14, 7, 1]")
    training_days: tuple[int, ...] = setting((), days(90, 5), "[7, 1]")
    care_days: tuple[int, ...] = setting((), days(90, 5), "[14, 3]")
    vote_days: tuple[int, ...] = setting((), days(90, 5), "[7, 3, 1]")
    collection_days: tuple[int, ...] = setting((), days(90, 5), "[7, 1]")
    publication_days: tuple[int, ...] = setting((), days(90, 5), "[7, 3]")
    inspection_days: tuple[int, ...] = setting((), days(90, 5), "[7, 1]")
    other_days: tuple[int, ...] = setting((), days(90, 5), "[7]")
    owner_days: tuple[int, ...] = setting((14, 7, 1, 0), days(90, 5))
    deadline_days: tuple[int, ...] = setting((3, 1), days(90, 5))
    reminder_time: time = setting(time(9, 0), CLOCK_TIME)


@dataclass(frozen=True, slots=True)
class Activities:
    """`reminder_time`: when people are reminded on the day before. `keep_answers_days`: for how long after the end of an
    activity what people filled in is kept."""

    reminder_time: time = setting(time(18, 0), CLOCK_TIME)
    page_size: int = setting(5, whole(1, 10))
    keep_answers_days: int = setting(180, whole(1, 3650))


@dataclass(frozen=True, slots=True)
class Proposals:
    """After how many days without an answer the committee is reminded of a proposal, and again each time so many."""

    answer_days: int = setting(7, whole(1, 90))


@dataclass(frozen=True, slots=True)
class Files:
    """`data_dir` holds the database and all the bot keeps; absolute after `load`."""

    data_dir: Path = setting(Path("data"), FOLDER)


@dataclass(frozen=True, slots=True)
class Backup:
    """What the bot backs up by itself: every so many hours (0: not at all), so many files kept. `folder` starts at the
    data folder and is absolute after `load`."""

    every_hours: int = setting(24, whole(0, 168))
    keep: int = setting(14, whole(1, 1000))
    folder: Path = setting(Path("backups"), FOLDER)


@dataclass(frozen=True, slots=True)
class Log:
    """`folder` is absolute after `load`; `file_mb` × (`keep_files` + 1) is the most it takes."""

    level: str = setting("INFO", choice("DEBUG", "INFO", "WARNING", "ERROR"))
    folder: Path = setting(Path("logs"), FOLDER)
    file_mb: int = setting(5, whole(1, 100))
    keep_files: int = setting(9, whole(1, 99))


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, one field for each section of `config.toml`."""

    union: Union = field(default_factory=Union)
    telegram: Telegram = field(default_factory=Telegram)
    database: Database = field(default_factory=Database)
    time: Time = field(default_factory=Time)
    sending: Sending = field(default_factory=Sending)
    chat: Chat = field(default_factory=Chat)
    members: Members = field(default_factory=Members)
    plan: Plan = field(default_factory=Plan)
    activities: Activities = field(default_factory=Activities)
    proposals: Proposals = field(default_factory=Proposals)
    files: Files = field(default_factory=Files)
    backup: Backup = field(default_factory=Backup)
    log: Log = field(default_factory=Log)
