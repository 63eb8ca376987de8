"""What people type and read: the grammar of numbers, units, reportable values and their forms in text."""
