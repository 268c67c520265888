"""Teams: founding one, entering by code or link, the captain's page."""

from typing import Any

from bot.activities.contests import captains, guests, mine, teams
from bot.activities.contests.buttons import (
    AnswerGuest,
    AskLeaveTeam,
    AskPlacing,
    DissolveTeam,
    EnlistTeam,
    EnterTeamCode,
    FoundTeam,
    FoundWith,
    HandTeamOver,
    InviteMate,
    JoinTeam,
    LeaveTeam,
    ManageCrew,
    PutIntoTeam,
    RefuseTeam,
    RemoveMate,
    RenameTeam,
    SeekFor,
    SeekTeam,
    ShowTeam,
    TakeOutOfTeam,
)
from bot.activities.contests.teams import Mine
from bot.activities.contests.texts import guests as guest_texts
from bot.activities.contests.texts import teams as texts
from bot.activities.organising import managing
from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft, Router
from bot.chat.turn import Turn
from bot.members.rules import Right
from bot.message import Message
from bot.refused import Refused

router = Router()
CODE = Flow("teamcode", 1, texts.CODE_FORM, {"code": lambda _answers: texts.ask_code()})
NAME = Flow("teamname", 1, texts.NAME_FORM, {"name": lambda answers: texts.ask_name(answers["name"])})


def _ask_which(answers: Answers) -> Message:
    flow = PLACING if "placing" in answers else INVITE
    found = [
        (label, Choose(flow.name, "which", str(index))) for index, (*_, label) in enumerate(answers["found"])
    ]
    return guest_texts.ask_which(found, DropDraft())


INVITE = Flow(
    "teaminvite",
    1,
    guest_texts.FORM,
    {"name": lambda answers: guest_texts.ask_name(answers["crew"], DropDraft()), "which": _ask_which},
)
PLACING = Flow(
    "teamplacing",
    1,
    guest_texts.PLACE_FORM,
    {"names": lambda answers: guest_texts.ask_placing(answers["title"]), "which": _ask_which},
)


async def _show(turn: Turn, shown: Mine) -> None:
    code = shown.crew.code if shown.crew is not None else ""
    await turn.show(texts.my_team(shown, f"https://t.me/{turn.bot_username}?start=team_{code}"))


@router.button(ShowTeam, right=Right.SIGN_UP)
async def show_team(turn: Turn, data: ShowTeam) -> None:
    await _show(turn, await turn.read(teams.my_team, turn.actor, turn.now, activity_id=data.activity_id))


@router.button(FoundTeam, right=Right.SIGN_UP)
async def found_team(turn: Turn, data: FoundTeam) -> None:
    await _show(turn, await turn.do(teams.found_team, activity_id=data.activity_id))


@router.button(SeekTeam, right=Right.SIGN_UP)
async def seek_team(turn: Turn, data: SeekTeam) -> None:
    await _show(turn, await turn.do(teams.seek_team, activity_id=data.activity_id, seek=data.seek))


# -- getting in -------------------------------------------------------------------------------------------


@router.button(EnterTeamCode, right=Right.SIGN_UP)
async def ask_code(turn: Turn, _data: EnterTeamCode) -> None:
    await turn.ask(CODE, "code", {})


@router.step(CODE, "code", right=Right.SIGN_UP)
async def take_code(turn: Turn) -> None:
    invited = await turn.read(teams.look_up, turn.actor, turn.now, code=turn.text)
    await turn.give_up()
    await turn.reply(texts.invited(invited))


@router.listen(right=Right.SIGN_UP)
async def hear_code(turn: Turn) -> bool:
    """The bare code of a team, as a mate pastes it."""
    said = guest_texts.CODE_SAID.fullmatch(turn.text.strip())
    code = said[1] if said else turn.text
    if not await turn.read(teams.is_code, code):
        return False
    await show_invited(turn, code)
    return True


async def show_invited(turn: Turn, code: str) -> None:
    """The team behind a code or a deep link (``/start team_ABCDE``), and the question whether to enter."""
    await turn.show(texts.invited(await turn.read(teams.look_up, turn.actor, turn.now, code=code)))


@router.button(JoinTeam, right=Right.SIGN_UP)
async def join_team(turn: Turn, data: JoinTeam) -> None:
    await _show(turn, await turn.do(teams.enter_team, code=data.code))


# -- changing it ------------------------------------------------------------------------------------------


@router.button(AskLeaveTeam, right=Right.SIGN_UP)
async def ask_leave(turn: Turn, data: AskLeaveTeam) -> None:
    crew = await turn.read(teams.own_crew, turn.actor, team_id=data.team_id)
    facts = {"dissolve": data.dissolve, "keeps_place": crew.keeps_place}
    await turn.show(texts.ask_leave(crew.name, crew.team_id, crew.activity_id, **facts))


@router.button(LeaveTeam, right=Right.SIGN_UP)
async def leave_team(turn: Turn, data: LeaveTeam) -> None:
    await _show(turn, await turn.do(teams.leave_team, team_id=data.team_id))


@router.button(DissolveTeam, right=Right.SIGN_UP)
async def dissolve(turn: Turn, data: DissolveTeam) -> None:
    await _show(turn, await turn.do(captains.dissolve, team_id=data.team_id))


@router.button(EnlistTeam, right=Right.SIGN_UP)
async def enlist(turn: Turn, data: EnlistTeam) -> None:
    await _show(turn, await turn.do(captains.enlist, team_id=data.team_id))


@router.button(ManageCrew, right=Right.SIGN_UP)
async def manage_crew(turn: Turn, data: ManageCrew) -> None:
    await turn.show(
        texts.crew_page(await turn.read(captains.captains_page, turn.actor, team_id=data.team_id))
    )


@router.button(RemoveMate, right=Right.SIGN_UP)
async def remove_mate(turn: Turn, data: RemoveMate) -> None:
    crew = await turn.do(captains.remove_mate, team_id=data.team_id, member_id=data.member_id)
    await turn.show(texts.crew_page(crew))


@router.button(HandTeamOver, right=Right.SIGN_UP)
async def hand_over(turn: Turn, data: HandTeamOver) -> None:
    await _show(turn, await turn.do(captains.hand_over, team_id=data.team_id, member_id=data.member_id))


@router.button(RenameTeam, right=Right.SIGN_UP)
async def ask_name(turn: Turn, data: RenameTeam) -> None:
    crew = await turn.read(captains.captains_page, turn.actor, team_id=data.team_id)
    await turn.ask(NAME, "name", {"team_id": data.team_id, "name": crew.name})


@router.step(NAME, "name", right=Right.SIGN_UP)
async def take_name(turn: Turn) -> None:
    await _show(turn, await turn.finish(captains.rename, team_id=turn.answers["team_id"], name=turn.text))


# -- getting others in ------------------------------------------------------------------------------------


@router.button(InviteMate, right=Right.SIGN_UP)
async def ask_whom(turn: Turn, data: InviteMate) -> None:
    crew = await turn.read(captains.captains_page, turn.actor, team_id=data.team_id)
    await turn.ask(
        INVITE, "name", {"team_id": crew.team_id, "activity_id": crew.activity_id, "crew": crew.name}
    )


@router.step(INVITE, "name", right=Right.SIGN_UP)
async def take_invitee(turn: Turn) -> None:
    facts = {"activity_id": turn.answers["activity_id"], "name": turn.text}
    found = await turn.read(guests.invitees, turn.actor, turn.now, **facts)
    if len(found) > 1:
        await turn.ask(INVITE, "which", found=[[one.member_id, guest_texts.label(one)] for one in found])
        return
    await _invite(turn, found[0].member_id)


@router.step(INVITE, "which", right=Right.SIGN_UP)
async def take_which(turn: Turn) -> None:
    if not turn.chosen:
        await take_invitee(turn)
        return
    await _invite(turn, turn.answers["found"][int(turn.text)][0])


async def _invite(turn: Turn, member_id: int) -> None:
    done = await turn.finish(guests.invite, team_id=turn.answers["team_id"], member_id=member_id)
    await turn.show(guest_texts.invited(done))


@router.button(RefuseTeam, right=Right.SIGN_UP)
async def refuse(turn: Turn, data: RefuseTeam) -> None:
    await turn.show(guest_texts.refused(await turn.do(guests.refuse, team_id=data.team_id)))


@router.button(FoundWith, right=Right.SIGN_UP)
async def found_with(turn: Turn, data: FoundWith) -> None:
    """A team of one's own, and the colleague is asked at once."""
    shown = await turn.do(teams.found_team, activity_id=data.activity_id)
    if shown.crew is None:
        raise Refused("gone", texts.team_gone())
    done = await turn.do(guests.invite, team_id=shown.crew.team_id, member_id=data.member_id)
    await turn.show(guest_texts.invited(done))


@router.button(AnswerGuest, right=Right.CHASE_GROUP)
async def answer_guest(turn: Turn, data: AnswerGuest) -> None:
    facts = {"team_id": data.team_id, "member_id": data.member_id}
    done = await turn.do(guests.decide, **facts, agree=data.agree)
    await turn.show(guest_texts.decided_now(done, agree=data.agree))


async def show_choices(turn: Turn, activity_id: int, member_id: int) -> None:
    """The teams into which a leader can put somebody."""
    facts = {"activity_id": activity_id, "member_id": member_id}
    await turn.show(guest_texts.choose_team(await turn.read(guests.choices, turn.actor, turn.now, **facts)))


@router.button(PutIntoTeam, right=Right.CHASE_GROUP)
async def put_into(turn: Turn, data: PutIntoTeam) -> None:
    done = await turn.do(guests.put_into, team_id=data.team_id, member_id=data.member_id)
    await turn.show(guest_texts.placed(done))


@router.button(SeekFor, right=Right.CHASE_GROUP)
async def seek_for(turn: Turn, data: SeekFor) -> None:
    name = await turn.do(guests.seek_for, activity_id=data.activity_id, member_id=data.member_id)
    await turn.show(guest_texts.sought(name, data.activity_id))


@router.button(TakeOutOfTeam, right=Right.CHASE_GROUP)
async def take_out(turn: Turn, data: TakeOutOfTeam) -> None:
    name = await turn.do(guests.take_out, activity_id=data.activity_id, member_id=data.member_id)
    await turn.show(guest_texts.taken_out(name, data.activity_id))


@router.button(AskPlacing, right=Right.MANAGE_ACTIVITIES)
async def ask_placing(turn: Turn, data: AskPlacing) -> None:
    card = await turn.read(managing.managed_card, turn.actor, turn.now, activity_id=data.activity_id)
    await turn.ask(PLACING, "names", {"activity_id": data.activity_id, "title": card.title, "placing": True})


@router.step(PLACING, "names", right=Right.MANAGE_ACTIVITIES)
async def take_placing(turn: Turn) -> None:
    facts = {"activity_id": turn.answers["activity_id"], "text": turn.text}
    found = await turn.read(guests.read_placing, turn.actor, turn.now, **facts)
    if len(found) > 1:
        await turn.ask(PLACING, "which", found=[list(one) for one in found])
        return
    await _place(turn, found[0])


@router.step(PLACING, "which", right=Right.MANAGE_ACTIVITIES)
async def take_which_placing(turn: Turn) -> None:
    if not turn.chosen:
        await take_placing(turn)
        return
    await _place(turn, turn.answers["found"][int(turn.text)])


async def _place(turn: Turn, chosen: Any) -> None:
    team_id, _, member_id, _ = chosen
    done = await turn.finish(guests.put_into, team_id=team_id, member_id=member_id)
    await turn.show(guest_texts.placed(done))


# -- in own words -----------------------------------------------------------------------------------------


@router.listen(right=Right.SIGN_UP)
async def hear_of_teams(turn: Turn) -> bool:
    """我想和钱乙组队, 退出队伍, 我们队还差几个人."""
    said = turn.text.strip().rstrip(guest_texts.MARKS)
    wish = guest_texts.WISH.fullmatch(said)
    leaves, asks = guest_texts.LEAVE.fullmatch(said), guest_texts.STAND.fullmatch(said)
    hands = guest_texts.HAND.fullmatch(said)
    seeks = guest_texts.SEEK.fullmatch(said) or guest_texts.INSIDE.fullmatch(said)
    if not (wish or leaves or asks or hands or seeks):
        return False
    found = await turn.read(mine.contests, turn.actor, turn.now)
    own = [one for one in found if one.team_id is not None]
    if leaves and leaves["team"] and not any(leaves["team"] in one.team for one in own):
        return False
    own = [one for one in own if one.team in said or one.title in said] or own
    if wish is not None:
        return await _wish(turn, wish["name"], [one for one in own if one.captain] or own or list(found))
    if len(own) == 1 and hands and own[0].captain:
        await manage_crew(turn, ManageCrew(own[0].team_id or 0))
    elif len(own) == 1 and leaves:
        await ask_leave(turn, AskLeaveTeam(own[0].team_id or 0, False))
    elif len(own) == 1 or (not own and len(found) == 1):
        await show_team(turn, ShowTeam((own or found)[0].activity_id))
    elif found:
        await turn.reply(guest_texts.which_contest([(one.activity_id, one.title) for one in own or found]))
    return bool(found)


async def _wish(turn: Turn, name: str, meant: list[mine.OfTeams]) -> bool:
    """Ask a colleague into the own team, or offer to found one with the colleague."""
    if len(meant) != 1:
        if meant:
            await turn.reply(guest_texts.which_contest([(one.activity_id, one.title) for one in meant]))
        return bool(meant)
    [one] = meant
    if one.team_id is not None and not one.captain:
        await show_team(turn, ShowTeam(one.activity_id))
        return True
    found = await turn.read(guests.invitees, turn.actor, turn.now, activity_id=one.activity_id, name=name)
    if one.team_id is None:
        await turn.reply(guest_texts.found_with(one.title, found, one.activity_id))
    elif len(found) == 1:
        done = await turn.do(guests.invite, team_id=one.team_id, member_id=found[0].member_id)
        await turn.reply(guest_texts.invited(done))
    else:
        known = {"team_id": one.team_id, "activity_id": one.activity_id, "crew": one.title}
        await turn.ask(
            INVITE, "which", {**known, "found": [[of.member_id, guest_texts.label(of)] for of in found]}
        )
    return True
