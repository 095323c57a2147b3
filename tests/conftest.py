"""Fixtures that tests of several rooms share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tiny import write_site

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The magazine of `sites/_base.txt` (two languages, one story, one product, one page) with the theme ``tiny``."""
    return write_site(tmp_path / "site")
