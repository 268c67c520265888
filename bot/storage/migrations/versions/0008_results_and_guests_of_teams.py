"""how results are ranked and what was told of them; colleagues without Telegram in teams"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for table, name in (
        ("activity_contest", "results_told"),
        ("activity_contest", "ordering"),
        ("activity_event", "ordering"),
    ):
        op.add_column(
            table, sa.Column(name, sqlmodel.sql.sqltypes.AutoString(), server_default="", nullable=False)
        )
    op.add_column("activity_contest", sa.Column("awards", sa.Integer(), nullable=True))
    op.create_table(
        "activity_team_guest",
        sa.Column("activity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("agreed_by", sa.Integer(), nullable=True),
        sa.Column("agreed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_team_guest_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(
            ["agreed_by"], ["member.id"], name=op.f("fk_activity_team_guest_agreed_by_member")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["member.id"], name=op.f("fk_activity_team_guest_asked_by_member")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_activity_team_guest_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["activity_team.id"], name=op.f("fk_activity_team_guest_team_id_activity_team")
        ),
        sa.PrimaryKeyConstraint("activity_id", "member_id", name=op.f("pk_activity_team_guest")),
    )
    op.create_index(op.f("ix_activity_team_guest_team_id"), "activity_team_guest", ["team_id"])


def downgrade() -> None:
    op.drop_table("activity_team_guest")
    op.drop_column("activity_contest", "awards")
    for table, name in (
        ("activity_event", "ordering"),
        ("activity_contest", "ordering"),
        ("activity_contest", "results_told"),
    ):
        op.drop_column(table, name)
