"""Documents and screens that are made from the model: so far the generated tables of ODD.md (`odd`)."""
