"""The committee announces what can be collected, finds people who help to give it out, and ends it."""

import re
from datetime import date

from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft, Router
from bot.chat.turn import Turn
from bot.handouts import lists, service, texts, volunteers
from bot.handouts.buttons import (
    AddVolunteers,
    DropVolunteer,
    EndHandout,
    NewHandout,
    ShowVolunteers,
)
from bot.handouts.texts import announcing
from bot.handouts.texts import giving as giving_texts
from bot.language.dates import point
from bot.members.audience import EVERYONE, Audience, Trait, of_groups
from bot.members.groups import reachable_groups
from bot.members.rules import Right
from bot.members.texts import TRAITS
from bot.message import Message
from bot.refused import Refused
from bot.wording import local

router = Router()
_NAME = "handout"
_OFFERED = (Trait.SERVING, Trait.RETIRED, Trait.WOMEN, Trait.FRONT_LINE, Trait.NEW)
_SEPARATORS = re.compile(r"[、,，;；\s]+")
_USUAL_EACH = (1, 2, 3, 4, 5)


def _ask_audience(answers: Answers) -> Message:
    audiences = [
        (texts.EVERYONE, EVERYONE),
        *((TRAITS[one], Audience(traits=frozenset({one}))) for one in _OFFERED),
    ]
    return announcing.ask_audience(
        answers["title"], [(label, Choose(_NAME, "audience", one.to_text())) for label, one in audiences]
    )


def _confirm(answers: Answers) -> Message:
    return announcing.confirm(
        answers,
        date.fromisoformat(answers["until"]),
        yes=Choose(_NAME, "confirm", "yes"),
        each=Choose(_NAME, "confirm", "each"),
        items=Choose(_NAME, "confirm", "items"),
        drop=DropDraft(),
    )


def _ask_each(_answers: Answers) -> Message:
    return announcing.ask_each([(str(number), Choose(_NAME, "each", str(number))) for number in _USUAL_EACH])


NEW = Flow(
    _NAME,
    2,
    texts.NEW_FORM,
    {
        "title": lambda _answers: announcing.ask_title(),
        "audience": _ask_audience,
        "until": lambda _answers: announcing.ask_until(),
        "place": lambda _answers: announcing.ask_place(),
        "each": _ask_each,
        "items": lambda _answers: announcing.ask_items(Choose(_NAME, "items", "")),
        "confirm": _confirm,
    },
    back=True,
)
VOLUNTEERS = Flow(
    "handout-volunteers",
    1,
    texts.VOLUNTEERS_FORM,
    {"names": lambda answers: giving_texts.ask_volunteers(answers["title"])},
)


# -- volunteers ---------------------------------------------------------------------------------------------


@router.button(ShowVolunteers, right=Right.MANAGE_ACTIVITIES)
async def press_volunteers(turn: Turn, data: ShowVolunteers) -> None:
    shown = await turn.read(volunteers.volunteers, turn.actor, handout_id=data.handout_id)
    await turn.show(giving_texts.volunteers(shown))


@router.button(AddVolunteers, right=Right.MANAGE_ACTIVITIES)
async def press_add_volunteers(turn: Turn, data: AddVolunteers) -> None:
    shown = await turn.read(volunteers.volunteers, turn.actor, handout_id=data.handout_id)
    await turn.ask(VOLUNTEERS, "names", {"handout_id": data.handout_id, "title": shown.title})


@router.step(VOLUNTEERS, "names", right=Right.MANAGE_ACTIVITIES)
async def take_volunteers(turn: Turn) -> None:
    names = [name for name in _SEPARATORS.split(turn.text) if name]
    shown = await turn.finish(volunteers.add_volunteers, handout_id=turn.answers["handout_id"], names=names)
    await turn.show(giving_texts.volunteers(shown))


@router.button(DropVolunteer, right=Right.MANAGE_ACTIVITIES)
async def press_drop_volunteer(turn: Turn, data: DropVolunteer) -> None:
    shown = await turn.do(volunteers.drop_volunteer, handout_id=data.handout_id, member_id=data.member_id)
    await turn.show(giving_texts.volunteers(shown))


# -- the committee announces --------------------------------------------------------------------------------


@router.button(NewHandout, right=Right.MANAGE_ACTIVITIES)
async def press_new(turn: Turn, _data: NewHandout) -> None:
    await turn.ask(NEW, "title", {})


@router.step(NEW, "title", right=Right.MANAGE_ACTIVITIES)
async def take_title(turn: Turn) -> None:
    await turn.ask(NEW, "audience", title=service.fit_title(turn.text))


@router.step(NEW, "audience", right=Right.MANAGE_ACTIVITIES)
async def take_audience(turn: Turn) -> None:
    """A kind of members, or groups by their names."""
    audience = turn.text
    if not turn.chosen:
        nodes = await turn.read(reachable_groups, turn.actor, Right.MANAGE_ACTIVITIES)
        names = {name for name in _SEPARATORS.split(turn.text) if name}
        chosen = {node.id for node in nodes if node.name in names}
        if turn.text == texts.EVERYONE:
            audience = EVERYONE.to_text()
        elif chosen:
            audience = of_groups(chosen).to_text()
        else:
            raise Refused("groups", texts.no_such_groups())
    who, heads = await turn.read(service.heads, turn.actor, turn.now, audience=audience)
    await turn.ask(NEW, "until", audience=audience, who=who, heads=heads)


@router.step(NEW, "until", right=Right.MANAGE_ACTIVITIES)
async def take_until(turn: Turn) -> None:
    found = point(turn.text, local(turn.now))
    day = service.fit_last_day(found.first_on if found else None, turn.now)
    await turn.ask(NEW, "place", until=day.isoformat())


@router.step(NEW, "place", right=Right.MANAGE_ACTIVITIES)
async def take_place(turn: Turn) -> None:
    await turn.ask(NEW, "confirm", place=service.fit_place(turn.text))


@router.step(NEW, "each", right=Right.MANAGE_ACTIVITIES)
async def take_each(turn: Turn) -> None:
    await turn.ask(NEW, "confirm", each=service.fit_each(turn.text))


@router.step(NEW, "items", right=Right.MANAGE_ACTIVITIES)
async def take_items(turn: Turn) -> None:
    await turn.ask(NEW, "confirm", items=[] if turn.chosen else list(service.fit_items(turn.text)))


@router.step(NEW, "confirm", right=Right.MANAGE_ACTIVITIES)
async def announce(turn: Turn) -> None:
    """Announce it, or take what is typed as the better place."""
    if not turn.chosen:
        await take_place(turn)
        return
    if turn.text in {"each", "items"}:
        await turn.ask(NEW, turn.text)
        return
    answers = turn.answers
    shown = await turn.finish(
        service.open_handout,
        title=answers["title"],
        audience=answers["audience"],
        place=answers["place"],
        until_on=date.fromisoformat(answers["until"]),
        request=turn.request,
        each=answers.get("each", 1),
        items=answers.get("items", ()),
    )
    await turn.show(giving_texts.board(shown))


@router.button(EndHandout, right=Right.MANAGE_ACTIVITIES)
async def press_end(turn: Turn, data: EndHandout) -> None:
    if not data.sure:
        shown = await turn.read(lists.board, turn.actor, turn.now, handout_id=data.handout_id)
        await turn.show(announcing.ask_end(shown.title, data.handout_id))
        return
    await turn.show(giving_texts.board(await turn.do(service.end_handout, handout_id=data.handout_id)))
