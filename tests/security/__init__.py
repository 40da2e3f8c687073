"""Races and attacks: what must hold in spec terms (T02 … T18), with real keys, threads and a real database."""
