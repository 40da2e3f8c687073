"""Signing up, and closing one's account."""
