"""What the directory says of the year's evaluation, in Chinese."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from accession_cli.scheme.directory import EditionEvaluation
from accession_cli.scheme.evaluation import Judgement
from accession_cli.scheme.evaluation_summary import one_decimal

OUTCOMES: Final[Mapping[Judgement, str]] = {
    Judgement.KEEP: "继续实施",
    Judgement.IMPROVE: "改进后实施",
    Judgement.END: "建议终止",
}


def outcome(value: Judgement | None) -> str:
    """What was concluded; what is not concluded yet is said to be so."""
    return OUTCOMES[value] if value else "尚无结论"


def mean(value: Fraction | None) -> str:
    """A mean with one decimal; a dash where nobody gave a score."""
    return "—" if value is None else one_decimal(value)


def scores(means: Mapping[str, Fraction | None], criteria: Mapping[str, str]) -> str:
    """The mean of each criterion that was scored: 作用4.3、效果4.0."""
    known = ((name, means.get(key)) for key, name in criteria.items())
    said = "、".join(f"{name}{one_decimal(one)}" for name, one in known if one is not None)
    return said or "未评分"


def evaluation_note(made: EditionEvaluation) -> str:
    """How many tasks were evaluated, by whom and how, and what became of the money."""
    said = (
        f"本年度应评议事务{len(made.tasks)}项，已评议{len(made.evaluated)}项，"
        f"未评议{made.not_evaluated}项。评议由{made.convened_by}组织，"
        f"按{'、'.join(made.criteria.values())}分项评分，每项0至{made.highest}分；"
        "所列得分为各评议方平均分的平均值，四舍五入到一位小数。"
    )
    if made.returns:
        said += (
            f"部门已填报经费落实情况{len(made.returns)}项，共安排{_yuan(made.earmarked)}，"
            f"支出{_yuan(made.spent)}。"
        )
    return said


def _yuan(amount: object) -> str:
    return f"{amount}元".replace(".00元", "元")
