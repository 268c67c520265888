"""The committee writes a notice to many; members read and confirm."""

from datetime import datetime
from typing import Any

from bot.activities.lists.people import managed_list
from bot.activities.organising.managing import people_of
from bot.buttons import Payload
from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft, Router
from bot.chat.turn import Turn
from bot.circles import service as circles
from bot.language.dates import describe, find
from bot.members.audience import EVERYONE, Audience, Trait, of_circle, of_groups, of_members
from bot.members.groups import reachable_groups
from bot.members.rules import Right, reach
from bot.members.texts import TRAITS
from bot.members.texts.spoken import audience_said
from bot.message import Message
from bot.notices import reaching, rules, service, texts
from bot.notices.buttons import (
    Chase,
    DeliveryReport,
    GotIt,
    NoticeList,
    ReadNotice,
    Relay,
    SentNotices,
    StopNotice,
    Told,
    ToTellList,
    Unconfirmed,
    WriteNotice,
)
from bot.notices.texts.spoken import addressed
from bot.refused import Refused
from bot.wording import local

router = Router()
Keys = list[tuple[str, Payload]]
Choices = list[Keys]
_TRAITS = (Trait.WOMEN, Trait.RETIRED, Trait.FRONT_LINE, Trait.NEW, Trait.LEADERS, Trait.COMMITTEE)


def _choice(step: str, value: str) -> Choose:
    return Choose(NOTICE.name, step, value)


def _ask_audience(answers: Answers) -> Message:
    """Everyone, a kind of members, groups, or the people of an activity; a leader of some groups chooses groups."""
    if not answers["whole"]:
        return texts.ask_audience([[(texts.BY_GROUP, _choice("audience", "groups"))]])
    traits: Keys = [
        (TRAITS[trait], _choice("audience", Audience(traits=frozenset({trait})).to_text()))
        for trait in _TRAITS
    ]
    rows: Choices = [[(texts.EVERYONE, _choice("audience", EVERYONE.to_text()))]]
    rows += [traits[start : start + 3] for start in range(0, len(traits), 3)]
    rows.append(
        [
            (texts.BY_GROUP, _choice("audience", "groups")),
            (texts.BY_ACTIVITY, _choice("audience", "activity")),
        ]
    )
    rows.append([(texts.BY_CIRCLE, _choice("audience", "circle"))])
    return texts.ask_audience(rows)


def _ask_groups(answers: Answers) -> Message:
    chosen = set(answers.get("chosen", []))
    keys: Keys = [
        (
            f"{texts.CHOSEN_MARK if group_id in chosen else texts.NOT_CHOSEN_MARK}{name}",
            _choice("groups", str(group_id)),
        )
        for group_id, name in answers["groups"]
    ]
    rows: Choices = [keys[start : start + 2] for start in range(0, len(keys), 2)]
    if chosen:
        rows.append([(texts.GROUPS_CHOSEN, _choice("groups", "done"))])
    return texts.ask_groups(rows)


def _ask_activity(answers: Answers) -> Message:
    rows: Choices = [
        [(title, _choice("activity", str(activity_id)))] for activity_id, title in answers["activities"]
    ]
    rows.append([(texts.BACK, _choice("activity", "back"))])
    return texts.ask_activity(rows)


def _ask_circle(answers: Answers) -> Message:
    rows: Choices = [[(name, _choice("circle", str(circle_id)))] for circle_id, name in answers["circles"]]
    rows.append([(texts.BACK, _choice("circle", "back"))])
    return texts.ask_circle(rows)


def _preview(answers: Answers) -> Message:
    return texts.preview(
        answers["text"],
        service.Plan.from_answers(answers["plan"]),
        dates=answers.get("dates", ()),
        public=answers.get("public", False),
        send=_choice("preview", "send"),
        now=_choice("preview", "now"),
        toggle=_choice("preview", "public"),
        audience=_choice("preview", "audience"),
        drop=DropDraft(),
    )


NOTICE = Flow(
    "notice",
    1,
    texts.FORM,
    {
        "text": lambda _answers: texts.ask_text(),
        "audience": _ask_audience,
        "groups": _ask_groups,
        "activity": _ask_activity,
        "circle": _ask_circle,
        "preview": _preview,
    },
    back=True,
)


router.desk(texts.DESK_WRITE, WriteNotice(), place=10, right=Right.BROADCAST)
router.desk(texts.DESK_SENT, SentNotices(0), place=20, right=Right.BROADCAST)


# -- members ----------------------------------------------------------------------------------------------


@router.command("notices", about=texts.ABOUT_NOTICES, right=None, words=texts.WORDS_NOTICES)
@router.label(texts.KEY_NOTICES, place=50, right=None)
async def list_notices(turn: Turn) -> None:
    """What was sent to this person; the public ones for somebody without a binding."""
    await turn.reply(texts.my_list(await turn.read(service.notices_for, turn.known, turn.now, page=0)))


@router.button(NoticeList, right=None)
async def turn_pages(turn: Turn, data: NoticeList) -> None:
    await turn.show(texts.my_list(await turn.read(service.notices_for, turn.known, turn.now, page=data.page)))


@router.button(ReadNotice, right=None)
async def read_notice(turn: Turn, data: ReadNotice) -> None:
    await turn.show(
        texts.read_notice(await turn.read(service.read_notice, turn.known, notice_id=data.notice_id))
    )


@router.button(GotIt, right=Right.READ_NOTICES)
async def got_it(turn: Turn, data: GotIt) -> None:
    reading = await turn.do(service.confirm_receipt, notice_id=data.notice_id)
    await turn.toast(texts.thanks())
    await turn.show(texts.after_got_it(reading))


# -- writing ----------------------------------------------------------------------------------------------


@router.command("notice", about=texts.ABOUT_WRITE, right=Right.BROADCAST, words=texts.WORDS_WRITE)
async def write_notice(turn: Turn) -> None:
    """Begin a notice; with a text behind the command go on to the audience."""
    await begin(turn, turn.argument)


async def begin(turn: Turn, text: str, source: str = "") -> None:
    """Begin a notice with what the person already wrote, if anything; ``source``: what it is about."""
    whole = reach(turn.actor, Right.BROADCAST) is None
    if text:
        await turn.ask(NOTICE, "audience", {**_taken(turn, text), "whole": whole, "source": source})
    else:
        await turn.ask(NOTICE, "text", {"whole": whole})


async def begin_said(turn: Turn, said: str, text: str) -> None:
    """Begin with a sentence. When it names the audience, too, the preview is next; otherwise the audience of ``text``."""
    told = addressed(said)
    nodes = await turn.read(reachable_groups, turn.actor, Right.BROADCAST)
    audience = audience_said(told[0], nodes) if told else None
    if told is None or audience is None:
        await begin(turn, text)
    else:
        whole = reach(turn.actor, Right.BROADCAST) is None
        known = {**_taken(turn, told[1]), "whole": whole, "source": ""}
        await _preview_for(turn, audience.to_text(), known)


def _taken(turn: Turn, text: str) -> dict[str, Any]:
    """The text as it may be sent, and how the dates in it are read, for the committee to check."""
    fit = service.fit_text(text)
    return {"text": fit, "dates": [(found.text, describe(found)) for found in find(fit, local(turn.now))]}


@router.button(WriteNotice, right=Right.BROADCAST)
async def press_write(turn: Turn, _data: WriteNotice) -> None:
    await begin(turn, "")


@router.step(NOTICE, "text", right=Right.BROADCAST)
async def take_text(turn: Turn) -> None:
    await turn.ask(NOTICE, "audience", **_taken(turn, turn.text))


@router.step(NOTICE, "audience", right=Right.BROADCAST)
async def take_audience(turn: Turn) -> None:
    nodes = await turn.read(reachable_groups, turn.actor, Right.BROADCAST)
    if not turn.chosen:
        said = audience_said(turn.text, nodes)
        if said is None:
            await turn.show(texts.not_an_audience(_ask_audience(turn.answers)))
        else:
            await _preview_for(turn, said.to_text())
    elif turn.text == "groups":
        await turn.ask(NOTICE, "groups", groups=[(node.id, node.name) for node in nodes], chosen=[])
    elif turn.text == "activity":
        coming = await turn.read(managed_list, turn.actor, past=False, page=0)
        await turn.ask(
            NOTICE, "activity", activities=[(line.activity_id, line.title) for line in coming.lines]
        )
    elif turn.text == "circle":
        listed = await turn.read(circles.circles, turn.actor)
        await turn.ask(NOTICE, "circle", circles=[(one.circle_id, one.name) for one in listed])
    else:
        await _preview_for(turn, turn.text)


@router.step(NOTICE, "circle", right=Right.BROADCAST)
async def take_circle(turn: Turn) -> None:
    """Everybody who belongs to one interest group when the notice is sent."""
    if not turn.chosen:
        raise Refused("choose", texts.choose_by_button())
    if turn.text.isdigit():
        await _preview_for(turn, of_circle(int(turn.text)).to_text())
    else:
        await turn.ask(NOTICE, "audience")


@router.step(NOTICE, "groups", right=Right.BROADCAST)
async def take_groups(turn: Turn) -> None:
    """Each press puts a group in or out; the last one goes on."""
    chosen = set(turn.answers["chosen"])
    if not turn.chosen:
        raise Refused("choose", texts.choose_by_button())
    if turn.text == "done" and chosen:
        await _preview_for(turn, of_groups(chosen).to_text())
    elif turn.text.isdigit():
        await turn.ask(NOTICE, "groups", chosen=sorted(chosen ^ {int(turn.text)}))


@router.step(NOTICE, "activity", right=Right.BROADCAST)
async def take_activity(turn: Turn) -> None:
    """The people of one activity, as they are now."""
    if not turn.chosen:
        raise Refused("choose", texts.choose_by_button())
    if not turn.text.isdigit():
        await turn.ask(NOTICE, "audience")
        return
    people = await turn.read(people_of, activity_id=int(turn.text))
    if not people:
        raise Refused("nobody", texts.nobody())
    await _preview_for(turn, of_members(people).to_text())


async def _preview_for(turn: Turn, audience: str, answers: Answers | None = None) -> None:
    plan = await turn.read(
        service.plan_notice, turn.actor, turn.now, audience=audience, held_until=_held_until(turn)
    )
    if not plan.reach.total:
        raise Refused("nobody", texts.nobody())
    await turn.ask(NOTICE, "preview", answers, audience=audience, plan=plan.as_answers())


def _held_until(turn: Turn) -> datetime | None:
    quiet = turn.settings.time
    return rules.held_until(local(turn.now), quiet.quiet_from, quiet.quiet_until)


@router.step(NOTICE, "preview", right=Right.BROADCAST)
async def send(turn: Turn) -> None:
    """Send, change, or take what is typed as the better wording."""
    answers = turn.answers
    if not turn.chosen:
        await turn.ask(NOTICE, "preview", **_taken(turn, turn.text))
    elif turn.text == "audience":
        await turn.ask(NOTICE, "audience")
    elif turn.text == "public":
        await turn.ask(NOTICE, "preview", public=not answers.get("public", False))
    else:
        sent = await turn.finish(
            service.send_notice,
            text=answers["text"],
            audience=answers["audience"],
            public=answers.get("public", False),
            held_until=None if turn.text == "now" else _held_until(turn),
            request=turn.request,
            source=answers.get("source", ""),
        )
        await turn.show(texts.started(sent))


# -- afterwards -------------------------------------------------------------------------------------------


@router.command("sent", about=texts.ABOUT_SENT, right=Right.BROADCAST, words=texts.WORDS_SENT)
async def list_sent(turn: Turn) -> None:
    await turn.reply(texts.sent_list(await turn.read(service.sent_notices, turn.actor, page=0)))


@router.button(SentNotices, right=Right.BROADCAST)
async def turn_sent_pages(turn: Turn, data: SentNotices) -> None:
    await turn.show(texts.sent_list(await turn.read(service.sent_notices, turn.actor, page=data.page)))


@router.button(DeliveryReport, right=Right.BROADCAST)
async def report(turn: Turn, data: DeliveryReport) -> None:
    await _show_report(turn, data.notice_id)


@router.button(Unconfirmed, right=Right.BROADCAST)
async def unconfirmed(turn: Turn, data: Unconfirmed) -> None:
    found = await turn.read(reaching.unconfirmed_names, turn.actor, notice_id=data.notice_id, page=data.page)
    await turn.show(texts.names(found))


@router.button(Chase, right=Right.BROADCAST)
async def chase(turn: Turn, data: Chase) -> None:
    people = await turn.do(reaching.chase, notice_id=data.notice_id)
    await turn.toast(texts.chased(people))
    await _show_report(turn, data.notice_id)


@router.button(Relay, right=Right.BROADCAST)
async def relay(turn: Turn, data: Relay) -> None:
    done = await turn.do(reaching.relay, notice_id=data.notice_id)
    await turn.toast(texts.relayed(done), alert=True)
    await _show_report(turn, data.notice_id)


@router.button(ToTellList, right=Right.CHASE_GROUP)
async def show_to_tell(turn: Turn, data: ToTellList) -> None:
    found = await turn.read(reaching.people_to_tell, turn.actor, notice_id=data.notice_id, page=data.page)
    await turn.show(texts.to_tell(found))


@router.button(Told, right=Right.CHASE_GROUP)
async def told(turn: Turn, data: Told) -> None:
    shown = await turn.do(
        reaching.note_told,
        notice_id=data.notice_id,
        member_id=data.member_id,
        told=data.told,
        page=data.page,
    )
    await turn.show(texts.to_tell(shown))


@router.button(StopNotice, right=Right.BROADCAST)
async def stop(turn: Turn, data: StopNotice) -> None:
    stopped = await turn.do(service.stop_notice, notice_id=data.notice_id)
    await turn.toast(texts.stopped(stopped))
    await _show_report(turn, data.notice_id)


async def _show_report(turn: Turn, notice_id: int) -> None:
    shown = await turn.read(service.delivery_report, turn.actor, turn.now, notice_id=notice_id)
    await turn.show(texts.report(shown, finished=not shown.open))
