"""What the commands about members print."""


def no_file(path: str) -> str:
    return f"打不开文件 {path}，请检查路径。"


def dry_run() -> str:
    return "以上只是预览，没有导入。去掉 --dry-run 就会导入。"


def rows_with_errors(number: int) -> str:
    return f"有 {number} 行出错，没有导入。请改好文件再来，或加上 --only-good 只导入没有问题的行。"


def imported() -> str:
    return "已导入。"


def for_whom() -> str:
    return "请写明给谁：run.py invite 姓名，或 run.py invite --all。"


def nobody_of_that_name(name: str) -> str:
    return f"名册里没有“{name}”。"


def all_have_accounts() -> str:
    return "所有会员都已绑定账号，不需要邀请码。"


def written(number: int, path: str) -> str:
    return f"已写好 {number} 人的邀请码：{path}（请妥善保管，用后删除）"


def valid_for(days: int) -> str:
    return f"邀请码 {days} 天内有效，每个只能用一次；再次生成，旧的就作废。"
