from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from generator.theme.environment import written

VALUES = st.text() | st.text("&<>\"'ä") | st.integers() | st.none() | st.text().map(Markup) | st.lists(st.text())


@given(VALUES)
def test_a_value_is_written_as_jinja_would_escape_it(value: object) -> None:
    assert written(value) == str(escape(value))
