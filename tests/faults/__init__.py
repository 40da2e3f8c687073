"""What Handslag depends on goes away while people sign in: stopped, cut off, frozen, locked. The servers are real."""
