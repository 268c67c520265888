"""rooms and their hours, circles, courses, hand-outs, series of activities"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "facility",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility")),
        sa.UniqueConstraint("name", name=op.f("uq_facility_name")),
    )
    op.create_table(
        "facility_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("days", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=True),
        sa.Column("closes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_facility_hours_facility_id_facility")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility_hours")),
    )
    with op.batch_alter_table("facility_hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_facility_hours_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "activity_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("once_in_years", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["member.id"], name=op.f("fk_activity_series_created_by_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_series")),
    )
    op.create_table(
        "circle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("about", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["leader_id"], ["member.id"], name=op.f("fk_circle_leader_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle")),
        sa.UniqueConstraint("name", name=op.f("uq_circle_name")),
    )
    op.create_table(
        "facility_booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ends_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("cancelled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_facility_booking_facility_id_facility")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_facility_booking_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility_booking")),
        sa.UniqueConstraint(
            "facility_id",
            "starts_at",
            "member_id",
            name=op.f("uq_facility_booking_facility_id_starts_at_member_id"),
        ),
    )
    with op.batch_alter_table("facility_booking", schema=None) as batch_op:
        batch_op.create_index("ix_facility_booking_member", ["member_id", "starts_at"], unique=False)

    op.create_table(
        "handout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("audience", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("secret", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("request", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["member.id"], name=op.f("fk_handout_created_by_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handout")),
        sa.UniqueConstraint("request", name=op.f("uq_handout_request")),
    )
    op.create_table(
        "activity_batch",
        sa.Column("activity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_batch_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["activity_series.id"], name=op.f("fk_activity_batch_series_id_activity_series")
        ),
        sa.PrimaryKeyConstraint("activity_id", name=op.f("pk_activity_batch")),
    )
    with op.batch_alter_table("activity_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_batch_series_id"), ["series_id"], unique=False)

    op.create_table(
        "activity_lesson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ends_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_lesson_activity_id_activity")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_lesson")),
        sa.UniqueConstraint(
            "activity_id", "starts_at", name=op.f("uq_activity_lesson_activity_id_starts_at")
        ),
    )
    op.create_table(
        "activity_retention",
        sa.Column("activity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("erased_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_retention_activity_id_activity")
        ),
        sa.PrimaryKeyConstraint("activity_id", name=op.f("pk_activity_retention")),
    )
    op.create_table(
        "activity_went",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_activity_went_member_id_member")),
        sa.ForeignKeyConstraint(
            ["series_id"], ["activity_series.id"], name=op.f("fk_activity_went_series_id_activity_series")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_went")),
        sa.UniqueConstraint(
            "series_id", "member_id", "year", name=op.f("uq_activity_went_series_id_member_id_year")
        ),
    )
    op.create_table(
        "circle_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("circle_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circle.id"], name=op.f("fk_circle_member_circle_id_circle")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_circle_member_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_member")),
        sa.UniqueConstraint("circle_id", "member_id", name=op.f("uq_circle_member_circle_id_member_id")),
    )
    with op.batch_alter_table("circle_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_circle_member_member_id"), ["member_id"], unique=False)

    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_course_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["member.id"], name=op.f("fk_course_created_by_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("title", name=op.f("uq_course_title")),
    )
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_activity_id"), ["activity_id"], unique=False)

    op.create_table(
        "handout_collection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handout_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("proxy", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["given_by"], ["member.id"], name=op.f("fk_handout_collection_given_by_member")
        ),
        sa.ForeignKeyConstraint(
            ["handout_id"], ["handout.id"], name=op.f("fk_handout_collection_handout_id_handout")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_handout_collection_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handout_collection")),
        sa.UniqueConstraint(
            "handout_id", "member_id", name=op.f("uq_handout_collection_handout_id_member_id")
        ),
    )
    with op.batch_alter_table("handout_collection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handout_collection_member_id"), ["member_id"], unique=False)

    op.create_table(
        "activity_presence",
        sa.Column("lesson_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["activity_lesson.id"], name=op.f("fk_activity_presence_lesson_id_activity_lesson")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_activity_presence_member_id_member")
        ),
        sa.PrimaryKeyConstraint("lesson_id", "member_id", name=op.f("pk_activity_presence")),
    )
    op.create_table(
        "course_vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_vote_course_id_course")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_course_vote_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_vote")),
        sa.UniqueConstraint("course_id", "member_id", name=op.f("uq_course_vote_course_id_member_id")),
    )
    with op.batch_alter_table("course_vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_vote_member_id"), ["member_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("course_vote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_vote_member_id"))

    op.drop_table("course_vote")
    op.drop_table("activity_presence")
    with op.batch_alter_table("handout_collection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handout_collection_member_id"))

    op.drop_table("handout_collection")
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_activity_id"))

    op.drop_table("course")
    with op.batch_alter_table("circle_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circle_member_member_id"))

    op.drop_table("circle_member")
    op.drop_table("activity_went")
    op.drop_table("activity_retention")
    op.drop_table("activity_lesson")
    with op.batch_alter_table("activity_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_batch_series_id"))

    op.drop_table("activity_batch")
    op.drop_table("handout")
    with op.batch_alter_table("facility_booking", schema=None) as batch_op:
        batch_op.drop_index("ix_facility_booking_member")

    op.drop_table("facility_booking")
    op.drop_table("circle")
    op.drop_table("activity_series")
    with op.batch_alter_table("facility_hours", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_facility_hours_facility_id"))

    op.drop_table("facility_hours")
    op.drop_table("facility")
