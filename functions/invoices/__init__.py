"""Invoices, corrections and the books."""
