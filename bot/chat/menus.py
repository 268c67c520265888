"""The command menus per scope: everybody sees what everybody may; more rights, more commands."""

from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, BotCommandScopeDefault

from bot.chat.router import Router
from bot.members.model import Role
from bot.members.rules import RIGHTS, Actor, Right, may


def commands_for(router: Router, rights: frozenset[Right]) -> list[BotCommand]:
    """The commands open to somebody with these rights, in the order of the router."""
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
