"""Builds on a cluster of real processes, with a folder or an S3 between them."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from shutil import copytree
from typing import TYPE_CHECKING

import msgspec
import pytest

from generator.cache import Memory, code_version
from generator.cli import main
from generator.cluster import ClusterError
from generator.cluster.bundle import open_bundle, put_bundle
from generator.cluster.staging import Staging
from generator.cluster.work import Job, code
from generator.content import BODIES
from generator.diagnostics import Report
from generator.facts import VALUES, Facts
from generator.fingerprints import Fingerprints
from generator.magazine import Moment, read_magazine
from generator.render import make_targets
from generator.targets import Nowhere
from generator.views.facts import Facets, key
from tests.dask_cluster import DaskCluster, dask_cluster
from tests.s3_server import S3Server, s3_server
from tests.tiny import write_files, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = "2026-11-21T12:00:00+00:00"
PLACE = "s3://shop/build"

_STORY = """\
---
title: Walk {number}
description: Day {number}.
section: walks
authors: [desk]
date: 2026-10-03
---
It rained, and the [mug](product:mug) was warm.

:::{{product}} mug
:::

:::{{weather}} Rannoch
Rain on the [mug](product:mug).
:::

:::{{audio}} media/rain.mp3
:title: Day {number}
- 0:10 [The mug](product:mug)
:::
"""

_FILES = {
    "extensions/weather.py": """\
from generator.blocks import Block


class Weather(Block):
    name = "weather"
    argument = "a place"
    holds = True

    def view(self, embed, context):
        return {"place": embed.argument, "words": context.html(embed.words)}


BLOCKS = (Weather(),)
""",
    "content/media/rain.mp3": "no sound, but of its name",
    "themes/tiny/templates/blocks/weather.html": "<aside>{{ place }}: {{ words }}</aside>",
    "themes/tiny/templates/blocks/audio.html": '<audio src="{{ medium.url }}"></audio>{{ products }}',
}

#: Builds that wait for three seconds only; what is wrong with each, in a line.
_IMPATIENT = f"""
import sys
from datetime import datetime
from pathlib import Path
from generator.build import Options, build
from generator.cluster import Cluster
site, scheduler, staging, times = sys.argv[1:]
cluster = Cluster(scheduler=scheduler, staging=staging, patience=3)
options = Options(jobs=4, cluster=cluster)
for _ in range(int(times)):
    result = build(Path(site), Path(site, "public"), datetime.fromisoformat("{NOW}"), options)
    print(*(f"{{found.code}} {{found.message}}" for found in result.diagnostics if found.severity == "error"))
"""


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with s3_server() as running:
        yield running


@pytest.fixture(scope="module")
def environment(server: S3Server) -> dict[str, str]:
    secrets = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}
    return {**os.environ, **secrets, "AWS_ENDPOINT_URL": server.url, "AWS_MAX_ATTEMPTS": "1"}


@pytest.fixture(scope="module")
def running(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with dask_cluster(tmp_path_factory.mktemp("dask"), environment) as started:
        yield started


@pytest.fixture
def cluster(running: DaskCluster) -> DaskCluster:
    running.complete()
    return running


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A magazine of some hundred pages, as this machine builds it."""
    root = write_site(tmp_path_factory.mktemp("made") / "site")
    with (root / "site.yml").open("a") as settings:
        settings.write("extensions: [extensions/weather.py]\n")
    stories = {f"content/stories/walk-{number}.md": _STORY.format(number=number) for number in range(100)}
    write_files(root, {**_FILES, **stories})
    assert main(["build", "--site", str(root), "--now", NOW]) == 0
    return root


@pytest.fixture
def site(made: Path, tmp_path: Path) -> Path:
    """The same magazine, not built yet."""
    root = tmp_path / "site"
    for part in ("content", "extensions", "themes"):
        copytree(made / part, root / part)
    (root / "site.yml").write_bytes((made / "site.yml").read_bytes())
    return root


@pytest.fixture
def s3(server: S3Server) -> S3Server:
    server.make("shop")
    return server


def built(site: Path, environment: dict[str, str], *words: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "generator.cli", "build", "--site", str(site), "--now", NOW, "--jobs", "4", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def impatient(site: Path, environment: dict[str, str], scheduler: str, staging: str, times: int = 1) -> list[str]:
    command = [sys.executable, "-c", _IMPATIENT, str(site), scheduler, staging, str(times)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines()


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def objects(s3: S3Server) -> list[str]:
    return re.findall("<Key>(.*?)</Key>", s3.owner.get("/shop?list-type=2").text)


def learned(site: Path) -> list[set[str]]:
    """Whatever facets and targets are known by what they were made from, and the facets whose values are."""
    memory = Memory.open(site, code_version())
    facets, targets = msgspec.msgpack.decode(memory.find("facts", "facts") or b"")[3:5]
    return [{facet for facet, (_, keys) in facets.items() if keys}, set(targets), set(memory.all(VALUES))]


def is_pack(act: str, key: str) -> bool:
    """Whether a worker puts the files of a portion."""
    return act == "PUT" and bool(re.search("/[0-9a-f]{16}$", key))


def test_it_makes_the_same_bytes_through_a_folder_of_the_sites_own(
    cluster: DaskCluster, environment: dict[str, str], made: Path, site: Path
) -> None:
    assert built(site, environment, "--cluster", cluster.address) == (0, "")
    assert files(site / "public") == files(made / "public")
    assert list((site / ".litfass/staging").iterdir()) == []


def test_over_s3_what_is_refused_or_lost_with_a_worker_is_made_again_and_nothing_learned_is_lost(
    cluster: DaskCluster, environment: dict[str, str], made: Path, site: Path, s3: S3Server
) -> None:
    came: list[str] = []

    def gate(act: str, key: str) -> bool:
        if not is_pack(act, key):
            return True
        came.append(key)
        if len(came) == 2:
            cluster.workers[0].kill()
        return key != came[0] or came.count(key) > 1

    s3.gate = gate
    assert built(site, environment, "--cluster", cluster.address, "--staging", PLACE) == (0, "")
    assert files(site / "public") == files(made / "public")
    assert (len(came) > 2, cluster.workers[0].wait(), objects(s3)) == (True, -signal.SIGKILL, [])
    assert learned(site) == learned(made)


def test_when_all_workers_die_the_output_is_as_it_was(
    cluster: DaskCluster, environment: dict[str, str], made: Path, site: Path, s3: S3Server
) -> None:
    copytree(made / "public", site / "public")
    with (site / "themes/tiny/templates/base.html").open("a") as template:
        template.write("<!-- changed -->")

    def gate(act: str, key: str) -> bool:
        if is_pack(act, key):
            for worker in cluster.workers:
                worker.kill()
        return True

    s3.gate = gate
    assert impatient(site, environment, cluster.address, PLACE, times=2) == [
        "E904 the workers are gone, or their scheduler is.",
        f"E904 the scheduler {cluster.address} has no worker.",
    ]
    assert files(site / "public") == files(made / "public")
    assert objects(s3) == []


def test_a_scheduler_that_does_not_answer_is_said(environment: dict[str, str], site: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{nobody.getsockname()[1]}"
        assert impatient(site, environment, address, str(site)) == [f"E904 the scheduler {address} does not answer."]
    assert not (site / "public").exists()


def test_what_is_not_installed_is_said(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["build", "--site", str(site), "--cluster", "tcp://localhost:8786"]) == 2
    told = "litfass: a cluster needs a package that is not installed. Install it: pip install 'litfass[cluster]'\n"
    assert capsys.readouterr().err == told


def test_a_worker_with_other_code_makes_nothing(tmp_path: Path) -> None:
    python, *others = code()
    with pytest.raises(ClusterError, match=rf"a worker has {python}, but the one that builds Python 2\.7\."):
        Job(staging=Staging(str(tmp_path)), code=("Python 2.7", *others))(())


def test_what_no_worker_tells_of_a_facet_is_found_out_here(site: Path, made: Path) -> None:
    memory = Memory.open(site, code_version())
    magazine = read_magazine(site, Moment(now=datetime.fromisoformat(NOW)), Report(), memory)
    assert magazine
    facts = Facts(memory, Fingerprints(magazine.renderer, magazine.images))
    renderer = facts.begin(magazine.renderer, None)
    elsewhere = replace(renderer, facets=Facets(renderer.context))
    facts.add(replace(make_targets(elsewhere, Nowhere(), tuple(facts.because)), facets={}))
    facts.complete(renderer)
    facts.keep()
    assert learned(site) == learned(made)


def test_a_body_that_does_not_travel_is_no_empty_page(site: Path, tmp_path: Path) -> None:
    report, memory = Report(), Memory.open(site, code_version())
    magazine = read_magazine(site, Moment(now=datetime.fromisoformat(NOW)), report, memory)
    assert magazine
    with memory.writing() as changes:
        changes.clear(BODIES)
    staging = Staging(str(tmp_path / "staging"))
    staging.begin()
    put_bundle(magazine.renderer, staging)
    renderer = open_bundle(staging, tmp_path)
    with pytest.raises(ClusterError, match="a worker lacks a body of this site"):
        renderer.files(key("page", "story", "moor", "en", 1), report)
