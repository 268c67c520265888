"""Why a file is not read, and what to do about it."""

from pathlib import Path

from bot.files.safety import Reason
from bot.message import escape

_REFUSALS = {
    Reason.EMPTY: "这个文件里没有文字，请确认内容后再发一次。",
    Reason.TOO_LARGE: "文件超过 5 MB，请删去图片等用不到的内容，另存后再发。",
    Reason.TOO_MANY_ROWS: "文件太长（最多 5000 行），请只留需要的部分，或分成几份再发。",
    Reason.TOO_MANY_COLUMNS: "表格太宽（最多 60 列），请只留需要的列再发。",
    Reason.TOO_HEAVY: "这个文件展开后太大或太复杂，没有打开，请只留需要的内容，另存一份再发。",
    Reason.TOO_SLOW: "这个文件读了很久还没读完，请只留需要的部分，另存一份再发。",
    Reason.OLD_OFFICE: "这是旧版的 Office 文件，请用 Word、Excel 或 WPS 打开，选“另存为”→“.docx”或“.xlsx”，再发给我。",
    Reason.OLD_WORD: "这是旧版 Word 文件，请用 Word 或 WPS 打开，选“另存为”→“.docx”，再发给我。",
    Reason.OLD_EXCEL: "这是旧版 Excel 文件，请用 Excel 或 WPS 打开，选“另存为”→“.xlsx”，再发给我。",
    Reason.SLIDES: "演示文稿我读不了，请把文字复制到 Word，存成 .docx 再发，或直接粘贴给我。",
    Reason.WPS: "这是 WPS 格式的文件，请在 WPS 里选“另存为”→“.docx”，再发给我。",
    Reason.SCAN: "这是扫描件，里面只有图片没有文字，请发 Word 原稿（.docx），或把文字粘贴给我。",
    Reason.PICTURE: "图片里的文字我读不了，请发原来的文档（.docx）或表格（.xlsx），或把文字粘贴给我。",
    Reason.PASSWORD: "文件设了密码，请取消密码另存一份，再发给我。",
    Reason.MACROS: "文件里带有宏，为了安全我没有打开，请另存为普通的 .docx 或 .xlsx 再发。",
    Reason.LINKS: "文件里链接了外部的文件或图片，为了安全我没有打开，请断开链接（或把文字复制到新文档）后保存再发。",
    Reason.UNSAFE: "文件里夹带了别的文件或异常内容，为了安全我没有打开，请把文字复制到新建的文档或表格，保存后再发。",
    Reason.ARCHIVE: "这是压缩包，或者不是完整的 Office 文件，请解压后把里面的文档或表格单独发给我。",
    Reason.WEB_PAGE: "这其实是网页，只是用了文档或表格的名字，请用 Word、Excel 或 WPS 打开，“另存为”.docx 或 .xlsx 后再发。",
    Reason.DISGUISED: "文件内容和它的名字对不上，请用 Word、Excel 或 WPS 打开原稿，“另存为”.docx 或 .xlsx 后再发。",
    Reason.BINARY: "这种文件我读不了，请发 .docx、.xlsx、.txt 或有文字的 .pdf。",
    Reason.NO_TABLE: "这个文件不是表格，请把内容放进 Excel 或 WPS 表格，存成 .xlsx 再发给我。",
    Reason.ENCODING: "这个文本文件的编码我读不出来，请用 UTF-8 编码另存一次，或另存为 .xlsx 再发。",
    Reason.BROKEN: "文件打不开，可能没有传完整或已损坏，请重新保存后再发一次。",
}


def no_such_file(path: Path) -> str:
    """For the command line."""
    return f"读不到文件 {escape(str(path))}。请核对文件名和位置。"


def refusal(reason: Reason) -> str:
    """One sentence: what is wrong and what to do."""
    return _REFUSALS[reason]
