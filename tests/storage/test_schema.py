"""The schema: migrations and tables agree, and what does not fit is refused."""

from pathlib import Path

import pytest
from sqlalchemy import text

from bot import tables
from bot.storage import Database, open_engine, schema
from bot.storage.schema import BrokenReferences, SchemaState

VERSIONS = Path(schema.__file__).parent / "migrations" / "versions"
ENTRY = Path(schema.__file__).parent / "migrations" / "env.py"

FIRST = """
from alembic import op
import sqlalchemy as sa
revision, down_revision = "0001", None
def upgrade():
    op.create_table("parent", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String))
    op.create_table(
        "child",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("parent.id", ondelete="CASCADE", name="fk_child_parent")),
    )
"""
SECOND = """
from alembic import op
import sqlalchemy as sa
revision, down_revision = "0002", "0001"
def upgrade():
    with op.batch_alter_table("parent") as batch:
        batch.add_column(sa.Column("born", sa.Integer))
        batch.alter_column("name", new_column_name="title")
"""
BROKEN = """
from alembic import op
import sqlalchemy as sa
revision, down_revision = "0002", "0001"
def upgrade():
    op.add_column("child", sa.Column("note", sa.String))
    op.execute("CREATE TABLE another (id INTEGER)")
    raise RuntimeError("half way")
"""
ORPHANS = """
from alembic import op
revision, down_revision = "0002", "0001"
def upgrade():
    op.execute("DELETE FROM parent")
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url: str = request.getfixturevalue("empty_postgresql_url")
    return url


class Releases:
    """Releases of an invented program."""

    def __init__(self, folder: Path) -> None:
        self.versions = folder / "versions"
        self.versions.mkdir(parents=True)
        (folder / "env.py").write_text(ENTRY.read_text())

    def add(self, name: str, text: str) -> None:
        (self.versions / f"{name}.py").write_text(text)


@pytest.fixture
def releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Releases:
    monkeypatch.setattr(schema, "_FOLDER", tmp_path / "migrations")
    made = Releases(tmp_path / "migrations")
    made.add("0001_first", FIRST)
    return made


def run(url: str, *commands: str) -> list[tuple[object, ...]]:
    """Run the commands; the rows of the last one."""
    engine = open_engine(url, writing=True)
    rows: list[tuple[object, ...]] = []
    try:
        with engine.begin() as connection:
            for command in commands:
                result = connection.execute(text(command))
                rows = [tuple(row) for row in result] if result.returns_rows else []
    finally:
        engine.dispose()
    return rows


def test_a_database_goes_through_its_states(empty_url: str, releases: Releases) -> None:
    assert schema.state(empty_url) is SchemaState.EMPTY
    schema.upgrade(empty_url)
    assert schema.state(empty_url) is SchemaState.CURRENT
    releases.add("0002_second", SECOND)
    assert schema.state(empty_url) is SchemaState.OLDER
    schema.upgrade(empty_url)
    assert schema.state(empty_url) is SchemaState.CURRENT
    (releases.versions / "0002_second.py").unlink()
    assert schema.state(empty_url) is SchemaState.NEWER


def test_tables_without_a_revision_are_not_taken_for_an_empty_database(
    empty_url: str, releases: Releases
) -> None:
    run(empty_url, "CREATE TABLE somebody_elses (id INTEGER)")
    assert schema.state(empty_url) is SchemaState.OLDER


def test_changing_a_table_keeps_what_refers_to_it(empty_url: str, releases: Releases) -> None:
    """SQLite makes the table anew; with foreign keys on, that would empty the child table."""
    schema.upgrade(empty_url)
    run(empty_url, "INSERT INTO parent VALUES (1, 'a')", "INSERT INTO child VALUES (7, 1)")
    releases.add("0002_second", SECOND)
    schema.upgrade(empty_url)
    assert run(empty_url, "SELECT child.id, title, born FROM child JOIN parent ON parent.id = parent_id") == [
        (7, "a", None)
    ]


def test_a_migration_that_breaks_leaves_the_old_schema(empty_url: str, releases: Releases) -> None:
    schema.upgrade(empty_url)
    releases.add("0002_second", BROKEN)
    with pytest.raises(RuntimeError, match="half way"):
        schema.upgrade(empty_url)
    assert schema.state(empty_url) is SchemaState.OLDER
    run(empty_url, "CREATE TABLE another (id INTEGER)")
    with pytest.raises(Exception, match="note"):
        run(empty_url, "SELECT note FROM child")


def test_a_migration_that_orphans_rows_is_undone(tmp_path: Path, releases: Releases) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    schema.upgrade(url)
    run(url, "INSERT INTO parent VALUES (1, 'a')", "INSERT INTO child VALUES (7, 1)")
    releases.add("0002_second", ORPHANS)
    with pytest.raises(BrokenReferences, match="child"):
        schema.upgrade(url)
    assert run(url, "SELECT count(*) FROM parent") == [(1,)]


def test_migrations_make_the_tables_of_the_program(empty_url: str) -> None:
    """The migrations, one after the other, give what the models say, to the last index."""
    assert VERSIONS.is_dir(), "there is no migration: bot.storage.schema.draft_revision"
    schema.upgrade(empty_url)
    assert schema.state(empty_url) is SchemaState.CURRENT
    assert schema.differences(empty_url) == []


def test_tables_made_directly_are_the_tables_of_the_program(any_database: Database) -> None:
    """What the databases report of the models is what the models say: the comparison itself can be trusted."""
    assert schema.differences(any_database.url) == []


def test_every_constraint_has_a_name() -> None:
    for table in tables.metadata.sorted_tables:
        for constraint in table.constraints:
            assert constraint.name, f"{table.name}: {constraint}"
