"""Where content goes: one file per channel, (graph) to artifacts."""
