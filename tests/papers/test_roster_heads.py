"""The columns of an office's own lists of agencies and of places are known by their heads."""

import pytest

from accession_cli.papers.cells import SheetCells
from accession_cli.papers.roster import read_roster
from accession_cli.papers.templates import Environment


@pytest.mark.parametrize("agency", ["单位全称", "机 构 名 称", "全称"])
@pytest.mark.parametrize(
    ("street", "community", "code"),
    [
        ("所属街镇", "社区居委会名称", "社区代码\n(12位)"),
        ("所在街道", "社区居民委员会", "社区编码"),
        ("街道（镇）", "居委会名称", "居委会代码"),
    ],
)
def test_the_columns_are_known_by_the_heads_that_offices_write(
    agency: str, street: str, community: str, code: str
) -> None:
    agencies = (
        ("区级机构名单",),
        ("序 号", agency, "简  称", "联系人"),
        (1.0, "区气象局", "", "张某"),
    )
    places = (
        ("各街道所辖社区一览表",),
        ("序号", street, community, code, "主任"),
        (1.0, "新街道", "甲社区居民委员会", "", "赵某"),
        (2.0, "", "乙社区", "", "钱某"),
    )
    sheets = [SheetCells(name="机构", rows=agencies), SheetCells(name="社区", rows=places)]
    read = read_roster(sheets, "名单.xlsx", Environment(), "accession roster export")
    assert not read.faults
    assert [row.name for row in read.rows] == ["区气象局", "新街道", "甲社区居民委员会", "乙社区"]
