"""From a text to an open document, in a real Chromium: pasting, uploading, translating, and what can go wrong."""

import re

import pytest
import reading_support as made
from browser_support import IN_A_BROWSER, Grid, idle

from workbench.translation.apertium import Apertium

pytest_plugins = ("browser_fixtures",)
pytestmark = IN_A_BROWSER
needs_apertium = pytest.mark.skipif(
    ("en", "es") not in Apertium().pairs(), reason="no Apertium from English to Spanish; make apertium"
)

ARTICLE = (
    "The head of the office resigned on Friday. She wrote about it herself.\n\n"
    "“Nobody listened to us,” she said. The report was published in October."
)
RENDERING = (
    "Керівниця офісу подала у відставку в п’ятницю. Вона сама про це написала.\n\n"
    "«Нас ніхто не слухав», – сказала вона. Звіт опублікували в жовтні."
)


def paste(page, text):
    """From the empty state to the language that was found."""
    page.get_by_label("The text", exact=True).fill(text)
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("Language, debris, text").wait_for()
    idle(page)


def paste_rendering(page, text, name=""):
    page.get_by_role("button", name="Paste a rendering").click()
    page.get_by_label("The rendering").fill(text)
    page.get_by_label("Its name").fill(name)
    page.get_by_role("button", name="Add", exact=True).last.click()


def translate_into(page, language):
    page.get_by_label("Into").click()
    page.get_by_role("option", name=language, exact=True).click()
    page.keyboard.press("Escape")
    idle(page)


def test_from_paste_to_the_grid_and_back_again_later(visit):
    page = visit()
    paste(page, ARTICLE)
    page.get_by_text("English").first.wait_for()
    paste_rendering(page, RENDERING, "agency")
    page.get_by_text("agency · ").wait_for()
    page.get_by_role("button", name="Align and compare").click()
    grid = Grid(page).wait()
    assert grid.text(0) == "Керівниця офісу подала у відставку в п’ятницю."
    assert "doc=" in page.url
    page.get_by_role("button", name="New document").click()
    page.get_by_role("button", name=re.compile("The head of the office")).click()
    assert Grid(page).wait().text(1) == "Вона сама про це написала."


def test_debris_of_a_web_page_is_shown_and_put_back(visit):
    page = visit()
    paste(page, ARTICLE + "\n\nShare this on Facebook\n\nTranslate »")
    page.get_by_text("Language, debris, text").click()
    page.get_by_text("Taken off: “Translate »”").wait_for()
    before = page.get_by_label("Segments, one a line").input_value()
    page.get_by_role("button", name="Keep it in the text").click()
    page.get_by_text("Taken off: ").first.wait_for(state="detached")
    assert "Translate »" not in before
    assert "Translate »" in page.get_by_label("Segments, one a line").input_value()


FILES = {
    "a.txt": ARTICLE.encode(),
    "b.md": f"# News\n\n{ARTICLE}".encode(),
    "c.html": f"<html><body><article><p>{ARTICLE}</p></article></body></html>".encode(),
    "d.docx": made.docx(f"<w:p><w:r><w:t>{ARTICLE}</w:t></w:r></w:p>"),
    "e.odt": made.odt(f"<text:p>{ARTICLE}</text:p>"),
    "f.epub": made.epub({"one.xhtml": f"<p>{ARTICLE}</p>"}),
    "g.srt": b"1\n00:00:01,000 --> 00:00:04,000\nThe head of the office resigned on Friday.\n",
    "h.vtt": b"WEBVTT\n\n00:01.000 --> 00:04.000\nThe head of the office resigned on Friday.\n",
    "i.pdf": made.pdf(["The head of the office resigned on Friday.", "She wrote about it herself."]),
}


def test_every_kind_of_file_is_taken(visit):
    page = visit()
    for name, data in FILES.items():
        page.get_by_text("Upload", exact=True).first.click()
        page.locator("input[type=file]").first.set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": data}
        )
        page.get_by_text("Language, debris, text").or_(page.get_by_test_id("stAlert")).first.wait_for()
        assert page.get_by_test_id("stAlert").count() == 0, (
            name,
            page.get_by_test_id("stAlert").inner_text(),
        )
        page.get_by_text("Language, debris, text").click()
        assert "resigned on Friday" in page.get_by_label("Segments, one a line").input_value(), name
        page.get_by_role("button", name="Another text").click()
        page.get_by_text("Paste an article").wait_for()
        idle(page)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("broken.docx", b"PK\x03\x04 no zip"),
        ("empty.txt", b""),
        ("image <b>x</b>.txt", b"\x89PNG\r\n\x1a\n" + bytes(500)),
        ("broken.pdf", b"%PDF-1.7 nothing"),
    ],
)
def test_a_broken_upload_is_refused_in_a_sentence(visit, name, data):
    page = visit()
    page.get_by_text("Upload", exact=True).first.click()
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})
    said = page.get_by_test_id("stAlert").first
    said.wait_for()
    assert len(said.inner_text()) > 20
    assert "Traceback" not in said.inner_text()
    assert page.locator("[data-testid=stAlert] b").count() == 0
    page.get_by_text("Paste", exact=True).first.click()
    paste(page, ARTICLE)  # and one can go on


@needs_apertium
def test_apertium_translates_beside_a_rendering(visit):
    page = visit()
    paste(page, ARTICLE)
    translate_into(page, "Spanish")
    page.get_by_role("button", name="Align and compare").click()
    grid = Grid(page)
    grid.rows.first.wait_for()
    page.locator(".head .machine").wait_for()
    page.locator(".head", has_text="not finished").wait_for(state="detached")
    grid.wait()
    assert "oficina" in grid.text(0)
    assert "not finished" not in page.locator(".head").inner_text()


LONG = " ".join(
    f"In year {n} the office published {n + 7} reports about the schools." for n in range(1000, 1550)
)


@needs_apertium
def test_a_long_translation_shows_what_is_there_and_can_be_stopped(visit):
    page = visit()
    paste(page, LONG)
    translate_into(page, "Spanish")
    page.get_by_role("button", name="Align and compare").click()
    grid = Grid(page)
    page.get_by_role("button", name="Cancel").wait_for()
    page.locator(".body [data-column='0'] .text", has_text="oficina").first.wait_for()  # results as they come
    page.get_by_role("button", name="Cancel").click()
    page.get_by_test_id("stProgress").wait_for(state="detached")
    grid.wait()
    grid.go(0, -1)
    assert grid.focused() is not None
    assert page.get_by_test_id("stException").count() == 0


def test_one_more_rendering_is_added_later(grid):
    table = grid()
    page = table.page
    table.go(1)
    table.press(" ").saved()
    page.get_by_role("button", name="Add", exact=True).click()
    lines = "\n\n".join(table.texts(0))
    paste_rendering(page, lines.replace("офісу", "бюро"), "third")
    page.locator(".head .cell").nth(4).wait_for()
    table.wait()
    assert page.locator(".head .cell .label").all_inner_texts() == [
        "Source",
        "agency",
        "paper",
        "wire",
        "third",
    ]
    assert table.text(0, 3) == "Керівниця київського бюро звільнилася"
    assert "1 of 48 texts confirmed" in table.status.inner_text()
    table.go(0)
    table.undo()
    assert page.locator(".head .cell").count() == 4


def test_the_example_is_one_press_away(visit):
    page = visit("?example=1")
    page.get_by_role("button", name="Align and compare").click()
    grid = Grid(page).wait()
    assert page.locator(".head .cell").count() == 4
    assert grid.page.get_by_text("quotations").first.is_visible()
