"""What the log has, and how.

lines    no secret in it; of each event one line, never endless; json_lines the same as objects
crowds   of what strangers can have written as often as they like, a few lines of each kind a minute
"""
