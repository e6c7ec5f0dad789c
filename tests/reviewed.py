"""Lo que se dice y lo que sale, en listas que alguien ha leído: `python tests/reviewed.py`.

De cada página guarda las frases con números, con su valor y de dónde sale, y sus figuras; de cada
programa, lo que imprime y lo que dicen sus figuras; de cada cuestionario, sus respuestas. La orden
las escribe de nuevo en `tests/revisado/`, y `git diff` enseña lo que se movió: al cambiar una
frase, un programa o la versión de una biblioteca, es lo que hay que leer. Los números que cambian
en cada ejecución (celdas «variable») van como «…».
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import jinja2

from docbuild.course.course import Course
from docbuild.course.macros import FILTERS
from docbuild.course.pages import Page
from docbuild.course.programs import VARIABLE, Program, lines_of
from docbuild.course.project import Project
from docbuild.course.quizzes import Quiz
from docbuild.rules.load import load_course
from docbuild.run.cache import Entry, load

ROOT = Path(__file__).resolve().parents[1]
COMMAND = "python tests/reviewed.py"
PYTHON = (3, 11)  # con la que se escriben
DEPEND = ("herramientas", "clasificacion_multiple", "clasificacion-multiple", "entrenar-multiple")
LIVE = re.compile(r"\{\{ *(.*?) *\}\}", re.DOTALL)
SENTENCE = re.compile(r"(?<=[.?!:])\s+(?=[A-ZÁÉÍÓÚÑ¿¡«*`{_\[$])")
UNSPOKEN = re.compile(r"(?ms)\A---\n.*?^---$|^( *)```.*?^\1```$|^ *--8<--.*?$")
ITEM = r"\s*(?:[-*+|]|\d+\.)\s"  # un elemento de lista o una fila empiezan frase
PARAGRAPH = re.compile(rf"(?m)^(?!\s*$).*\n?(?:^(?!\s*$|{ITEM}).*\n?)*")
UNREAD = re.compile(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|\]\([^)]*\)|\b[1-3]\.\d+\b", re.DOTALL)
WORDS = "tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieci\\w+"
WORDS += "|veint\\w+|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien|ciento"
WORDS += "|\\w+cient[oa]s|quinient[oa]s|mil|millones|doble|triple"
WORDS += "|mitad|tercios?|cuart[oa]s?|décim\\w+|centésim\\w+|milésim\\w+|veces"
NUMBER = re.compile(rf"\d|\b(?:{WORDS})\b", re.IGNORECASE)
DIGITS = re.compile(r"[-−]?\d+(?:[.,]\d+)?(?:e[-+]?\d+)?")
CLOSE = 0.05  # parte en que pueden diferir los datos de una figura entre computadoras
Line = tuple[str, int, str]  # archivo, línea y lo que hay que leer


def page_lines(page: Page, numbers: dict[str, dict], moving: set[str]) -> Iterator[Line]:
    """Da las frases con números de una página y lo que dice de cada figura."""
    env = jinja2.Environment(autoescape=False)
    env.filters.update(FILTERS)

    def written(live: re.Match[str]) -> str:
        if moving & set(re.findall(r"num\.(\w+\.\w+)", live[1])):
            return "«…»"
        try:
            return f"«{env.compile_expression(live[1])(num=numbers, config={})}»"
        except (jinja2.TemplateError, TypeError, ValueError):
            return "«?»"  # de eso habla la construcción

    for line, text in sentences(page.source):
        sources = [" ".join(found.split()) for found in LIVE.findall(text)]
        if sources or NUMBER.search(UNREAD.sub("", text)):
            origin = f"  ← {'; '.join(sources)}" if sources else ""
            yield page.path, line, f"{LIVE.sub(written, text)}{origin}"
    for image in page.images:
        yield page.path, image.line, f"figura {image.src}: {image.alt}"


def sentences(source: str) -> Iterator[tuple[int, str]]:
    """Da cada frase de la prosa con la línea donde empieza."""
    blank = UNSPOKEN.sub(lambda found: "\n" * found[0].count("\n"), source)
    for found in PARAGRAPH.finditer(blank):
        start = 0
        for cut in [*SENTENCE.finditer(found[0]), None]:
            text = found[0][start : cut.start() if cut else None]
            place = found.start() + start
            yield blank.count("\n", 0, place) + 1, " ".join(text.split())
            start = cut.end() if cut else 0


def program_lines(program: Program, entry: Entry) -> Iterator[Line]:
    """Da lo que imprime cada sección y lo que dice cada figura."""
    for cell in entry.result["cells"]:
        tag = program.sections[cell["section"]].tag if cell["section"] else ""
        lines = [line.rstrip() for line in lines_of(cell["output"])]
        if tag == VARIABLE:  # en otra computadora las filas pueden cambiar de sitio
            lines = sorted(" ".join(DIGITS.sub("…", line).split()) for line in lines)
        for text in [f"[{cell['section']}]", *lines] if lines else []:
            yield program.path, cell["line"], text
        for figure in cell["figures"]:
            for text in figure_lines(figure, tag == VARIABLE):
                yield program.path, cell["line"], text


def figure_lines(figure: dict, moving: bool) -> Iterator[str]:
    """Da los títulos, los ejes, los rótulos y un resumen de las series de una figura."""
    facts = figure["facts"]
    yield f"[figura {figure['name']}] {_line(facts['title'])}".rstrip()
    for axes in facts["axes"]:
        names = " / ".join(_line(axes["names"][side]) or "—" for side in "xy")
        yield f"  dibujo «{_line(axes['title'])}»: {names}"
        for kind, texts in (("leyenda", axes["legend"]), ("textos", axes["texts"])):
            if texts:
                yield f"  {kind}: {' | '.join(map(_line, texts))}"
        for series in axes["series"]:
            yield f"  serie «{_line(series['label'])}» {series['color']}" + (
                "" if moving else f": {_summary(series)}"
            )


def _line(text: str) -> str:
    return " ".join(text.split())


def _summary(series: dict) -> str:
    x, y = series["x"], series["y"]
    if not all(isinstance(value, float) for value in y):
        return f"{len(y)} puntos"
    ends = f"{x[0]} → {x[-1]}" if isinstance(x[0], str) else f"{x[0]:.3g} → {x[-1]:.3g}"
    heights = f"{y[0]:.3g} → {y[-1]:.3g}, de {min(y):.3g} a {max(y):.3g}"
    return f"{len(y)} puntos, {ends}; {heights}"


def quiz_lines(quiz: Quiz) -> Iterator[Line]:
    """Da cada pregunta con sus respuestas: cuál es la correcta y su porqué."""
    for question in quiz.questions:
        yield quiz.page.path, question.line, f"[{question.id}] {_line(question.text)}"
        for option in question.options:
            mark = "✓" if option.right else "✗"
            text = option.text or option.printed or "(lo que imprime)"
            yield quiz.page.path, option.line, f"  {mark} {_line(text)} ← {_line(option.why)}"


def lists(course: Course, entries: dict[str, Entry]) -> dict[str, list[Line]]:
    """Devuelve, por su nombre de archivo, todas las listas del curso."""
    numbers = {name: entry.result["numbers"] for name, entry in entries.items()}
    moving = {
        f"{program.name}.{name}"
        for program in course.programs
        for cell in program.cells
        if cell.tag == VARIABLE
        for name in re.findall(r"^(\w+) = ", cell.source, re.MULTILINE)
    }
    found = {}
    for page in course.pages:
        name = page.path.removeprefix("docs/").removesuffix(".md").replace("/", "-")
        found[f"pagina-{name}.txt"] = list(page_lines(page, numbers, moving))
    for name, entry in entries.items():
        found[f"programa-{name}.txt"] = list(program_lines(course.by_name[name], entry))
    for quiz in course.quizzes:
        found[f"preguntas-{Path(quiz.page.path).stem}.txt"] = list(quiz_lines(quiz))
    return {name: lines for name, lines in found.items() if lines}


def changes(now: list[Line], saved: str) -> Iterator[str]:
    """Da un mensaje por cada trozo que ya no es como se revisó, con su sitio."""
    before, after = saved.splitlines(), [text for _, _, text in now]
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal" or b - a == d - c and all(map(alike, before[a:b], after[c:d])):
            continue
        file, line, _ = now[min(c, len(now) - 1)]
        shown = [f"  antes: {text}" for text in before[a:b]]
        shown += [f"  ahora: {text}" for text in after[c:d]]
        yield "\n".join([f"{file}:{line}: ya no es lo que se revisó", *shown])


def alike(before: str, after: str) -> bool:
    """Dice si dos series de una figura solo difieren en lo que cambia de computadora."""
    if not after.startswith("  serie ") or DIGITS.sub("", before) != DIGITS.sub("", after):
        return False
    pairs = zip(DIGITS.findall(before), DIGITS.findall(after), strict=True)
    values = [(float(a.replace("−", "-")), float(b.replace("−", "-"))) for a, b in pairs]
    return all(abs(a - b) <= CLOSE * max(abs(a), abs(b)) for a, b in values)


def depends_on_python(name: str) -> bool:
    """Dice si una lista cambia con la versión de Python: la nombra, o lee las bibliotecas."""
    return any(part in name for part in DEPEND)


def entries_of(course: Course) -> dict[str, Entry]:
    """Devuelve lo que dejó la última construcción."""
    found = {program.name: load(course.project, program) for program in course.programs}
    return {name: entry for name, entry in found.items() if entry}


def main() -> int:
    """Escribe las listas; devuelve 1 si el curso no está construido o es otro Python."""
    if sys.version_info[:2] != PYTHON:
        print("Las listas se escriben con Python {}.{}.".format(*PYTHON), file=sys.stderr)
        return 1
    course = load_course(Project(ROOT))
    entries = entries_of(course)
    if len(entries) < len(course.programs):
        print("Construye antes el curso: python -m docbuild", file=sys.stderr)
        return 1
    folder = ROOT / "tests" / "revisado"
    folder.mkdir(exist_ok=True)
    found = lists(course, entries)
    for stale in {path.name for path in folder.iterdir()} - set(found):
        (folder / stale).unlink()
    for name, now in found.items():
        text = "".join(f"{line}\n" for _, _, line in now)
        (folder / name).write_text(text, encoding="utf-8")
    print(f"Escritas {len(found)} listas. Lee lo que cambia: git diff tests/revisado")
    return 0


if __name__ == "__main__":
    sys.exit(main())
