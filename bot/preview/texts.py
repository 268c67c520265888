"""What the preview tells whoever starts it."""

from bot.preview.demo.texts import BOT_NAME, DESCRIPTION, PLAN_FILE, UNION

__all__ = ["BOT_NAME", "DESCRIPTION", "PLAN_FILE", "PLAN_PATH", "UNION", "port_taken", "preparing", "ready", "stopped"]
PLAN_PATH = "/samples/plan.txt"


def preparing() -> str:
    return f"正在准备演示用的{UNION}……"


def ready(address: str) -> str:
    return (
        f"工会小助手已经可以试用，请用浏览器打开：{address}\n按 Ctrl+C 停止。演示数据每次启动都会重新生成。"
    )


def stopped() -> str:
    return "试用已停止。"


def port_taken(port: int) -> str:
    return f"端口 {port} 已被占用。请换一个再试：python3 run.py preview --port {port + 1}"
