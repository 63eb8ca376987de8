"""The bridging package as a document: frozen content in, PDF bytes or SVG out."""

from reportlab import rl_config

# Nothing is built from ReportLab's markup (`reports.text`); were it ever, no document could fetch a thing.
rl_config.trustedSchemes = ["data"]
rl_config.trustedHosts = []
