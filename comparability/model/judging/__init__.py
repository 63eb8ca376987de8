"""From the lots of an attribute and its frozen criterion to what is found, in figures and in words."""
