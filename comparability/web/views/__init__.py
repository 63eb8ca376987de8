"""The pages, one module per noun; each has a blueprint `bp` and is named here to be registered."""

MODULES = (
    "audit",
    "attributes",
    "laboratories",
    "lots",
    "materials",
    "methods",
    "people",
    "products",
    "sign_in",
    "start",
    "suppliers",
)
