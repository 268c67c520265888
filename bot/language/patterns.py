"""The table of patterns: how Chinese people write a day, a period or a clock time.

A text is cut into tokens by the first pattern that fits at the leftmost place, so the order of the table counts.
`needs` names the wider period a token is part of when none is written: 25号 needs a month, 周五 a week, 12月 a year.
`inside` names the grains of the period it may follow: 12月|第一周. To add a way of writing, add it here; what a token
means stands under its name in `narrowing` (days and periods) and `clocks` (times of day).
"""

import re

from bot.language.calendar import festivals
from bot.language.numerals import NUMBER as N

_D = "〇零一二三四五六七八九"
_CN = f"{_D}两十廿卅百"
_NUMERALS = f"0123456789{_D}十"
_Z = "一二三四五六日天"
_WEEK = "(?:周|星期|礼拜)"
_NOT_AFTER_NUMBER = rf"(?:(?<=[周期拜][{_Z}])|(?<![0-9.{_CN}第]))"
_MONTH = "(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = "(?:3[01]|[12][0-9]|0?[1-9]|三十一?|卅一?|[二廿]十?[一二三四五六七八九]|二十|廿|十[一二三四五六七八九]?|[一二三四五六七八九])"
_TO = "(?:-+|~+|到|至)"
_AND = "(?:、|,|和|与|及|跟|/)"
_ALONE = r"(?:(?<![\u4e00-\u9fff0-9])|(?<=[在于到的请把等是都要能了赶]))"
_WEEKDAY_END = r"(?![年岁]|次|回|趟|一[次回]|天内|个)"
_DAY_END = r"(?![常程志记报元均游捐营制餐租券化语系]|[一-龥]{0,2}[楼栋幢])"
_COUNT = r"(?:[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]百?|[1-9][0-9]{0,2})"
_DAYS = rf"(?P<n>半|{_COUNT})(?:(?P<half>个半)|个)?(?P<unit>工作日|天|周|星期|礼拜|(?<=[个半])月|年|季度)(?P<more>半)?"
_HOURS = rf"(?P<n>半|{_COUNT}(?:\.5)?)(?:(?P<half>个半)|个)?(?P<unit>小时|钟头|分钟|刻钟)(?P<more>半)?"

PERIODS = frozenset({"week", "month", "quarter", "half", "year", "holiday", "term"})


def _festival_pattern() -> str:
    choices: list[tuple[str, str]] = []
    for index, row in enumerate(festivals()):
        for name in row.names:
            after = (f"(?!{row.guard})" if row.guard else "") + (f"(?={row.only})" if row.only else "")
            before = rf"(?<![0-9{_D}十百第.])" if name[0] in _NUMERALS else ""
            choices.append((name, f"{before}(?P<festival_{index}_{len(choices)}>{re.escape(name)}){after}"))
    choices.sort(key=lambda choice: -len(choice[0]))
    return "|".join(regex for _, regex in choices)


def rows() -> list[tuple[str, str, str, str]]:
    return [
        # name, pattern, needs, inside
        (
            "ymd",
            r"(?<![0-9.])(?P<y>(?:1[0-9]|20)[0-9]{2})[-/.](?P<m>0?[1-9]|1[0-2])[-/.](?P<d>[12][0-9]|3[01]|0?[1-9])"
            r"(?![0-9])日?",
            "",
            "",
        ),
        (
            "ymd",
            r"(?<![0-9])(?P<y>(?:1[0-9]|20)[0-9]{2}) (?P<m>0[1-9]|1[0-2]) (?P<d>[12][0-9]|3[01]|0[1-9])(?![0-9])",
            "",
            "",
        ),
        (
            "ymd",
            r"(?<![0-9])(?P<y>20[0-9]{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12][0-9]|3[01])(?![0-9])",
            "",
            "",
        ),
        (
            "ymd",
            r"(?<![0-9.])(?P<y>2[0-9])[./](?P<m>1[0-2]|0?[1-9])[./](?P<d>[12][0-9]|3[01]|0?[1-9])(?![0-9.])",
            "",
            "",
        ),
        ("ym", r"(?<![0-9.])(?P<y>20[0-9]{2})[-/.](?P<m>0?[1-9]|1[0-2])(?![0-9.])", "", ""),
        # Clock times
        (
            "clock",
            r"(?<![0-9.:])(?P<h>[01]?[0-9]|2[0-4]):(?P<mi>[0-5][0-9])(?::(?P<s>[0-5][0-9]))?(?![0-9])"
            r"(?:\s?(?P<ap>[aApP])\.?[mM]?\.?(?![A-Za-z]))?(?P<fuzzy>左右|前后)?",
            "",
            "",
        ),
        ("clock", r"(?<![0-9.:])(?P<h>1[0-2]|0?[1-9])\s?(?P<ap>[aApP])\.?[mM]\.?(?![A-Za-z])", "", ""),
        ("to_clock", rf"差(?P<mi>一刻钟?|{N}分钟?)(?P<h>{N})[点时]", "", ""),
        (
            "clock",
            rf"(?P<h>(?<![0-9.])(?:2[0-4]|[01]?[0-9])|(?:(?<=[周期拜][{_Z}])|(?<![{_CN}第]))(?:[零〇]|二十[一二三四]?|十[一二三四五六七八九]?"
            rf"|[一二两三四五六七八九]))(?:点钟?|时(?![间期代常候段光])|:00)"
            rf"(?:(?P<mi>半|整|[一三1-3]刻|差{N}分|过?{N}分(?!钟内|[之享])|[零〇0]?[0-9](?![0-9人名个])|[1-5][0-9]"
            rf"(?![0-9人名个])|[零〇][一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?)"
            rf"(?:(?P<s>{N})秒)?)?(?P<fuzzy>左右|多|前后)?",
            "",
            "",
        ),
        (
            "clock_bare",
            rf"{_NOT_AFTER_NUMBER}(?P<h>[0-9]{{1,2}}|[一二两三四五六七八九十]{{1,3}})(?={_TO}"
            rf"(?:[早上中下晚]+[上午间])?(?:[0-9]{{1,2}}|[一二两三四五六七八九十]{{1,3}})[点时](?!间))",
            "",
            "",
        ),
        (
            "part",
            r"凌晨|后半夜|半夜|午夜|大清早上?|清早|一?大早上?|一早|早上|早晨|清晨|早间|晨间|上午|[前头]晌午?|头午|中午|正午|晌午|午间"
            r"|下午|午后|[后下过]晌|后半晌|傍晚|擦黑儿?|天黑|黄昏|晚上|晚半?晌|下晚儿?|晚黑|黑家|晚间|夜里|夜间|夜晚|深夜|全天|整天|当晚",
            "",
            "",
        ),
        # Recurrence and the words of weeks, months and years that are written around one another
        ("decade", rf"(?:(?P<century>上个?|本|{N})世纪)?(?P<tens>[1-9]0|[一二三四五六七八九]十)年代", "", ""),
        ("festival", _festival_pattern(), "year", "year"),
        (
            "lunar",
            rf"(?:农历|阴历|旧历|夏历)的?(?P<m>正|腊|冬|闰?{N})月(?:的)?(?:(?P<d>初[{_CN}]|{_DAY})[日号]?)?",
            "year",
            "year",
        ),
        ("lunar", rf"(?P<m>[正腊冬])月(?:的)?(?P<d>初[{_CN}]|{_DAY})?[日号]?", "year", "year"),
        (
            "lunar",
            rf"{_NOT_AFTER_NUMBER}(?P<m>[一二三四五六七八九十]|十[一二])月(?P<d>初[一二三四五六七八九十])",
            "year",
            "year",
        ),
        ("lunar", r"(?:大年|过年)?(?:年)?(?<=年)(?P<d>初[一二三四五六七八九十])", "year", "year"),
        ("lunar_day", r"(?P<d>初[二三四五六七八九十]|初一(?![中年班上到至]))", "left day", "lunar"),
        ("year", r"(?<![0-9.])(?P<y>(?:1[0-9]|20)[0-9]{2})年度?", "", ""),
        ("year", rf"(?<![{_CN}])(?P<y>[一二][{_D}]{{3}}|两千(?:零?[一二三四五六七八九十]+)?)年度?", "", ""),
        ("year", rf"(?<![0-9.{_CN}])(?P<y>[0-9]{{3}}|[一二三四五六七八九]{{3}})年(?={_MONTH}月)", "", ""),
        (
            "year",
            rf"(?<![0-9.{_CN}第满约近共])(?P<yy>[0-9]{{2}}|[{_D}]{{2}})年(?=度?(?:{_MONTH}月|[Qq][1-4]|第?[一二三四1-4]季度"
            r"|[上下]半年|[年]?[底末初]|春节|国庆|元旦|五一|中秋))",
            "",
            "",
        ),
        ("year", r"(?<![0-9.])(?P<yy>0[0-9]|[零〇][〇零一二三四五六七八九])年", "", ""),
        ("year", rf"(?<![0-9.])(?P<y>20[0-9]{{2}})(?={_TO}20[0-9]{{2}}年|[Qq][1-4])", "", ""),
        (
            "this_year",
            r"(?P<rel>今年|本年|当年|这一?年(?!头)|明年|去年|大前年|前年|大后年|后年|来年|次年|上一?年(?!级|纪)|下一?年(?!级)"
            r"|年内)度?",
            "",
            "",
        ),
        ("half", r"(?P<rel>上|下|前|后)个?半年", "year", "year"),
        ("this_quarter", r"(?P<rel>上上|上|本|这|下下|下|当)一?个?季度(?!之星)", "", ""),
        (
            "quarter",
            r"第?(?P<q>[一二三四1-4])个?季度(?!之星)|第(?P<q2>[一二三四])季(?!度)|(?<![A-Za-z])[Qq](?P<q3>[1-4])(?![0-9])",
            "year",
            "year",
        ),
        ("hours_shift", rf"{_NOT_AFTER_NUMBER}(?:再过|过)?{_HOURS}(?:之|以)?(?P<dir>后|前)", "", ""),
        ("hours_shift", rf"(?:再过|过){_HOURS}(?P<dir>)(?!内|里)", "", ""),
        ("hours_within", rf"{_NOT_AFTER_NUMBER}{_HOURS}(?:之|以)?内", "", ""),
        (
            "hours_rolling",
            rf"(?P<side>未来|今后|接下来|之后|过去|最近|之前|还剩|还有)(?:的)?{_HOURS}(?!前|后)",
            "",
            "",
        ),
        ("hours_rolling", r"(?P<side>上|下)一?个(?P<n>)(?P<half>)(?P<unit>小时|钟头)(?P<more>)", "", ""),
        (
            "week_shift",
            rf"{_NOT_AFTER_NUMBER}(?:(?:再过|过)(?P<n>{_COUNT})个?{_WEEK}(?:之|以)?后?|(?P<m>{_COUNT})个?{_WEEK}(?:之|以)?(?P<dir>后|前))"
            rf"的?那?一?个?{_WEEK}(?P<wd>[{_Z}末])",
            "",
            "",
        ),
        ("shift", rf"{_NOT_AFTER_NUMBER}(?:再过|过)?{_DAYS}(?:之|以)?(?P<dir>过?后|前)(?![天年])", "", ""),
        ("shift", rf"(?:再过|过){_DAYS}(?P<dir>)(?!内|里)", "", ""),
        ("within", rf"(?P<side>未来|今后|最近|近|过去)的?{_DAYS}(?:之|以)?(?:内|里(?!面))", "", ""),
        ("within", rf"{_NOT_AFTER_NUMBER}(?P<side>){_DAYS}(?:之|以)?(?:内|里(?!面))", "", ""),
        (
            "within",
            rf"{_NOT_AFTER_NUMBER}(?P<side>)(?P<n>{N})(?P<half>)(?P<unit>日)(?P<more>)(?:之|以)?内",
            "",
            "",
        ),
        (
            "rolling",
            rf"(?P<side>未来|今后|接下来|往后|随后|之后|过去|最近|近|此前|之前)(?:的|这|整)*{_DAYS}(?!前|后)",
            "",
            "",
        ),
        (
            "beside",
            r"(?:之|以)?(?P<dir>后)的?(?P<work>上班|开工|复工|返岗|开学)的?(?P<which>第一|头一|首)个?(?P<unit>天|日)(?P<wd>)",
            "",
            "day days holiday break",
        ),
        (
            "beside",
            rf"(?:之|以)?(?P<dir>前|后)的?(?P<which>那)一?个?(?P<unit>{_WEEK}(?P<wd>[{_Z}末]))",
            "",
            "day days holiday break",
        ),
        (
            "beside",
            rf"(?:之|以)?(?P<dir>前|后)的?(?P<which>第{N}|最后一?|首|头一)个?(?P<unit>天|日|工作日|{_WEEK}(?P<wd>[{_Z}末])?|月)",
            "",
            "day days holiday break",
        ),
        (
            "nth_weekday",
            rf"(?<![后前的学期度年月周届季连续])(?:第(?P<n>{N})|(?P<last>最后一))个?{_WEEK}(?P<wd>[{_Z}末])",
            "month",
            "",
        ),
        (
            "nth",
            rf"(?:第(?P<n>{N})|倒数第(?P<back>{N})|(?P<last>最后一?|末)|(?P<first>首|头一|头)|(?P<next>下一))"
            rf"(?:个)?(?P<unit>{_WEEK}(?P<wd>[{_Z}末])?|工作日|月|天|日|季度)(?!次)",
            "",
            "week month quarter half year holiday term days",
        ),
        (
            "some",
            rf"(?P<side>开头|前面?|头|最后|后|(?<!季度)末|(?<!一)[上下])的?(?P<n>{_COUNT}|几)个?(?P<half>)(?P<unit>工作日|天|日|周|星期|礼拜|月|年|季度)"
            rf"(?!前|后|内|末|[{_Z}](?!天|次))",
            "",
            "week month quarter half year holiday term day days break",
        ),
        ("eve", r"前[夕夜]", "left day", "day days holiday break"),
        ("its_week", rf"(?:的)?(?:那|当|所在的?)一?个?{_WEEK}(?![{_Z}])", "left day", "day days holiday"),
        ("same_time", r"(?:的)?(?:这个?时候|这会儿|此时|同一天)", "left day", "year"),
        ("next_day", r"次日|第二天|翌日|隔天|转天", "left day", "day days holiday break"),
        ("same_day", r"当[天日]|那[一]?[天日]|这[一]?天|正日子|本日", "left day", "day days"),
        ("off", r"(?:节?假期|小?长假|放假期间|黄金周|放假|假日|休假|节?期间)(?:期间)?", "", "day"),
        (
            "pair",
            r"(?P<which>明后[两二]?[天日]|今明后[三3][天日]|今明[两二]?[天日]|这[两二]天|这几天|这三天)",
            "",
            "",
        ),
        (
            "relative_day",
            r"(?P<word>大后[天日]|大前[天日]|[今明后昨前]儿个?|[今明后昨前]个儿|[明昨]个(?![月星礼周季年学人])|(?<!每)今[天日]|明[天日](?!会更)|(?<!前|之|以)后天(?![性])"
            r"|昨[天日]|前[天日]|即日|今(?=[早晚晨夜起])|明(?=[早晚晨起])|昨(?=[晚夜])|后(?=晚[上0-9一二两三四五六七八九十,。 ]|晚$)|前(?=晚[上的]|晚$))",
            "",
            "year",
        ),
        (
            "this_month",
            r"(?<![以如之])(?P<rel>上上|上|下下|下|这|本|当|次)一?个?月份?(?![亮嫂刊票薪饼经台牙光老季])",
            "",
            "year",
        ),
        ("this_month", r"(?P<rel>月内)", "", "year"),
        ("week_half", r"(?P<rel>上|下|前|后)半周", "week", "week"),
        ("month_half", r"(?P<rel>上|下|前|后)半个?月(?!前|后|内)", "month", "month"),
        (
            "this_week",
            rf"(?P<rel>大?上+|大?下+|这|本|当|今|该|次)一?个?{_WEEK}(?:(?P<wd>末|六(?:、|和|及|,)?{_WEEK}?[日天](?![常期])|[{_Z}]|[1-6](?![0-9天次])){_WEEKDAY_END}|(?![年边围岁期]))",
            "",
            "",
        ),
        ("this_week", r"(?P<rel>周内)(?P<wd>)", "", ""),
        ("weekend", rf"{_WEEK}末|双休日?|{_WEEK}六(?:、|和|及|,)?{_WEEK}?[日天]", "week", "week"),
        ("weekday", rf"{_WEEK}(?P<wd>[{_Z}]|[1-6](?![0-9天次])){_WEEKDAY_END}", "week", "week"),
        (
            "weekday",
            rf"(?<=[周期拜][{_Z}1-6][到至~\-])(?P<wd>[{_Z}1-6])(?![0-9{_D}十月年日号个点天场次名是人:.])",
            "left week",
            "week",
        ),
        (
            "weekday",
            rf"(?<=[{_Z}])(?:、|,|和|及|/)(?P<wd>[{_Z}])(?![0-9{_D}月年日号个点天场次名是人])",
            "left week",
            "week",
        ),
        ("month", rf"{_NOT_AFTER_NUMBER}(?P<m>{_MONTH})月份?(?![饼亮刊薪嫂票]|一[次回])", "year", "year"),
        (
            "month",
            rf"(?<![0-9.{_CN}第月日号/:\-])(?P<m>{_MONTH})(?=(?:{_TO}|{_AND}){_MONTH}月份?(?!{_DAY}[日号]))",
            "year",
            "year",
        ),
        (
            "month_day",
            r"(?<![0-9./:])(?P<m>1[0-2]|0?[1-9])(?P<sep>[./])(?P<d>[12][0-9]|3[01]|0?[1-9])[日号]?(?![0-9/%]|\.[0-9])",
            "year",
            "year",
        ),
        (
            "month_day",
            r"(?<![0-9\-:])(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12][0-9]|3[01])(?=\s*[0-9]{1,2}:[0-9]{2})",
            "year",
            "year",
        ),
        ("xun", r"(?P<rel>上中|中下|[上中下])旬", "month", "month"),
        ("month_edge", r"月(?P<edge>底|末|尾|初|中(?![国心秋旬]))(?![薪])", "month", "month"),
        (
            "year_edge",
            rf"(?<![0-9{_CN}几多])(?:年(?P<edge>底|末|尾|初|中(?![国心秋级])|终(?![奖总考评述]))|岁(?P<edge2>末))",
            "year",
            "year",
        ),
        ("quarter_edge", r"季度?(?P<edge>底|末|初)", "quarter", "quarter"),
        (
            "edge",
            r"(?<=[年月份度季])(?P<edge>底|末|尾|初(?![一二三四五六七八九十])|中(?![秋旬午小学国心层间期途下]))",
            "left year",
            "year month quarter half",
        ),
        ("day", rf"{_NOT_AFTER_NUMBER}(?P<d>{_DAY})(?:日|号){_DAY_END}", "month", "month"),
        (
            "day",
            rf"(?<![0-9.{_CN}第/:])(?P<d>{_DAY})(?=(?:{_TO}|{_AND}){_DAY}(?:{_AND}{_DAY})*[日号]{_DAY_END})",
            "month",
            "month",
        ),
        (
            "bare_day",
            rf"(?<=月)(?P<d>{_DAY})(?![0-9{_CN}个名人次元岁点时分:年月周%场项]|\.[0-9])",
            "left month",
            "month",
        ),
        (
            "bare_day",
            rf"(?<=[日号0-9][\-~到至])(?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9{_CN}个名人次元岁点时分:年月周%场项期]|[./][0-9])",
            "left month",
            "month",
        ),
        (
            "part",
            r"(?:(?<=[今明昨后天日号夕节末每前一二三四五六])|(?=.(?:[0-9]|[一二三四五六七八九十两零])))(?:早(?![会饭餐操教退起知已稻日茶班市读])"
            r"|晚(?![会饭餐宴点于些报婚辈班自礼])|晨(?![练跑会曦间报]))|午(?=[0-9一二两三四五六七八九十])|夜(?=[0-9一二两三四五六七八九十])",
            "",
            "",
        ),
        (
            "new_year",
            rf"{_ALONE}年(?=[前后](?![{_Z}年0-9]))|过年(?=[前后期放假])|过完?年(?=后)",
            "year",
            "year",
        ),
        ("next_off", rf"{_ALONE}(?:节|假期|长假|小长假|放假)(?=[前后])", "", ""),
        ("term", r"(?P<term>寒假|暑假|春季学期|秋季学期|上学期|下学期|本学期|新学期|春假|秋假)", "", "year"),
        ("now", r"(?:从|自)?(?:现在|此刻|眼下|目前)(?=起|开始|到|至)|即(?=日起)", "", ""),
    ]
