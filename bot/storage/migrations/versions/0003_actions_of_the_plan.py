"""tasks, drives for proposals and figures of the plan; what a notice is about"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "plan_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("request", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["member.id"], name=op.f("fk_plan_task_created_by_member")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_plan_task_member_id_member")),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["plan_occurrence.id"],
            name=op.f("fk_plan_task_occurrence_id_plan_occurrence"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_task")),
        sa.UniqueConstraint("request", name=op.f("uq_plan_task_request")),
    )
    op.create_index("ix_plan_task_due", "plan_task", ["state", "due_on"])
    op.create_index("ix_plan_task_member", "plan_task", ["member_id", "state"])
    op.create_index("ix_plan_task_occurrence", "plan_task", ["occurrence_id"])
    op.create_table(
        "plan_drive",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("audience", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["plan_occurrence.id"],
            name=op.f("fk_plan_drive_occurrence_id_plan_occurrence"),
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["member.id"], name=op.f("fk_plan_drive_opened_by_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_drive")),
        sa.UniqueConstraint("occurrence_id", name=op.f("uq_plan_drive_occurrence_id")),
    )
    op.create_index("ix_plan_drive_end", "plan_drive", ["ends_on"])
    op.add_column("plan_occurrence", sa.Column("people", sa.Integer(), nullable=True))
    op.add_column("plan_occurrence", sa.Column("spent_fen", sa.BigInteger(), nullable=True))
    op.add_column(
        "notice",
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=""),
    )
    op.create_index("ix_notice_source", "notice", ["source"])


def downgrade() -> None:
    op.drop_index("ix_notice_source", table_name="notice")
    op.drop_column("notice", "source")
    op.drop_column("plan_occurrence", "spent_fen")
    op.drop_column("plan_occurrence", "people")
    op.drop_table("plan_drive")
    op.drop_table("plan_task")
