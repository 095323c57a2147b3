"""The till: one ASGI application that takes a cart to a payment provider. See README.md."""
