from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.commands import SHOP, parser


def test_every_command_works_in_this_folder_unless_it_is_told_otherwise() -> None:
    sites = [
        parser().parse_args(words).site for words in (["build"], ["check"], ["serve"], ["list", "drafts"], ["clean"])
    ]
    assert sites == [Path()] * 5


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-24", datetime(2026, 12, 24)),  # noqa: DTZ001 (the zone is the site's, which is not known here)
        ("2026-12-24T18:00", datetime(2026, 12, 24, 18)),  # noqa: DTZ001 (as above)
        ("2026-12-24T18:00Z", datetime(2026, 12, 24, 18, tzinfo=UTC)),
    ],
)
def test_a_moment_is_a_day_or_a_time_with_or_without_a_zone(text: str, moment: datetime) -> None:
    assert parser().parse_args(["build", "--now", text]).now == moment


def test_the_shops_own_words_are_named_in_the_help() -> None:
    text = " ".join(parser().format_help().split())
    assert f"The shop's own commands: {', '.join(SHOP)}" in text


def test_a_build_has_no_cluster_unless_one_is_named() -> None:
    words = ["--cluster", "tcp://scheduler:8786", "--staging", "s3://bucket/build"]
    asked = [parser().parse_args(["build", *words]), parser().parse_args(["build"])]
    assert [(one.cluster, one.staging) for one in asked] == [("tcp://scheduler:8786", "s3://bucket/build"), ("", "")]
