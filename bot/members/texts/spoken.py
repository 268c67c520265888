"""An audience as people say it: 全体会员, 女职工, 第二小组和第三小组."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.members.audience import EVERYONE, Audience, Trait, of_groups

if TYPE_CHECKING:
    from bot.members.groups import GroupNode

_PEOPLE = "(?:会员|职工|员工|教工|老师|同志|同事|人员|人|们)*"
_EVERYONE = re.compile(f"(?:全体|所有|全部|全员|全厂|全校|全院|大家|大伙|每个人|各位){_PEOPLE}")
_TRAITS = (
    (Trait.WOMEN, re.compile(f"(?:全体|所有)?女(?:性|士|工)?{_PEOPLE}")),
    (Trait.MEN, re.compile(f"(?:全体|所有)?男(?:性|士)?{_PEOPLE}")),
    (Trait.RETIRED, re.compile(f"(?:全体|所有)?(?:已)?(?:离)?退休(?:了)?(?:的)?{_PEOPLE}")),
    (Trait.FRONT_LINE, re.compile(f"(?:全体|所有)?一线(?:的)?(?:工人)?{_PEOPLE}")),
    (Trait.NEW, re.compile(f"(?:全体|所有)?新(?:入职|来|进)?(?:的)?{_PEOPLE}")),
    (Trait.LEADERS, re.compile("(?:全体|所有|各|各位|各个|每个)?(?:工会)?(?:小组)?(?:小)?组长(?:们)?")),
    (Trait.COMMITTEE, re.compile("(?:全体|所有|各|各位)?(?:工会)?(?:委员|委员会)(?:们)?")),
)
_BETWEEN = re.compile(r"[、，,和与及跟]|以及|还有")
_NUMBERS = {str(number): sign for number, sign in enumerate("零一二三四五六七八九")}


def audience_said(said: str, groups: "Iterable[GroupNode]") -> Audience | None:
    """Whom ``said`` names, if it names somebody in full: everyone, one kind of members, or some of ``groups``."""
    said = "".join(said.split())
    if _EVERYONE.fullmatch(said):
        return EVERYONE
    trait = next((trait for trait, pattern in _TRAITS if pattern.fullmatch(said)), None)
    if trait is not None:
        return Audience(traits=frozenset({trait}))
    known: dict[str, int] = {}
    for node in groups:
        # Of two groups called alike neither is meant surely.
        known[_plain(node.name)] = 0 if _plain(node.name) in known else node.id
    named = [known.get(_plain(part), 0) for part in _BETWEEN.split(said) if part]
    return of_groups(named) if named and all(named) else None


def _plain(name: str) -> str:
    """第2小组, 二组 and 第二小组 are one name."""
    shorter = re.sub("(?:的)?(?:会员|职工|成员|全体|所有人|人|们)$", "", name.strip())
    shorter = re.sub("^第|(?:工会)?小组$|组$|工会$", "", shorter)
    return "".join(_NUMBERS.get(sign, sign) for sign in shorter)
