"""The Dockerfile and docker-compose.yml read as data, to be run without a container engine."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.architecture.source import ROOT

VARIABLE = re.compile(r"\$\{([A-Z_]+)(?:(:[-?])([^}]*))?\}")


def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def instructions() -> Iterator[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            yield word, rest.strip()


def said(word: str) -> list[str]:
    return [rest for found, rest in instructions() if found == word]


def copies() -> list[tuple[str, str]]:
    return [(source, target) for source, target in map(str.split, said("COPY"))]


def image_environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for line in said("ENV") for pair in shlex.split(line))


def named(text: str) -> set[str]:
    """The variables that Compose looks for in `.env`."""
    return {match[1] for match in VARIABLE.finditer(text)}


def filled(text: str, values: Mapping[str, str]) -> str:
    """As Compose does it: `${A:?said}` must have a value, `${A:-b}` is b without one."""

    def value(match: re.Match[str]) -> str:
        name, how, other = match.groups()
        if values.get(name):
            return values[name]
        assert how == ":-", f"{name} has no value"
        return other

    return VARIABLE.sub(value, text).replace("$$", "$")


def build(folder: Path) -> Path:
    """What the image holds: the copies, and what its own commands but the installing ones make."""
    for source, target in copies():
        place = folder / target
        place.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / source, place)
    environment = outside(folder) | image_environment() | {"BIMBING_DATA": str(folder / "var")}
    for command in said("RUN"):
        if "manage.py" in command:
            subprocess.run(
                command, shell=True, cwd=folder, env=environment, check=True, capture_output=True
            )
    return folder


def outside(folder: Path) -> dict[str, str]:
    """Nothing of this machine but where its programs are."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    return {"PATH": path, "HOME": str(folder)}


@dataclass(frozen=True)
class Container:
    """A service as it would run: its words and environment with addresses of this machine."""

    service: Mapping[str, Any]
    image: Path
    values: Mapping[str, str]
    here: Mapping[str, str]

    def placed(self, text: str) -> str:
        text = filled(text, self.values)
        for there, place in self.here.items():
            text = text.replace(there, place)
        return text

    @property
    def environment(self) -> dict[str, str]:
        found = {**image_environment(), **self.service["environment"]}
        return outside(self.image) | {
            name: self.placed(str(value)) for name, value in found.items()
        }

    @property
    def command(self) -> list[str]:
        default = yaml.safe_load(said("CMD")[0])
        return [self.placed(word) for word in self.service.get("command", default)]

    @property
    def health(self) -> list[str]:
        how, *words = self.service["healthcheck"]["test"]
        placed = [self.placed(word) for word in words]
        return ["sh", "-c", *placed] if how == "CMD-SHELL" else placed

    def is_healthy(self, **more: str) -> bool:
        done = subprocess.run(
            self.health, cwd=self.image, env=self.environment | more, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        return done.returncode == 0
