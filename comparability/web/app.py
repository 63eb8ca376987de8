"""The web application: one factory, and no state outside the application that it returns."""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, request, url_for
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BuildError, IntegerConverter, Map

from comparability.model.single_sign_on import SingleSignOn
from comparability.model.values import formatting
from comparability.resources import static_folder, templates_folder
from comparability.settings import Settings
from comparability.storage.anchors import AnchorFile
from comparability.storage.engine import make_engine
from comparability.storage.rows import LARGEST_NUMBER
from comparability.storage.sessions import Database
from comparability.web import exports, security, sign_ins
from comparability.web.access_rules import read_access
from comparability.web.errors import register_errors
from comparability.web.installation import NAME, Installation, installation
from comparability.web.once import form_token
from comparability.web.request import now, signed_in, stop_reading, utc_now
from comparability.web.result_words import result_words
from comparability.web.views import MODULES

# The section of the main navigation in which the pages of a noun without a section of its own stand.
SECTIONS = {
    **dict.fromkeys(
        (
            "lots", "attributes", "methods", "results", "verifications", "imports", "import_records",
            "bridgings", "inspection",
        ),
        "products",
    ),
    "trail_reviews": "audit",
    "access_reviews": "people",
    **dict.fromkeys(("laboratories", "materials"), "suppliers"),
    **dict.fromkeys(
        (
            "protocols", "exclusions", "deviations", "published_summaries", "assessments", "decisions",
            "packages", "disposals", "plans", "readiness.show", "text_blocks",
            "narratives",
        ),
        "switches",
    ),
}  # fmt: skip
LARGEST_REQUEST = 32 * 1024 * 1024  # an uploaded table; what is in it is capped where it is read
LARGEST_TEXT = 8 * 1024 * 1024  # a grid of some thousand results, as typed


def create_app(
    settings: Settings, *, database: Database | None = None, clock: Callable[[], datetime] = utc_now
) -> Flask:
    """The application for one installation. Its database has been migrated before.

    clock: the time, aware and in UTC. Raises AccessRulesBroken where a route has no access rule.
    """
    app = Flask(__name__, static_folder=None, template_folder=str(templates_folder()))
    app.url_map.converters["int"] = RecordNumber
    app.url_map.strict_slashes = False  # a typed address means the same page with and without its last slash
    app.config.update(
        SECRET_KEY=settings.secret_key,
        # Flask's own cookie carries one sentence from a form to the next page and nothing else.
        SESSION_COOKIE_NAME="note" if settings.is_loopback_only else "__Host-note",
        SESSION_COOKIE_SECURE=not settings.is_loopback_only,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_TEXT,
        MAX_FORM_PARTS=20_000,
        PROVIDE_AUTOMATIC_OPTIONS=False,
    )
    # Only now, so that these addresses answer no other methods than all the rest.
    app.static_folder = str(static_folder())
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=app.send_static_file)
    if settings.proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxy, x_proto=settings.proxy)  # type: ignore[method-assign]
    app.extensions[NAME] = Installation(
        settings=settings,
        database=database
        or Database(
            make_engine(settings.database_url),
            AnchorFile(settings.data_dir, settings.anchor_key),
            sealing_key=settings.factor_key,
        ),
        access=read_access(),
        clock=clock,
    )
    for blueprint in load_views():
        app.register_blueprint(blueprint)
    app.extensions[NAME].access.check(rule.endpoint for rule in app.url_map.iter_rules())
    _prepare_templates(app)
    app.jinja_env.globals["provider_name"] = _host_of(settings.single_sign_on)
    app.before_request(security.refuse_foreign_hosts)
    app.before_request(security.refuse_broken_text)
    app.before_request(sign_ins.identify)
    app.before_request(sign_ins.admit)
    app.before_request(exports.limit)
    app.after_request(security.set_headers)
    app.teardown_request(stop_reading)
    register_errors(app)
    return app


def load_views() -> list[Blueprint]:
    """Import every page and all that stands behind it, which takes seconds the first time."""
    return [import_module(f"comparability.web.views.{module}").bp for module in MODULES]


class RecordNumber(IntegerConverter):
    """The number of a record in an address; one too large for the database is simply not there."""

    # Written in one way only; werkzeug's own also takes the digits of other scripts, and thousands of them.
    regex = "0|[1-9][0-9]{0,9}"

    def __init__(self, map: Map, **options: Any):
        super().__init__(map, **(options | {"max": LARGEST_NUMBER}))


def link(endpoint: str, **values: Any) -> str | None:
    """The address of a page, or None where it does not exist or the person may not open it."""
    person = signed_in()
    if not installation().access.permits(endpoint, None if person is None else person.actor.roles):
        return None
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return None


def _host_of(choice: SingleSignOn | None) -> str | None:
    """What the sign-in page calls the provider of single sign-on."""
    return None if choice is None else urlsplit(choice.issuer).hostname


def _prepare_templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        csrf_token=security.csrf_token,
        form_token=form_token,
        formatting=formatting,
        link=link,
        now=now,
        result_words=result_words,
        signed_in=signed_in,
    )

    @app.context_processor
    def here() -> dict[str, object]:
        endpoint = request.endpoint or ""
        noun = endpoint.partition(".")[0]
        return {"here": SECTIONS.get(endpoint) or SECTIONS.get(noun, noun)}
