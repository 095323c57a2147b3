"""What templates may see."""
