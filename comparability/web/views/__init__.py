"""The pages, one module per noun; each has a blueprint `bp` and is named here to be registered."""

MODULES = (
    "sign_in",
    "start",
)
