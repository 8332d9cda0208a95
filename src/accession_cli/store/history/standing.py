"""How two lines of history stand to one another, and when a commit was made."""

from datetime import datetime

from accession_cli.store.history.git import CHINA, Git


def apart(git: Git, mine: str, theirs: str) -> tuple[int, int]:
    """How many commits only *mine* has, and how many only *theirs*; none where one is missing."""
    if git.tip(mine) is None or git.tip(theirs) is None:
        return 0, 0
    asked = ("rev-list", "--left-right", "--count", "--end-of-options", f"{mine}...{theirs}")
    ahead, behind = git.run(*asked).line.split("\t")
    return int(ahead), int(behind)


def newer(git: Git, one: str, other: str) -> str:
    """Whichever of two names of one line of history is ahead; *one* when they are equal."""
    return other if git.tip(one) is None or apart(git, other, one)[0] else one


def time_of(git: Git, rev: str) -> datetime | None:
    """When the commit that *rev* names was made; ``None`` when there is none."""
    commit = git.tip(rev)
    if commit is None:
        return None
    seconds = git.run("show", "--no-patch", "--format=%ct", "--end-of-options", commit).line
    return datetime.fromtimestamp(int(seconds), CHINA)
