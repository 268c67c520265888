"""items and volunteers of hand-outs, answers that can be changed"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "handout_chosen",
        sa.Column("handout_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["handout_id"], ["handout.id"], name=op.f("fk_handout_chosen_handout_id_handout")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_handout_chosen_member_id_member")
        ),
        sa.PrimaryKeyConstraint("handout_id", "member_id", name=op.f("pk_handout_chosen")),
    )
    op.create_table(
        "handout_volunteer",
        sa.Column("handout_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"], ["member.id"], name=op.f("fk_handout_volunteer_added_by_member")
        ),
        sa.ForeignKeyConstraint(
            ["handout_id"], ["handout.id"], name=op.f("fk_handout_volunteer_handout_id_handout")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_handout_volunteer_member_id_member")
        ),
        sa.PrimaryKeyConstraint("handout_id", "member_id", name=op.f("pk_handout_volunteer")),
    )
    with op.batch_alter_table("feedback_given") as batch_op:
        batch_op.add_column(
            sa.Column("seal", sqlmodel.sql.sqltypes.AutoString(), server_default="", nullable=False)
        )

    with op.batch_alter_table("handout") as batch_op:
        batch_op.add_column(sa.Column("each", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(
            sa.Column("items", sqlmodel.sql.sqltypes.AutoString(), server_default="", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("handout") as batch_op:
        batch_op.drop_column("items")
        batch_op.drop_column("each")

    with op.batch_alter_table("feedback_given") as batch_op:
        batch_op.drop_column("seal")

    op.drop_table("handout_volunteer")
    op.drop_table("handout_chosen")
