"""The options that a project sets: the table ``[tool.fixtext]`` of the nearest pyproject.toml."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path

from fixtext.cli.problems import CommandError, from_system, shown
from fixtext.types import Options

__all__ = ["NAME", "configured"]

NAME = "pyproject.toml"


def configured(folder: Path) -> dict[str, object]:
    """The options set in the pyproject.toml of a folder, or of the nearest one above that has one.

    Keys are written as on the command line (``min-bits``) or as in Python (``min_bits``); a
    ``model`` is relative to its file. Raises CommandError where the file cannot be read, or a
    key or value is not an option's.
    """
    for place in (folder, *folder.parents):
        path = place / NAME
        if path.is_file():
            table = _table(path)
            return _options(path, table)
    return {}


def _table(path: Path) -> dict[str, object]:
    name = shown(str(path))
    try:
        document = tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise from_system(name, error) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CommandError(name, str(error), "mend it, or use --isolated") from error
    tool = document.get("tool", {})
    table = tool.get("fixtext", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise CommandError(name, "tool.fixtext is not a table", "write [tool.fixtext]")
    return table


def _options(path: Path, table: dict[str, object]) -> dict[str, object]:
    fields = {field.name: field for field in dataclasses.fields(Options)}
    result: dict[str, object] = {}
    for key, value in table.items():
        field = fields.get(key.replace("-", "_"))
        where = f"{shown(str(path))}: [tool.fixtext] {key}"
        if field is None:
            known = ", ".join(sorted(name.replace("_", "-") for name in fields))
            raise CommandError(where, "no such option", f"there are: {known}")
        result[field.name] = _value(where, field, value)
        if field.name == "model":
            result["model"] = str(path.parent / str(value))
    return result


def _value(where: str, field: dataclasses.Field[object], value: object) -> object:
    several = "tuple" in str(field.type)
    if several and isinstance(value, str):
        return value.replace(",", " ").split()
    if several and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    if isinstance(field.default, bool):
        wanted, fits = "true or false", isinstance(value, bool)
    elif several:
        wanted, fits = 'a list of names, such as ["script-mix"]', False
    elif isinstance(field.default, float):
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        wanted = "a number"
    else:
        wanted, fits = "a string", isinstance(value, str)
    if not fits:
        raise CommandError(where, f"cannot be {value!r}", f"give {wanted}")
    return value
