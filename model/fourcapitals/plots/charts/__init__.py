"""One file a chart: what it shows, and what it says of it."""
