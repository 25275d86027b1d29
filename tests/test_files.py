"""A file is written whole or not at all."""

import pytest

from workbench.files import replace_file


def test_writes_whole_and_leaves_nothing_beside(tmp_path):
    replace_file(tmp_path / "a", b"one")
    replace_file(tmp_path / "a", b"two")
    assert (tmp_path / "a").read_bytes() == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_permissions_of_a_file_that_is_there_are_kept(tmp_path):
    (tmp_path / "a").write_bytes(b"one")
    (tmp_path / "a").chmod(0o640)
    replace_file(tmp_path / "a", b"two")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("place", ["missing/a", "folder"])
def test_a_failure_is_an_os_error_and_leaves_nothing_beside(tmp_path, place):
    (tmp_path / "folder" / "x").mkdir(parents=True)
    with pytest.raises(OSError):  # noqa: PT011 - the kind differs by system
        replace_file(tmp_path / place, b"one")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
