"""Installing never leaves half a package, whatever the archive; what was installed can be verified."""

import io
import json
import os
import shutil
import stat
import struct
import zipfile

import pytest
from argos_support import EN_UK, UK_EN, index_server, stock, unpack
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.errors import (
    BadFile,
    BadPackage,
    Cancelled,
    ModelMissing,
    NetworkFailed,
    UnknownLanguage,
    WorkbenchError,
)
from workbench.progress import Progress
from workbench.translation import archive, package_index, packages
from workbench.translation.argos import Argos
from workbench.translation.installed import RECORD, installed
from workbench.translation.package_index import available, download, entry_for
from workbench.translation.packages import State, install_file, parse_pair, remove, verify

ROOT = "translate-en_uk-0_1"
server = index_server


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "argos-translate" / "packages"


def files_of(path):
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


GOOD = files_of(EN_UK)


def zipped(path, files, *, method=zipfile.ZIP_DEFLATED):
    """An archive of names (or ZipInfo) and contents, in order."""
    with zipfile.ZipFile(path, "w", method) as file:
        for name, content in files:
            file.writestr(name, content)
    return path


def tree(folder):
    """Everything under a folder, hidden things included."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_install_verify_remove(folder):
    done = install_file(EN_UK, folder)
    assert done.package.pair == ("en", "uk")
    assert done.package.path == folder / ROOT
    assert done.replaced is None
    assert done.archive_sha256 == archive.sha256(EN_UK)
    assert Argos([folder]).pairs() == {("en", "uk")}
    record = json.loads((folder / ROOT / RECORD).read_text())
    assert record["archive_sha256"] == done.archive_sha256
    assert set(record["files"]) == {name.partition("/")[2] for name in GOOD}
    assert tree(folder.parent)[:2] == ["packages", f"packages/{ROOT}"]  # no temporary folder is left
    [result] = verify(where=[folder])
    assert (result.state, result.problems, result.well) == (State.INTACT, (), True)
    assert remove("en-uk", [folder]) == folder / ROOT
    assert tree(folder.parent) == ["packages"]


def test_stock_argos_sees_what_we_installed(folder):
    install_file(EN_UK, folder)
    assert stock(folder, [("en", "uk", ["The museum is small."], 1)]) == [[["Музей малий."]]]


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def device(name):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFIFO | 0o666) << 16
    return entry


META = (f"{ROOT}/metadata.json", b'{"from_code": "en", "to_code": "uk"}')
WHOLE = list(GOOD.items())

HOSTILE = {
    "climbs out": ([*WHOLE, (f"{ROOT}/../../evil", b"x")], "not safe"),
    "climbs out by its root": ([("../evil/metadata.json", b"{}")], "not safe"),
    "absolute": ([*WHOLE, ("/tmp/evil", b"x")], "not safe"),
    "drive letter": ([*WHOLE, (f"{ROOT}/C:evil", b"x")], "not safe"),
    "backslash": ([*WHOLE, (f"{ROOT}\\..\\evil", b"x")], "not safe"),
    "control character": ([*WHOLE, (f"{ROOT}/a\nb", b"x")], "not safe"),
    "link": ([*WHOLE, (link(f"{ROOT}/model/link"), "/etc/passwd")], "link or a device"),
    "pipe": ([*WHOLE, (device(f"{ROOT}/pipe"), "")], "link or a device"),
    "two roots": ([*WHOLE, ("other/metadata.json", b"{}")], "exactly one folder"),
    "no root": ([("metadata.json", b"{}"), ("model/model.bin", b"x")], "exactly one folder"),
    "hidden root": ([(".ssh/metadata.json", b"{}")], "unusual name"),
    "bomb": ([*WHOLE, (f"{ROOT}/zeros", b"\0" * (3 << 20))], "times its size"),
    "small bombs": ([*WHOLE[:1], *((f"{ROOT}/{n}", b"\0" * (1 << 20)) for n in range(8))], "times its size"),
    "many files": ([*WHOLE, *((f"{ROOT}/{n}", b"") for n in range(600))], "files"),
    "many folders": ([*WHOLE, *((f"{ROOT}/{n}/", b"") for n in range(1200))], "entries"),
    "deep": ([*WHOLE, (f"{ROOT}/{'d/' * 20}x", b"")], "too long or too deep"),
    "long name": ([*WHOLE, (f"{ROOT}/{'n' * 300}", b"")], "too long or too deep"),
    "a name twice": ([*WHOLE, (f"{ROOT}/Metadata.json", b"{}")], "twice"),
    "file and folder": ([*WHOLE, (f"{ROOT}/README.md/x", b"")], "twice"),
    "nothing in it": ([], "empty"),
    "folders only": ([(f"{ROOT}/", b"")], "empty"),
    "no metadata": ([item for item in WHOLE if "metadata" not in item[0]], "no metadata.json"),
    "broken metadata": ([*WHOLE[:1], (META[0], b"{")], "cannot be read"),
    "evil code": ([(META[0], b'{"from_code": "../../x", "to_code": "uk"}')], "two languages"),
    "no model": ([META], "no model"),
    "no tokenizer": ([META, (f"{ROOT}/model/model.bin", b"x")], "sentencepiece.model"),
    "another sort": (
        [(META[0], b'{"type": "sbd", "from_codes": ["en"]}')],
        "something else than translation",
    ),
    "rubbish model": (
        [item if not item[0].endswith("model.bin") else (item[0], b"rubbish") for item in WHOLE],
        "does not load",
    ),
    "rubbish tokenizer": (
        [item if not item[0].endswith("sentencepiece.model") else (item[0], b"rubbish") for item in WHOLE],
        "does not load",
    ),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_archive_leaves_nothing_behind(name, folder, tmp_path):
    content, said = HOSTILE[name]
    path = zipped(tmp_path / "evil.argosmodel", content)
    folder.mkdir(parents=True)
    before = tree(tmp_path)
    with pytest.raises(BadPackage, match=said) as error:
        install_file(path, folder)
    assert "evil.argosmodel" in error.value.message
    assert tree(tmp_path) == before


def test_overlapping_entries(folder, tmp_path):
    """Two entries of the directory point to one file's data: a bomb without a high ratio."""
    content = zipped(
        io.BytesIO(), [(f"{ROOT}/a", b"a" * 100), (f"{ROOT}/b", b"b" * 100)], method=zipfile.ZIP_STORED
    )
    data = bytearray(content.getvalue())
    second = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, second + 42, 0)  # offset of the local header
    path = tmp_path / "evil.argosmodel"
    path.write_bytes(data)
    with pytest.raises(BadPackage, match="overlap"):
        install_file(path, folder)


def test_encrypted_and_oddly_packed(tmp_path):
    path = zipped(tmp_path / "x.argosmodel", [META], method=zipfile.ZIP_LZMA)
    with pytest.raises(BadPackage, match="method"):
        archive.inspect(path)
    data = bytearray(zipped(io.BytesIO(), [META]).getvalue())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(BadPackage, match="encrypted"):
        archive.inspect(path)


def test_a_size_that_lies(folder, tmp_path):
    """The directory says four bytes, the data are a thousand: what is written is checked against its checksum."""
    data = bytearray(zipped(io.BytesIO(), [(f"{ROOT}/a", b"a" * 1000)]).getvalue())
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<I", data, data.rindex(signature) + offset, 4)
    path = tmp_path / "x.argosmodel"
    path.write_bytes(data)
    with pytest.raises(BadPackage, match="damaged"):
        install_file(path, folder)
    assert not folder.exists() or tree(folder) == []


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_a_truncated_or_flipped_file_is_refused_or_whole(data, tmp_path):
    """Whatever bytes come in, out comes a package that is exactly what was packed, or one of our errors."""
    content = bytearray(
        zipped(io.BytesIO(), [META, (f"{ROOT}/x", b"some text, some text, some more " * 9)]).getvalue()
    )
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content) - 1))]
    else:
        for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
            content[place] ^= data.draw(st.integers(1, 255))
    path = tmp_path / "x.argosmodel"
    path.write_bytes(content)
    into = tmp_path / "into"
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir()
    try:
        root, hashes = archive.unpack(path, into)
    except (BadPackage, BadFile):
        return
    assert root.parent == into
    assert set(hashes) == {file.relative_to(root).as_posix() for file in root.rglob("*") if file.is_file()}


def test_truncated_real_package(folder, tmp_path):
    path = tmp_path / "cut.argosmodel"
    path.write_bytes(EN_UK.read_bytes()[:-5000])
    with pytest.raises(BadPackage, match=r"cut\.argosmodel.*cut short"):
        install_file(path, folder)


def test_no_such_file_a_folder_and_no_zip(folder, tmp_path):
    with pytest.raises(BadFile, match="Cannot open"):
        install_file(tmp_path / "nothing.argosmodel", folder)
    with pytest.raises(BadFile, match="Cannot open"):
        install_file(tmp_path, folder)
    (tmp_path / "text.argosmodel").write_text("hello")
    with pytest.raises(BadPackage, match="no Argos package"):
        install_file(tmp_path / "text.argosmodel", folder)


def test_a_crash_of_the_model_is_not_ours(folder, monkeypatch):
    monkeypatch.setattr(packages, "_TRIAL", "import os; os.abort()")
    with pytest.raises(BadPackage, match="brought down the process"):
        install_file(EN_UK, folder)
    assert tree(folder) == []


def test_a_model_that_hangs_is_given_up(folder, monkeypatch):
    monkeypatch.setattr(packages, "_TRIAL", "import time; time.sleep(60)")
    monkeypatch.setattr(packages, "_TRIAL_SECONDS", 0.2)
    with pytest.raises(BadPackage, match="did not translate a word"):
        install_file(EN_UK, folder)


def repacked(path, root=ROOT, **metadata):
    """The en-uk package in another folder or with other metadata."""
    content = json.loads(GOOD[f"{ROOT}/metadata.json"]) | metadata
    files = {name.replace(ROOT, root): data for name, data in GOOD.items()}
    files[f"{root}/metadata.json"] = json.dumps(content).encode()
    return zipped(path, files.items())


def test_an_upgrade_replaces_the_same_pair(folder, tmp_path):
    install_file(EN_UK, folder)
    done = install_file(repacked(tmp_path / "new.argosmodel", package_version="0.2"), folder)
    assert (done.package.version, done.replaced) == ("0.2", "0.1")
    assert [package.version for package in installed([folder]).packages] == ["0.2"]
    assert tree(folder.parent)[:2] == ["packages", f"packages/{ROOT}"]


def test_another_pair_does_not_take_a_packages_place(folder, tmp_path):
    install_file(EN_UK, folder)
    before = tree(folder)
    with pytest.raises(BadPackage, match="the package for en-uk; a package for en-de must not replace it"):
        install_file(repacked(tmp_path / "evil.argosmodel", to_code="de"), folder)
    assert tree(folder) == before
    assert installed([folder]).packages[0].pair == ("en", "uk")


def test_what_is_no_package_is_not_overwritten(folder):
    (folder / ROOT).mkdir(parents=True)
    (folder / ROOT / "diary.txt").write_text("mine")
    with pytest.raises(BadPackage, match="something else"):
        install_file(EN_UK, folder)
    assert tree(folder / ROOT) == ["diary.txt"]


def test_a_failed_swap_brings_the_old_package_back(folder, tmp_path, monkeypatch):
    install_file(EN_UK, folder)
    original = type(folder).rename

    def failing(self, target):
        if self.name == ROOT and self.parent != folder and target == folder / ROOT:
            raise OSError(28, "No space left on device")
        return original(self, target)

    monkeypatch.setattr(type(folder), "rename", failing)
    with pytest.raises(BadFile, match="No space left"):
        install_file(repacked(tmp_path / "new.argosmodel", package_version="0.2"), folder)
    assert [package.version for package in installed([folder]).packages] == ["0.1"]


def test_no_room(folder, monkeypatch):
    monkeypatch.setattr(archive.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 10, 1000))
    with pytest.raises(BadFile, match="only 0 MB are free"):
        install_file(EN_UK, folder)


def test_cancelling_leaves_nothing(folder):
    class Impatient(Progress):
        def cancelled(self):
            return True

    with pytest.raises(Cancelled):
        install_file(EN_UK, folder, Impatient())
    assert tree(folder.parent) == ["packages"]


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadFile, match="ARGOS_PACKAGES_DIR"):
        install_file(EN_UK, tmp_path / "file" / "packages")


def test_verify_finds_what_changed(folder):
    install_file(EN_UK, folder)
    path = folder / ROOT
    (path / "README.md").write_text("changed")
    (path / "model" / "config.json").unlink()
    (path / "extra").write_text("")
    [result] = verify(where=[folder])
    assert (result.state, result.well) == (State.CHANGED, False)
    assert set(result.problems) == {
        "README.md has changed since it was installed.",
        "model/config.json is missing.",
        "extra was not there when it was installed.",
    }
    (path / RECORD).write_text("[")
    [result] = verify(["en-uk"], [folder])
    assert result.state is State.CHANGED


def test_verify_tells_what_nobody_recorded_and_what_does_not_load(tmp_path):
    folder = unpack(tmp_path / "packages", EN_UK, UK_EN)
    (folder / "broken").mkdir()
    (folder / "translate-uk_en-0_1" / "model" / "model.bin").write_bytes(b"x")
    states = {result.name: result.state for result in verify(where=[folder])}
    assert states == {
        ROOT: State.UNRECORDED,
        "translate-uk_en-0_1": State.BROKEN,
        "broken": State.BROKEN,
    }
    with pytest.raises(ModelMissing, match="no package “fr-de”"):
        verify(["fr-de"], [folder])


def test_remove_what_and_what_not(tmp_path):
    folder = unpack(tmp_path / "packages", EN_UK)
    (folder / "broken").mkdir()
    shutil.copytree(folder / ROOT, folder / "second")
    (tmp_path / "elsewhere").mkdir()
    for name in ("de-fr", "../elsewhere", str(tmp_path / "elsewhere"), ".", ""):
        with pytest.raises(ModelMissing, match="There are: "):
            remove(name, [folder])
    with pytest.raises(WorkbenchError, match="several packages for en-uk"):
        remove("en-uk", [folder])
    remove("second", [folder])
    remove("broken", [folder])
    remove("EN_UK", [folder])
    assert tree(tmp_path) == ["elsewhere", "packages"]


def test_a_linked_package_is_unlinked_not_emptied(tmp_path):
    real = unpack(tmp_path / "real", EN_UK)
    folder = tmp_path / "packages"
    folder.mkdir()
    (folder / "link").symlink_to(real / ROOT)
    remove("en-uk", [folder])
    assert tree(folder) == []
    assert (real / ROOT / "metadata.json").exists()


@pytest.mark.parametrize("text", ["en", "en-en", "xx-yy", "", "-", "en-", "english", "en uk"])
def test_what_is_no_pair(text):
    with pytest.raises(UnknownLanguage, match="Write it as en-uk"):
        parse_pair(text)


def row(server, **changes):
    links = [f"{server.address}/en_uk"]
    return {"from_code": "en", "to_code": "uk", "package_version": "1.4", "links": links} | changes


def index_of(server, *rows):
    server.settings["content"]["/index.json"] = json.dumps(list(rows)).encode()
    return available(f"{server.address}/index.json")


def test_the_index_gives_clean_rows_only(server):
    entries = index_of(
        server,
        row(server),
        row(server, package_version="1.10"),
        row(server, package_version="1.9"),
        row(server, to_code="zt"),
        row(server, to_code="../../evil"),
        row(server, to_code=5),
        row(server, to_code="de", package_version="../../evil"),
        row(
            server,
            to_code="fr",
            links=["http://example.org/x", "ftp://x", "file:///etc/passwd", "ipfs://x", 7],
        ),
        row(server, to_code="it", links="https://x"),
        row(server, type="sbd", to_code="pl"),
        "nonsense",
        None,
    )
    assert [(entry.direction, entry.version) for entry in entries] == [("en-uk", "1.10"), ("en-zh-tw", "1.4")]
    assert entries[0].file_name == "translate-en_uk-1.10.argosmodel"


def test_a_pair_that_is_not_in_the_index(server):
    entries = index_of(server, row(server, from_code="uk", to_code="en"), row(server, to_code="es"))
    assert entry_for(("en", "es"), entries).pair == ("en", "es")
    with pytest.raises(ModelMissing, match="workbench models install uk-en en-es"):
        entry_for(("uk", "es"), entries)
    with pytest.raises(ModelMissing, match=r"from Spanish to Polish\. See what there is"):
        entry_for(("es", "pl"), entries)


@pytest.mark.parametrize("content", [b"{", b"{}", b'"x"', b"\xff\xfe", b""])
def test_what_is_no_index(server, content):
    server.settings["content"]["/index.json"] = content
    with pytest.raises(NetworkFailed, match="no package index"):
        available(f"{server.address}/index.json")


def test_no_network_is_one_sentence():
    with pytest.raises(
        NetworkFailed, match=r"^Cannot fetch from 127\.0\.0\.1: .*install FILE\.argosmodel\.$"
    ):
        available("http://127.0.0.1:9/index.json")
    with pytest.raises(NetworkFailed, match="not an https address"):
        available("http://example.org/index.json")
    with pytest.raises(NetworkFailed):
        available("https://[broken")


def test_a_redirect_to_an_unsafe_address_is_not_followed(server):
    server.settings["location"] = "http://192.0.2.1/index.json"
    with pytest.raises(NetworkFailed, match="not an https address"):
        available(f"{server.address}/redirect")
    with pytest.raises(NetworkFailed, match="status 404"):
        available(f"{server.address}/nothing")


class Count(Progress):
    def __init__(self):
        self.totals, self.done = [], 0

    def start(self, task, total=None):
        self.totals.append(total)

    def advance(self, units=1, note=""):
        self.done += units


CONTENT = os.urandom(300_000)


def test_download_with_progress(server, tmp_path):
    server.settings["content"]["/en_uk"] = CONTENT
    [entry] = index_of(server, row(server))
    count = Count()
    path = download(entry, tmp_path / "new" / "downloads", count)
    assert path.read_bytes() == CONTENT
    assert (count.totals, count.done) == ([len(CONTENT)], len(CONTENT))
    assert tree(path.parent) == [path.name]


def test_a_download_that_breaks_off_goes_on_where_it_stopped(server, tmp_path):
    server.settings["content"]["/en_uk"] = CONTENT
    [entry] = index_of(server, row(server))
    server.settings["breaks_at"] = [100_000, 200_000]
    assert download(entry, tmp_path).read_bytes() == CONTENT
    assert [asked for _, asked in server.settings["asked"][1:]] == [None, "bytes=100000-", "bytes=200000-"]


def test_after_three_breaks_the_user_decides_and_nothing_is_lost(server, tmp_path):
    server.settings["content"]["/en_uk"] = CONTENT
    [entry] = index_of(server, row(server))
    server.settings["breaks_at"] = [100_000, 150_000, 200_000]
    with pytest.raises(NetworkFailed, match=r"0\.2 MB are kept; run the same command again"):
        download(entry, tmp_path)
    assert download(entry, tmp_path).read_bytes() == CONTENT
    assert server.settings["asked"][-1][1] == "bytes=200000-"


def test_a_server_without_ranges_starts_anew(server, tmp_path):
    server.settings["content"]["/en_uk"] = CONTENT
    [entry] = index_of(server, row(server))
    server.settings |= {"ranges": False, "breaks_at": [100_000]}
    assert download(entry, tmp_path).read_bytes() == CONTENT


def test_a_file_that_became_shorter_is_fetched_anew(server, tmp_path):
    server.settings["content"]["/en_uk"] = CONTENT[:1000]
    [entry] = index_of(server, row(server))
    (tmp_path / f"{entry.file_name}.part").write_bytes(CONTENT[:5000])
    assert download(entry, tmp_path).read_bytes() == CONTENT[:1000]


def test_the_second_link_is_tried(server, tmp_path):
    server.settings["content"]["/mirror"] = CONTENT
    [entry] = index_of(server, row(server, links=[f"{server.address}/gone", f"{server.address}/mirror"]))
    assert download(entry, tmp_path).read_bytes() == CONTENT


def test_a_download_that_is_too_large(server, tmp_path, monkeypatch):
    monkeypatch.setattr(package_index, "_PACKAGE_BYTES", 10_000)
    server.settings["content"]["/en_uk"] = CONTENT
    [entry] = index_of(server, row(server))
    with pytest.raises(NetworkFailed, match="no package"):
        download(entry, tmp_path)
