"""How far the numbers can be believed: what priors say by themselves, what is uncertain, what could be detected."""
