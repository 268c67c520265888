"""teams, events of a sports meeting, places kept for groups"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "activity_contest",
        sa.Column("activity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team_least", sa.Integer(), nullable=True),
        sa.Column("team_most", sa.Integer(), nullable=False),
        sa.Column("team_substitutes", sa.Integer(), nullable=False),
        sa.Column("team_men", sa.Integer(), nullable=False),
        sa.Column("team_women", sa.Integer(), nullable=False),
        sa.Column("filled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("events_each", sa.Integer(), nullable=True),
        sa.Column("kept_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("released_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("points", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("results_told_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_contest_activity_id_activity")
        ),
        sa.PrimaryKeyConstraint("activity_id", name=op.f("pk_activity_contest")),
    )
    op.create_table(
        "activity_team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("captain_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_team_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(
            ["captain_id"], ["member.id"], name=op.f("fk_activity_team_captain_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_team")),
        sa.UniqueConstraint("activity_id", "name", name=op.f("uq_activity_team_activity_id_name")),
        sa.UniqueConstraint("code", name=op.f("uq_activity_team_code")),
    )
    op.create_table(
        "activity_team_member",
        sa.Column("activity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("joined_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_team_member_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_activity_team_member_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["activity_team.id"], name=op.f("fk_activity_team_member_team_id_activity_team")
        ),
        sa.PrimaryKeyConstraint("activity_id", "member_id", name=op.f("pk_activity_team_member")),
    )
    op.create_index(
        op.f("ix_activity_team_member_team_id"), "activity_team_member", ["team_id"], unique=False
    )
    op.create_table(
        "activity_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("placed", sa.Integer(), nullable=False),
        sa.Column("queue", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_event_activity_id_activity")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_event")),
        sa.UniqueConstraint("activity_id", "title", name=op.f("uq_activity_event_activity_id_title")),
    )
    op.create_table(
        "activity_event_entry",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("status", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("queue", sa.Integer(), nullable=False),
        sa.Column("result", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_event_entry_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["activity_event.id"], name=op.f("fk_activity_event_entry_event_id_activity_event")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_activity_event_entry_member_id_member")
        ),
        sa.PrimaryKeyConstraint("event_id", "member_id", name=op.f("pk_activity_event_entry")),
    )
    op.create_index(
        op.f("ix_activity_event_entry_activity_id"), "activity_event_entry", ["activity_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_activity_event_entry_activity_id"), table_name="activity_event_entry")
    op.drop_table("activity_event_entry")
    op.drop_table("activity_event")
    op.drop_index(op.f("ix_activity_team_member_team_id"), table_name="activity_team_member")
    op.drop_table("activity_team_member")
    op.drop_table("activity_team")
    op.drop_table("activity_contest")
