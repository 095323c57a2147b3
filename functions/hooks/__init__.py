"""What other programs hear of an order."""
