"""Lists of people as Excel files."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.activities.attending.model import HandCheckIn
from bot.activities.forms import questions as forms
from bot.activities.lists import breakdown, texts
from bot.activities.lists import people as lists
from bot.activities.lists.breakdown import Breakdown, Silent
from bot.activities.lists.people import People
from bot.activities.rules import SignUpStatus
from bot.files.sheets import Sheet, book
from bot.members.model import Group, Member
from bot.members.rules import Actor, Right, reach
from bot.wording import local


@dataclass(frozen=True, slots=True)
class Table:
    """What goes into a file; ``content()`` makes it and takes up to a second for 2,000 people: call it in a thread."""

    people: People
    groups: Breakdown
    silent: tuple[Silent, ...]
    walk_ins: tuple[tuple[str, str, str, datetime], ...]
    questions: tuple[str, ...]
    answers: dict[int, dict[int, str]]

    @property
    def name(self) -> str:
        return texts.file_name(self.people)

    @property
    def caption(self) -> str:
        return texts.file_caption(self.people)

    def content(self) -> bytes:
        """The bytes: everybody, by group, who waits, who said nothing, who came without a sign-up."""
        teams = (texts.TEAM,) if self._in_teams else ()
        header = (*texts.HEADER, *teams, *self.questions)
        widths = (*texts.WIDTHS, *(texts.ANSWER_WIDTH for _ in (*teams, *self.questions)))
        sheets = [
            Sheet(texts.SHEET, header, self._rows(), widths),
            Sheet(
                texts.SHEET_GROUPS, texts.HEADER_GROUPS, texts.group_rows(self.groups), texts.WIDTHS_GROUPS
            ),
        ]
        if waiting := self._rows(SignUpStatus.WAITING):
            sheets.append(Sheet(texts.SHEET_WAITING, header, waiting, widths))
        if self.silent:
            rows = texts.silent_rows(self.silent)
            sheets.append(Sheet(texts.SHEET_SILENT, texts.HEADER_SILENT, rows, texts.WIDTHS_SILENT))
        if self.walk_ins:
            came = [
                (place, name, group, by, f"{local(at):%Y-%m-%d %H:%M}")
                for place, (name, group, by, at) in enumerate(self.walk_ins, start=1)
            ]
            sheets.append(Sheet(texts.SHEET_WALK_INS, texts.HEADER_WALK_INS, came, texts.WIDTHS_WALK_INS))
        return book(sheets)

    def _rows(self, status: SignUpStatus | None = None) -> list[tuple[str | int, ...]]:
        lines = [line for line in self.people.lines if status in {None, line.status}]
        return texts.file_rows(lines, len(self.questions), self.answers, in_teams=self._in_teams)

    @property
    def _in_teams(self) -> bool:
        return any(line.team for line in self.people.lines)


def participants(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Table:
    """Everybody who signed up and may be seen by the actor. Raises Refused for people who may see nobody."""
    people = lists.participants(session, actor, activity_id=activity_id, page=None)
    questions, answers = forms.answers_of(session, activity_id)
    return Table(
        people,
        breakdown.by_group(session, actor, now, activity_id=activity_id),
        tuple(breakdown.silent(session, actor, now, activity_id=activity_id)),
        tuple(_walk_ins(session, actor, activity_id)),
        tuple(questions),
        {member_id: dict(given) for member_id, given in answers.items()},
    )


def _walk_ins(session: Session, actor: Actor, activity_id: int) -> list[tuple[str, str, str, datetime]]:
    noting = select(col(Member.id).label("id"), col(Member.name).label("name")).subquery()
    statement = (
        select(Member.name, Group.name, noting.c.name, HandCheckIn.at)
        .join(HandCheckIn, col(HandCheckIn.member_id) == col(Member.id))
        .join(Group, col(Group.id) == col(Member.group_id))
        .join(noting, noting.c.id == col(HandCheckIn.entered_by))
        .where(HandCheckIn.activity_id == activity_id, col(HandCheckIn.walk_in))
        .order_by(col(HandCheckIn.at), col(Member.id))
    )
    reached = reach(actor, Right.SEE_GROUP_LISTS)
    if reached is not None:
        statement = statement.where(col(Member.group_id).in_(sorted(reached)))
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(statement)]
