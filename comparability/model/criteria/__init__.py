"""How an attribute is judged: what a criterion states, its margin, and the rules it keeps."""
