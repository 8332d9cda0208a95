"""Where to find an item of the directory: by agency and by place."""

from accession_cli.scheme.directory import AgencyEntry, CommunityEntry, Item, SubdistrictEntry
from accession_cli.scheme.registry import Registry


def everywhere(item: Item) -> bool:
    """Whether a task is done in the whole district."""
    return item.subdistricts is None and item.communities is None


def by_agency(registry: Registry, items: tuple[Item, ...]) -> tuple[AgencyEntry, ...]:
    """The agencies that have an item, in the order of their list."""
    keys = dict.fromkeys([*registry.agencies, *(k for i in items for k in i.task.agencies)])
    entries = (
        AgencyEntry(
            name=registry.agencies[key].name if key in registry.agencies else key,
            leads=tuple(i.number for i in items if i.task.agency == key),
            takes_part=tuple(i.number for i in items if key in i.task.co_agencies),
        )
        for key in keys
    )
    return tuple(entry for entry in entries if entry.leads or entry.takes_part)


def by_subdistrict(registry: Registry, items: tuple[Item, ...]) -> tuple[SubdistrictEntry, ...]:
    """Every subdistrict, also those where nothing but the district-wide tasks is done."""
    local = [item for item in items if not everywhere(item)]
    return tuple(
        SubdistrictEntry(
            code=code,
            name=subdistrict.name,
            items=tuple(
                i.number
                for i in local
                if i.communities is None and code in {p.code for p in i.subdistricts or ()}
            ),
            communities=_by_community(code, local),
        )
        for code, subdistrict in registry.subdistricts.items()
    )


def _by_community(subdistrict: str, local: list[Item]) -> tuple[CommunityEntry, ...]:
    found: dict[str, tuple[str, list[int]]] = {}
    for item in local:
        for place in item.communities or ():
            if place.code.startswith(subdistrict):
                found.setdefault(place.code, (place.name, []))[1].append(item.number)
    return tuple(
        CommunityEntry(code=code, name=found[code][0], items=tuple(found[code][1]))
        for code in sorted(found)
    )
