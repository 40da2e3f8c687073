"""Each file is a program: it reads from its environment what it was told when it was added."""
