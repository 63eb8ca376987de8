"""Whether two methods agree: the design of a bridging study, its pairs and its finding."""
