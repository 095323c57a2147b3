"""Why a picture cannot be used, told by the code that finds it and made a diagnostic at every place that names it."""

from __future__ import annotations


class UnusableError(Exception):
    """A picture cannot be used: stable ``code``, what is wrong, how to mend it."""

    def __init__(self, *, code: str, message: str, hint: str) -> None:
        """Keep the three parts of the diagnostic."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
