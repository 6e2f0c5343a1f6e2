"""The compiling of published statistics into the package's own tables, one module for each kind of table."""
