"""The words of the demo: names that nobody has, and what they do."""

UNION = "青禾学校工会"
BOT_NAME = "工会小助手"
DESCRIPTION = "查活动、报名、约体检、提建议。直接打字告诉我您想办的事就行。"
GROUPS = ("语文组", "数学组", "外语组", "文综理综组", "艺体组", "行政后勤组", "退休教工组")
RETIRED_GROUP = "退休教工组"
FRONT_LINE_GROUP = "行政后勤组"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫"
STEMS = "甲乙丙丁戊己庚辛壬癸"
MEMBER_TAG = "（会员）"
LEADER_TAG = "（小组长）"
COMMITTEE_TAG = "（委员）"
CHAIR_TAG = "（主席）"
RETIRED_TAG = "（退休）"
PLAN_FILE = "{year}年工会工作计划.txt"

WALK = ("冬日健步走", "操场东门集合", "请穿运动鞋，自带水杯。")
BADMINTON = ("教工羽毛球决赛", "体育馆", "分男单、女单、混双，球拍可以借。")
CHECK = ("年度体检", "区医院体检中心", "请空腹，带身份证；当天可以晚到校一小时。")
WOMEN_CHECK = ("女职工专项体检", "区妇幼保健院", "请避开生理期，带身份证。")
PARTY = ("迎新年联欢会", "学校礼堂", "每个小组出一个节目，家属可以一起来。")
LECTURE = ("颈椎保健讲座", "多功能厅", "请穿宽松的衣服。")

PROPOSAL = "食堂门口的台阶下雨天很滑，建议装一根扶手，再贴上防滑条。"
PROPOSAL_ANSWERED = "打印室经常排队，建议在三楼也放一台打印机。"
ANSWER = "已和总务处商定，下学期开学前在三楼装好一台。谢谢您的建议！"
NOTICE = "下周一下午 4 点在会议室开小组长会，请各组带上本组的报名情况。"
