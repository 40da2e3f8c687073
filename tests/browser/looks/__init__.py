"""How everything looks: wide and light, 320 px and dark; nothing too wide, no serious barrier (H07)."""
