"""What a template may see, and the functions that make it from the graph."""
