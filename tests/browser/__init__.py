"""Whole journeys, a sign-in window and a phone window, in a real Chromium."""
