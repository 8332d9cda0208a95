"""Markings and numbers as they are met, every one of them made up."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

MARKINGS = {
    "a star and years": "绝密★30年",
    "a star and no end": "机密★长期",
    "a bare star": "秘密★",
    "a star and a day": "秘密★2033年12月31日",
    "an examination paper": "绝密★启用前",
    "another star": "机密☆10年",
    "an asterisk": "秘密*5年",
    "a level alone": "绝密",
    "a level, called so": "机密级",
    "a level in brackets": "【秘密】",
    "a field": "密级：机密",
    "a cell of a form": "密级\t秘密",
    "a graded field": "保密等级：绝密级",
    "a term behind a dot": "机密·20年",
    "a term in brackets": "秘密（3年）",
    "a term in words": "绝密 三十年",
    "a document number": "津丽委密〔2023〕3号",
    "a document number with a word": "津密字〔2023〕12号",
    "a level in a document number": "机密〔2022〕7号",
    "at the head of a title": "【机密】关于示例工作的请示",
    "at the end of a title": "关于示例工作的报告（秘密）",
    "a numbered copy": "机密 第003号",
    "a work secret": "工作秘密★",
    "traditional characters": "機密★二十年",
}
HINTS = [
    *("此件不予公开", "本件不公开", "此件依申请公开", "此文仅供内部参考", "内部资料 注意保存"),
    *("内部资料，注意保存", "严禁外传", "请勿外传。", "阅后收回", "内部资料", "【内部文件】"),
    *("工作秘密", "密级：内部", "保密期限：10年", "解密时间：2033年", "份号：000123", "涉密文件"),
    *("公开方式：不予公开", "CONFIDENTIAL"),
]
PASSING = [
    *(
        "保守国家秘密是公民的义务。",
        "《中华人民共和国保守国家秘密法》",
        "泄露商业秘密的，依法处理。",
    ),
    *("国家秘密的密级分为绝密、机密、秘密三级。", "绝密级不超过三十年，机密级不超过二十年。"),
    *(
        "机密文件由专人保管",
        "密级：绝密、机密、秘密",
        "协助开展保密宣传教育",
        "签订保密协议3年",
        "密切联系群众",
    ),
    *(
        "内部管理制度",
        "政府信息公开条例",
        "不予公开的理由应当说明",
        "对外传播社区文化",
        "商业秘密",
        "个人隐私",
    ),
    *(
        "**秘密**一词的含义",
        "保守秘密。",
        "国密局公告",
        "技术秘密",
        "热线12345",
        "电话：022-84375000",
    ),
    *("津民发〔2023〕3号", "400-650-5500", "统一社会信用代码11120110000176946D", "金额24000.00元"),
    *("2024-03-11 2025-03-10 2026-03-09", "120110001901、120110001902", "邮编300300"),
]


def _full_width(text: str) -> str:
    wide = (chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
    return "".join(wide).replace(" ", "\u3000")


VARIANTS: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "a space in every gap": " ".join,
    "wide spaces": "\u3000\u3000".join,
    "many spaces": (" " * 40).join,
    "zero width": "\u200b".join,
    "soft hyphens and marks": "\u00ad\ufeff".join,
    "bidirectional marks": "\u202c".join,
    "full width": _full_width,
    "line breaks": "\n".join,
    "line breaks of Windows": "\r\n".join,
    "square brackets": lambda text: f"【{text}】",
    "round brackets": lambda text: f"（{text}）",
    "quotes": lambda text: f"“{text}”",
    "among other lines": lambda text: f"东丽区文件\n{text}\n关于示例的通知",
    "a value of YAML": lambda text: f"title: 示例\ncontent: {text}\nother: 无",
    "a comment of YAML": lambda text: f"title: 示例\n# {text}\nother: 无",
}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(place: str, born: date, serial: int) -> str:
    """An identity number by GB 11643 that nobody has to have."""
    digits = f"{place}{born:%Y%m%d}{serial:03d}"
    return (
        digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=False)) % 11]
    )


def id_numbers() -> Iterator[str]:
    """Identity numbers of every province, every check character among them."""
    places = ("110105", "120110", "310104", "440305", "510107", "650102", "710000", "820000")
    for at, place in enumerate(places * 12):
        yield id_number(place, date(1931, 1, 1) + timedelta(days=331 * at), at * 7 % 1000)


def luhn(digits: str) -> str:
    """*digits* with the check digit that a bank card has."""
    for check in "0123456789":
        whole = digits + check
        doubled = [int(d) * (1 + at % 2) for at, d in enumerate(reversed(whole))]
        if sum(d - 9 * (d > 9) for d in doubled) % 10 == 0:
            return whole
    raise AssertionError
