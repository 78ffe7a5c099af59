"""What a session tells -> lines on the terminal: chapters stand out, counts stand side by side."""

import click


class Screen:
    """Prints what it is told, each as a line; numbers told one after the other share one."""

    def __init__(self) -> None:
        self._counting = False

    def chapter(self, title: str) -> None:
        """Print where a chapter begins."""
        self.line("")
        click.secho(title, bold=True)

    def number(self, text: str) -> None:
        """Print a count."""
        click.echo(f" {text}" if self._counting else f"  {text}", nl=False)
        self._counting = True

    def line(self, text: str) -> None:
        """Print anything else."""
        self.close()
        click.echo(text)

    def close(self) -> None:
        """End the line that counts stand on."""
        if self._counting:
            click.echo()
        self._counting = False
