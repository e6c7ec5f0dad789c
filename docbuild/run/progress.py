"""Progreso: una barra si hay terminal, líneas sueltas si no."""

from __future__ import annotations

import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from docbuild.course.programs import Program


class ProgramProgress:
    """Cuenta qué programas corren, cuáles acabaron y cuánto queda."""

    def __init__(self, console: Console, expected: dict[str, float], workers: int) -> None:
        self.console = console
        self.expected = expected  # segundos que se esperan de cada programa
        self.workers = workers
        self.running: dict[str, float] = {}
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[left]}"),
            console=console,
            transient=True,
        )
        self.task = self.bar.add_task("Programas", total=len(expected), left="")

    def __enter__(self) -> ProgramProgress:
        if self.console.is_terminal:
            self.bar.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        if self.console.is_terminal:
            self.bar.stop()

    def notify(self, event: str, program: Program) -> None:
        """Apunta que un programa empieza, termina o falla."""
        name = program.name
        if event == "empieza":
            self.running[name] = time.monotonic()
        else:
            seconds = time.monotonic() - self.running.pop(name, time.monotonic())
            self.expected.pop(name, None)
            self.bar.advance(self.task)
            self.console.print(f"  {event} {name} ({seconds:.1f} s)", highlight=False)
        self.bar.update(
            self.task, description=", ".join(self.running) or "Programas", left=self._left()
        )

    def _left(self) -> str:
        now = time.monotonic()
        pending = [
            max(0.0, seconds - (now - self.running.get(name, now)))
            for name, seconds in self.expected.items()
            if seconds != float("inf")
        ]
        if len(pending) < len(self.expected) or not pending:
            return ""
        return f"quedan unos {max(max(pending), sum(pending) / self.workers):.0f} s"
