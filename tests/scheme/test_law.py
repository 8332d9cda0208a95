"""The versions of laws: names that mean one law, and articles that kept an older number."""

from datetime import date

import pytest

from accession_cli.scheme.law import LawState, LawVersion, Statutes, fate, law_key, older_article
from accession_cli.scheme.task import LawBasis


def version(
    law: str,
    year: str,
    since: date,
    articles: dict[str, str] | None = None,
    replaced_by: tuple[str, str] | None = None,
) -> LawVersion:
    return LawVersion(
        law=law,
        version=year,
        effective_from=since,
        repealed_on=None,
        replaced_by=replaced_by,
        articles=articles or {},
        note=None,
    )


STATUTES = Statutes(
    (
        version(
            "示例防治法", "2013", date(2013, 6, 29), {"第九条": "第十五条", "第八条": "第九条"}
        ),
        version("示例防治法", "2025", date(2025, 9, 1)),
        version("示例条例", "2003", date(2003, 5, 9), {"第四十条": "第十六条"}, ("示例法", "2025")),
        version("示例法", "2025", date(2025, 11, 1)),
    )
)


@pytest.mark.parametrize(
    "name",
    [
        "示例防治法",
        "《示例防治法》",
        "中华人民共和国示例防治法",
        "《中华人民共和国示例防治法》（2013年修正）",
        "示例防治法(2013修正)",
        "示例防治法〔2013〕",
        "〈示例 防治法〉（修订）",
    ],
)
def test_a_law_is_known_however_its_name_is_written(name: str) -> None:
    assert law_key(name) == "示例防治法"
    cited = LawBasis(law=name, version="2013", article=None)
    assert fate(STATUTES, cited, date(2025, 8, 31)) is None
    assert fate(STATUTES, cited, date(2025, 9, 1)) == (LawState.OUTDATED, date(2025, 9, 1))


@pytest.mark.parametrize("name", ["示例防治法（试行）", "示例防治法实施办法", "天津市示例防治法"])
def test_another_law_is_not_taken_for_it(name: str) -> None:
    assert law_key(name) != "示例防治法"


@pytest.mark.parametrize(
    ("law", "year", "article", "moved"),
    [
        ("中华人民共和国示例法", "2025", "第四十条第二款", "第十六条"),
        ("示例法", "2025", "第十六条", None),
        ("示例法", "2025", "第三条、第四十条", "第十六条"),
        ("示例条例", "2003", "第四十条", None),
        ("示例防治法", "2025", "第八条", "第九条"),
        ("示例防治法", "2025", "第九条", None),
        ("示例防治法", None, "第八条", None),
        ("从未登记的法", "2025", "第九条", None),
    ],
)
def test_an_article_that_kept_an_older_number_is_found(
    law: str, year: str | None, article: str, moved: str | None
) -> None:
    found = older_article(STATUTES, LawBasis(law=law, version=year, article=article))
    assert (found and found[2]) == moved
