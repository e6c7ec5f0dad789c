"""Laboratorios: cada programa entero, con datos diminutos del mismo formato y sin red."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

from docbuild.course.laboratories import is_laboratory, is_text, text_of
from docbuild.course.problems import report
from docbuild.course.programs import Cell, Program, load_programs
from docbuild.course.project import Project
from docbuild.run.runner import Limits, Outcome, run_programs

PROJECT = Project(Path(__file__).resolve().parents[2])
LABORATORIES = {
    program.name: program for program in load_programs(PROJECT)[0] if is_laboratory(program.path)
}
PUBLISHED = {
    "mnist": ["0.978"],
    "imdb": ["0.883", "0.885"],  # el libro y su cuaderno
    "reuters": ["0.797", "0.777"],
    "california": ["31000 $"],
}
N_WORDS = 400  # del vocabulario diminuto
SHORTER = ("EPOCHS = 130 ", "EPOCHS = 30 ")  # en California son cuatro pliegues y tres semillas

# Dentro del proceso que ejecuta el programa: la caché es la de la prueba, la huella de sus
# archivos no se mira (es la de los datos de verdad) y descargar es un fallo.
SETUP = """\
import keras.src.backend.config as keras_config
import keras.src.utils.file_utils as keras_files

def no_network(*args):
    raise AssertionError(f"descarga {args[0]}")

keras_config._KERAS_DIR = FOLDER
keras_files.validate_file = lambda *args, **kwargs: True
keras_files.urlretrieve = no_network
"""


def write_mnist(folder: Path) -> None:
    """Los dígitos de scikit-learn, agrandados de 8 × 8 a 28 × 28."""
    digits = load_digits()
    images = np.kron(digits.images, np.ones((3, 3))) * 255 / 16
    images = np.pad(images, ((0, 0), (2, 2), (2, 2))).astype("uint8")
    labels = digits.target.astype("uint8")
    np.savez(
        folder / "mnist.npz",
        x_train=images[:1500],
        y_train=labels[:1500],
        x_test=images[1500:],
        y_test=labels[1500:],
    )


def texts(labels: np.ndarray, n_classes: int) -> np.ndarray:
    """Textos inventados, como listas de números: cada clase tiene sus palabras."""
    rng = np.random.default_rng(42)
    found = np.empty(len(labels), dtype=object)
    for i, label in enumerate(labels):
        common = rng.integers(1, N_WORDS, size=rng.integers(20, 60))
        own = 1 + label + n_classes * rng.integers(0, N_WORDS // n_classes, size=20)
        found[i] = [int(number) for number in rng.permutation([*common, *own])]
    return found


def write_words(path: Path) -> None:
    words = {f"palabra{number}": number for number in range(1, N_WORDS + 2)}
    path.write_text(json.dumps(words), encoding="utf-8")


def write_imdb(folder: Path) -> None:
    """Mil críticas, la mitad para la prueba."""
    labels = np.arange(1000) % 2
    x = texts(labels, 2)
    np.savez(
        folder / "imdb.npz",
        x_train=x[:500],
        y_train=labels[:500],
        x_test=x[500:],
        y_test=labels[500:],
    )
    write_words(folder / "imdb_word_index.json")


def write_reuters(folder: Path) -> None:
    """Mil quinientas noticias de los 46 temas; el 3 es el más frecuente, como en los datos."""
    labels = np.arange(1500) % 46
    labels[::3] = 3
    np.savez(folder / "reuters.npz", x=texts(labels, 46), y=labels)
    write_words(folder / "reuters_word_index.json")


def write_california(folder: Path) -> None:
    """Doscientos barrios, con columnas de escalas muy distintas y precios recortados."""
    rng = np.random.default_rng(42)
    z = rng.normal(size=(200, 8))
    dollars = 200_000 + 50_000 * z[:, 0] + 40_000 * np.abs(z[:, 1]) + 5000 * rng.normal(size=200)
    x = z * [2, 2, 12, 1000, 400, 2, 2000, 500] + [-120, 36, 29, 1500, 500, 4, 2500, 500]
    np.savez(
        folder / "california_housing.npz",
        x=x.astype("float32"),
        y=np.clip(dollars, 60_000, 350_000).astype("float32"),
    )


def shortened(cell: Cell) -> Cell:
    return dataclasses.replace(cell, source=cell.source.replace(*SHORTER))


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """Ejecuta los cuatro, cada uno en su proceso, como la orden `laboratorios`."""
    home = tmp_path_factory.mktemp("keras")
    folder = home / "datasets"
    folder.mkdir()
    for write in (write_mnist, write_imdb, write_reuters, write_california):
        write(folder)
    setup = Cell("Preparar", 1, SETUP.replace("FOLDER", repr(str(home))))
    programs = [
        dataclasses.replace(program, cells=(setup, *map(shortened, program.cells)))
        for program in LABORATORIES.values()
    ]
    done: list[Outcome] = []
    run_programs(PROJECT, programs, Limits(), done.append, lambda *_: None)
    return {outcome.program.name: outcome for outcome in done}


@pytest.mark.parametrize("name", LABORATORIES)
def test_runs_whole(name: str, outcomes: dict[str, Outcome]) -> None:
    """El programa llega al final, sin fallos ni avisos y sin descargar nada."""
    problems = outcomes[name].problems
    assert not problems, "\n" + report(problems)


def output(outcome: Outcome, title: str) -> str:
    return next(cell["output"] for cell in outcome.result["cells"] if cell["title"] == title)


def number(line: str) -> float:
    return float(re.search(r"\d+(?:\.\d+)?", line)[0])


def rows(text: str) -> dict[str, float]:
    """La tabla que imprime un programa: de cada línea, su primera palabra y su número."""
    return {line.split()[0]: number(line) for line in text.splitlines() if re.search(r"\d", line)}


def test_the_four_laboratories() -> None:
    """«(MNIST, IMDB, Reuters y California)»: uno por conjunto, y ninguno más."""
    assert set(LABORATORIES) == set(PUBLISHED)
    assert SHORTER[0] in LABORATORIES["california"].source


def test_page_tells_the_same_results() -> None:
    """La tabla de la portada de los laboratorios tiene los mismos números que los programas."""
    page = (PROJECT.laboratories / "index.md").read_text(encoding="utf-8")
    table = page.partition("| Datos | Red |")[2].partition("\n\n")[0]
    for name, values in PUBLISHED.items():
        row = next(line for line in table.splitlines() if line.lower().startswith(f"| {name}"))
        assert all(value.replace("31000 $", "31\u202f000 dólares") in row for value in values)


@pytest.mark.parametrize("name", LABORATORIES)
def test_tells_the_published_result(name: str, outcomes: dict[str, Outcome]) -> None:
    """La última tabla pone al lado el resultado publicado, y el texto dice de qué libro es."""
    shown = output(outcomes[name], "Comparar")
    line = next(line for line in shown.splitlines() if line.startswith("publicado (red)"))
    assert all(value in line for value in PUBLISHED[name])
    text = " ".join(whole_text(LABORATORIES[name]).split())
    edition = "3.ª ed., Manning, 2025" if name == "california" else "1.ª ed., Manning, 2017"
    assert f"*Deep Learning with Python*, {edition}" in text


@pytest.mark.parametrize("name", ["mnist", "imdb", "reuters"])
def test_counts_the_disagreements(name: str, outcomes: dict[str, Outcome]) -> None:
    """«La última línea cuenta los desacuerdos»: su diferencia es la de las dos exactitudes."""
    shown = output(outcomes[name], "Comparar")
    last = shown.splitlines()[-1]
    network, linear = map(int, re.findall(r": (\d+)", last))
    assert float(last.rpartition(" = ")[2]) == pytest.approx((network + linear) ** 0.5, abs=0.05)
    table = rows(shown)
    n_test = {"mnist": 297, "imdb": 500, "reuters": 300}[name]
    assert (network - linear) / n_test == pytest.approx(table["red"] - table["lineal"], abs=0.0011)


def test_california_has_its_standard_error(outcomes: dict[str, Outcome]) -> None:
    """«cada laboratorio imprime también el error típico» y aquí compara en «los mismos barrios»."""
    shown = output(outcomes["california"], "Comparar")
    found = re.findall(r"^(\w+) +MAE +(\d+) \$ ± (\d+)$", shown, re.M)
    assert [name for name, *_ in found] == ["media", "lineal", "red"]
    assert all(0 < int(error) < int(mae) for _, mae, error in found)
    low, high = map(int, re.findall(r"[-+]\d+", shown.splitlines()[-1]))
    mae = {name: int(value) for name, value, _ in found}
    assert low < mae["red"] - mae["lineal"] < high


@pytest.mark.parametrize("name", ["mnist", "imdb", "reuters"])
def test_network_beats_the_baseline(name: str, outcomes: dict[str, Outcome]) -> None:
    """En datos que se pueden aprender, la red aprende."""
    table = rows(output(outcomes[name], "Comparar"))
    assert table["línea"] + 0.1 < table["red"]


def test_network_beats_the_mean(outcomes: dict[str, Outcome]) -> None:
    """En California los errores van en dólares: menos es mejor, y la media es el listón."""
    table = rows(output(outcomes["california"], "Comparar"))
    assert max(table["lineal"], table["red"]) < table["media"]


def test_parameters_counted_by_hand(outcomes: dict[str, Outcome]) -> None:
    """«784 · 10 pesos y 10 sesgos», y lo mismo con las demás redes que dice el texto."""
    expected = {
        "mnist": (784 * 10 + 10, 784 * 512 + 512 + 512 * 10 + 10),
        "imdb": (10_000 + 1, (10_000 + 1) * 16 + 17 * 16 + 17),
        "reuters": ((10_000 + 1) * 46, (10_000 + 1) * 64 + 65 * 64 + 65 * 46),
    }
    for name, (linear, network) in expected.items():
        shown = rows(output(outcomes[name], "Construir"))
        assert (shown["lineal"], shown["red"]) == (linear, network)
    n_parameters = 9 * 64 + 65 * 64 + 65
    assert number(output(outcomes["california"], "Construir")) == n_parameters
    assert 9 < n_parameters / 480 < 11  # «Diez veces más parámetros que barrios»


def test_imdb_reads_a_review_and_its_words(outcomes: dict[str, Outcome]) -> None:
    """Las palabras se leen con el desplazamiento de 3, y las que más pesan son de su clase."""
    review = output(outcomes["imdb"], "Leer una crítica")
    assert re.fullmatch(r"(positiva|negativa)\n\[principio\]( palabra\d+)+\n", review)
    for line in output(outcomes["imdb"], "Pesos").splitlines():
        numbers = [int(found) for found in re.findall(r"palabra(\d+)", line)]
        own = [n for n in numbers if (n - 1) % 2 == (line.startswith("positivas"))]
        assert len(numbers) == 10
        assert len(own) >= 8


def test_reuters_has_its_topics(outcomes: dict[str, Outcome]) -> None:
    """La clase más frecuente es «earn», y la macro-F1 de la línea base es casi cero."""
    assert output(outcomes["reuters"], "Noticias por tema").startswith("earn")
    baseline = output(outcomes["reuters"], "Línea base")
    assert baseline.startswith("siempre «earn»: ")
    accuracy, f1 = map(float, re.findall(r"\d\.\d+", baseline))
    assert f1 < 0.05 < accuracy


def test_mnist_draws_its_mistakes(outcomes: dict[str, Outcome]) -> None:
    """«fallos: … de …» cuenta los mismos que la exactitud de la prueba."""
    wrong, total = map(int, re.findall(r"\d+", output(outcomes["mnist"], "Los peores errores")))
    accuracy = rows(output(outcomes["mnist"], "Comparar"))["red"]
    assert 0 < wrong < total == 297
    assert abs(1 - wrong / total - accuracy) < 0.001


@pytest.mark.parametrize("name", LABORATORIES)
def test_figures_can_be_read_on_a_phone(name: str, outcomes: dict[str, Outcome]) -> None:
    """Todo laboratorio dibuja las curvas, y el texto de sus figuras se lee en un teléfono."""
    figures = {
        cell["title"]: figure
        for cell in outcomes[name].result["cells"]
        for figure in cell["figures"]
    }
    assert "Curvas" in figures
    assert [title for title, item in figures.items() if item["smallest_text"] < 15.5] == []


def whole_text(program: Program) -> str:
    return "\n".join(text_of(cell) for cell in program.cells if is_text(cell))


def list_in_a_paragraph(text: str) -> list[str]:
    """Las líneas de un párrafo que un cuaderno tomaría por el principio de una lista."""
    return re.findall(r"(?m)^(?![-+*] |#|\d+[.)] | ).*\S.*\n((?:[-+*]|1[.)]) .*)$", text)


def test_paragraphs_are_not_lists() -> None:
    """Un cuaderno convierte en lista la línea que empieza por «1. » o «- », aunque siga a otra."""
    found = [
        f"snippets/laboratorios/{name}.py: un cuaderno hace una lista de «{line}»\n"
        "  Parte el párrafo por otro sitio, o deja una línea en blanco antes de la lista."
        for name, program in LABORATORIES.items()
        for line in list_in_a_paragraph(whole_text(program))
    ]
    assert not found, "\n".join(found)
    assert list_in_a_paragraph("entre 0 y\n1. Esa división") == ["1. Esa división"]
    assert list_in_a_paragraph("Vas a:\n\n- una cosa,\n  larga;\n- otra.") == []


@pytest.mark.parametrize("name", LABORATORIES)
def test_has_all_its_parts(name: str) -> None:
    """Datos, listón, prueba una sola vez, lo publicado y ejercicios, en ese orden."""
    text = whole_text(LABORATORIES[name])
    parts = ["**Vas a practicar**", "## Los datos", "La prueba, una sola vez", "está publicado"]
    places = [text.index(part) for part in [*parts, "## Ejercicios"]]
    assert places == sorted(places)
    assert text.count("<details>") == text.count("</details>") == 3


@pytest.mark.parametrize("name", LABORATORIES)
def test_looks_at_the_test_set_after_choosing(name: str) -> None:
    """«La prueba, una sola vez»: antes de esa celda solo se prepara."""
    cells = [cell for cell in LABORATORIES[name].cells if not is_text(cell)]
    exam = next(i for i, cell in enumerate(cells) if cell.title == "El examen")
    before = "".join(cell.source for cell in cells[:exam])
    assert not re.search(r"(fit|predict|evaluate|score)\([^)]*\b[xyz]_test", before)
    assert not re.search(r"\b(fit|fit_transform)\([^)]*test", "".join(c.source for c in cells))
