"""The equations of the model, each a pure function of arrays over areas, readable and usable alone."""
