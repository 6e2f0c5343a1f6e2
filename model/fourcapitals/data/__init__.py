"""Observed figures for 307 English areas, as compiled tables, and the program that compiles them."""
