"""Documents that are made from the model: the `description` of a strategy, and the tables of ODD.md (`odd`)."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
