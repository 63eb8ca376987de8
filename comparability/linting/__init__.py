"""The file of a submission, judged by the rules of its authority; nothing here makes or mends a file."""
