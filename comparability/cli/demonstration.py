"""`comparability demo`: from nothing to a protocol, an issued package and a running web application."""

from pathlib import Path

import click

from comparability.cli.acting import FOLDER, open_database, refusals
from comparability.cli.serving import run
from comparability.demonstration.people import PASSWORD, PLAYERS
from comparability.demonstration.story import play, protocol_copy, wall_clock
from comparability.settings import Settings
from comparability.storage import schema
from comparability.storage.anchors import AnchorFile
from comparability.storage.package_files import STORE
from comparability.usecases.packages import stored_file


@click.command()
@click.option("--output", type=FOLDER, help="Where package and protocol are written.")
@click.option("--bind", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")
@click.option("--no-serve", is_flag=True, help="End after the files are written.")
def demo(output: Path | None, bind: str, no_serve: bool) -> None:
    """Load the demonstration, make its package, and serve it."""
    with refusals():
        settings = Settings.from_environment()
        schema.upgrade(settings.database_url, AnchorFile(settings.data_dir, settings.anchor_key))
        database = open_database(settings)
        store = settings.data_dir / STORE
        click.echo("Loading the demonstration: SIMULATED lots of an AAV9 product, CDMO A to CDMO B.")
        package = play(database, store=store, clock=wall_clock)
        folder = output or settings.data_dir / "demonstration"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{package.document_id.lower()}-v{package.number}.pdf"
        path.write_bytes(stored_file(store, package))
        document = protocol_copy(database)
        (folder / document.name).write_bytes(document.data)
        database.engine.dispose()
        click.echo(f"Bridging package: {path}")
        click.echo(f"Comparability protocol: {folder / document.name}")
        click.echo("Accounts of the demonstration, all with the password:")
        click.echo(f"  {PASSWORD}")
        for player in PLAYERS:
            click.echo(f"  {player.user_name:<13} {player.role.value:<19} {player.full_name}")
        if not no_serve:
            click.echo(f"http://{bind}")
            run(settings, bind=bind, workers=1)
