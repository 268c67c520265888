"""What clients write into a chat by themselves."""


def group_upgraded() -> str:
    return "本群已升级为超级群组"


def bot_added() -> str:
    return "机器人已加入群组"
