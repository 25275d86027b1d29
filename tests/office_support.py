"""LibreOffice for the tests: started as people's scripts start it, with a profile of its own."""

import shutil
import subprocess

import pytest


class Office:
    """Converts files; the folder is the test's."""

    def __init__(self, folder, profile):
        self.folder, self._profile = folder, profile

    def convert(self, data, name, to):
        """The file in another format."""
        source = self.folder / name
        source.write_bytes(data)
        out = self.folder / f"as-{to}"
        command = [
            "soffice",
            "--headless",
            f"-env:UserInstallation={self._profile.as_uri()}",
            "--convert-to",
            to,
            "--outdir",
            str(out),
            str(source),
        ]
        done = subprocess.run(command, capture_output=True, timeout=120, text=True)
        made = out / f"{source.stem}.{to}"
        assert made.exists(), f"LibreOffice made no {to}: {done.stdout}{done.stderr}"
        return made.read_bytes()


def office(tmp_path_factory):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed; `sh tools/system.sh office` installs it on Debian")
    return Office(tmp_path_factory.mktemp("office"), tmp_path_factory.mktemp("profile"))
