"""Servers for tests, started in a temporary folder and stopped afterwards."""
