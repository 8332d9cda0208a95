"""The heads and rows of the Word template's tables, and its longer sentences. Widths are in mm."""

from typing import Final

from word_template_writer import Row, centred, with_small

from accession_cli.papers import directory_pages as pages

#: The overview, with a mark for each channel; a district with one channel needs none.
OVERVIEW_HEADS: Final = (
    ("序号", 10),
    ("事项", 48),
    ("牵头部门", 30),
    ("{{ scheme.channels.community.name }}", 10),
    ("{{ scheme.channels.grid.name }}", 12),
    ("期限", 19),
    ("经费万元", 18),
    ("页码", 10),
)
CLASS_TITLE: Final = (
    "、{{ section.name }}（{{ section.of }}项"
    '{% if not section.whole %}，本册列{{ section["items"]|length }}项{% endif %}）'
)
PROVISIONAL: Final = "{% if edition.publish_by_provisional %}（暂定）{% endif %}"
COUNT: Final = '{{ edition["items"]|length }}'

OVERVIEW_ROW: Final[Row] = (
    centred("{{r [item.number]|jumps }}"),
    "{{ item.task.title }}",
    "{{ item.agency }}",
    centred('{% if "community" in item.task.channels %}●{% endif %}'),
    centred('{% if "grid" in item.task.channels %}●{% endif %}'),
    centred("{{ item.task|short_term }}"),
    centred("{{ item.task|short_money }}"),
    centred('{{r at.cards[item.number].page|page_of("item_" ~ item.number) }}'),
)
OVERVIEW_SUMS: Final = (
    "{% if volume.alone %}合计{% else %}本册合计{% endif %}："
    "{% if sums.yearly_tasks %}每年{{ sums.yearly }}万元（{{ sums.yearly_tasks }}项）；{% endif %}"
    "{% if sums.once_tasks %}一次性{{ sums.once }}万元（{{ sums.once_tasks }}项）；{% endif %}"
    "{% if sums.open_tasks %}按需拨付、未定金额{{ sums.open_tasks }}项；{% endif %}"
    "不另拨经费{{ sums.none_tasks }}项。“次”为一次性，“—”为不另拨"
    "{% if scheme.channels|length > 1 %}；●表示由"
    '{% for one in scheme.channels.values() %}{{ one.name }}{{ "、" if not loop.last else "" }}'
    "{% endfor %}协助{% endif %}。"
)

NEW_HEADS: Final = tuple(zip(("序号", "事项", "牵头部门", "备案日期"), pages.NEW, strict=True))
NEW_ROW: Final[Row] = (
    "{{r [item.number]|jumps }}",
    "{{ item.task.title }}{% if item.task.inherited %}（承接原目录）{% endif %}",
    "{{ item.agency }}",
    "{{ item.task.filing.date|day }}",
)
ENDED_HEADS: Final = tuple(
    zip(("事项", "牵头部门", "停止日期", "情形和原因"), pages.ENDED, strict=True)
)
ENDED_ROW: Final[Row] = (
    with_small(
        "{{ ended.task.title }}", "{{ ended.task.filing.number }}", "{{ ended.task.id|string }}"
    ),
    "{{ ended.agency }}",
    "{{ ended.day|day }}",
    "{{ ended|ended_how }}",
)
EMERGENCY: Final = (
    "下列事务因突发性公共安全事件，"
    "{% if scheme.emergency %}依照{{ scheme.cited(scheme.emergency.clause) }}规定{% endif %}"
    "不经申请，即时准入。"
)
EMERGENCY_HEADS: Final = tuple(
    zip(("序号", "事项", "牵头部门", "准入日期和期限", "情形"), pages.EMERGENCIES, strict=True)
)
EMERGENCY_ROW: Final[Row] = (
    "{{r ([one.number] if one.number else [])|jumps }}",
    with_small("{{ one.task.title }}", "{{ one.task.filing.number }}", "{{ one.task.id|string }}"),
    "{{ one.agency }}",
    [
        ("ListText", "{{ (one.task.decided_on or one.task.filing.date)|day }}准入"),
        ("ListText", "{{ one.task.period|period }}"),
    ],
    (
        "{% if one.ended %}{{ one.ended.how|ending }}，{{ one.ended.day|day }}起停止"
        "{% else %}仍在执行{% endif %}"
    ),
)
CHANGED_HEADS: Final = tuple(
    zip(("序号", "事项和变化项目", "原内容", "现内容", "原因和日期"), pages.CHANGED, strict=True)
)
CORRECTION_ROW: Final[Row] = (
    "{{r [changed.number]|jumps }}",
    [("ListText", "{{ changed.task.title }}"), ("ListText", "{{ correction.field|field_name }}")],
    "{{ correction.old|corrected(correction.field, scheme) }}",
    "{{ correction.new|corrected(correction.field, scheme) }}",
    [("ListText", "{{ correction.reason }}"), ("ListText", "{{ correction.date|day }}")],
)
TAKEN_OVER_ROW: Final[Row] = (
    "{{r [changed.number]|jumps }}",
    [("ListText", "{{ changed.task.title }}"), ("ListText", "承接")],
    '{{ changed.supersedes|join("、") }}',
    "{{ changed.task.id|string }}",
    [("ListText", "承接原事务"), ("ListText", "{{ changed.task.filing.date|day }}")],
)
LAW_HEADS: Final = tuple(
    zip(("序号", "事项", "原引条文", "情形", "现行条文"), pages.LAWS, strict=True)
)
LAW_ROW: Final[Row] = (
    "{{r [change.number]|jumps }}",
    "{{ change.task.title }}",
    "{{ change.cited|basis }}",
    [
        ("ListText", "{{ change.state|law_state }}"),
        ("ListText", "{% if change.since %}{{ change.since|day }}{% endif %}"),
    ],
    "{% if change.successor %}{{ change.successor|current_text }}{% else %}未查明{% endif %}",
)
FIGURES: Final = (
    "上年末在册{{ edition.previous }}项，本版" + COUNT + "项，"
    '{% if edition.net_change %}净{{ "增加" if edition.net_change > 0 else "减少" }}'
    "{{ edition.net_change|abs }}项{% else %}总数持平{% endif %}。"
    "其中：新准入{{ edition.admitted }}项，"
    "{% if edition.taken_over %}承接原目录{{ edition.taken_over }}项，{% endif %}"
    "{% if edition.restored %}期限延续、恢复列入{{ edition.restored|length }}项，{% endif %}"
    "终止或者期限届满{{ public.gone }}项"
    "{% if public.gone_unlisted %}（含上年末不在册的{{ public.gone_unlisted }}项）{% endif %}，"
    "{% if public.in_error %}误登记注销{{ public.in_error }}项，{% endif %}"
    "内容有变化{{ edition.amended }}项，未变化{{ edition.unchanged }}项。"
)
SCORE_HEADS: Final = tuple(
    zip(("序号", "事项", "牵头部门", "评议得分", "评议结论"), pages.SCORES, strict=True)
)
SCORE_ROW: Final[Row] = (
    "{% if one.number %}{{r [one.number]|jumps }}{% else %}—{% endif %}",
    "{{ one.task.title }}",
    "{{ one.agency }}",
    "{{ one.means|scores(edition.evaluation.criteria) }}",
    "{{ one.outcome|outcome }}",
)
COLOPHON: Final[tuple[tuple[str, str, str], ...]] = (
    ("", "基准日", "{{ edition.base_date|day }}"),
    ("scheme.page_address", "网页地址", "{{ scheme.page_address }}"),
    (
        "",
        "状态",
        (
            "{% if edition.draft %}征求意见稿，内容以正式版为准{% else %}正式版{% endif %}"
            "{% if scheme.sample %}；示例数据，不作为依据{% endif %}"
        ),
    ),
    (
        "",
        "登记库版本",
        "{% if edition.colophon.commit %}{{ edition.colophon.commit }}{% else %}未记录{% endif %}",
    ),
    ("", "编制工具", "accession {{ edition.colophon.tool_version }}"),
    (
        "",
        "工作日历",
        (
            '{{ edition.colophon.notices|join("、") or "无" }}'
            "{% if edition.colophon.provisional_years %}；"
            '{{ edition.colophon.provisional_years|join("、") }}年放假安排尚未发布，'
            "按现有日历推算{% endif %}"
        ),
    ),
    (
        "edition.colophon.not_restored",
        "未能还原",
        (
            "下列内容在基准日以后更正，更正前的内容未能还原，本目录所载为更正后的内容："
            "{% for id, field in edition.colophon.not_restored %}"
            "{{ id|string }}{{ field|field_name }}"
            "{% if not loop.last %}；{% else %}。{% endif %}{% endfor %}"
        ),
    ),
    ("not edition.draft", "公布期限", "{{ edition.publish_by|day }}" + PROVISIONAL),
    ("", "内容校验值", "{{ content_sha256 }}"),
    (
        "not volume.alone",
        "分册",
        "{{ volume.number|volume_name }}，共{{ volume.count }}册；内容校验值为全部分册所共有",
    ),
)
EXTRACT: Final = (
    "本摘编只收录与{{ edition.extract.name }}有关的事务，序号重新编排，完整内容以"
    "{{ edition.title|quoted }}为准。{% if edition.extract.posted %}社区居民委员会依照"
    "《城市居民委员会组织法》第三十四条公布，公布时间不少于15日。{% endif %}"
)
VOLUMES: Final = (
    "本目录共{{ volume.count }}册，序号统一编排，" + COUNT + "项。本册为"
    "{{ volume.number|volume_name }}。编制说明在第一册，变化情况和索引在事务目录之后各册。"
    "{% if scheme.page_address %}各册和网页版见{{ scheme.page_address }}。{% else %}"
    '其他各册可以向{{ scheme.issuers|join("、") }}索取。{% endif %}'
)
