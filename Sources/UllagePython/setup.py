"""Puts the library and the program `ullage` into the wheel: built here by Swift, or taken from ULLAGE_PREBUILT.

ULLAGE_PREBUILT names a folder with `libullage.so` and `ullage`, as .ci/wheel makes it."""
import os
import pathlib
import re
import shutil
import stat
import subprocess

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py
from distutils.command.build_scripts import build_scripts  # setuptools brings it, where Python has none

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def version() -> str:
    source = (ROOT / "Sources/Console/Version.swift").read_text(encoding="utf8")
    found = re.search(r'static let number = "(.*)"', source)
    assert found, "no version in Sources/Console/Version.swift"
    return found[1]


def built() -> pathlib.Path:
    """The folder with the library and the program."""
    if folder := os.environ.get("ULLAGE_PREBUILT"):
        return pathlib.Path(folder)
    folder = ROOT / ".build/python"
    subprocess.run([ROOT / ".ci/wheel", "--only-build", str(folder)], check=True)
    return folder


class BuildPackage(build_py):
    def run(self) -> None:
        super().run()
        shutil.copy(built() / "libullage.so", pathlib.Path(self.build_lib) / "ullage" / "libullage.so")


class BuildProgram(build_scripts):
    """The program goes to the scripts as it is: setuptools would read it as text."""

    def run(self) -> None:
        self.mkpath(self.build_dir)
        target = pathlib.Path(self.build_dir) / "ullage"
        shutil.copy(built() / "ullage", target)
        target.chmod(target.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


class PlatformWheel(bdist_wheel):
    """One wheel for every Python 3: the library knows nothing of Python."""

    def finalize_options(self) -> None:
        super().finalize_options()
        self.root_is_pure = False

    def get_tag(self) -> "tuple[str, str, str]":
        return ("py3", "none", super().get_tag()[2])


class HasBinary(Distribution):
    def has_ext_modules(self) -> bool:
        return True


# The metadata names them, so they have to be here before it is written.
subprocess.run([ROOT / ".ci/licences", HERE / "licenses", "--offline"], check=True)
setup(
    version=version(),
    scripts=["ullage"],
    distclass=HasBinary,
    cmdclass={"build_py": BuildPackage, "build_scripts": BuildProgram, "bdist_wheel": PlatformWheel},
)
