"""What became of a task in words and for programs: filed, corrected, handed down, ended, told."""

from typing import TYPE_CHECKING, Any

from accession_cli.i18n import _
from accession_cli.words.fields import field_words, value_words
from accession_cli.words.landed import Said, recorded_json

if TYPE_CHECKING:
    from accession_cli.actions.task_amending import Amended
    from accession_cli.actions.task_filing import FiledTasks
    from accession_cli.actions.task_retiring import Retired
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.task import Correction
    from accession_cli.scheme.task_addressees import Addressee


def filed_said(landed: "Landing[FiledTasks]") -> Said:
    """Each task's numbers; one task by its title, several by how many they are."""
    made = landed.made
    first, last = made.tasks[0], made.tasks[-1]
    if first is last:
        said = _("Filed “{title}” as {id}, filing number {number}.")
        told = [said.format(title=first.title, id=first.id, number=first.number)]
        step = _("Hand it down: accession dispatch {id}").format(id=first.id)
    else:
        said = _("Filed, all in one commit: tasks {count}, from {first} to {last}.")
        told = [said.format(count=len(made.tasks), first=first.id, last=last.id)]
        step = _("Hand down what was filed: accession dispatch --pending")
    if made.at_once:
        told.append(
            _(
                "Recorded as admitted today by the bodies of the emergency route; if it was"
                " otherwise, correct it with accession amend."
            )
        )
    shown = [f"{one.id}  {one.number}" for one in made.tasks]
    return Said(shown=shown, sentences=told, steps=(step,))


def filed_json(landed: "Landing[FiledTasks]") -> dict[str, Any]:
    """One task as it always was; a list has its tasks under ``filed``."""
    filed = [
        {"id": str(one.id), "filing_number": one.number, "path": one.path}
        for one in landed.made.tasks
    ]
    facts = {"commit": landed.commit, "status": "admitted"}
    if len(filed) == 1:
        return {"version": 1, **filed[0], **facts}
    return {"version": 1, **facts, "filed": filed}


def amended_said(landed: "Landing[Amended]") -> Said:
    """The task, and each field with both sides written out."""
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
    """The task, and what was corrected in it, for programs."""
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
    """From which day on the task is no longer done, and who must be told to stop."""
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
    """The task, since when it is no longer done, and who must be told, for programs."""
    made = landed.made
    return {
        **recorded_json(landed, made.task, made.paths[0]),
        "status": "retired",
        "effective": str(made.ended.effective),
        "notify": [addressee_json(told) for told in made.notify],
    }


def addressee_words(told: "Addressee") -> str:
    """An addressee, and whom it passes the word on to."""
    from accession_cli.scheme.task import Channel

    if told.channel is Channel.GRID:
        return _("{name}, for the grid workers").format(name=told.name)
    if told.section:
        return _("{name}, {section}, and through it the communities").format(
            name=told.name, section=told.section
        )
    return _("{name}, the receiving section, and through it the communities").format(name=told.name)


def addressee_json(one: "Addressee") -> dict[str, Any]:
    """Whom a task goes down to, for programs."""
    return {"channel": one.channel.value, "name": one.name, "section": one.section}
