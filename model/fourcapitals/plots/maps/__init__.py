"""Hexagon maps of the areas.

`map_of` draws what results or a baseline show: `observed` figures, what single runs have `projected`, or what many
`draws` do; a `subject` is a number an area with its words, `classes` are its colours. `hexagon_map` draws them, on the
grid of `hexagons`, with names `beside`.
"""
