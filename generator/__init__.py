"""Litfass, the build tool: a brand magazine from Markdown stories with shoppable blocks. See README.md."""

__version__ = "0.1.0"
