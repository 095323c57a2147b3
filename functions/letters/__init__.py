"""Letters, from the reason to the mail server."""
