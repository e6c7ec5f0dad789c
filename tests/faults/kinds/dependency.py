"""Dependencias: versiones, huellas y módulos."""

from faults import Fault

TEST = "tests/test_requirements.py::"
TENSORS = "snippets/numpy/tensores.py"
FAULTS = (
    Fault(
        "módulo de la biblioteca que no está",
        TENSORS,
        "noon = day[12]",
        "noon = day[12]\nimport panda",
        "importa «panda», que no está en requirements.txt",
        f"{TENSORS}|import panda",
        by=f"{TEST}test_every_import_is_a_direct_requirement",
    ),
    Fault(
        "requisito sin versión",
        "requirements.txt",
        "scipy==1.17.1",
        "scipy>=1.17.1",
        "no fija su versión o no dice para qué: scipy>=1.17.1",
        by=f"{TEST}test_every_requirement_says_what_it_is_for",
    ),
    Fault(
        "requisito sin motivo",
        "requirements.txt",
        "ruff==",
        "black==1.0\nruff==",
        "no fija su versión o no dice para qué: black==1.0",
        by=f"{TEST}test_every_requirement_says_what_it_is_for",
    ),
    Fault(
        "versión que no es la fijada",
        "constraints.txt",
        "scipy==1.17.1",
        "scipy==1.17.0",
        "scipy es 1.17.0; en requirements.lock, 1.17.1",
        by=f"{TEST}test_lock_constraints_and_requirements_agree",
    ),
    Fault(
        "huella cambiada",
        "requirements.lock",
        "sha256:286e71c82c1a38e75bbcf185f9b37d0305ad7786535107cb49bf4df9ff2e1f95",
        "sha256:386e71c82c1a38e75bbcf185f9b37d0305ad7786535107cb49bf4df9ff2e1f95",
        "huellas de absl-py sin resumir así",
        "requirements.lock|absl-py==",
        by=f"{TEST}test_lock_constraints_and_requirements_agree",
    ),
    Fault(
        "paquete que falta en las versiones sin huellas",
        "constraints.txt",
        "absl-py==",
        "# absl-py==",
        "falta absl-py==",
        "constraints.txt",
        by=f"{TEST}test_lock_constraints_and_requirements_agree",
    ),
    Fault(
        "módulo propio",
        "snippets/rectas/error.py",
        "import numpy as np\n",
        "import numpy as np\nimport recta\n",
        "importa «recta», que es de este proyecto",
        alone=True,
    ),
)
