"""group chats, and what comes with and after an activity"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "group_chat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("joined_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("left_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_chat")),
        sa.UniqueConstraint("chat_id", name=op.f("uq_group_chat_chat_id")),
    )
    op.create_table(
        "posted_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("group_chat_id", sa.Integer(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("shown", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("posted_by", sa.Integer(), nullable=False),
        sa.Column("posted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_posted_card_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(
            ["group_chat_id"], ["group_chat.id"], name=op.f("fk_posted_card_group_chat_id_group_chat")
        ),
        sa.ForeignKeyConstraint(["posted_by"], ["member.id"], name=op.f("fk_posted_card_posted_by_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posted_card")),
        sa.UniqueConstraint(
            "activity_id", "group_chat_id", name=op.f("uq_posted_card_activity_id_group_chat_id")
        ),
    )
    op.create_index(op.f("ix_posted_card_group_chat_id"), "posted_card", ["group_chat_id"], unique=False)
    op.create_table(
        "hand_check_in",
        sa.Column("activity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("walk_in", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_hand_check_in_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["member.id"], name=op.f("fk_hand_check_in_entered_by_member")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_hand_check_in_member_id_member")),
        sa.PrimaryKeyConstraint("activity_id", "member_id", name=op.f("pk_hand_check_in")),
    )
    op.create_table(
        "feedback_given",
        sa.Column("activity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_feedback_given_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_feedback_given_member_id_member")
        ),
        sa.PrimaryKeyConstraint("activity_id", "member_id", name=op.f("pk_feedback_given")),
    )
    op.create_table(
        "feedback_count",
        sa.Column("activity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_feedback_count_activity_id_activity")
        ),
        sa.PrimaryKeyConstraint("activity_id", "question", "answer", name=op.f("pk_feedback_count")),
    )


def downgrade() -> None:
    op.drop_table("feedback_count")
    op.drop_table("feedback_given")
    op.drop_table("hand_check_in")
    op.drop_index(op.f("ix_posted_card_group_chat_id"), table_name="posted_card")
    op.drop_table("posted_card")
    op.drop_table("group_chat")
