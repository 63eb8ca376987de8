"""The pages of help."""

import subprocess
import sys

import click
import pytest

from comparability.cli import COMMANDS, main


def test_the_page_of_help_says_what_each_command_says_of_itself():
    context = click.Context(main)
    said = {name: main.get_command(context, name).get_short_help_str(limit=200) for name in COMMANDS}
    assert {name: place.summary for name, place in COMMANDS.items()} == {
        name: text if text.endswith(".") else f"{text}." for name, text in said.items()
    }


def test_help_starts_without_database_statistics_or_server():
    """A page of help answers at once; loading everything takes two seconds."""
    program = (
        "import sys; from comparability.cli import main; main(['--help'], standalone_mode=False); "
        "print({'sqlalchemy', 'scipy', 'numpy', 'flask', 'reportlab'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


@pytest.mark.parametrize("words", [["no-such-command"], ["import"], ["switch", "new"]], ids=" ".join)
def test_a_command_called_wrongly_ends_with_status_two(shell, words):
    assert shell.run(*words).exit_code == 2
