"""``workbench project``: what is kept of your work, its record, copies of it, and the way out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from workbench.cli.common import (
    FINDINGS,
    Bar,
    edge,
    emit,
    emit_json,
    output_option,
    print_table,
    read_argument,
)
from workbench.cli.kept import (
    as_plain,
    find_document,
    free_name,
    minute,
    of_row,
    one_of,
    read_bytes,
    step,
    texts,
    told,
)
from workbench.cli.options import check_writable, language_options, languages
from workbench.cli.saving import address, opened_store, save, store_option, who_option

__all__ = ["command"]

_json = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")


@click.group()
def command() -> None:
    """Look after projects: documents with every edit, who made it and when.

    A PROJECT is its name or id. A DOCUMENT is its id, the first digits of it, or its title. All is kept in one
    store: a file in your data folder, or what --store or WORKBENCH_STORE names.

    \b
    Examples:
      workbench align article.txt human.txt --project Speeches
      workbench project list
      workbench project open article.txt -o article.tmx
      workbench project backup /media/usb
    """


@command.command("list", short_help="Show projects, or the documents of one.")
@click.argument("project", required=False)
@click.option("--bin", "bin_", is_flag=True, help="Show what was deleted.")
@store_option
@_json
@edge
def list_(project: str | None, bin_: bool, where: str | None, as_json: bool) -> None:
    """Show all projects, or the documents of PROJECT, the one changed last first.

    \b
    Examples:
      workbench project list
      workbench project list Speeches --json | jq -r '.documents[].id'
      workbench project list --bin
    """
    with opened_store(where) as store:
        projects = store.projects(bin=bin_) if project is None else (store.project(project),)
        if project is not None:
            documents = store.documents(projects[0].id, bin=bin_)
        else:
            documents = store.documents(bin=True) if bin_ else ()
    if as_json:
        emit_json(
            {"projects": [as_plain(p) for p in projects], "documents": [as_plain(d) for d in documents]}
        )
        return
    if project is None and projects:
        heads = ("project", "documents", "deleted" if bin_ else "changed", "id")
        rows = [(p.name, str(p.documents), minute(p.deleted or p.changed), p.id) for p in projects]
        print_table(heads, rows)
    if documents:
        columns = ("document", "languages", "rows", "steps", "changed", "id")
        print_table(columns, [(*told(d), minute(d.changed), d.id) for d in documents])
    elif not projects or project is not None:
        what = "The bin is empty." if bin_ else "There is nothing yet. Begin with: workbench project new NAME"
        click.echo(what if project is None else "No documents.", err=True)


@command.command(short_help="Make a project.")
@click.argument("name")
@store_option
@_json
@edge
def new(name: str, where: str | None, as_json: bool) -> None:
    """Make an empty project.

    \b
    Examples:
      workbench project new Speeches
      workbench project new "Press releases" --store /srv/team.sqlite
    """
    with opened_store(where) as store:
        project = store.create_project(name)
    if as_json:
        emit_json(as_plain(project))
    else:
        click.echo(f"Made “{project.name}”.")


@command.command(short_help="Align texts and keep them as a document.")
@click.argument("project")
@click.argument("source", metavar="SOURCE")
@click.argument("renderings", metavar="[RENDERING]...", nargs=-1)
@click.option(
    "--title", default="", metavar="TEXT", help="Of the document. By default the source's file name."
)
@language_options
@click.option("--presegmented", is_flag=True, help="Every line is a segment as it stands.")
@who_option
@store_option
@_json
@edge
def add(
    project: str,
    source: str,
    renderings: tuple[str, ...],
    title: str,
    source_lang: str | None,
    working: str,
    presegmented: bool,
    who: str | None,
    where: str | None,
    as_json: bool,
) -> None:
    """Align SOURCE with its RENDERINGs and keep them in PROJECT, made where there is none.

    The source's file is kept with it, so that a translation can be written in its layout. A SOURCE that ends in
    .json is a report of “workbench align --format json” and is kept as it is.

    \b
    Examples:
      workbench project add Speeches article.txt human.txt
      workbench project add Speeches report.json --title "The article"
    """
    from workbench.exporting import from_json
    from workbench.pipeline import Given, Plan, run

    if not renderings and source.lower().endswith(".json"):
        report, source = from_json(read_bytes(source)), "-"
    else:
        plan = Plan(
            source=Given(read_argument(source), source_lang),
            renderings=tuple(Given(read_argument(name)) for name in renderings),
            presegmented=presegmented,
            checks=False,
            working=languages(working),
        )
        with Bar() as bar:
            report = run(plan, bar)
    info = save(report, project, where, who=who, source=source, title=title)
    if as_json:
        emit_json(as_plain(info))


@command.command("open", short_help="Say where a document is; write it as a file.")
@click.argument("document")
@click.option("--format", "form", metavar="FORMAT", help="tmx, xliff, html, tsv, json, …; by default by -o.")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Of the page.")
@output_option
@store_option
@_json
@edge
def open_(
    document: str, form: str | None, port: int, output: str | None, where: str | None, as_json: bool
) -> None:
    """Say where DOCUMENT opens in the page; with -o or --format, write it as it stands.

    \b
    Examples:
      workbench project open article.txt
      workbench project open 1cf6cc19 -o article.tmx
      workbench project open article.txt --format tsv | cut -f2
    """
    check_writable(output)
    with opened_store(where) as store:
        info = find_document(store, document)
        if form or output:
            bitext = store.load(info.id).bitext
    if form or output:
        from workbench.exporting.registry import by_file, by_name, export

        chosen = by_name(form) if form else by_file(output or "")
        written = export(bitext, chosen.name)
        emit(written.data, output)
        if written.lost:
            click.echo(f"Not in the file: {', '.join(written.lost)}.", err=True)
    elif as_json:
        emit_json(as_plain(info) | {"address": address(info.id, port)})
    else:
        langs = " → ".join(lang or "?" for lang in info.langs)
        click.echo(f"{info.title}: {info.rows} rows, {langs}, {info.seq} steps.")
        click.echo(f"Start the page with “workbench app --port {port}” and open {address(info.id, port)}")


@command.command(short_help="Write a project as one file.")
@click.argument("project")
@output_option
@store_option
@edge
def export(project: str, output: str | None, where: str | None) -> None:
    """Write PROJECT as one file (a zip of JSON): all documents, every step, the uploaded files.

    Without -o it goes to PROJECT.workbench.zip in this folder, if there is no such file yet.

    \b
    Examples:
      workbench project export Speeches
      workbench project export Speeches -o /media/usb/speeches.zip
    """
    check_writable(output)
    with opened_store(where) as store, Bar() as bar:
        found = store.project(project)
        output = output or free_name(found.name)
        data = store.export(found.id, bar)
    emit(data, output)


@command.command("import", short_help="Read a project file into a new project.")
@click.argument("file")
@click.option("--as", "name", metavar="NAME", help="Of the project; by default its own.")
@store_option
@_json
@edge
def import_(file: str, name: str | None, where: str | None, as_json: bool) -> None:
    """Read what “project export” wrote into a new project, whole or not at all.

    \b
    Examples:
      workbench project import speeches.zip
      workbench project import speeches.zip --as "Speeches from Anna"
    """
    with opened_store(where) as store, Bar() as bar:
        project = store.import_project(read_bytes(file), name=file, as_name=name, progress=bar)
    if as_json:
        emit_json(as_plain(project))
    else:
        click.echo(f"Imported “{project.name}”: {project.documents} documents.")


@command.command(short_help="Copy the whole store, also while it is in use.")
@click.argument("path", metavar="FILE|FOLDER")
@store_option
@edge
def backup(path: str, where: str | None) -> None:
    """Copy the whole store to FILE, or into FOLDER under a name with the time.

    The copy is one state of the store, also while the page is at work on it. An earlier copy may be replaced.

    \b
    Examples:
      workbench project backup /media/usb
      workbench project backup workbench-copy.sqlite
    """
    with opened_store(where) as store:
        click.echo(f"Copied to {store.backup(path)}.")


@command.command(short_help="Put a copy in the place of the store.")
@click.argument("file")
@store_option
@edge
def restore(file: str, where: str | None) -> None:
    """Put the copy FILE in the place of the store. What was there is kept beside it, damaged or not.

    Exit status 1 if something in the copy is damaged.

    \b
    Examples:
      workbench project restore workbench-copy.sqlite
    """
    from workbench.memory.backup import restore as put_back

    kept = put_back(where, Path(file))
    click.echo(f"Restored from {file}.")
    if kept:
        click.echo(f"What was there: {kept}", err=True)
    _verify(where, as_json=False)


@command.command(short_help="Check that nothing in the store is damaged.")
@store_option
@_json
@edge
def verify(where: str | None, as_json: bool) -> None:
    """Check the store: the file, every log from its first step to its last, every snapshot and uploaded file.

    Exit status 1 if something is wrong.

    \b
    Examples:
      workbench project verify
      workbench project verify --store /media/usb/workbench-copy.sqlite
    """
    _verify(where, as_json)


def _verify(where: str | None, as_json: bool) -> None:
    with opened_store(where) as store, Bar() as bar:
        problems = store.verify(bar)
        place = store.place
    if as_json:
        emit_json({"store": place, "problems": [as_plain(problem) for problem in problems]})
    elif problems:
        print_table(("document", "what is wrong"), [(one.where or "store", one.what) for one in problems])
    else:
        click.echo(f"The store {place} is sound.")
    if problems:
        sys.exit(FINDINGS)


@command.command(short_help="Show who did what and when.")
@click.argument("document")
@click.option("--last", type=click.IntRange(1), metavar="N", help="Only the last N steps.")
@click.option(
    "--row", type=click.IntRange(1), metavar="N", help="What happened to the row that is now number N."
)
@store_option
@_json
@edge
def log(document: str, last: int | None, row: int | None, where: str | None, as_json: bool) -> None:
    """Show every step of DOCUMENT, oldest first; with --row, what became of one row's texts.

    \b
    Examples:
      workbench project log article.txt --last 20
      workbench project log article.txt --row 7
    """
    with opened_store(where) as store:
        info = find_document(store, document)
        steps = store.audit(info.id, last=last)
        versions = of_row(store, info, row)[-(last or 0) :] if row else ()
    if as_json:
        emit_json([as_plain(one) for one in (versions if row else steps)])
    elif row:
        print_table(
            ("step", "when", "who", "what", "before", "after"),
            [(*step(v.step), texts(v.before), texts(v.after)) for v in versions],
        )
    else:
        print_table(
            ("step", "when", "who", "what", "note"),
            [(*step(s), s.note) for s in steps],
        )


@command.command(short_help="Put a project or a document into the bin.")
@click.argument("project")
@click.option("--document", metavar="DOCUMENT", help="Only this document of it.")
@store_option
@edge
def delete(project: str, document: str | None, where: str | None) -> None:
    """Put PROJECT, or one DOCUMENT of it, into the bin. “undelete” takes it out again.

    \b
    Examples:
      workbench project delete Speeches
      workbench project delete Speeches --document article.txt
    """
    with opened_store(where) as store:
        found = store.project(project)
        if document is None:
            store.delete_project(found.id)
            click.echo(f"“{found.name}” is in the bin. Take it out: workbench project undelete {found.id}")
        else:
            info = find_document(store, document, found.id)
            store.delete_document(info.id)
            click.echo(f"“{info.title}” is in the bin. Take it out: workbench project undelete {info.id}")


@command.command(short_help="Take a project or a document out of the bin.")
@click.argument("what", metavar="PROJECT|DOCUMENT")
@store_option
@edge
def undelete(what: str, where: str | None) -> None:
    """Take a project or a document out of the bin; see “workbench project list --bin”.

    \b
    Examples:
      workbench project undelete Speeches
    """
    with opened_store(where) as store:
        projects = [p for p in store.projects(bin=True) if what in (p.id, p.name)]
        if projects:
            name = store.restore_project(projects[0].id).name
        else:
            name = store.restore_document(one_of(store.documents(bin=True), what).id).title
    click.echo(f"“{name}” is back.")


@command.command("empty-bin", short_help="Take deleted things out for good.")
@click.option(
    "--older-than",
    "days",
    type=click.IntRange(0),
    default=30,
    show_default=True,
    metavar="DAYS",
    help="Only what was deleted that long ago.",
)
@store_option
@edge
def empty_bin(days: int, where: str | None) -> None:
    """Take out for good what was put into the bin, with every step of it. Copies of the store still have it.

    \b
    Examples:
      workbench project empty-bin
      workbench project empty-bin --older-than 0
    """
    from datetime import timedelta

    with opened_store(where) as store:
        click.echo(f"Taken out for good: {store.empty_bin(older_than=timedelta(days=days))}.")
