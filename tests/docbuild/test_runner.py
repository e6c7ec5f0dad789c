"""El planificador: en qué condiciones se ejecuta un programa, y en qué orden."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from docbuild.run import runner
from docbuild.run.runner import Limits

PLOT = "import matplotlib.pyplot as plt\n"
STYLE = "xtick.labelbottom: False\nytick.labelleft: False\n"  # sin números no hay que nombrar
CONDITIONS = """\
import os, sys
import numpy as np
from threadpoolctl import threadpool_info

print(__name__, sys.modules["__main__"].__name__, sys.argv == [__file__])
print(os.path.relpath(__file__, os.environ["RAIZ"]), os.listdir())
print({pool["num_threads"] for pool in threadpool_info()})
print(os.environ["OMP_NUM_THREADS"], os.environ["TF_NUM_INTRAOP_THREADS"])
print(os.environ["TF_NUM_INTEROP_THREADS"], os.environ["KERAS_BACKEND"])
print(os.environ["MPLBACKEND"], os.environ["CUDA_VISIBLE_DEVICES"])
print(hash("semilla"), sys.stdin.read() == "")
with_keras = "keras" in sys.modules
"""


@pytest.fixture
def cold(course, monkeypatch):
    """Un servidor sin calentar, como el de un proceso que acaba de empezar."""
    course.warm = False
    server = runner._Server()
    monkeypatch.setattr(runner, "SERVER", server)
    return server


@pytest.fixture(params=["forked", "spawned"])
def either_way(request):
    """Las dos maneras de empezar un programa: del servidor o en un proceso nuevo."""
    if request.param == "spawned":
        request.getfixturevalue("cold")
    return request.param


def output(course, name: str, section: str = "uno") -> str:
    """Lo que imprimió una sección."""
    return (course.project.outputs / name / f"{section}.txt").read_text(encoding="utf-8")


def numbers(course, name: str) -> dict:
    """Los números que dejó un programa."""
    folder = next(path for path in course.entries() if path.name.startswith(f"{name}-"))
    return json.loads((folder / "result.json").read_text(encoding="utf-8"))["numbers"]


def test_conditions(course, section, unseen, either_way, monkeypatch) -> None:
    """Un programa corre como si lo lanzara quien lo copia, con un hilo y sin nada alrededor."""
    for name in runner.environment(course.project):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RAIZ", str(course.root))
    code = f"import os\nos.environ['RAIZ'] = {str(course.root)!r}\n" + CONDITIONS
    course.add("condiciones", section("uno", unseen(code), output=True))
    course.good()
    hashed = subprocess.run(
        [sys.executable, "-c", "print(hash('semilla'))"],
        env=os.environ | {"PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert output(course, "condiciones") == (
        "__main__ __main__ True\n"
        "snippets/demo/condiciones.py []\n"
        "{1}\n"
        "1 1\n"
        "1 tensorflow\n"
        "Agg -1\n"
        f"{hashed} True\n"
    )
    assert numbers(course, "condiciones")["with_keras"] == (either_way == "forked")


def test_numpy_does_not_start_keras(course, section, cold) -> None:
    """Sin ningún programa de Keras, el servidor ni se pone en marcha."""
    course.add("suelto", section("uno", "import sys\nwith_keras = 'keras' in sys.modules"))
    course.good()
    assert numbers(course, "suelto") == {"with_keras": False}
    assert not cold.started


def test_numpy_does_not_wait_for_keras(course, section, cold, monkeypatch) -> None:
    """Mientras Keras se importa, los programas que solo usan NumPy ya corren."""
    done = threading.Event()

    def warm() -> None:
        done.wait(timeout=10)
        cold.ready.set()

    monkeypatch.setattr(cold, "_warm", warm)
    monkeypatch.setattr(runner, "cores", lambda: 2)
    collect = runner._outcome

    def outcome(job, limits):
        done.set()
        return collect(job, limits)

    monkeypatch.setattr(runner, "_outcome", outcome)
    course.add("con_keras", section("uno", "import keras"))
    course.add("sin_keras", section("uno", "import numpy as np"))
    assert course.good().ran == ["sin_keras", "con_keras"]


def test_server_that_cannot_start(course, section, cold, monkeypatch) -> None:
    """Si el servidor no arranca, se sabe por qué: no se espera para siempre."""

    def refuse(*_args, **_kwargs):
        raise RuntimeError("sin servidor")

    monkeypatch.setattr(cold, "context", type("Context", (), {"Process": refuse}))
    course.add("con_keras", section("uno", "import keras"))
    with pytest.raises(RuntimeError, match="sin servidor"):
        course.build()


def test_parent_is_left_as_it_was(course, section, monkeypatch) -> None:
    """Construir no cambia ni el entorno ni el módulo principal de quien construye."""
    for name in runner.environment(course.project):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    environment, main, folder = dict(os.environ), sys.modules["__main__"], os.getcwd()
    course.add("bueno", section("uno", "x = 1"))
    course.add("malo", section("uno", "1 / 0"))
    assert len(course.build().problems) == 1
    assert dict(os.environ) == environment
    assert sys.modules["__main__"] is main
    assert os.getcwd() == folder


def test_longest_first(course, section, monkeypatch) -> None:
    """Primero lo nuevo, luego lo que más tardó la última vez."""
    for name, seconds in (("corto", 1), ("largo", 9), ("medio", 4)):
        course.add(name, section("uno", "x = 1"))
        text = json.dumps({"seconds": seconds})
        course.write(f".docbuild/programas/{name}-0/result.json", text)
    course.add("nuevo", section("uno", "x = 1"))
    monkeypatch.setattr(runner, "slots", lambda: 1)
    assert course.good().ran == ["nuevo", "largo", "medio", "corto"]


def test_two_at_a_time(course, section, unseen, monkeypatch) -> None:
    """Dos programas corren a la vez: uno espera a que el otro escriba."""
    monkeypatch.setattr(runner, "slots", lambda: 2)
    file = "from pathlib import Path\nfile = Path(__file__).parents[2] / 'ya'\n"
    course.add("espera", section("uno", file + "while not file.exists():\n    pass"))
    course.add("toca", section("uno", unseen(file + "file.touch()")))
    course.good()


def test_one_more_than_the_cores(monkeypatch) -> None:
    """Hay un sitio más que núcleos: los programas de Keras pasan parte del tiempo esperando."""
    monkeypatch.setattr(runner, "cores", lambda: 4)
    assert runner.slots() == 5


def test_never_more_than_the_slots(course, section, unseen, monkeypatch) -> None:
    """No corren a la vez más programas que sitios."""
    monkeypatch.setattr(runner, "slots", lambda: 1)
    code = (
        "import time\nfrom pathlib import Path\n"
        "folder = Path(__file__).parents[2] / 'solo'\n"
        "folder.mkdir()  # falla si hay otro\n"
        "time.sleep(0.1)\nfolder.rmdir()\n"
    )
    for name in ("a", "b", "c"):
        course.add(name, section("uno", unseen(code)))
    course.good()


def test_children_are_killed(course, section, unseen) -> None:
    """Lo que un programa deja corriendo muere con él."""
    code = "import subprocess\nchild = subprocess.Popen(['sleep', '60'])\npid = child.pid"
    course.add("padre", section("uno", unseen(code)))
    course.good()
    assert is_dead(numbers(course, "padre")["pid"])


def test_child_that_writes_without_end(course, section, unseen) -> None:
    """Lo que un hijo escribe sin fin tiene el mismo límite, y se dice que no sale en la página."""
    course.add("padre", section("uno", unseen("import subprocess\nsubprocess.run(['yes'])")))
    assert [str(problem) for problem in course.build().problems] == [
        "snippets/demo/padre.py: el programa escribe en la salida sin usar «print»\n"
        "  y\n  y\n  y\n  …\n"
        "  Quien lo copie verá eso y la página no lo enseña: guárdalo e imprímelo."
    ]


def is_dead(pid: int) -> bool:
    """Dice si un proceso terminó, aunque nadie lo haya recogido todavía."""
    for _ in range(50):
        status = Path(f"/proc/{pid}/stat")
        if not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False


def test_scratch_is_removed(course, section, tmp_path_factory, monkeypatch) -> None:
    """De la carpeta de trabajo de los programas no queda nada."""
    scratch = tmp_path_factory.mktemp("tmp")
    monkeypatch.setattr(runner.tempfile, "tempdir", str(scratch))
    course.add("escribe", section("uno", "open('nota.txt', 'w').write('hola')"))
    course.add("falla", section("uno", "1 / 0"))
    course.build()
    assert list(scratch.iterdir()) == []


def test_program_may_change_folder(course, section, unseen) -> None:
    """Un programa puede cambiar de carpeta sin que se pierda lo que deja."""
    code = unseen("import os\nos.chdir('/')\nprint(os.getcwd())")
    course.add("viajero", section("uno", code, output=True))
    course.good()
    assert output(course, "viajero") == "/\n"


def test_program_may_write_files_with_our_names(course, section) -> None:
    """Los archivos de un programa no se confunden con los del constructor."""
    code = "for name in ('result.json', 'bug.txt', 'raw.txt', 'cell.txt'):\n"
    code += "    open(name, 'w').write('hola')\nprint(1)"
    course.add("homonimo", section("uno", code))
    course.good()
    assert output(course, "homonimo") == "1\n"


def test_cells_share_state_as_in_a_file(course, section) -> None:
    """Lo que una celda importa, define o silencia vale en las siguientes."""
    course.add(
        "seguido",
        section("uno", "import warnings\nfrom matplotlib.pyplot import plot, show\nx = 1"),
        section("dos", "warnings.filterwarnings('ignore')\nplot([1, 2])\nshow()", figures=1),
        section("tres", "warnings.warn('callado')\nx += 1\nplot([2, 1])\nshow()", figures=1),
    )
    course.good()
    assert numbers(course, "seguido") == {"x": 2}
    figures = {path.name for path in (course.project.figures / "seguido").iterdir()}
    assert figures == {"dos.svg", "dos-dark.svg", "tres.svg", "tres-dark.svg"}


def test_code_does_not_inherit_our_futures(course, section) -> None:
    """Las anotaciones son las de Python, no las aplazadas del constructor."""
    course.add("tipos", section("uno", "def f(x: int): pass\n\nprint(f.__annotations__)"))
    course.good()
    assert output(course, "tipos") == "{'x': <class 'int'>}\n"


def test_redirected_output_is_not_shown(course, section) -> None:
    """Un programa puede recoger lo que se imprime; la página enseña el resto."""
    code = (
        "import contextlib, io\n"
        "with contextlib.redirect_stdout(io.StringIO()) as text:\n    print('dentro')\n"
        "print(text.getvalue().upper(), end='')"
    )
    course.add("recoge", section("uno", code))
    course.good()
    assert output(course, "recoge") == "DENTRO\n"


def test_errors_stream_is_not_output(course, section) -> None:
    """Lo que va a la salida de errores no es la salida de la celda."""
    course.add("errores", section("uno", "import sys\nprint('no', file=sys.stderr)", output=False))
    course.good()
    assert not (course.project.outputs / "errores").exists()


def test_program_may_have_children(course, section, unseen) -> None:
    """Un proceso que se bifurca del programa puede acabar antes que él."""
    code = "import multiprocessing\ncontext = multiprocessing.get_context('fork')\n"
    code += "child = context.Process(target=print)\nchild.start()\nchild.join()\n"
    course.add("padre", section("uno", unseen(code + "code = child.exitcode"), output=False))
    course.good()
    assert numbers(course, "padre") == {"code": 0}


def test_background_threads_do_not_block(course, section, unseen) -> None:
    """Un hilo que no acaba no retiene al programa."""
    code = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()"
    course.add("hilos", section("uno", unseen(code)))
    start = time.monotonic()
    course.good()
    assert time.monotonic() - start < 3


def test_style_is_that_of_the_course(course, section, either_way) -> None:
    """Cada ejecución usa el matplotlibrc de su curso, aunque el servidor naciera con otro."""
    course.write("snippets/matplotlibrc", STYLE + "lines.linewidth: 7\n")
    course.add("estilo", section("uno", PLOT + "width = plt.rcParams['lines.linewidth']"))
    course.good()
    assert numbers(course, "estilo") == {"width": 7.0}
    course.write("snippets/matplotlibrc", STYLE + "lines.linewidth: 8\n")
    course.good()
    assert numbers_of_last(course, "estilo") == {"width": 8.0}


def numbers_of_last(course, name: str) -> dict:
    """Los números que se publicaron."""
    import yaml

    return yaml.safe_load(course.project.numbers.read_text(encoding="utf-8"))["num"][name]


def test_same_as_a_bare_run(course, section) -> None:
    """Un entrenamiento bifurcado del servidor da lo mismo que el archivo ejecutado solo."""
    code = """\
import keras
import numpy as np

keras.utils.set_random_seed(42)
x = np.linspace(-1, 1, 64).reshape(-1, 1)
layer = keras.layers.Dense
model = keras.Sequential([layer(8, "tanh"), layer(1)])
model.compile("adam", "mse")
log = model.fit(x, x**2, epochs=3, verbose=0)
print([f"{loss:.6f}" for loss in log.history["loss"]])
"""
    course.add("red", section("uno", code))
    done = course.build(limits=Limits(seconds=60))
    assert not done.problems, done.problems
    bare = subprocess.run(
        [sys.executable, "snippets/demo/red.py"],
        cwd=course.root,
        env=os.environ | runner.environment(course.project),
        capture_output=True,
        text=True,
        check=True,
    )
    assert output(course, "red") == bare.stdout


def test_bug_of_the_builder_keeps_its_traceback(course, section) -> None:
    """Un fallo del constructor no se le achaca al programa."""
    course.add("inocente", section("uno", "x = 1"))
    with pytest.raises(RuntimeError) as caught:
        course.build(limits=Limits(memory_gb=None))
    text = str(caught.value)
    assert text.startswith("docbuild falla al ejecutar snippets/demo/inocente.py:\nTraceback")
    assert "in _isolate" in text


ACTS = {
    "write": (
        "from pathlib import Path\n\nfile = Path(__file__).with_name('x.txt')\nfile.touch()",
        "8: el programa escribe fuera de su carpeta",
    ),
    "write from a library": (
        "import os\nimport numpy as np\n\nnp.save(os.path.join(__file__ + '.npy'), [1])",
        "8: el programa escribe fuera de su carpeta",
    ),
    "make a folder": (
        "import os\n\nos.makedirs(__file__ + '.d')",
        "7: el programa escribe fuera de su carpeta",
    ),
    "process": (
        "import subprocess\n\nsubprocess.run(['true'])",
        "7: el programa lanza otro proceso",
    ),
    "fork": (
        "import multiprocessing\ncontext = multiprocessing.get_context('fork')\n"
        "child = context.Process(target=print)\nchild.start()\nchild.join()",
        "8: el programa lanza otro proceso",
    ),
    "thread": (
        "import threading\n\nthreading.Thread(target=threading.Event().wait).start()",
        "7: el programa deja un hilo en marcha",
    ),
    "pool": (
        "import threading\nfrom concurrent.futures import ThreadPoolExecutor\n\n"
        "pool = ThreadPoolExecutor()\n_ = pool.submit(threading.Event().wait)",
        "9: el programa deja un hilo en marcha",
    ),
    "network": (
        "import socket\n\nwith socket.socket(type=socket.SOCK_DGRAM) as end:\n"
        "    end.connect(('127.0.0.1', 9))",
        "8: el programa usa la red",
    ),
    "sleep": (
        "import time as clock\nnap = getattr(clock, 'sleep')\nnap(0.001)",
        "7: el programa duerme",
    ),
    "old format": (
        "name = 'red' + '.' + 'h5'\nopen(name, 'w').close()",
        "4: el programa guarda un modelo en el formato antiguo de Keras",
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_act(course, section, act: str) -> None:
    """Lo que un programa hace y no debe se dice, con su línea, aunque no se vea en su código."""
    code, said = ACTS[act]
    course.add("hace", section("uno", code, output=False))
    done = course.build()
    where = [f"{problem.path}:{problem.line}: {problem.message}" for problem in done.problems]
    assert where == [f"snippets/demo/hace.py:{said}"]


def test_act_and_failure_on_one_line(course, section) -> None:
    """De la línea que falla se dice solo el fallo."""
    course.add("hace", section("uno", "open(__file__ + '/x', 'w')"))
    assert [problem.message for problem in course.build().problems] == ["falla la sección «uno»"]


def test_harmless_acts(course, section) -> None:
    """Escribir en su carpeta o en una temporal, esperar a un hilo y no dormir no son nada."""
    code = (
        "import os, tempfile, threading, time\n"
        "os.makedirs('a', exist_ok=True)\nopen('a/pesos.weights.h5', 'w').close()\n"
        "os.rename('a', 'b')\nos.makedirs('..', exist_ok=True)\n"
        "with tempfile.NamedTemporaryFile() as file:\n    _ = file.write(b'x')\n"
        "open(os.devnull, 'w').close()\ntime.sleep(0)\n"
        "thread = threading.Thread(target=print)\nthread.start()\nthread.join()\n"
    )
    course.add("bueno", section("uno", code, output=True))
    course.good()


def test_reading_a_directory_descriptor_is_harmless(course, section) -> None:
    """Vigilar qué archivos se abren no estorba a quien abre otras cosas."""
    code = (
        "import os\n"
        "descriptor = os.open('.', os.O_RDONLY)\nos.close(descriptor)\n"
        "with open(os.dup(0)) as file:\n    text = file.read()\n"
        "with open(b'a.txt', 'w') as file:\n    file.write('x')\n"
    )
    course.add("abre", section("uno", code))
    course.good()
