"""What nobody asks for, by whoever has time."""
