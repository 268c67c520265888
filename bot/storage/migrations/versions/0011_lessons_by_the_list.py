"""who noted from the list that a member was at a lesson"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("activity_presence") as batch_op:
        batch_op.add_column(sa.Column("entered_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_activity_presence_entered_by_member"), "member", ["entered_by"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("activity_presence") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_activity_presence_entered_by_member"), type_="foreignkey")
        batch_op.drop_column("entered_by")
