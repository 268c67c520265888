"""Lists of people as Excel files."""

from dataclasses import dataclass

from sqlmodel import Session

from bot.activities import lists
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
    content = workbook(
        committee.SHEET, committee.HEADER, committee.file_rows(people), widths=committee.WIDTHS
    )
    return Table(committee.file_name(people), content, committee.file_caption(people))
