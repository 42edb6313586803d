"""A product of any size, for measuring: what the teams of many years would have left behind.

Everything is simulated in memory, moment by moment, by the rules that the actions go by, and
then written in bulk. Nothing in it is real, and the same scale on the same day gives the same.
"""
