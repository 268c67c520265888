"""Lists of people as Excel files."""

from dataclasses import dataclass

from sqlmodel import Session

from bot.activities import forms, lists
from bot.activities.texts import committee
from bot.files.sheets import workbook
from bot.members.rules import Actor


@dataclass(frozen=True, slots=True)
class Table:
    """A file ready to be sent."""

    name: str
    content: bytes
    caption: str


def participants(session: Session, actor: Actor, *, activity_id: int) -> Table:
    """Everybody who signed up and may be seen by the actor. Raises Refused for people who may see nobody."""
    people = lists.participants(session, actor, activity_id=activity_id, page=None)
    questions, answers = forms.answers_of(session, activity_id)
    content = workbook(
        committee.SHEET,
        (*committee.HEADER, *questions),
        committee.file_rows(people, len(questions), answers),
        widths=(*committee.WIDTHS, *(committee.ANSWER_WIDTH for _ in questions)),
    )
    return Table(committee.file_name(people), content, committee.file_caption(people))
