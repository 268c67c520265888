"""Why a file is not read, and what to do about it."""

from bot.files.safety import Trouble

_TROUBLES = {
    Trouble.EMPTY: "这个文件是空的，请检查后再发一次。",
    Trouble.TOO_LARGE: "文件超过 5 MB。请删去图片等用不到的内容，或分成几份再发。",
    Trouble.OLD_OFFICE: "这是旧版（.doc、.xls）或加了密码的文件。请用 Word、Excel 或 WPS 打开，去掉密码，“另存为”.docx 或 .xlsx 后再发。",
    Trouble.IMAGE: "这是图片，我读不出里面的文字。请发原来的表格或文档。",
    Trouble.WEB_PAGE: "这其实是网页，只是用了表格的名字。请用 Excel 或 WPS 打开，“另存为”.xlsx 后再发。",
    Trouble.OTHER_KIND: "我读不了这种文件。请发 .xlsx 表格、.docx 文档或文本文件。",
    Trouble.ARCHIVE: "这是压缩包，或者不是完整的 Office 文件。请解压后，把里面的表格或文档单独发来。",
    Trouble.UNSAFE: "这个文件的内部结构不安全，没有打开。请用 Excel 或 WPS 重新“另存为”一份再发。",
    Trouble.MACROS: "这个文件带有宏，没有打开。请“另存为”不带宏的 .xlsx 或 .docx 后再发。",
    Trouble.LINKS: "这个文件链接了外部文件，没有打开。请断开外部链接（数据 → 编辑链接 → 断开），保存后再发。",
    Trouble.TOO_HEAVY: "这个文件展开后太大或太复杂，没有打开。请只留下需要的内容，另存一份再发。",
    Trouble.TOO_MANY_ROWS: "表格超过 5000 行。请分成几份再发。",
    Trouble.TOO_MANY_COLUMNS: "表格超过 60 列。请只留下需要的列再发。",
    Trouble.DAMAGED: "这个文件打不开，可能没有传完整。请重新保存后再发一次。",
    Trouble.ENCODING: "这个文本文件的编码我读不出来。请用 UTF-8 编码另存一次，或另存为 .xlsx 再发。",
}


def trouble(kind: Trouble) -> str:
    """One sentence that says what is wrong and what to do."""
    return _TROUBLES[kind]
