"""Hexagon maps of the areas: what they show, their classes, and how names stand beside them."""
