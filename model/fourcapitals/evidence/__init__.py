"""How far the numbers can be believed: what priors say by themselves, what is uncertain, what could be detected."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
