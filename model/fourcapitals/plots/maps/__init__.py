"""Hexagon maps of the areas.

`map_of` draws what results or a baseline show: `observed` figures, what single runs have `projected`, or what many
`draws` do, by their medians, or by `chances`, how often a scenario is better; `asked_of_map` holds what each is asked.
`bids` draws bids and awards. A `subject` is a number an area with its words, `classes` are its colours. `hexagon_map`
draws them, on the grid of `hexagons`, with names `beside`.
"""
