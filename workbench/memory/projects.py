"""Projects: made, renamed, put into the bin and taken out again."""

from __future__ import annotations

from sqlalchemy import Connection, Select, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from workbench.errors import BadStore
from workbench.memory.schema import documents, projects
from workbench.memory.trouble import NotInStore
from workbench.memory.values import Project, new_id, now, plain

__all__ = [
    "LONGEST_NAME",
    "create",
    "discard",
    "find",
    "free_name",
    "listed",
    "proper_name",
    "purge",
    "rename",
    "take_back",
]

LONGEST_NAME = 200
"""Characters of a project's or document's name; more does not fit into any list."""


def _projects() -> Select[str, str, str, str, int, str | None]:
    mine = (documents.c.project == projects.c.id) & documents.c.deleted.is_(None)
    return (
        select(
            projects.c.id,
            projects.c.name,
            projects.c.created,
            func.coalesce(func.max(documents.c.changed), projects.c.created).label("changed"),
            func.count(documents.c.id).label("documents"),
            projects.c.deleted,
        )
        .select_from(projects.outerjoin(documents, mine))
        .group_by(projects.c.id)
    )


def listed(connection: Connection, *, bin: bool = False) -> tuple[Project, ...]:
    """All projects, the one changed last first; with `bin` those in the bin instead."""
    where = projects.c.deleted.is_not(None) if bin else projects.c.deleted.is_(None)
    rows = connection.execute(_projects().where(where))
    found = [Project(*row) for row in rows]
    return tuple(sorted(found, key=lambda project: project.changed, reverse=True))


def find(connection: Connection, wanted: str) -> Project:
    """The project of that name or id. A name outside the bin goes before one in the bin.

    Raises:
        NotInStore: there is none.
    """
    wanted = plain(wanted)
    query = _projects().where((projects.c.id == wanted) | (projects.c.name == wanted.strip()))
    found = sorted((Project(*row) for row in connection.execute(query)), key=lambda p: p.deleted or "")
    if not found:
        raise NotInStore(f"There is no project “{wanted}”.", hint="See all: workbench project list.")
    return found[0]


def proper_name(name: str, what: str = "project") -> str:
    """A name without white space around it and line breaks in it.

    Raises:
        BadStore: nothing is left, or it is too long.
    """
    name = " ".join(plain(name).split())
    if not name:
        raise BadStore(f"The {what} needs a name.", hint="Give one that says what it is about.")
    if len(name) > LONGEST_NAME:
        raise BadStore(f"The name of the {what} has {len(name)} characters; at most {LONGEST_NAME} fit.")
    return name


def create(connection: Connection, name: str) -> Project:
    """A new, empty project.

    Raises:
        BadStore: another one has that name.
    """
    project = Project(new_id(), proper_name(name), now(), now(), 0)
    _unless_taken(
        connection,
        insert(projects).values(id=project.id, name=project.name, created=project.created),
        project.name,
    )
    return project


def rename(connection: Connection, id: str, name: str) -> Project:
    """Give a project another name; raises as :func:`create` does."""
    name = proper_name(name)
    _unless_taken(connection, update(projects).where(projects.c.id == id).values(name=name), name)
    return find(connection, id)


def discard(connection: Connection, id: str) -> None:
    """Put a project into the bin, its documents with it."""
    connection.execute(update(projects).where(projects.c.id == id).values(deleted=now()))


def take_back(connection: Connection, id: str) -> Project:
    """Take a project out of the bin; where its name was taken meanwhile, a number is added."""
    project = find(connection, id)
    name = free_name(connection, project.name)
    connection.execute(update(projects).where(projects.c.id == id).values(name=name, deleted=None))
    return find(connection, id)


def free_name(connection: Connection, name: str) -> str:
    """`name`, or where a project outside the bin has it, `name (2)`, `name (3)` …"""
    taken = set(connection.scalars(select(projects.c.name).where(projects.c.deleted.is_(None))))
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name[: LONGEST_NAME - 8]} ({number})"
    return candidate


def purge(connection: Connection, before: str) -> int:
    """Take out for good what was in the bin at that time; how many projects and documents it was.

    What was put there in the very millisecond counts: with an age of nothing, the bin is then empty.
    """
    gone = connection.execute(delete(documents).where(documents.c.deleted <= before)).rowcount
    return gone + connection.execute(delete(projects).where(projects.c.deleted <= before)).rowcount


def _unless_taken(connection: Connection, statement: object, name: str) -> None:
    try:
        with connection.begin_nested():
            connection.execute(statement)  # type: ignore[call-overload]  # an insert or an update
    except IntegrityError as error:
        raise BadStore(
            f"There is a project “{name}” already.", hint="Choose another name, or add to that one."
        ) from error
