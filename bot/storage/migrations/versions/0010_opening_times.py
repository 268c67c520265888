"""steps back in forms, and sign-ups that open at a set time"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "dialog",
        sa.Column("trail", sqlmodel.sql.sqltypes.AutoString(), server_default="[]", nullable=False),
    )
    op.add_column("activity", sa.Column("opens_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    op.create_table(
        "activity_opening_wish",
        sa.Column("activity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_opening_wish_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_activity_opening_wish_member_id_member")
        ),
        sa.PrimaryKeyConstraint("activity_id", "member_id", name=op.f("pk_activity_opening_wish")),
    )


def downgrade() -> None:
    op.drop_table("activity_opening_wish")
    op.drop_column("activity", "opens_at")
    op.drop_column("dialog", "trail")
