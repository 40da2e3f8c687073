"""What is asked of organisations with very many people (decision 0099).

estimating.py   how many people are of a kind: counted where they are few, estimated from some where they are many
by_index.py     questions about few of very many rows, read by indexes alone
indexes.py      an index that is added while people sign in
"""
