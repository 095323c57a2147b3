"""Fixtures that tests of several rooms share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.tiny import write_site

if TYPE_CHECKING:
    from pathlib import Path

# A busy machine is no fault of what is tested.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The magazine of `sites/_base.txt` (two languages, one story, one product, one page) with the theme ``tiny``."""
    return write_site(tmp_path / "site")
