"""What roster files call things. A word more is one line here: without spaces, marks and what stands in brackets."""

#: Names of columns, each in any of its usual wordings.
HEADERS: dict[str, frozenset[str]] = {
    "name": frozenset({"姓名", "名字", "会员姓名", "职工姓名", "教工姓名", "员工姓名", "会员", "name"}),
    "group": frozenset(
        {
            "工会小组", "小组", "所在小组", "所属小组", "分组", "组别", "部门", "所在部门", "所属部门", "科室", "处室", "单位",
            "工作单位", "所在单位", "工会", "基层工会", "分工会", "所属工会", "部门工会", "年级组", "教研组", "班组", "车间", "group",
        }
    ),
    "phone": frozenset(
        {"手机", "手机号", "手机号码", "电话", "电话号码", "联系电话", "联系方式", "移动电话", "本人手机", "phone", "mobile"}
    ),
    "employee_no": frozenset(
        {
            "工号", "编号", "职工号", "职工编号", "员工号", "员工编号", "教工号", "教师编号", "人员编号", "会员号", "会员编号",
            "会员证号", "职号", "employeeno", "no",
        }
    ),
    "sex": frozenset({"性别", "sex", "gender"}),
    "born_on": frozenset({"出生日期", "出生年月", "出生年月日", "生日", "出生"}),
    "hired_on": frozenset(
        {"入职日期", "入职时间", "入职年月", "参加工作时间", "参加工作日期", "工作时间", "到校时间", "进校时间", "来校时间", "入会时间", "入会日期"}
    ),
    "retired": frozenset({"是否退休", "退休", "在职退休", "在职状态", "人员状态", "人员类别", "在职情况", "状态"}),
    "front_line": frozenset({"一线", "是否一线", "一线职工", "是否一线职工", "岗位类别"}),
}  # fmt: skip
#: When several columns could be the group, the first of these kinds wins: 工会小组 beats 部门.
GROUP_FIRST = ("工会小组", "小组", "所在小组", "所属小组", "组别", "分组")
#: A union column above a group column makes the path 工会/小组.
UNION_HEADERS = frozenset({"工会", "基层工会", "分工会", "所属工会", "部门工会"})
#: Columns that are never stored: the bot does not need them, and the law protects them.
SENSITIVE = (
    "身份证", "证件号", "银行", "卡号", "账号", "帐号", "开户", "工资", "薪", "收入", "健康", "体检", "病", "血型", "疾", "残",
    "宗教", "信仰", "民族", "政治面貌", "婚姻", "家庭住址", "住址", "家庭地址", "子女", "配偶", "指纹", "密码",
)  # fmt: skip
#: Running numbers and other columns without meaning for the roster.
MEANINGLESS = frozenset({"序号", "序", "号", "行号", "备注", "签名", "签字"})
#: First words of rows that sum up or sign instead of naming somebody.
NOT_PEOPLE = (
    "合计",
    "总计",
    "小计",
    "共计",
    "填表",
    "制表",
    "审核",
    "说明",
    "备注",
    "注:",
    "注：",
    "单位负责人",
    "联系人:",
)

#: Parts of file names that say: this is a roster.
FILE_NAMES = ("名册", "花名册", "名单", "会员表", "会员信息", "人员", "roster")

FEMALE = frozenset({"女", "女性", "f", "female", "女士"})
MALE = frozenset({"男", "男性", "m", "male", "男士"})
YES = frozenset({"是", "有", "对", "√", "✓", "✔", "1", "y", "yes", "true", "真"})
NO = frozenset({"否", "无", "不是", "×", "✗", "✘", "x", "0", "n", "no", "false", "假", "-", "—", "/"})
RETIRED = frozenset({"退休", "已退休", "离退休", "退", "内退", "离休"})
SERVING = frozenset({"在职", "在编", "在岗", "在册", "未退休", "正式", "聘用", "合同", "编外", "在职在编"})
FRONT_LINE = frozenset({"一线", "一线职工", "一线岗位", "生产一线", "教学一线"})
OTHER_LINE = frozenset({"后勤", "行政", "管理", "二线", "非一线", "管理岗", "行政岗"})
