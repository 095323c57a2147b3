"""From the cart to the order, and where it stands."""
