"""What the preview tells whoever starts it."""

from bot.preview.demo.sample import TEXT_PATH, WORD_PATH
from bot.preview.demo.texts import BOT_NAME, DESCRIPTION, UNION

__all__ = ["BOT_NAME", "DESCRIPTION", "UNION", "port_taken", "preparing", "ready", "stopped"]


def preparing() -> str:
    return f"正在准备演示用的{UNION}……"


def ready(address: str) -> str:
    return (
        f"工会小助手已经可以试用，请用浏览器打开：{address}\n"
        f"示例计划（下载后拖进委员的聊天）：{address}{TEXT_PATH} 或 {address}{WORD_PATH}\n"
        "按 Ctrl+C 停止。演示数据每次启动都会重新生成。"
    )


def stopped() -> str:
    return "试用已停止。"


def port_taken(port: int) -> str:
    return f"端口 {port} 已被占用。请换一个再试：python3 run.py preview --port {port + 1}"
