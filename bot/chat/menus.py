"""The command menus per scope and the keys below the input field: more rights, more of both."""

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)

from bot.buttons import Payload
from bot.chat.router import Router
from bot.members.rules import RIGHTS, Actor, Right, Role, may

KEYS_IN_A_ROW = 2


def keyboard_for(router: Router, actor: Actor) -> list[list[str]]:
    """The keys this person may use, two in a row."""
    keys = [
        key.label
        for key in sorted(router.keys, key=lambda key: key.place)
        if key.right is None or may(actor, key.right)
    ]
    return [keys[start : start + KEYS_IN_A_ROW] for start in range(0, len(keys), KEYS_IN_A_ROW)]


def desk_for(router: Router, actor: Actor) -> list[tuple[str, Payload]]:
    """The entries on this person's desk; empty for those who look after nothing."""
    entries = sorted(router.entries, key=lambda entry: entry.place)
    return [(entry.label, entry.action) for entry in entries if may(actor, entry.right)]


def commands_for(router: Router, rights: frozenset[Right]) -> list[BotCommand]:
    """The commands open to somebody with these rights."""
    return [
        BotCommand(command.name, command.about)
        for command in router.menu
        if command.right is None or command.right in rights
    ]


async def publish_menus(bot: Bot, router: Router) -> None:
    """Tell Telegram the menus: private chats get the members' commands, groups only /start."""
    await bot.set_my_commands(
        commands_for(router, RIGHTS[Role.MEMBER]), scope=BotCommandScopeAllPrivateChats()
    )
    groups = [BotCommand(command.name, command.about) for command in router.menu if command.name == "start"]
    await bot.set_my_commands(groups, scope=BotCommandScopeDefault())


async def publish_menu_of(bot: Bot, router: Router, actor: Actor) -> None:
    """Give a leader or committee member the longer menu in the own chat."""
    rights = frozenset(right for right in Right if may(actor, right))
    await bot.set_my_commands(commands_for(router, rights), scope=BotCommandScopeChat(actor.telegram_id))
