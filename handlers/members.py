"""Members, groups, roles, invitation codes and the roster: for those who look after them."""

import asyncio
from functools import partial

from telegram.error import TelegramError

from bot.activities.leaving import leave_union
from bot.chat.dialogs import Flow
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.files.child import read_aside
from bot.files.safety import LARGEST_FILE
from bot.members import directory, invites, roles, roster, roster_report
from bot.members.buttons import (
    ChangeRole,
    DropRoster,
    FindMember,
    ImportRoster,
    IssueInvite,
    IssueInvites,
    MarkLeft,
    RosterReport,
    SettleNomination,
    ShowGroups,
    ShowMember,
    ShowMembers,
    ShowRoles,
)
from bot.members.nominations import nominate, settle_nomination
from bot.members.roster_rows import is_roster_name, read_roster
from bot.members.rules import Right, may
from bot.members.secret import invite_key
from bot.members.texts import people as texts
from bot.members.texts import roster as roster_texts
from bot.refused import Refused
from bot.wording import local

router = Router()
FIND = Flow("find-member", 1, texts.FIND_FORM, {"name": lambda _answers: texts.ask_name()})

router.desk(texts.DESK_MEMBERS, ShowGroups(0), place=50, right=Right.MANAGE_MEMBERS)


# -- looking up ---------------------------------------------------------------------------------------------


@router.command("members", about=texts.ABOUT_MEMBERS, right=Right.SEE_GROUP_LISTS, words=texts.WORDS_MEMBERS)
@router.label(texts.KEY_MEMBERS, place=60, right=Right.SEE_GROUP_LISTS)
async def groups(turn: Turn) -> None:
    """The groups; for who looks after one group only, its members at once."""
    listed = await turn.read(directory.groups_to_list, turn.actor)
    if len(listed) == 1 and not may(turn.actor, Right.MANAGE_MEMBERS):
        await _show_members(turn, listed[0].id, 0)
    else:
        await _show_groups(turn, 0)


@router.button(ShowGroups, right=Right.SEE_GROUP_LISTS)
async def turn_groups(turn: Turn, data: ShowGroups) -> None:
    await _show_groups(turn, data.page)


async def _show_groups(turn: Turn, page: int) -> None:
    listed = await turn.read(directory.groups_to_list, turn.actor)
    await turn.show(texts.groups(listed, page, may(turn.actor, Right.MANAGE_MEMBERS)))


@router.button(ShowMembers, right=Right.SEE_GROUP_LISTS)
async def members(turn: Turn, data: ShowMembers) -> None:
    await _show_members(turn, data.group_id, data.page)


async def _show_members(turn: Turn, group_id: int, number: int) -> None:
    page = await turn.read(directory.members_page, turn.actor, group_id=group_id, page=number)
    await turn.show(texts.members(page))


@router.button(FindMember, right=Right.SEE_GROUP_LISTS)
async def find(turn: Turn, _data: FindMember) -> None:
    await turn.ask(FIND, "name", {})


@router.step(FIND, "name", right=Right.SEE_GROUP_LISTS)
async def found(turn: Turn) -> None:
    listed = await turn.read(directory.find_members, turn.actor, name=turn.text)
    await turn.give_up()
    await turn.reply(texts.found(turn.text, listed))


@router.button(ShowMember, right=Right.SEE_GROUP_LISTS)
async def member(turn: Turn, data: ShowMember) -> None:
    await turn.show(texts.card(await turn.read(directory.member_card, turn.actor, member_id=data.member_id)))


# -- roles, leaving -----------------------------------------------------------------------------------------


@router.button(ShowRoles, right=Right.GRANT_ROLES)
async def show_roles(turn: Turn, data: ShowRoles) -> None:
    await turn.show(texts.roles(await turn.read(directory.member_card, turn.actor, member_id=data.member_id)))


@router.button(ChangeRole, right=Right.GRANT_ROLES)
async def change_role(turn: Turn, data: ChangeRole) -> None:
    """Asked twice: a role is a lot of rights."""
    card = await turn.read(directory.member_card, turn.actor, member_id=data.member_id)
    if not data.sure:
        where = await turn.read(directory.path_of_group, group_id=data.group_id) if data.group_id else ""
        await turn.show(texts.sure_about_role(card.name, data, where))
        return
    if data.grant and data.role in roles.NEEDS_TWO:
        asked = await turn.do(nominate, member_id=data.member_id, role=data.role)
        if asked:
            await turn.show(texts.nomination_waits(card.name, card.id, asked))
            return
    else:
        change = roles.grant_role if data.grant else roles.revoke_role
        await turn.do(change, member_id=data.member_id, role=data.role, group_id=data.group_id or None)
    await turn.show(texts.card(await turn.read(directory.member_card, turn.actor, member_id=data.member_id)))


@router.button(SettleNomination, right=Right.MANAGE_MEMBERS)
async def settle(turn: Turn, data: SettleNomination) -> None:
    """The second person's answer."""
    done = await turn.do(settle_nomination, nomination_id=data.nomination_id, agree=data.agree)
    await turn.show(texts.nomination_settled(done.name, done.role, agreed=done.agreed))


@router.button(MarkLeft, right=Right.MANAGE_MEMBERS)
async def left(turn: Turn, data: MarkLeft) -> None:
    if data.sure:
        gone = await turn.do(leave_union, member_id=data.member_id, on=local(turn.now).date())
        await turn.show(texts.has_left(gone.name, gone.activities))
    else:
        card = await turn.read(directory.member_card, turn.actor, member_id=data.member_id)
        await turn.show(texts.sure_about_leaving(card.name, card.id))


# -- codes --------------------------------------------------------------------------------------------------


@router.button(IssueInvite, right=Right.INVITE_MEMBERS)
async def invite(turn: Turn, data: IssueInvite) -> None:
    days = turn.settings.members.invite_days
    key = invite_key(turn.settings.files.data_dir)
    issued = await turn.do(invites.issue_invite, member_id=data.member_id, key=key, sure=data.sure, days=days)
    link = roster_report.invitation_link(turn.bot_username, issued.code)
    await turn.reply(texts.invitation(issued.name, issued.code, link, days, rebinding=data.sure))


@router.button(IssueInvites, right=Right.INVITE_MEMBERS)
async def invite_group(turn: Turn, data: IssueInvites) -> None:
    page = await turn.read(directory.members_page, turn.actor, group_id=data.group_id)
    number = await turn.read(invites.count_without_account, data.group_id)
    if not number:
        await turn.toast(texts.all_bound(), alert=True)
    elif not data.sure:
        newest = await turn.read(invites.newest_invite)
        await turn.show(texts.sure_about_invites(page.title, number, data.group_id, newest))
    else:
        days = turn.settings.members.invite_days
        key = invite_key(turn.settings.files.data_dir)
        issued = await turn.do(
            invites.issue_invites, group_id=data.group_id, key=key, newest=data.newest, days=days
        )
        await turn.show(texts.invitations_made(page.title, len(issued), data.group_id))
        sheet = roster_report.invitation_sheet(issued, turn.bot_username)
        await turn.send_file(
            texts.invitations_file(page.title), sheet, texts.invitations_caption(len(issued), days)
        )


# -- the roster ---------------------------------------------------------------------------------------------


@router.document(right=Right.MANAGE_MEMBERS)
async def roster_file(turn: Turn) -> bool:
    """A table with a column of names is a roster; everything else may be somebody else's."""
    document = turn.document
    if document is None:
        return False
    name = document.file_name or ""
    named_so = is_roster_name(name)
    if (document.file_size or 0) > LARGEST_FILE:
        if named_so:
            raise Refused("too_large", roster_texts.too_large())
        return False
    try:
        data = await turn.fetch_file(document)
    except TelegramError as error:
        raise Refused("not_fetched", roster_texts.not_fetched()) from error
    try:
        file = await read_aside(partial(read_roster, data, filename=name))
    except Refused as refused:
        if named_so or refused.reason == "header_lacks":
            raise
        return False
    upload_id = await turn.do(roster.keep_upload, file=file, file_name=name)
    preview = await turn.read(roster.plan_import, turn.actor, turn.now, rows=file.rows)
    await turn.reply(roster_report.card(preview, file, upload_id))
    return True


@router.button(ImportRoster, right=Right.MANAGE_MEMBERS)
async def import_roster(turn: Turn, data: ImportRoster) -> None:
    done = await turn.do(roster.import_upload, upload_id=data.upload_id, only_good=data.only_good)
    await turn.show(roster_texts.imported(done.counted))


@router.button(DropRoster, right=Right.MANAGE_MEMBERS)
async def drop_roster(turn: Turn, data: DropRoster) -> None:
    await turn.do(roster.drop_upload, upload_id=data.upload_id)
    await turn.show(roster_texts.dropped())


@router.button(RosterReport, right=Right.MANAGE_MEMBERS)
async def report_roster(turn: Turn, data: RosterReport) -> None:
    file = await turn.read(roster.load_upload, turn.actor, turn.now, upload_id=data.upload_id)
    preview = await turn.read(roster.plan_import, turn.actor, turn.now, rows=file.rows)
    await turn.send_file(roster_texts.report_name(), await asyncio.to_thread(roster_report.report, preview))
