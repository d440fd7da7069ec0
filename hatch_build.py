"""Compiles the loops in C for wheels and editable installs; goes without where that fails."""

from __future__ import annotations

import compileall
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_PACKAGE = "src/fixtext/compiled"
_NAME = "fixtext.compiled._loops"


class CustomBuildHook(BuildHookInterface[Any]):
    """Builds the extension, for the stable ABI: one wheel for all Pythons of a platform."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and say in the wheel's name for what."""
        self._scratch = Path(tempfile.mkdtemp(prefix="fixtext-build-"))
        if version == "editable":  # pip does so for wheels only, and two hundred files take a while
            compileall.compile_dir(Path(self.root, "src"), quiet=2)
        beside = Path(self.root, _PACKAGE)
        try:
            built = _compiled(beside, self._scratch)
        except Exception as error:  # whatever the compiler's trouble is, numpy does the same
            self.app.display_warning(
                f"fixtext is installed without its compiled loops, since these could not be built"
                f" ({error}). It gives the same results; short texts take longer."
            )
            return
        if version == "editable":
            shutil.copy2(built, beside / built.name)
        else:
            build_data["force_include"][str(built)] = f"fixtext/compiled/{built.name}"
        build_data["pure_python"] = False
        build_data["tag"] = f"cp311-abi3-{_platform()}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._scratch, ignore_errors=True)


def _compiled(sources: Path, scratch: Path) -> Path:
    """The extension, built below the scratch folder."""
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    if "t" in getattr(sys, "abiflags", ""):
        raise RuntimeError("a Python without the GIL has no stable ABI")
    # a function that the stable ABI has not is no reason to warn, but to go without
    strict = ["-Wall", "-Werror=implicit-function-declaration"]
    # what is not exported is called directly
    plain = ["-std=c99", "-O3", "-g0", "-fvisibility=hidden"]
    flags = [] if sys.platform == "win32" else [*plain, *strict]
    extension = Extension(
        _NAME,
        sorted(str(path) for path in sources.glob("*.c")),
        depends=sorted(str(path) for path in sources.glob("*.h")),
        extra_compile_args=flags,
        py_limited_api=True,
    )
    command = build_ext(Distribution({"name": "fixtext", "ext_modules": [extension]}))
    command.build_lib = str(scratch / "lib")
    command.build_temp = str(scratch / "temp")
    command.ensure_finalized()
    command.run()
    return Path(command.get_ext_fullpath(_NAME))


def _platform() -> str:
    """The tag of this platform; on which Linux a wheel runs is for those to say who publish it."""
    from packaging.tags import platform_tags

    return next(tag for tag in platform_tags() if not tag.startswith(("manylinux", "musllinux")))
