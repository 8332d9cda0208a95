"""All the states that are tried, in the order of what is unusual: the desk, git, the remote, us."""

from collections.abc import Callable
from typing import Any, Final

from fault.states import (
    MOVED_BY_RIVAL,
    NEW,
    State,
    ahead,
    bisecting,
    cloned_anew,
    converted,
    cut,
    cut_settings,
    edited_record,
    emptied,
    folder_in_the_way,
    from_the_future,
    git,
    grafted,
    hook,
    ignored,
    left_by_us,
    linked,
    looked,
    loose_objects,
    mailing,
    moved_remote,
    moved_to,
    nothing,
    of_another,
    on_the_remote,
    on_the_trunk,
    put_away,
    read_only,
    remote_back,
    removed,
    replaced,
    rewritten,
    setting,
    side_branch,
    small_disk,
    submodule,
    then,
    under_way,
    unhook,
    void,
    worktree,
    written,
    zeroed,
)
from fault.world import World

DESK: Final = (
    State(name="an untidy desk", happen=nothing),
    State(name="an untidy desk", happen=nothing, remote=False),
    State(name="the record a rival changed is edited here", happen=edited_record),
    State(
        name="the record a rival changed is staged here",
        happen=then(edited_record, git("add", MOVED_BY_RIVAL)),
    ),
    State(name="another record is edited", happen=edited_record, remote=False),
    State(name="an untracked file in the way", happen=written(f"desk/{NEW}", "mine\n")),
    State(
        name="an untracked file in the way",
        happen=written(f"desk/{NEW}", "mine\n"),
        remote=False,
        code=5,
        landed=False,
        mend=put_away(f"desk/{NEW}"),
    ),
    State(name="an ignored file in the way", happen=ignored),
    State(
        name="an ignored file in the way",
        happen=ignored,
        remote=False,
        code=5,
        landed=False,
        mend=put_away(f"desk/{NEW}"),
    ),
    State(name="a link in the way", happen=linked),
    State(
        name="a link in the way",
        happen=linked,
        remote=False,
        code=5,
        landed=False,
        mend=put_away(f"desk/{NEW}"),
    ),
    State(name="a folder in the way", happen=folder_in_the_way),
    State(
        name="a folder in the way",
        happen=folder_in_the_way,
        remote=False,
        code=5,
        landed=False,
        mend=put_away(f"desk/{NEW}"),
    ),
    State(
        name="the folder of the records is a link",
        happen=then(
            lambda world: void((world.desk / "registry/tasks/2026").rename(world.root / "2026")),
            lambda world: (world.desk / "registry/tasks/2026").symlink_to(world.root / "2026"),
        ),
    ),
    State(name="a record is gone from the work tree", happen=removed(f"desk/{MOVED_BY_RIVAL}")),
    State(name="the registry is in .gitignore", happen=written("desk/.gitignore", "registry/\n")),
    State(
        name="twins that differ by case",
        happen=then(on_the_trunk("Twin.md", "1\n"), on_the_trunk("twin.md", "2\n")),
    ),
    State(name="a very long path", happen=on_the_trunk("/".join(["长" * 60] * 8) + "/x", "x\n")),
    State(name="spaces and Chinese in the path", happen=moved_to("办公室 一/登记 册")),
    State(name="spaces in the path", happen=moved_to("a b/c d"), remote=False),
)
UNDER_WAY: Final = tuple(
    State(name=f"a {name} is under way", happen=happen, remote=remote, code=code, landed=remote)
    for name, happen in (
        ("merge", under_way("merge", "side")),
        ("rebase", under_way("rebase", "side")),
        ("cherry-pick", under_way("cherry-pick", "side")),
        ("revert", under_way("revert", "--no-edit", "side")),
        ("bisect", bisecting),
        ("git am", mailing),
    )
    for remote, code in ((True, 0), (False, 5))
)
BRANCHES: Final = (
    State(name="HEAD on no branch", happen=git("checkout", "--quiet", "--detach")),
    State(
        name="HEAD on no branch",
        happen=git("checkout", "--quiet", "--detach"),
        remote=False,
        code=5,
        landed=False,
        mend=git("switch", "--quiet", "main"),
    ),
    State(name="HEAD on another branch", happen=git("switch", "--quiet", "-c", "draft")),
    State(name="HEAD on a branch not born", happen=git("symbolic-ref", "HEAD", "refs/heads/no")),
    State(
        name="HEAD on a branch not born",
        happen=git("symbolic-ref", "HEAD", "refs/heads/no"),
        remote=False,
        code=3,
        landed=False,
    ),
    State(name="own commits on main", happen=ahead),
    State(name="diverged branches", happen=side_branch),
    State(name="a linked work tree", happen=worktree, folder="linked"),
    State(name="a sub-folder", happen=nothing, folder="desk/registry/tasks/2024"),
    State(name="-C from outside", happen=nothing, folder="", before=("-C", "{root}/desk")),
    State(
        name="ACCESSION_REGISTRY",
        happen=nothing,
        folder="papers",
        environ={"ACCESSION_REGISTRY": "{root}/desk/registry"},
    ),
    State(
        name="-C to the bare repository",
        happen=nothing,
        before=("-C", "{root}/remote.git"),
        code=2,
        landed=False,
    ),
    State(
        name="a shallow clone",
        happen=cloned_anew("--depth=1"),
        code=5,
        landed=False,
        mend=git("fetch", "--quiet", "--unshallow"),
    ),
    State(
        name="a partial clone",
        happen=then(
            on_the_remote(uploadpack__allowFilter="true"), cloned_anew("--filter=blob:none")
        ),
    ),
    State(name="a clone with alternates", happen=cloned_anew("--reference", "{root}/remote.git")),
    State(name="a single-branch clone", happen=cloned_anew("--single-branch", "--no-tags")),
    State(
        name="a sparse checkout",
        happen=then(git("stash", "-u", "-q"), git("sparse-checkout", "set", "registry")),
    ),
    State(name="a submodule", happen=submodule),
    State(name="a replaced commit", happen=replaced),
    State(name="a grafted commit", happen=grafted),
    State(name="packed refs", happen=git("pack-refs", "--all")),
    State(name="packed objects", happen=git("gc", "--quiet")),
    State(name="a SHA-256 repository", happen=converted("--object-format=sha256", remote=True)),
    State(
        name="a SHA-256 repository",
        happen=converted("--object-format=sha256", remote=False),
        remote=False,
    ),
    State(name="a reftable repository", happen=converted("--ref-format=reftable", remote=True)),
    State(
        name="a reftable repository",
        happen=converted("--ref-format=reftable", remote=False),
        remote=False,
    ),
)
SETTINGS: Final = tuple(
    State(name=f"git config {name}", happen=setting(**values))
    for name, values in (
        ("core.autocrlf=true", {"core__autocrlf": "true"}),
        ("core.autocrlf=input", {"core__autocrlf": "input"}),
        ("core.eol=crlf", {"core__eol": "crlf"}),
        ("core.safecrlf=true", {"core__safecrlf": "true", "core__autocrlf": "input"}),
        ("core.fileMode=false", {"core__fileMode": "false"}),
        ("core.symlinks=false", {"core__symlinks": "false"}),
        ("core.ignoreCase=true", {"core__ignoreCase": "true"}),
        ("core.precomposeUnicode=true", {"core__precomposeUnicode": "true"}),
        ("core.checkStat=minimal", {"core__checkStat": "minimal", "core__trustctime": "false"}),
        ("core.fsmonitor=/missing", {"core__fsmonitor": "/missing"}),
        ("core.fsmonitor=true", {"core__fsmonitor": "true"}),
        ("core.hooksPath=/missing", {"core__hooksPath": "/missing"}),
        ("core.sharedRepository=group", {"core__sharedRepository": "group"}),
        ("core.logAllRefUpdates=always", {"core__logAllRefUpdates": "always"}),
        ("core.quotePath=true", {"core__quotePath": "true"}),
        ("core.abbrev=4", {"core__abbrev": "4"}),
        ("core.pager", {"core__pager": "false", "pager__log": "true"}),
        ("core.attributesFile=/missing", {"core__attributesFile": "/missing"}),
        ("core.bigFileThreshold=1", {"core__bigFileThreshold": "1"}),
        ("feature.manyFiles=true", {"feature__manyFiles": "true"}),
        ("index.version=4", {"index__version": "4"}),
        ("color.ui=always", {"color__ui": "always", "color__remote": "always"}),
        ("commit.gpgSign, no signer", {"commit__gpgSign": "true", "gpg__program": "/missing"}),
        ("tag.gpgSign", {"tag__gpgSign": "true", "gpg__program": "/missing"}),
        ("push.gpgSign=true", {"push__gpgSign": "true"}),
        ("push.default=nothing", {"push__default": "nothing"}),
        ("push.followTags=true", {"push__followTags": "true"}),
        ("push.recurseSubmodules=check", {"push__recurseSubmodules": "check"}),
        ("push.negotiate=true", {"push__negotiate": "true"}),
        ("push.useForceIfIncludes=true", {"push__useForceIfIncludes": "true"}),
        ("fetch.prune=true", {"fetch__prune": "true", "fetch__pruneTags": "true"}),
        ("fetch.output=compact", {"fetch__output": "compact"}),
        ("fetch.writeCommitGraph=true", {"fetch__writeCommitGraph": "true"}),
        ("fetch.parallel=4", {"fetch__parallel": "4", "fetch__all": "true"}),
        ("transfer.fsckObjects=true", {"transfer__fsckObjects": "true"}),
        ("transfer.hideRefs", {"transfer__hideRefs": "refs/heads"}),
        ("submodule.recurse=true", {"submodule__recurse": "true"}),
        ("branch.main elsewhere", {"branch__main__merge": "refs/heads/no"}),
        ("remote.pushDefault=no", {"remote__pushDefault": "no"}),
        ("remote.origin.tagOpt", {"remote__origin__tagOpt": "--tags"}),
        ("remote.origin.fetch narrow", {"remote__origin__fetch": "refs/heads/x:refs/x"}),
        ("remote.origin.push", {"remote__origin__push": "+refs/heads/*:refs/heads/*"}),
        ("a pushurl", {"remote__origin__pushurl": "{root}/remote.git/."}),
        ("a scheme of its own", {"remote__origin__url": "here:remote.git",
                                 "url__{root}/__insteadOf": "here:"}),
        ("includeIf", {"includeIf__gitdir:{root}/__path": "/missing"}),
        ("status.showUntrackedFiles=no", {"status__showUntrackedFiles": "no"}),
        ("status.branch=true", {"status__branch": "true", "status__showStash": "true"}),
        ("diff.external=false", {"diff__external": "false", "diff__noprefix": "true"}),
        ("diff.renames=copies", {"diff__renames": "copies", "diff__orderFile": "/missing"}),
        ("log.showSignature=true", {"log__showSignature": "true", "log__decorate": "full"}),
        ("i18n.commitEncoding=GB18030", {"i18n__commitEncoding": "GB18030",
                                        "i18n__logOutputEncoding": "GB18030"}),
        ("extensions.worktreeConfig", {"extensions__worktreeConfig": "true"}),
        ("gc.auto=1", {"gc__auto": "1", "maintenance__auto": "true"}),
        ("merge.ff=no", {"merge__ff": "no", "pull__rebase": "true"}),
        ("rebase.autoStash=true", {"rebase__autoStash": "true"}),
        ("user.useConfigOnly=true", {"user__useConfigOnly": "true"}),
        ("safe.bareRepository=explicit", {"safe__bareRepository": "explicit"}),
    )
)  # fmt: skip
INDEXES: Final = (
    State(name="a split index", happen=git("update-index", "--split-index")),
    State(name="a split index", happen=git("update-index", "--split-index"), remote=False),
    State(name="an untracked cache", happen=git("update-index", "--force-untracked-cache")),
    State(name="assume-unchanged", happen=git("update-index", "--assume-unchanged", "README.md")),
    State(name="skip-worktree", happen=git("update-index", "--skip-worktree", "README.md")),
    State(
        name="intent to add",
        happen=git("add", "--intent-to-add", "notes.txt"),
    ),
    State(
        name="an index that is garbage",
        happen=written("desk/.git/index", "garbage"),
        code=5,
        landed=False,
        mend=then(removed("desk/.git/index"), git("reset", "--quiet")),
    ),
    State(
        name="an index that is garbage",
        happen=written("desk/.git/index", "garbage"),
        remote=False,
        code=5,
        landed=False,
        mend=then(removed("desk/.git/index"), git("reset", "--quiet")),
    ),
    State(name="no index", happen=removed("desk/.git/index")),
    State(
        name=".gitattributes: eol=crlf",
        happen=on_the_trunk(".gitattributes", "* text=auto eol=crlf\n"),
    ),
    State(
        name=".gitattributes: eol=crlf",
        happen=on_the_trunk(".gitattributes", "* text=auto eol=crlf\n"),
        remote=False,
    ),
    State(name=".gitattributes: ident", happen=on_the_trunk(".gitattributes", "* ident\n")),
    State(
        name=".gitattributes: a filter that fails",
        happen=then(
            on_the_trunk(".gitattributes", "*.yaml filter=no\n"),
            setting(filter__no__smudge="false", filter__no__clean="cat"),
        ),
    ),
    State(
        name=".gitattributes: a filter that must not fail",
        happen=then(
            on_the_trunk(".gitattributes", "*.yaml filter=no\n"),
            setting(
                filter__no__smudge="false", filter__no__clean="cat", filter__no__required="true"
            ),
        ),
        remote=False,
        code=5,
        landed=False,
    ),
)
HOOKS: Final = (
    *(
        State(name=f"the hook {name} refuses, which we do not run", happen=hook("desk/.git", name))
        for name in (
            "pre-commit",
            "commit-msg",
            "prepare-commit-msg",
            "post-checkout",
            "post-merge",
        )
    ),
    State(
        name="the hook pre-push refuses",
        happen=hook("desk/.git", "pre-push", "echo no >&2; exit 1"),
        code=5,
        landed=False,
        mend=unhook("desk/.git", "pre-push"),
    ),
    State(
        name="the hook reference-transaction refuses",
        happen=hook("desk/.git", "reference-transaction"),
        code=5,
        landed=False,
        mend=unhook("desk/.git", "reference-transaction"),
    ),
    State(
        name="the hook reference-transaction refuses",
        happen=hook("desk/.git", "reference-transaction"),
        remote=False,
        code=5,
        landed=False,
        mend=unhook("desk/.git", "reference-transaction"),
    ),
    *(
        State(
            name=f"the server's hook {name} refuses",
            happen=hook("remote.git", name, "echo '请联系登记员' >&2; exit 1"),
            code=5,
            landed=False,
            mend=unhook("remote.git", name),
        )
        for name in ("pre-receive", "update", "reference-transaction")
    ),
    State(name="the server's hook post-receive fails", happen=hook("remote.git", "post-receive")),
)
REMOTES: Final = (
    State(name="the remote is gone", happen=moved_remote, code=5, landed=False, mend=remote_back),
    State(
        name="the remote is no repository",
        happen=then(moved_remote, written("remote.git/x", "x\n")),
        code=5,
        landed=False,
        mend=then(put_away("remote.git"), remote_back),
    ),
    State(
        name="the remote's host is not found",
        happen=setting(remote__origin__url="ssh://host.invalid/x"),
        environ={"GIT_SSH_COMMAND": "false"},
        code=5,
        landed=False,
        mend=setting(remote__origin__url="{root}/remote.git"),
    ),
    State(
        name="the remote hangs",
        happen=setting(remote__origin__url="ssh://host.invalid/x"),
        environ={"GIT_SSH_COMMAND": "sh -c 'sleep 600' --"},
        code=5,
        landed=False,
        mend=setting(remote__origin__url="{root}/remote.git"),
        slow=True,
    ),
    State(name="the remote's history was rewritten", happen=rewritten, code=6, landed=False),
    State(
        name="the remote's branch is gone",
        happen=lambda world: void(world.git(world.remote, "branch", "--move", "main", "no")),
        code=5,
        landed=False,
        mend=lambda world: void(world.git(world.remote, "branch", "--move", "no", "main")),
    ),
    State(
        name="the trunk names no remote of this clone",
        happen=then(git("remote", "rename", "origin", "other")),
        code=5,
        landed=False,
    ),
    State(
        name="the server takes no pushes",
        happen=on_the_remote(
            http__receivepack="false",
            receive__denyNonFastForwards="true",
            transfer__hideRefs="refs/heads/main",
        ),
        code=5,
        landed=False,
        mend=lambda world: void(world.git(world.remote, "config", "--unset", "transfer.hideRefs")),
    ),
    State(
        name="the server knows no push options",
        happen=setting(push__pushOption="ci.skip"),
        code=5,
        landed=False,
        mend=git("config", "--unset", "push.pushOption"),
    ),
    State(
        name="push options go along",
        happen=then(
            setting(push__pushOption="ci.skip"),
            on_the_remote(receive__advertisePushOptions="true"),
        ),
    ),
    State(
        name="the server checks what it is sent",
        happen=on_the_remote(receive__fsckObjects="true", transfer__fsckObjects="true"),
    ),
    State(
        name="a lock that stayed on the server",
        happen=written("remote.git/refs/heads/main.lock", ""),
        code=5,
        landed=False,
        mend=removed("remote.git/refs/heads/main.lock"),
        slow=True,
    ),
    State(
        name="protocols are forbidden",
        happen=setting(protocol__allow="never"),
        code=5,
        landed=False,
        mend=git("config", "--unset", "protocol.allow"),
    ),
    State(
        name="the remote is a mirror",
        happen=setting(remote__origin__mirror="true"),
        code=5,
        landed=False,
        mend=git("config", "--unset", "remote.origin.mirror"),
    ),
    State(name="a clock years ahead", happen=from_the_future, code=5, landed=False),
    State(name="a clock years ahead", happen=from_the_future, remote=False, code=5, landed=False),
    State(
        name="the server's disk can only be read",
        happen=read_only("remote.git"),
        code=5,
        landed=False,
        superuser=True,
    ),
)
LOCKS: Final = (
    State(name="another's index.lock", happen=written("desk/.git/index.lock", "")),
    State(
        name="another's index.lock",
        happen=written("desk/.git/index.lock", ""),
        remote=False,
        code=5,
        landed=False,
        mend=removed("desk/.git/index.lock"),
    ),
    State(name="another's HEAD.lock", happen=written("desk/.git/HEAD.lock", "x")),
    State(
        name="another's HEAD.lock",
        happen=written("desk/.git/HEAD.lock", "x"),
        remote=False,
        code=5,
        landed=False,
        mend=removed("desk/.git/HEAD.lock"),
    ),
    State(
        name="another's lock of the branch",
        happen=written("desk/.git/refs/heads/main.lock", "x"),
        remote=False,
        code=5,
        landed=False,
        mend=removed("desk/.git/refs/heads/main.lock"),
    ),
    State(name="another's packed-refs.lock", happen=written("desk/.git/packed-refs.lock", "")),
    State(name="another's config.lock", happen=written("desk/.git/config.lock", "")),
    State(name="our index.lock", happen=left_by_us),
    State(name="our index.lock", happen=left_by_us, remote=False),
    State(
        name="the lock of our private index",
        happen=written("desk/.git/accession/index.lock", ""),
    ),
    State(
        name="the lock of our view of the trunk",
        happen=written("desk/.git/refs/accession/trunk.lock", ""),
    ),
    State(
        name="a mark of ours that is garbage", happen=written("desk/.git/accession/move.json", "{")
    ),
    State(
        name="another's entry in the outbox",
        happen=written("desk/.git/accession/outbox/x.json", "{"),
    ),
    State(
        name="a file where our folder must be",
        happen=written("desk/.git/accession", "x\n"),
        code=5,
        landed=False,
    ),
)
MACHINE: Final = (
    State(
        name="nobody signed in",
        happen=git("config", "--remove-section", "user"),
        code=5,
        landed=False,
        mend=setting(user__name="ann", user__email="ann@example.org"),
    ),
    State(
        name="signed in by the environment",
        happen=git("config", "--remove-section", "user"),
        environ={
            f"GIT_{who}_{what}": "cy@example.org"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        },
    ),
    *(
        State(name=f"the caller's {name}", happen=nothing, environ={name: value})
        for name, value in {
            "GIT_DIR": "/missing",
            "GIT_WORK_TREE": "/missing",
            "GIT_INDEX_FILE": "/missing/index",
            "GIT_OBJECT_DIRECTORY": "/missing",
            "GIT_NAMESPACE": "no",
            "GIT_CEILING_DIRECTORIES": "/",
            "GIT_AUTHOR_DATE": "nonsense",
            "GIT_CONFIG_COUNT": "nonsense",
            "GIT_EXTERNAL_DIFF": "false",
            "GIT_PAGER": "false",
            "GIT_TRACE": "1",
            "GIT_DEFAULT_HASH": "sha256",
            "LC_ALL": "zh_CN.GB18030",
            "LANGUAGE": "zh_CN:de",
            "TZ": "America/Los_Angeles",
            "TMPDIR": "/missing",
            "HOME": "/missing",
            "EDITOR": "false",
            "PYTHONUTF8": "0",
            "PYTHONWARNINGS": "error",
        }.items()
    ),
    State(
        name="no git on PATH", happen=nothing, environ={"PATH": "/missing"}, code=5, landed=False
    ),
    State(
        name="the git folder can only be read",
        happen=read_only("desk/.git"),
        code=5,
        landed=False,
        superuser=True,
    ),
    State(
        name="the clerk's whole disk can only be read",
        happen=read_only("desk"),
        code=5,
        landed=False,
        superuser=True,
    ),
    State(
        name="the work tree can only be read",
        happen=read_only("desk/registry"),
        superuser=True,
    ),
    State(
        name="the work tree can only be read",
        happen=read_only("desk/registry"),
        remote=False,
        code=5,
        landed=False,
        superuser=True,
    ),
    *(
        State(
            name=f"{spare} bytes free on the clerk's disk",
            happen=small_disk("desk", spare),
            code=5,
            landed=False,
            superuser=True,
        )
        for spare in (0, 8192, 20480)
    ),
    State(
        name="the registry on another disk",
        happen=small_disk("desk", 3_000_000),
        superuser=True,
    ),
    State(
        name="a clone that belongs to somebody else",
        happen=of_another,
        code=5,
        landed=False,
        superuser=True,
    ),
)


def _damaged(name: str, happen: Callable[[World], None], **others: Any) -> State:
    return State(name=name, happen=happen, damaged=True, **{"code": 5, "landed": False, **others})


_GIT: Final = "desk/.git"
_SPOILT: Final = (("empty", emptied), ("zeros", zeroed), ("cut", cut))
_SEEN: Final = ("refs/accession/trunk", "refs/remotes/origin/main")
_LANDS: Final = {"code": 0, "landed": True}  # git itself gets over it
DAMAGED: Final = (
    *(
        _damaged(
            f"{path} is {how}",
            then(looked, spoilt(f"{_GIT}/{path}")),
            **(_LANDS if (path, how) == ("HEAD", "cut") else {}),
        )
        for path in ("HEAD", "refs/heads/main", *_SEEN)
        for how, spoilt in _SPOILT
    ),
    *(
        _damaged(f"config is {how}", then(looked, spoilt))
        for how, spoilt in (
            ("empty", emptied(f"{_GIT}/config")),
            ("zeros", zeroed(f"{_GIT}/config")),
            ("cut", cut_settings),
            ("gone", removed(f"{_GIT}/config")),
            ("without a remote", git("remote", "remove", "origin")),
        )
    ),
    *(_damaged(f"index is {how}", spoilt(f"{_GIT}/index")) for how, spoilt in _SPOILT[:2]),
    *(
        _damaged(f"{path} is {how}", spoilt(f"{_GIT}/{path}"), remote=False)
        for path in ("HEAD", "config", "refs/heads/main", "index")
        for how, spoilt in _SPOILT[:2]
    ),
    *(
        _damaged(
            f"packed-refs is {how}",
            then(looked, git("gc", "-q"), spoilt(f"{_GIT}/packed-refs")),
            **(_LANDS if how == "empty" else {}),
        )
        for how, spoilt in _SPOILT
    ),
    *(
        _damaged(f"parts of the history are {how}", then(looked, loose_objects(spoilt)))
        for how, spoilt in _SPOILT
    ),
    _damaged(
        "no branch and no log of it",
        then(looked, emptied(*(f"{_GIT}/{one}refs/heads/main" for one in ("", "logs/")))),
    ),
    _damaged(
        "branch, index and parts of the history are empty",
        then(
            looked,
            loose_objects(emptied),
            emptied(f"{_GIT}/refs/heads/main", f"{_GIT}/index"),
        ),
    ),
    _damaged(
        "all that git wrote last is zeros",
        then(looked, zeroed(*(f"{_GIT}/{one}" for one in ("HEAD", "config", "index", *_SEEN)))),
    ),
    *(
        _damaged(
            f"a linked work tree, and {path} is zeros",
            then(looked, worktree, zeroed(f"{_GIT}/{path}")),
            folder="linked",
        )
        for path in ("worktrees/linked/HEAD", "worktrees/linked/index", "config")
    ),
)
STATES: Final = (
    *DAMAGED,
    *(*DESK, *UNDER_WAY, *BRANCHES, *SETTINGS, *INDEXES, *HOOKS, *REMOTES, *LOCKS, *MACHINE),
)
