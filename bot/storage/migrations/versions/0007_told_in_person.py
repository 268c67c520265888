"""members whom a group leader has told of a notice in person"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "notice_told",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("told_by", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_notice_told_member_id_member")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_told_notice_id_notice")),
        sa.ForeignKeyConstraint(["told_by"], ["member.id"], name=op.f("fk_notice_told_told_by_member")),
        sa.PrimaryKeyConstraint("notice_id", "member_id", name=op.f("pk_notice_told")),
    )
    op.create_index(op.f("ix_notice_told_member_id"), "notice_told", ["member_id"])


def downgrade() -> None:
    op.drop_table("notice_told")
