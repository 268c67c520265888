"""Which item of the plan is meant by what was said: a number of the list before one's eyes, this one, or a name."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.language import matching
from bot.members.rules import Actor, Right, may
from bot.plan import rules
from bot.plan.looking import Line, items_in, line_of, visible
from bot.plan.states import OccurrenceState
from bot.plan.texts import living as texts
from bot.plan.texts.spoken import Act, Said, month_and_name
from bot.refused import Refused

#: What is over for longer is not changed in passing any more.
_BACK = timedelta(days=62)
_AHEAD = timedelta(days=400)
#: What was said of an item that its owner may say too.
_FOR_OWNERS = frozenset({Act.DONE, Act.POSTPONE})


def meant(
    session: Session, actor: Actor, now: datetime, *, said: Said, shown: Mapping[str, Any]
) -> tuple[Line, ...]:
    """The items that may be meant; none when this is about something else. ``shown``: what `shown_items` and `shown_item`
    gave when the plan was shown last. Raises Refused for a number beyond that list."""
    if said.name:
        return _named(session, actor, now, said)
    listed = list(shown.get("plan", ()))
    if said.number is not None:
        if "plan" not in shown:
            return ()
        if not 1 <= said.number <= len(listed):
            raise Refused("no_number", texts.no_such_number(len(listed)))
        wanted = listed[said.number - 1]
    else:
        wanted = shown.get("item") or (listed[0] if len(listed) == 1 else None)
    line = None if wanted is None else line_of(session, int(wanted), now)
    return tuple(visible(session, actor, [line], rules.local_day(now))) if line is not None else ()


def shown_items(lines: Iterable[Line]) -> dict[str, Any]:
    """What is kept of a list for the next words."""
    return {"plan": [line.occurrence_id for line in lines]}


def shown_item(occurrence_id: int, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """The same of one item. The list that was shown ``before`` it stays: after 第2项 one may go on with 第3项."""
    kept = {key: value for key, value in (before or {}).items() if not key.startswith("draft")}
    return kept | {"item": occurrence_id}


def _named(session: Session, actor: Actor, now: datetime, said: Said) -> tuple[Line, ...]:
    today = rules.local_day(now)
    managing = may(actor, Right.MANAGE_PLAN)
    month, name = month_and_name(said.name)
    lines = [
        line
        for line in items_in(session, actor, now, first=today - _BACK, last=today + _AHEAD)
        if line.state in {OccurrenceState.PLANNED, OccurrenceState.POSTPONED}
        and (managing or (said.act in _FOR_OWNERS and line.owner_id == actor.member_id))
        and (month is None or line.span.start_on.month <= month <= line.span.end_on.month)
    ]
    lines = list(_at_its_time(lines, today, last=said.act is Act.DONE))
    return tuple(lines[place] for place in places(name, [line.title for line in lines]))


def _at_its_time(lines: Iterable[Line], today: date, *, last: bool) -> Iterable[Line]:
    """Of what recurs, or stands in two years' plans, one time: the ``last`` that began, otherwise the next that is not
    over."""
    by_title: dict[str, list[Line]] = {}
    for line in lines:
        by_title.setdefault(line.title, []).append(line)
    for own in by_title.values():
        begun = [line for line in own if line.span.start_on <= today]
        coming = [line for line in own if line.span.end_on >= today]
        yield begun[-1] if (last and begun) else (coming or own)[0]


def places(what: str, titles: Sequence[str]) -> Sequence[int]:
    """The titles that are these very words, that end in them (召开教代会 rather than 教代会：召开预备会议), that hold them, or
    that are meant by them."""
    same = [place for place, title in enumerate(titles) if title == what]
    same = same or [place for place, title in enumerate(titles) if title.endswith(what)]
    same = same or [place for place, title in enumerate(titles) if what in title]
    return same or matching(what, titles)
