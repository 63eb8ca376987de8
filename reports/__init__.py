"""The bridging package as a document: frozen content in, PDF bytes or SVG out."""
