"""Where results are kept: the store that commands share, and what puts a document into it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.errors import BadStore

if TYPE_CHECKING:
    from workbench.memory.store import DocumentInfo, Store
    from workbench.model import Report

__all__ = ["address", "opened_store", "project_options", "save", "store_option", "user_name", "who_option"]

store_option = click.option(
    "--store",
    "where",
    metavar="PLACE",
    envvar="WORKBENCH_STORE",
    help="File, folder, or postgresql:// URL of the store (or set WORKBENCH_STORE). "
    "By default it is in your data folder.",
)
who_option = click.option(
    "--who", metavar="NAME", help="Whose work it is, for the record. By default your user name."
)


def project_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--project``, ``--store`` and ``--who`` of commands that can keep their result."""
    keep = click.option(
        "--project", metavar="NAME", help="Keep the result in this project, made where there is none."
    )
    return keep(store_option(who_option(function)))


def opened_store(where: str | None) -> Store:
    """Open the store; says so where an older one was brought up to date.

    Raises:
        BadStore: it cannot be opened.
    """
    from workbench.memory.store import open_store

    store = open_store(where)
    if store.upgraded_from:
        click.echo(f"The store was brought up to date; as it was: {store.upgraded_from}.", err=True)
    return store


def user_name(given: str | None) -> str:
    """The name given, else the one logged in."""
    import getpass

    try:
        return given or getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return "unknown"


def address(document: str, port: int = 8501) -> str:
    """Where the page shows a document once it runs on this machine."""
    return f"http://127.0.0.1:{port}/?doc={document}"


def save(
    report: Report,
    project: str,
    where: str | None,
    *,
    who: str | None,
    source: str = "-",
    title: str = "",
) -> DocumentInfo:
    """Keep a report's table as a document, the source's file with it, and say where it is.

    Args:
        report: what was made.
        project: name or id of the project; made where there is none of that name.
        where: the store.
        who: whose work it is; the user logged in where None.
        source: the source's file; "-" keeps none.
        title: of the document; its file's name where empty.
    """
    from workbench.bitext import from_report
    from workbench.memory.store import NotInStore

    with opened_store(where) as store:
        try:
            kept = store.project(project)
        except NotInStore:
            kept = store.create_project(project)
        if kept.deleted:
            raise BadStore(
                f"The project “{kept.name}” is in the bin.",
                hint=f"Take it out: workbench project undelete {kept.id}",
            )
        info = store.add_document(
            kept.id,
            from_report(report),
            title=title,
            who=user_name(who),
            source_bytes=None if source == "-" else Path(source).read_bytes(),
            source_name=Path(source).name,
        )
    click.echo(f"Kept in “{kept.name}” as {info.id}; in the page: {address(info.id)}", err=True)
    return info
