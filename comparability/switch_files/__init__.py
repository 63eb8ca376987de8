"""A switch described in a file: product, suppliers, arms, differences, risks and the drafted protocol."""

from comparability.switch_files.opening import new_switch

__all__ = ["new_switch"]
