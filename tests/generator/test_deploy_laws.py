"""Whatever breaks down on the way: what readers see is whole, and the next deploy mends the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import fsspec
from fsspec.implementations.memory import MemoryFileSystem
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.deploy import DeployError, Terms, deploy, deploys, rollback
from tests.built_output import built

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class FrailFileSystem(MemoryFileSystem):  # type: ignore[misc]  # fsspec carries no types
    """A store that breaks down after so many changes."""

    protocol = "frail"
    changes_left = 0

    def pipe_file(self, path: str, value: bytes, **options: object) -> None:
        self._change()
        super().pipe_file(path, value, **options)

    def cp_file(self, path1: str, path2: str, **options: object) -> None:
        self._change()
        super().cp_file(path1, path2, **options)

    def rm_file(self, path: str) -> None:
        self._change()
        super().rm_file(path)

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return f"/{path.removeprefix('frail://').strip('/')}"

    @classmethod
    def _change(cls) -> None:
        cls.changes_left -= 1
        if cls.changes_left < 0:
            raise OSError(5, "the store broke down")


def _frail_public() -> dict[str, str]:
    store = {path.removeprefix("/live/"): file.getvalue().decode() for path, file in MemoryFileSystem.store.items()}
    return {path: text for path, text in store.items() if not path.startswith("_till/")}


_EDITIONS = [
    {f"assets/style.{style}.css": str(style), **{f"{page}.html": f"assets/style.{style}.css" for page in pages}}
    for style, pages in ((1, "abc"), (2, "abd"), (3, "d"))
]
_BACK, _FAR_BACK, _UNBROKEN = -1, -2, 99
_ACTS = st.tuples(
    st.sampled_from([*range(len(_EDITIONS)), _BACK, _FAR_BACK]),
    st.one_of(st.just(_UNBROKEN), st.integers(1, 12)),  # how many changes the store bears
    st.sampled_from([1, 40]),  # days until then
)


def _act(act: int, folder: Path, now: datetime) -> None:
    if act >= 0:
        terms = Terms(grace=timedelta(days=30), keep=2)
        deploy(built(folder, _EDITIONS[act]), "frail://live", now, terms)
    else:
        rollback("frail://live", now, deploys("frail://live").deploys[0].id if act == _FAR_BACK else "")


@settings(max_examples=60, deadline=None)
@given(acts=st.lists(_ACTS, min_size=3, max_size=6))
@example(acts=[(1, _UNBROKEN, 1), (0, 7, 1), (_FAR_BACK, _UNBROKEN, 1)])  # died while it forgot the oldest
@example(acts=[(1, 4, 1), (0, 7, 1), (1, _UNBROKEN, 1)])  # died while it removed what another had begun
def test_whatever_breaks_down_readers_see_a_whole_site_and_the_next_deploy_mends_it(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[int, int, int]]
) -> None:
    fsspec.register_implementation("frail", FrailFileSystem, clobber=True)
    MemoryFileSystem.store.clear()
    folder, now, known = tmp_path_factory.getbasetemp() / "frail", NOON, dict[str, int]()
    for act, bears, days in ((0, _UNBROKEN, 0), *acts):
        now += timedelta(days=days, seconds=1)
        FrailFileSystem.changes_left = bears
        try:
            _act(act, folder, now)
        except DeployError:
            assert bears != _UNBROKEN or act == _BACK
            ended = False
        else:
            ended = True
        there, live = _frail_public(), deploys("frail://live").live
        pages = {path: text for path, text in there.items() if path.endswith(".html")}
        assert [text for text in pages.values() if text not in there] == []
        if ended:
            wanted = _EDITIONS[known.setdefault(live, act)]
            assert pages == {path: text for path, text in wanted.items() if path.endswith(".html")}
