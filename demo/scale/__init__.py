"""Makes a product of any size, for measuring, with the records of many years.

Everything is simulated in memory in the order of time, by the same rules as the actions, and then
written in bulk. Nothing in it is real. The same scale on the same day gives the same product.
"""
