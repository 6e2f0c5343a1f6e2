"""What charts are made of: the page and its words, panels of lines, rows of dots, marks with names, and labels."""
