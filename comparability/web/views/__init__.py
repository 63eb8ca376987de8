"""The pages, one module per noun; each has a blueprint `bp` and is named here to be registered."""

MODULES = (
    "attributes",
    "laboratories",
    "lots",
    "materials",
    "methods",
    "products",
    "sign_in",
    "start",
    "suppliers",
)
