"""`voiceguide completion`: print the script that completes commands and options in a shell."""

from __future__ import annotations

import click

from voiceguide.cli.frame import COMPLETE, Command, voiceguide


@click.command(
    "completion",
    cls=Command,
    examples=(
        "voiceguide completion bash > ~/.local/share/bash-completion/completions/voiceguide",
        'voiceguide completion zsh > "${fpath[1]}/_voiceguide"',
        "voiceguide completion fish > ~/.config/fish/completions/voiceguide.fish",
    ),
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print what makes Tab complete commands in your shell.

    Write it where your shell looks, as below, and open a new shell.
    """
    from click.shell_completion import get_completion_class

    completion = get_completion_class(shell)
    assert completion is not None, "click ships the three shells of the choice"
    click.echo(completion(voiceguide, {}, "voiceguide", COMPLETE).source())
