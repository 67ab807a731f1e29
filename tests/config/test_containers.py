"""The containers, proven without an engine: the files are sound, and every command in them runs."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.architecture.source import ROOT
from tests.config import containers
from tests.config.containers import Container, compose
from tests.servers.ports import free_port, wait_until
from tests.servers.postgresql import DISCREET, packaged
from tests.servers.processes import end, spawn
from tests.servers.redis import server_program

ours = [name for name, service in compose()["services"].items() if "build" in service]
SIGNALS = {None: signal.SIGTERM, "SIGQUIT": signal.SIGQUIT}
VALUES = {
    "SITE_URL": "https://bimbing.example.go.id",
    "ALLOWED_HOSTS": "bimbing.example.go.id",
    "EMAIL_HOST": "127.0.0.1",
    "DEFAULT_FROM_EMAIL": "Bimbing <bimbing@example.go.id>",
}


def check_schema(path):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    return subprocess.run([*command, path], capture_output=True, text=True, check=False)


@pytest.mark.once
def test_the_compose_file_follows_the_specification(tmp_path):
    done = check_schema(ROOT / "docker-compose.yml")
    assert done.returncode == 0, done.stdout
    broken = compose()
    broken["services"]["web"]["restart_policy"] = "always"
    (tmp_path / "broken.yml").write_text(yaml.safe_dump(broken))
    assert check_schema(tmp_path / "broken.yml").returncode == 1


@pytest.mark.once
def test_everything_starts_again_and_watches_itself():
    for name, service in compose()["services"].items():
        again = "on-failure" if name == "prepare" else "unless-stopped"
        assert service["restart"] == again, name
        assert ("healthcheck" in service) == (name != "prepare"), name


@pytest.mark.once
def test_the_database_repeats_nothing_that_fails_in_its_log():
    assert set(DISCREET) <= set(compose()["services"]["db"]["command"])


@pytest.mark.once
@pytest.mark.parametrize("name", ours)
def test_our_containers_can_do_little(name):
    service = compose()["services"][name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")
    assert not service.get("user"), "the image's own user"


@pytest.mark.once
def test_the_image_does_not_run_as_root():
    user = containers.said("USER")[-1]
    made = [command for command in containers.said("RUN") if "useradd" in command]
    assert made[0].endswith(user)
    order = [word for word, _ in containers.instructions()]
    assert order.index("USER") < order.index("CMD")
    assert "USER" not in order[: order.index("COPY")]


@pytest.mark.once
def test_data_outlives_containers():
    found = compose()
    mounts = {
        name: [mount.split(":") for mount in service.get("volumes", [])]
        for name, service in found["services"].items()
    }
    kept = {source for mount in mounts.values() for source, _ in mount}
    assert kept == set(found["volumes"]) == {"anchors", "database", "redis", "erasures"}
    assert mounts["db"] == [["database", "/var/lib/postgresql/data"]]
    for name in ours:
        assert mounts[name] == [["anchors", "/anchors"], ["erasures", "/erasures"]], name
    assert mounts["redis"] == [["redis", "/data"]]


@pytest.mark.once
def test_only_the_web_server_is_reached_from_outside_and_only_from_this_machine():
    services = compose()["services"]
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {"web": ["${BIND:-127.0.0.1}:${PORT:-8000}:8000"]}
    assert compose()["networks"]["data"] == {"internal": True}
    assert services["db"]["networks"] == services["redis"]["networks"] == ["data"]


@pytest.mark.once
def test_every_variable_is_explained():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    explained = set(re.findall(r"^#?\s?([A-Z][A-Z_]+)=", example, re.MULTILINE))
    given = {name for one in ours for name in compose()["services"][one]["environment"]}
    asked = containers.named((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    asked |= set(containers.image_environment()) - {"PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}
    assert {name.removesuffix("_FILE") for name in given | asked} - explained == set()


@pytest.mark.once
def test_secrets_come_from_files_and_have_no_default():
    found = compose()
    files = {secret["file"] for secret in found["secrets"].values()}
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {"secrets/", ".env"} <= set(ignored)
    assert all(path.startswith("secrets/") for path in files)
    secretive = re.compile(r"SECRET|PASSWORD|TOKEN|KEY")
    for service in found["services"].values():
        for name, value in service.get("environment", {}).items():
            if secretive.search(name):
                assert name.endswith("_FILE"), name
                assert value.removeprefix("/run/secrets/") in service["secrets"], name
    assert not [name for name in containers.image_environment() if secretive.search(name)]


@pytest.mark.once
def test_what_the_image_copies_is_there_and_nothing_else_is_sent():
    sources = {source for source, _ in containers.copies()}
    assert [source for source in sources if not (ROOT / source).exists()] == []
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert {rule[1:] for rule in rules if rule.startswith("!")} == sources


@pytest.mark.once
def test_dependencies_are_checked_by_their_hashes():
    installs = [command for command in containers.said("RUN") if "pip install" in command]
    assert all("--require-hashes" in command for command in installs)
    for command in installs:
        asked = command.partition(" -r ")[2]
        assert (asked, asked) in containers.copies()


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """Made by the script a person would use, run twice: it keeps what is there."""
    script = tmp_path / "scripts" / "make-secrets"
    script.parent.mkdir()
    script.write_text((ROOT / "scripts" / "make-secrets").read_text())
    subprocess.run(["sh", script], check=True, capture_output=True)
    folder = tmp_path / "secrets"
    first = {path.name: path.read_text() for path in folder.iterdir()}
    again = subprocess.run(["sh", script], check=True, capture_output=True)
    assert again.stdout == b""
    assert {path.name: path.read_text() for path in folder.iterdir()} == first
    assert set(first) == set(compose()["secrets"])
    assert folder.stat().st_mode & 0o777 == 0o700
    return folder


@pytest.fixture
def database(postgresql_url, secrets):
    """A database and its owner as the image of PostgreSQL makes them; its port."""
    given = compose()["services"]["db"]["environment"]
    owner, name = given["POSTGRES_USER"], given["POSTGRES_DB"]
    password = (secrets / Path(given["POSTGRES_PASSWORD_FILE"]).name).read_text().strip()
    with psycopg.connect(postgresql_url, autocommit=True) as server:
        server.execute(f"CREATE ROLE \"{owner}\" LOGIN PASSWORD '{password}'".encode())
        server.execute(f'CREATE DATABASE "containers" OWNER "{owner}"'.encode())
        yield server.info.port
        server.execute(b'DROP DATABASE "containers" WITH (FORCE)')
        server.execute(f'DROP ROLE "{owner}"'.encode())
    assert name == "bimbing"


@pytest.fixture
def redis_port(tmp_path):
    """The command of the compose file, with a port and a folder of our own."""
    port, folder = free_port(), tmp_path / "redis"
    folder.mkdir()
    program, *options = compose()["services"]["redis"]["command"]
    assert program == "redis-server"
    own = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
    with (folder / "log").open("wb") as log:
        process = spawn([server_program(), *options, *own], stdout=log, stderr=log)
    wait_until(lambda: is_open(port), "Redis")
    yield port
    end(process)


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def redis_says(port: int, *words: str) -> list[str]:
    """What `redis-cli` would be told, on the wire: it is not on every machine that tests."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall((" ".join(words) + "\r\n").encode())
        return line.recv(4096).decode().split()


@pytest.fixture
def place(tmp_path, database, redis_port, secrets):
    """`place("web")`: that service, its addresses pointing at real servers on this machine."""
    image = containers.build(tmp_path / "image")
    web = free_port()
    (tmp_path / "kept").mkdir()
    here = {
        "/erasures/": f"{tmp_path}/kept/",
        "/run/secrets": str(secrets),
        "/srv/bimbing": str(image),
        "@db:5432/bimbing": f"@127.0.0.1:{database}/containers",
        "redis://redis:6379": f"redis://127.0.0.1:{redis_port}",
        "http://web:8000": f"http://127.0.0.1:{web}",
        "http://127.0.0.1:8000": f"http://127.0.0.1:{web}",
        "0.0.0.0": "127.0.0.1",
        "8000": str(web),
    }
    return lambda name: Container(compose()["services"][name], image, VALUES, here)


def metrics(address: str, token: str) -> dict[str, float]:
    line = http.client.HTTPConnection("127.0.0.1", int(address.rpartition(":")[2]), timeout=10)
    host = VALUES["ALLOWED_HOSTS"]
    line.request("GET", "/metrics", headers={"Host": host, "Authorization": f"Bearer {token}"})
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    assert answer.status == 200, text
    families = text_string_to_metric_families(text)
    return {sample.name: sample.value for family in families for sample in family.samples}


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.name != "__pycache__"}


@pytest.mark.slow
@pytest.mark.postgresql
def test_every_command_runs(place, database, redis_port, tmp_path, secrets):
    prepare = place("prepare")
    before = files(prepare.image)
    for _ in range(2):
        done = subprocess.run(
            prepare.command, cwd=prepare.image, env=prepare.environment, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    running = {}
    try:
        for name in ("web", "worker", "beat"):
            running[name] = start(place(name), tmp_path / f"{name}.log")
        for name in running:
            become_healthy(place(name), tmp_path / f"{name}.log")

        ready = place("beat").health[3].removesuffix("/health/ready")
        assert metrics(ready, (secrets / "metrics_token").read_text().strip())["bimbing_held"] == 0
        for name, process in running.items():
            service = place(name).service
            process.send_signal(SIGNALS[service.get("stop_signal")])
            process.wait(timeout=int(service["stop_grace_period"].removesuffix("s")))
        assert not place("web").is_healthy(), "a health check can fail"
    finally:
        for process in running.values():
            end(process)
    assert files(prepare.image) == before, "the image can be read-only"
    for log in tmp_path.glob("*.log"):
        assert "Traceback" not in log.read_text(), log.name


def start(container: Container, log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as out:
        return spawn(
            container.command,
            cwd=container.image,
            env=container.environment,
            stdout=out,
            stderr=out,
        )


def become_healthy(container: Container, log: Path) -> None:
    try:
        wait_until(lambda: container.is_healthy(HOSTNAME=socket.gethostname()), log.stem, 90)
    except TimeoutError:
        pytest.fail(log.read_text()[-4000:])


@pytest.mark.slow
@pytest.mark.postgresql
def test_the_servers_health_checks(database, redis_port):
    services = compose()["services"]
    _, program, *words = services["db"]["healthcheck"]["test"]
    command = [packaged() / "bin" / program, *words, "--port", str(database)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    _, program, *words = services["redis"]["healthcheck"]["test"]
    assert (program, words) == ("redis-cli", ["-e", "ping"])
    assert redis_says(redis_port, "ping") == ["+PONG"]


@pytest.mark.slow
@pytest.mark.once
def test_redis_keeps_what_it_was_given(tmp_path, redis_port):
    assert "yes" in redis_says(redis_port, "config", "get", "appendonly")
    assert "noeviction" in redis_says(redis_port, "config", "get", "maxmemory-policy")


@pytest.mark.once
def test_a_missing_value_stops_everything():
    with pytest.raises(AssertionError, match="SITE_URL has no value"):
        containers.filled("${SITE_URL:?said}", {})
    assert containers.filled("${PORT:-8000} $$A", dict(os.environ) | {"PORT": ""}) == "8000 $A"
