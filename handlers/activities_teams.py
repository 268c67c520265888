"""Teams: founding one, entering by code or link, the captain's page."""

from bot.activities.contests import captains, teams
from bot.activities.contests.buttons import (
    AskLeaveTeam,
    DissolveTeam,
    EnlistTeam,
    EnterTeamCode,
    FoundTeam,
    HandTeamOver,
    JoinTeam,
    LeaveTeam,
    ManageCrew,
    RemoveMate,
    RenameTeam,
    SeekTeam,
    ShowTeam,
)
from bot.activities.contests.teams import Mine
from bot.activities.contests.texts import teams as texts
from bot.chat.dialogs import Flow
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.members.rules import Right

router = Router()
CODE = Flow("teamcode", 1, texts.CODE_FORM, {"code": lambda _answers: texts.ask_code()})
NAME = Flow("teamname", 1, texts.NAME_FORM, {"name": lambda answers: texts.ask_name(answers["name"])})


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
    if not await turn.read(teams.is_code, turn.text):
        return False
    await show_invited(turn, turn.text)
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
    await turn.show(texts.ask_leave(crew.name, crew.team_id, crew.activity_id, dissolve=data.dissolve))


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
