"""One module per source; each parses every row of its files and names the rows it can't read."""
