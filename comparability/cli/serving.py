"""Serve the web application by gunicorn, the one server in use."""

import gc

import click
from gunicorn.app.base import BaseApplication

from comparability.cli.acting import open_database, refusals
from comparability.settings import Settings
from comparability.web.app import create_app, load_views

THREADS = 2  # per process: more would take the processor from the one that holds the database


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our options. Each process opens its own connections after it starts."""

    def __init__(self, settings: Settings, *, bind: str, workers: int):
        self.settings = settings
        self.options = {
            "bind": bind,
            "workers": workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 120,
            "accesslog": None,
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> object:
        return create_app(self.settings)


def run(settings: Settings, *, bind: str, workers: int) -> None:
    """Serve until stopped. Most of the work is reading and making pages, which processes do side by side;
    those that write wait for one another in the database, of either engine.
    """
    open_database(settings).engine.dispose()
    # Once, before the processes start: they share its memory and answer as soon as they take connections.
    load_views()
    # It stays until the end: looking it through for garbage again and again would hold up saves.
    gc.collect()
    gc.freeze()
    Server(settings, bind=bind, workers=workers).run()


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")
@click.option(
    "--workers", default=2, show_default=True, help="Processes, about as many as there are processors."
)
def serve(bind: str, workers: int) -> None:
    """Serve the web application."""
    with refusals():
        settings = Settings.from_environment()
        for remark in settings.remarks:
            click.echo(remark, err=True)
        click.echo(f"http://{bind}")
        run(settings, bind=bind, workers=workers)
