"""The words in which committees write results, as patterns."""

import re

from bot.language.numerals import NUMBER

_AMOUNT = r"\d+(?:\.\d+)?"
#: 1:23.4, 1小时2分3秒, 1分23秒4, 1'23"4, 12秒53, 5分30, 30分钟: hours, minutes, seconds, what follows the seconds.
TIMES = (
    re.compile(r"(?:(\d+):)?(\d+):(\d{2}(?:\.\d+)?)"),
    re.compile(rf"(?:(\d+)小时)?(?:(\d+)(?:分钟?|'))?({_AMOUNT})(?:秒|\"|s)(\d*)"),
    re.compile(r"(?:(\d+)小时)?(\d+)(?:分钟?|')(\d{1,2})(?!\d|\.)"),
    re.compile(r"(?:(\d+)小时)(?:(\d+)分钟?)?()"),
    re.compile(r"()(\d+)(?:分钟|')()"),
)
#: 3米25, 3.25m; centimetres and kilometres apart.
METRES = re.compile(rf"({_AMOUNT})(?:米|m)(\d*)")
CENTIMETRES = re.compile(rf"({_AMOUNT})(?:厘米|公分|cm)")
KILOMETRES = re.compile(rf"({_AMOUNT})(?:公里|千米|km)")
COUNT = re.compile(rf"({_AMOUNT})(?:[个次下环分票题局步颗只球箱块桶件套圈字句首行枚斤]|公斤|千克|kg|%)+")
NUMBER_ALONE = re.compile(_AMOUNT)
#: 第二名, 第 2, 二名.
PLACED = re.compile(rf"(?:并列)?(?:第({NUMBER})名?|({NUMBER})名)")
TITLES = {"冠军": 1, "亚军": 2, "季军": 3, "殿军": 4}
PRIZE = re.compile(r"[特一二三四五]等奖|优[秀胜]奖|鼓励奖|参与奖|纪念奖|[金银铜]奖|[金银铜]牌|最佳\S{1,8}")
OUT = re.compile(
    r"[没未](?:到|来|参[加赛]|跑完?|比|完成|出场|上场|成绩)|不(?:参加|参赛|比)|缺[席赛]|弃[权赛]|犯规|成绩(?:无效|取消)|取消成绩"
    r"|无成绩|退[赛出]|请假|受伤|伤退|\b(?:DNS|DNF|DNQ|DQ|DSQ)\b",
    re.IGNORECASE,
)
ERASE = frozenset({"删除", "删掉", "去掉", "清除", "不登记"})
#: Events in which less is better when the numbers alone do not say it.
QUICKER = re.compile(r"跑|米栏|接力|竞走|健步|游泳|骑行|划|径赛|\d+米|计时|用时|速")
#: Contests decided by wins, where 21:15 is no time.
BY_WINS = re.compile(r"球|棋|牌|拔河|辩论")
HEADER = frozenset(
    {"姓名", "名字", "选手", "队员", "队伍", "队名", "序号", "名次", "排名", "成绩", "项目", "小组", "单位"}
)
#: What may stand right after a name, and right before it, without being part of it.
AFTER_NAME = frozenset(
    "第冠亚季殿特一二三四五六七八九十优鼓参纪金银铜最没未不缺弃犯成取无退请受伤得获是为用跳跑以拿并同"
)
BEFORE_NAME = frozenset("名军奖牌组科处部室班队是为由一二三四五六七八九十年级司厂站所")
BETWEEN = " :,;.。、|-—→=()[]得获是为了拿用"
PREFIX = re.compile(r"\s*(\d{1,3})(?:[.、)]\s*(?!\d)|\s+)")


_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A number below 100 as ranks are written on paper: 二十一."""
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return ten + (_DIGITS[ones] if ones or not ten else "")


def place(number: int) -> str:
    """第 3 名."""
    return f"第{number}名"
