"""Taking over a roster: a preview of what would change, then the change. A second import changes nothing."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot import audit
from bot.members import texts as member_texts
from bot.members.binding import TOPIC
from bot.members.groups import Tree, add_group, group_name, tree
from bot.members.invites import root_group
from bot.members.model import Member, RosterUpload, id_of
from bot.members.roster_match import FIELDS, Known, Place, Planned, Union, Verdict, path_of, plan_rows
from bot.members.roster_rows import RosterFile, RosterRow, from_json, to_json
from bot.members.rules import Actor, Right, may, reach
from bot.members.texts import roster as texts
from bot.refused import Refused
from bot.storage import signal

UPLOAD_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RosterPreview:
    """What an import would do, or has done: every row of the file, the groups to be made, and the members of the
    file's groups whom it does not name (they are only told, nobody is removed)."""

    planned: tuple[Planned, ...]
    new_groups: tuple[str, ...]
    missing: tuple[str, ...]
    groups: tuple[str, ...]

    def of(self, verdict: Verdict) -> tuple[Planned, ...]:
        """The rows with this verdict, in the order of the file."""
        return tuple(one for one in self.planned if one.verdict is verdict)

    @property
    def counted(self) -> str:
        """The head counts in one line."""
        number = Counter(one.verdict for one in self.planned)
        return texts.counts(
            number[Verdict.NEW],
            number[Verdict.CHANGED],
            number[Verdict.UNCHANGED],
            number[Verdict.ERROR],
            len(self.missing),
        )

    @property
    def changes_anything(self) -> bool:
        """Whether an import of the good rows would change anything."""
        return any(one.verdict in {Verdict.NEW, Verdict.CHANGED} for one in self.planned)


def plan_import(session: Session, actor: Actor, now: datetime, *, rows: Sequence[RosterRow]) -> RosterPreview:  # noqa: ARG001
    """What an import of these rows by ``actor`` would do; changes nothing. Raises Refused without the right."""
    return _preview(rows, _union(session, actor, ""))


def import_roster(
    session: Session, actor: Actor, now: datetime, *, rows: Sequence[RosterRow], only_good: bool = False
) -> RosterPreview:
    """Take the rows over. All or nothing, unless ``only_good`` says to leave out the rows with errors.

    Returns what was done. Raises Refused: without the right, or when rows have errors.
    """
    return _import(session, actor.member_id, now, rows, _union(session, actor, ""), only_good=only_good)


def plan_from_command(session: Session, *, rows: Sequence[RosterRow], union_name: str) -> RosterPreview:
    """The same preview for whoever runs the process; an empty union gets its root under ``union_name``."""
    return _preview(rows, _union(session, None, union_name))


def import_from_command(
    session: Session, now: datetime, *, rows: Sequence[RosterRow], union_name: str, only_good: bool = False
) -> RosterPreview:
    """The same import for whoever runs the process."""
    return _import(session, None, now, rows, _union(session, None, union_name), only_good=only_good)


# -- between preview and import -----------------------------------------------------------------------------


def keep_upload(session: Session, actor: Actor, now: datetime, *, file: RosterFile, file_name: str) -> int:
    """Keep the rows until the committee decides, a day at most. Returns the upload's id. ``file_name``: empty for lines
    that were typed."""
    _check(actor)
    session.connection().execute(delete(RosterUpload).where(col(RosterUpload.created_at) < now - UPLOAD_KEPT))
    upload = RosterUpload(
        member_id=actor.member_id,
        file_name=file_name[:100],
        rows=json.dumps(to_json(file), ensure_ascii=False),
        created_at=now,
    )
    session.add(upload)
    session.flush()
    return id_of(upload)


def load_upload(session: Session, actor: Actor, now: datetime, *, upload_id: int) -> RosterFile:
    """The rows of an upload of one's own. Raises Refused when it was decided already or is too old."""
    _check(actor)
    return from_json(json.loads(_upload(session, actor, now, upload_id).rows))


def import_upload(
    session: Session, actor: Actor, now: datetime, *, upload_id: int, only_good: bool
) -> RosterPreview:
    """Take over an upload and forget it. Raises Refused like ``import_roster`` and ``load_upload``."""
    _check(actor)
    upload = _upload(session, actor, now, upload_id)
    done = import_roster(
        session, actor, now, rows=from_json(json.loads(upload.rows)).rows, only_good=only_good
    )
    session.delete(upload)
    return done if upload.file_name else of_some(done)


def of_some(preview: RosterPreview) -> RosterPreview:
    """The same for a few lines that were typed: nobody is missing from them."""
    return replace(preview, missing=())


def drop_upload(session: Session, actor: Actor, now: datetime, *, upload_id: int) -> None:
    """Forget an upload. Raises Refused when it is gone already."""
    session.delete(_upload(session, actor, now, upload_id))


def _upload(session: Session, actor: Actor, now: datetime, upload_id: int) -> RosterUpload:
    upload = session.get(RosterUpload, upload_id)
    if upload is None or upload.member_id != actor.member_id or upload.created_at < now - UPLOAD_KEPT:
        raise Refused("upload_gone", texts.imported_before())
    return upload


# -- doing it -----------------------------------------------------------------------------------------------


def _check(actor: Actor) -> None:
    if not may(actor, Right.MANAGE_MEMBERS):
        raise Refused("not_allowed", member_texts.not_allowed())


def _union(session: Session, actor: Actor | None, union_name: str) -> Union:
    """The snapshot for ``actor``; None: whoever runs the process, who reaches everything."""
    reached: frozenset[int] | None = None
    if actor is not None:
        _check(actor)
        reached = reach(actor, Right.MANAGE_MEMBERS)
    whole = tree(session)
    people = [
        Known(
            id_of(member),
            member.name,
            member.group_id,
            member.employee_no,
            member.phone,
            member.sex,
            member.born_on,
            member.hired_on,
            member.retired,
            member.front_line,
            left=member.left_on is not None,
        )
        for member in session.exec(select(Member).order_by(col(Member.id)))
    ]
    return Union(whole, people, reached, _default_group(whole, reached), group_name(union_name))


def _default_group(whole: Tree, reached: frozenset[int] | None) -> int | None:
    """Below which group new ones go: the root, or the one top of what the actor reaches."""
    if reached is None:
        return whole.root_id
    tops = [node.id for node in whole.nodes() if node.id in reached and node.parent_id not in reached]
    return tops[0] if len(tops) == 1 else whole.root_id


def _preview(rows: Sequence[RosterRow], union: Union) -> RosterPreview:
    planned = plan_rows(rows, union)
    good = [one for one in planned if one.place is not None]
    new_groups = dict.fromkeys(
        path_of(one.place, union.tree) for one in good if one.place and one.place.missing
    )
    return RosterPreview(
        tuple(planned),
        tuple(path for path in new_groups if path),
        tuple(_missing(planned, union)),
        tuple(path_of(one.place, union.tree) if one.place else "" for one in planned),
    )


def _missing(planned: Sequence[Planned], union: Union) -> list[str]:
    in_file = {one.place.parent_id for one in planned if one.place is not None and not one.place.missing}
    named = {one.member_id for one in planned if one.member_id is not None}
    # A row with an error names somebody too, we only cannot say whom.
    names = {one.row.name for one in planned if one.verdict is Verdict.ERROR}
    return [
        person.name
        for person in union.people
        if not person.left
        and person.id not in named
        and person.name not in names
        and union.may_change(person.group_id)
        and not in_file.isdisjoint(union.tree.chain(person.group_id))
    ]


def _import(
    session: Session,
    by: int | None,
    now: datetime,
    rows: Sequence[RosterRow],
    union: Union,
    *,
    only_good: bool,
) -> RosterPreview:
    preview = _preview(rows, union)
    errors = len(preview.of(Verdict.ERROR))
    if errors and not only_good:
        raise Refused("rows_with_errors", texts.has_errors(errors))
    made: dict[tuple[int, str], int] = {}
    number: Counter[Verdict] = Counter()
    # Numbers may wander from one member to another within a file: let go of the old ones first.
    for one in preview.of(Verdict.CHANGED):
        if "employee_no" in one.changes:
            session.get_one(Member, one.member_id).employee_no = None
    session.flush()
    for one in preview.planned:
        if one.verdict in {Verdict.NEW, Verdict.CHANGED} and one.place is not None:
            group_id = _make_place(session, one.place, union, made)
            _store(session, now, one, group_id)
            number[one.verdict] += 1
    session.flush()
    if number:
        audit.note(
            session,
            by,
            now,
            "roster.imported",
            "roster",
            new=number[Verdict.NEW],
            changed=number[Verdict.CHANGED],
        )
        signal(session, TOPIC)
    return preview


def _make_place(session: Session, place: Place, union: Union, made: dict[tuple[int, str], int]) -> int:
    group_id = place.parent_id
    if group_id is None:
        group_id = root_group(session, union.root_name)
    for name in place.missing:
        known = made.get((group_id, name))
        if known is None:
            known = made[group_id, name] = add_group(session, tree(session), group_id, name)
        group_id = known
    return group_id


def _store(session: Session, now: datetime, one: Planned, group_id: int) -> None:
    said = {name: getattr(one.row, name) for name in FIELDS}
    facts = {name: value for name, value in said.items() if value is not None}
    if one.member_id is None:
        session.add(Member(group_id=group_id, created_at=now, **facts))
        return
    member = session.get_one(Member, one.member_id)
    member.group_id = group_id
    member.left_on = None
    for name, value in facts.items():
        setattr(member, name, value)
