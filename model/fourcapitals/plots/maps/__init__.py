"""Hexagon maps of the areas.

`map_of` chooses what results or a baseline show, `draws` what those of many draws do; a `subject` is a number an area
with its words, `classes` are its colours. `hexagon_map` draws them, on the grid of `hexagons`, with names `beside`.
"""
