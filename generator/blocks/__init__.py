"""What an editor can write in a story: one file per block."""
