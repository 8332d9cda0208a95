"""Report on a task that was filed, amended, dispatched or retired, or whose end was notified."""

from typing import TYPE_CHECKING, Any

from accession_cli.i18n import _
from accession_cli.words.fields import field_words, value_words
from accession_cli.words.landed import Said, not_done_sentences, proposed_json, recorded_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from accession_cli.actions.directory_documents import Written
    from accession_cli.actions.task_amending import Amended
    from accession_cli.actions.task_dispatching import Dispatched
    from accession_cli.actions.task_end_notices import Open, Told
    from accession_cli.actions.task_filing import FiledTasks
    from accession_cli.actions.task_retiring import Retired, Undone
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.task import Correction, Notified, Task
    from accession_cli.scheme.task_addressees import Addressee


def filed_said(landed: "Landing[FiledTasks]") -> Said:
    """The numbers of each task; one task is named by its title, several by their count."""
    from accession_cli.scheme.task_addressees import goes_down_on

    made = landed.made
    tasks = [one.task for one in made.tasks]
    down = any(map(goes_down_on, tasks))
    first, last = tasks[0], tasks[-1]
    if first is last:
        said = _("Filed “{title}” as {id}, filing number {number}.")
        told = [said.format(title=first.title, id=first.id, number=first.filing.number)]
        step = _("Hand it down: accession dispatch {id}").format(id=first.id)
    else:
        said = _("Filed, all at once: tasks {count}, from {first} to {last}.")
        told = [said.format(count=len(tasks), first=first.id, last=last.id)]
        step = _("Hand down what was filed: accession dispatch --pending")
    if made.at_once:
        told.append(
            _(
                "Recorded as admitted today by the bodies of the emergency route; if it was"
                " otherwise, correct it with accession amend."
            )
        )
    shown = [f"{task.id}  {task.filing.number}" for task in tasks]
    told += not_done_sentences(tasks)
    steps = [_confirm(task) for task in tasks if proposed_json(task)][:1]
    if down:
        steps.append(step)
    else:
        told.append(
            _("An emergency is admitted through the grid platform; it need not be handed down.")
        )
    return Said(shown=shown, sentences=told, steps=steps)


def _confirm(task: "Task") -> str:
    """How to record the sentences of *task* that say what is not done."""
    said = "；".join(proposed_json(task))
    step = _("If they are right: accession amend {id} --set 'excludes={said}' --reason …")
    return step.format(id=task.id, said=said)


def filed_json(landed: "Landing[FiledTasks]") -> dict[str, Any]:
    """The JSON of one task; of several, a list of tasks under ``filed``."""
    filed = [
        {
            "id": str(one.task.id),
            "filing_number": one.task.filing.number,
            "path": one.path,
            "excludes_proposed": proposed_json(one.task),
        }
        for one in landed.made.tasks
    ]
    facts = {"commit": landed.commit, "status": "admitted"}
    if len(filed) == 1:
        return {"version": 1, **filed[0], **facts}
    return {"version": 1, **facts, "filed": filed}


def amended_said(landed: "Landing[Amended]") -> Said:
    """The task, and each corrected field with its old and its new content."""
    from accession_cli.actions.directory_building import with_names

    made = landed.made
    said = _("Corrected {id} “{title}”, each field with its reason:")
    changes = [_change(with_names(made.registry, one)) for one in made.corrections]
    return Said(
        shown=(str(made.task.id),),
        sentences=(said.format(id=made.task.id, title=made.task.title), *changes),
    )


def _change(made: "Correction") -> str:
    old, new = (value_words(made.field, text) for text in (made.old, made.new))
    said = _("{field}: {old} → {new}").format(field=field_words(made.field), old=old, new=new)
    return f"  {said}"


def amended_json(landed: "Landing[Amended]") -> dict[str, Any]:
    """The task and its corrections, for programs."""
    made = landed.made
    return {
        **recorded_json(landed, made.task, made.path),
        "status": made.task.status.value,
        "corrections": [
            {
                "date": str(one.date),
                "field": one.field,
                "old": one.old,
                "new": one.new,
                "reason": one.reason,
                "by": one.by,
            }
            for one in made.corrections
        ],
    }


def retired_said(landed: "Landing[Retired]") -> Said:
    """The day from which the task is no longer done, and who must be told to stop."""
    made = landed.made
    said = _("Retired {id} “{title}”: from {day} on it is no longer done.")
    notice_open = _("dispatch notice {notice} is open and has to be closed")
    step = _("Write the notices with accession notify {id} --letter, and record who was told.")
    return Said(
        shown=(str(made.task.id),),
        sentences=(said.format(id=made.task.id, title=made.task.title, day=made.ended.effective),),
        after=(
            _("Who must be told to stop:"),
            *(f"  {addressee_words(told)}" for told in made.notify),
            *(f"  {notice_open.format(notice=notice)}" for notice in made.open_notices),
        ),
        steps=(step.format(id=made.task.id),),
    )


def retired_json(landed: "Landing[Retired]") -> dict[str, Any]:
    """The task, its effective day and who must be told, for programs."""
    made = landed.made
    return {
        **recorded_json(landed, made.task, made.paths[0]),
        "status": "retired",
        "effective": str(made.ended.effective),
        "notify": [addressee_json(told) for told in made.notify],
    }


def undone_said(landed: "Landing[Undone]") -> Said:
    """The task that was taken back, and its application, which may be filed again."""
    made = landed.made
    said = _("Undone: {id} “{title}” was entered in error; its number stays used.")
    told = [said.format(id=made.task.id, title=made.task.title)]
    steps = []
    if made.application is not None:
        told.append(_("{id} is approved again.").format(id=made.application.id))
        steps.append(_("File it anew: accession file {id}").format(id=made.application.id))
    return Said(shown=(str(made.task.id),), sentences=told, steps=steps)


def undone_json(landed: "Landing[Undone]") -> dict[str, Any]:
    """The task and its application, for programs, version 2."""
    made = landed.made
    return {
        **recorded_json(landed, made.task, made.path),
        "version": 2,
        "status": "retired",
        "application": str(made.application.id) if made.application else None,
    }


def addressee_words(told: "Addressee") -> str:
    """An addressee, and those to whom it passes the word on."""
    from accession_cli.scheme.task import Channel

    if told.channel is Channel.GRID:
        return _("{name}, for the grid workers").format(name=told.name)
    if told.section:
        return _("{name}, {section}, and through it the communities").format(
            name=told.name, section=told.section
        )
    return _("{name}, the receiving section, and through it the communities").format(name=told.name)


def addressee_json(one: "Addressee") -> dict[str, Any]:
    """An addressee of a task, for programs."""
    return {"channel": one.channel.value, "name": one.name, "section": one.section}


def told_said(landed: "Landing[Told]") -> Said:
    """Who was told on which day, and who has not been told yet."""
    made = landed.made
    said = _("On record: told of the end of {id} “{title}”: {names}.")
    names = "、".join(f"{one.to} {one.date}" for one in made.told)
    still = [f"  {addressee_words(one)}" for one in made.open]
    return Said(
        shown=(str(made.task.id),),
        sentences=(said.format(id=made.task.id, title=made.task.title, names=names),),
        after=(_("Not told yet:"), *still) if still else (),
    )


def told_json(landed: "Landing[Told]") -> dict[str, Any]:
    """The task, who was told, and who has not been told yet, for programs."""
    made = landed.made
    return {
        **recorded_json(landed, made.task, made.path),
        "told": _told_json(made.told),
        "open": [addressee_json(one) for one in made.open],
    }


def _told_json(entries: "Iterable[Notified]") -> list[dict[str, str]]:
    return [{"to": one.to, "date": str(one.date)} for one in entries]


def open_ends_json(found: "Iterable[Open]") -> list[dict[str, Any]]:
    """Ended tasks with an addressee who has not been told, for programs."""
    return [
        {
            "id": str(one.task.id),
            "filing_number": one.task.filing.number,
            "title": one.task.title,
            "effective": str(one.retirement.effective),
            "notified": _told_json(one.retirement.notified),
            "open": [addressee_json(open_) for open_ in one.open],
        }
        for one in found
    ]


def dispatched_sentences(made: "Dispatched") -> "Iterator[str]":
    """The recipients of each task, with the number that the grid platform gave it."""
    said = _("On record: {id} “{title}” went to {names}.")
    for one in made.recorded:
        names = "、".join(" ".join(filter(None, (to.to, to.number))) for to in one.entries)
        yield said.format(id=one.task.id, title=one.task.title, names=names)
    if not made.recorded and not any(one.to for one in made.sent):
        yield _("These numbers are on record already.")


def dispatched_json(landed: "Landing[Dispatched]", written: "Iterable[Written]") -> dict[str, Any]:
    """What was dispatched to whom, and which files were written, for programs."""
    made = landed.made
    return {
        "version": 1,
        "date": str(made.date),
        "commit": landed.commit if made.recorded else None,
        "tasks": [
            {
                "id": str(one.task.id),
                "filing_number": one.task.filing.number,
                "to": [addressee_json(to) for to in one.to],
                "recorded": [
                    {"to": entry.to, "date": str(entry.date), "number": entry.number}
                    for entry in one.entries
                ],
            }
            for one in made.sent
        ],
        "files": files_json(written),
        "unread": list(made.unread),
    }


def files_json(written: "Iterable[Written]") -> list[dict[str, Any]]:
    """Files that were written, for programs."""
    return [
        {"path": str(one.path), "format": one.format, "sha256": one.sha256, "bytes": one.bytes}
        for one in written
    ]
