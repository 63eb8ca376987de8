"""The validation pack: requirements, the tests that prove them, their results, and the build they ran on."""
