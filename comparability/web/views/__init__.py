"""The pages, one module per noun; each has a blueprint `bp` and is named here to be registered."""

MODULES = (
    "attributes",
    "audit",
    "bridgings",
    "deviations",
    "exclusions",
    "laboratories",
    "lots",
    "materials",
    "methods",
    "people",
    "products",
    "protocols",
    "sign_in",
    "start",
    "suppliers",
    "switches",
)
