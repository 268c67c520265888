"""Whom an activity is for: everybody, a kind of members, groups, an interest group. Asked in more than one form."""

from collections.abc import Callable

from bot.activities.organising.texts import publishing as creating
from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose
from bot.chat.turn import Turn
from bot.circles import service as circles
from bot.members.audience import EVERYONE, Audience, Trait, of_circle, of_groups
from bot.members.groups import reachable_groups
from bot.members.rules import Right
from bot.members.texts import TRAITS
from bot.members.texts.spoken import audience_said
from bot.message import Message

_TRAITS = (Trait.WOMEN, Trait.RETIRED, Trait.FRONT_LINE, Trait.NEW, Trait.LEADERS)


def questions(name: str) -> dict[str, Callable[[Answers], Message]]:
    """The questions of the form ``name`` that lead to an audience."""
    return {
        "audience": lambda answers: _ask_audience(name, answers),
        "groups": lambda answers: _ask_groups(name, answers),
        "circle": lambda answers: _ask_circle(name, answers),
    }


def _ask_audience(name: str, answers: Answers) -> Message:
    choices: list[creating.Choice] = [
        (creating.EVERYONE, Choose(name, "audience", EVERYONE.to_text())),
        *(
            (TRAITS[trait], Choose(name, "audience", Audience(traits=frozenset({trait})).to_text()))
            for trait in _TRAITS
        ),
        (creating.BY_GROUP, Choose(name, "audience", "groups")),
        (creating.BY_CIRCLE, Choose(name, "audience", "circle")),
    ]
    return creating.ask_audience(answers, choices)


def _ask_groups(name: str, answers: Answers) -> Message:
    chosen = set(answers.get("chosen", ()))
    marks = (creating.NOT_CHOSEN_MARK, creating.CHOSEN_MARK)
    groups = [(number, f"{marks[number in chosen]}{title}") for number, title in answers["groups"]]
    choices: list[creating.Choice] = [
        (label, Choose(name, "groups", str(number))) for number, label in groups
    ]
    if chosen:
        choices.append((creating.GROUPS_CHOSEN, Choose(name, "groups", "done")))
    return creating.ask_groups(answers, choices)


def _ask_circle(name: str, answers: Answers) -> Message:
    return creating.ask_circle(
        answers, [(label, Choose(name, "circle", str(number))) for number, label in answers["circles"]]
    )


async def take_kind(turn: Turn, flow: Flow) -> str | None:
    """The answer to who may come: the audience as it is stored; None: the next question has been put."""
    if turn.chosen and turn.text == "circle":
        await _ask_for_circle(turn, flow)
        return None
    if turn.chosen and turn.text != "groups":
        return turn.text
    nodes = await turn.read(reachable_groups, turn.actor, Right.MANAGE_ACTIVITIES)
    offered = [node for node in nodes if node.parent_id is not None or len(nodes) == 1]
    named = [] if turn.chosen else [node.id for node in offered if node.name in turn.text]
    if not turn.chosen:
        said = audience_said(turn.text, nodes)
        if said is not None and not said.groups:
            return said.to_text()
        named = named or sorted(said.groups if said is not None else ())
        meant = [one for one in await turn.read(circles.circles, turn.actor) if one.name in turn.text]
        if len(meant) == 1:
            return of_circle(meant[0].circle_id).to_text()
        if not named:
            await turn.show(creating.not_an_audience(flow.questions["audience"](turn.answers)))
            return None
    groups = [[node.id, node.name] for node in offered]
    await turn.ask(flow, "groups", {**turn.answers, "groups": groups, "chosen": named})
    return None


async def _ask_for_circle(turn: Turn, flow: Flow) -> None:
    known = await turn.read(circles.circles, turn.actor)
    if known:
        listed = [[one.circle_id, creating.circle_label(one.name, one.members)] for one in known]
        await turn.ask(flow, "circle", {**turn.answers, "circles": listed})
    else:
        await turn.show(creating.no_circles(flow.questions["audience"](turn.answers)))


async def take_groups(turn: Turn, flow: Flow) -> str | None:
    """The same for groups: each press puts one in or out."""
    chosen, question = set(turn.answers["chosen"]), flow.questions["groups"](turn.answers)
    value = turn.text if turn.chosen else None
    if value == "done":
        return of_groups(chosen).to_text()
    if value is not None:
        await turn.ask(flow, "groups", {**turn.answers, "chosen": sorted(chosen ^ {int(value)})})
    elif named := {group_id for group_id, title in turn.answers["groups"] if title in turn.text}:
        await turn.ask(flow, "groups", {**turn.answers, "chosen": sorted(chosen | named)})
    else:
        await turn.show(creating.not_a_group(question))
    return None


async def take_circle(turn: Turn, flow: Flow) -> str | None:
    """The same for an interest group."""
    listed = turn.answers["circles"]
    if turn.chosen:
        return of_circle(int(turn.text)).to_text()
    meant = [number for number, label in listed if turn.text.strip() and turn.text.strip() in label]
    if len(meant) == 1:
        return of_circle(meant[0]).to_text()
    await turn.show(creating.not_a_circle(flow.questions["circle"](turn.answers)))
    return None
