"""What goes out: every button of the export menu gives a file of its kind, with what was edited in it."""

import html
import io
import zipfile

from browser_support import IN_A_BROWSER, idle

from workbench.exporting.registry import REGISTRY

pytest_plugins = ("browser_fixtures",)
pytestmark = IN_A_BROWSER


def test_every_format_is_downloaded_with_the_edited_text(grid, tmp_path):
    table = grid()
    page = table.page
    table.go(0)
    table.press("Enter", "Control+a").type("Зміненийзаголовок").press("Control+Enter").saved()
    page.get_by_role("button", name="Export").click()
    page.get_by_test_id("stDownloadButton").first.wait_for()
    idle(page)
    formats = [form for form in REGISTRY.values() if form.writer]
    without = []
    for number, form in enumerate(formats):
        with page.expect_download() as download:
            page.locator(f".st-key-download-{form.name} button").click()
        file = tmp_path / str(number)
        download.value.save_as(file)
        assert download.value.suggested_filename.startswith("A-report"), form.name
        if "Зміненийзаголовок" not in _text(file.read_bytes()):
            without.append(form.name)
    assert without == ["beads"]  # numbers of sentences, no texts


def _text(data):
    """The text of a file, of a zipped one with all its parts; of a PDF by the reader."""
    if data.startswith(b"%PDF"):
        from workbench.reading import read

        return read(data, name="x.pdf").text
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
            return html.unescape("\n".join(parts))
    return data.decode("utf-8-sig", "replace")


def test_the_file_is_named_after_the_document_whatever_its_title(grid, server):
    from browser_support import small

    table = grid(address=server.keep(small(), title="../../Звіт: «про все»? <b>*.exe"))
    table.page.get_by_role("button", name="Export").click()
    with table.page.expect_download() as download:
        table.page.locator(".st-key-download-html button").click()
    assert download.value.suggested_filename == "Звіт-про-все-b-exe.html"
