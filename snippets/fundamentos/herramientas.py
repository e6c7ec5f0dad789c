"""Herramientas: comprobar la instalación y ver qué hace cada biblioteca."""

# %% La pila: Keras, su motor y el procesador
# --8<-- [start:pila]
import matplotlib.pyplot as plt


def box(ax, left, row, width, text, color):
    """Pinta una caja con su texto; la fila 0 es la de abajo."""
    place = (left + 0.04, row + 0.07)
    ax.add_patch(plt.Rectangle(place, width - 0.08, 0.86, color=color,
                               alpha=0.3, lw=0))
    ax.text(left + width / 2, row + 0.5, text, ha="center", va="center")


fig, ax = plt.subplots(figsize=(3.75, 4.6))
box(ax, 0, 4, 6, "tu programa, en Python", "C5")
box(ax, 0, 3, 6, "Keras\ncapas, modelos, entrenamiento", "C0")
for left, name in zip([0, 2, 4], ["TensorFlow", "JAX", "PyTorch"]):
    box(ax, left, 2, 2, name, "C1")
box(ax, 0, 1, 6, "rutinas y compiladores\noneDNN, cuDNN, XLA…", "C2")
for left, name in zip([0, 2, 4], ["CPU", "GPU", "TPU"]):
    box(ax, left, 0, 2, name, "C4")
ax.set(xlim=(0, 6), ylim=(0, 5))
ax.axis("off")
plt.show()
# --8<-- [end:pila]

# %% Dos proyectos, dos entornos
# --8<-- [start:entornos]
fig, ax = plt.subplots(figsize=(3.75, 3.2))
box(ax, 0, 0, 6, "el Python de tu computadora", "C5")
for left, name, old in [(0, "este curso", 2), (3, "otro proyecto", 1)]:
    box(ax, left, 1, 3, ".venv", "C0")
    box(ax, left, 2, 3, f"NumPy {old}\nKeras {old + 1}", "C1")
    ax.text(left + 1.5, 3.3, name, ha="center")
ax.set(xlim=(0, 6), ylim=(0, 3.7))
ax.axis("off")
plt.show()
# --8<-- [end:entornos]

# %% Comprobar la instalación
# --8<-- [start:comprobar]
import sys

import keras
import matplotlib
import numpy as np
import sklearn
import tensorflow as tf

python_version = f"{sys.version_info.major}.{sys.version_info.minor}"
backend = keras.config.backend()
print("Python      ", python_version)
print("NumPy       ", np.__version__)
print("Matplotlib  ", matplotlib.__version__)
print("scikit-learn", sklearn.__version__)
print("TensorFlow  ", tf.__version__)
print("Keras       ", keras.__version__, "sobre", backend)

a = np.array([[1, 2], [3, 4]])
b = np.array([[0, 1], [1, 0]])
print(a @ b)

layer = keras.layers.Dense(1, kernel_initializer="ones")
output = float(layer(np.array([[1.0, 2.0, 3.0]]))[0, 0])
print("la capa responde", output)
# --8<-- [end:comprobar]

# %% Las versiones, para citarlas en el texto
# --8<-- [start:versiones]
numpy_version = np.__version__
matplotlib_version = matplotlib.__version__
sklearn_version = sklearn.__version__
tensorflow_version = tf.__version__
keras_version = keras.__version__
# --8<-- [end:versiones]

# %% Qué versiones de Python sirven
# --8<-- [start:pythons]
from importlib.metadata import metadata

libraries = ["numpy", "matplotlib", "scikit-learn", "tensorflow", "keras"]
needs = [metadata(name)["Requires-Python"] for name in libraries]
minors = [int(need.split(">=3.")[1].split(",")[0]) for need in needs]
oldest_python = f"3.{max(minors)}"

labels = metadata("tensorflow").get_all("Classifier")
tested = [label.split(" :: 3.")[1] for label in labels if " :: 3." in label]
newest_python = f"3.{max(int(minor) for minor in tested)}"

for name, need in zip(libraries, needs):
    print(f"{name:12s} Python {need}")
print(f"sirven todas: de {oldest_python} a {newest_python}")
# --8<-- [end:pythons]

# %% ¿Estoy dentro de un entorno?
# --8<-- [start:dentro]
inside = sys.prefix != sys.base_prefix
print("¿Dentro de un entorno virtual?", inside)
# --8<-- [end:dentro]

# %% scikit-learn: datos
# --8<-- [start:datos]
from sklearn.datasets import load_digits

data = load_digits()
images, digits = data.images, data.target
print(images.shape, digits.shape)
# --8<-- [end:datos]

# %% NumPy: cuentas con tablas enteras
# --8<-- [start:medias]
means = np.array([images[digits == k].mean(axis=0) for k in range(10)])
print(means.shape)
# --8<-- [end:medias]

# %% Matplotlib: verlo
# --8<-- [start:dibujo]
fig, axes = plt.subplots(2, 5, figsize=(3.75, 2.1))
for k, ax in enumerate(axes.flat):
    ax.imshow(means[k], cmap="gray_r")
    ax.set_title(k)
    ax.axis("off")
plt.show()
# --8<-- [end:dibujo]

# %% Un bucle de Python contra NumPy tags=["variable"]
# --8<-- [start:velocidad]
from time import perf_counter

numbers = np.arange(1_000_000, dtype="float64")
as_list = numbers.tolist()

start = perf_counter()
total = sum(value * value for value in as_list)
loop_ms = 1000 * (perf_counter() - start)

start = perf_counter()
total_numpy = numbers @ numbers
numpy_ms = 1000 * (perf_counter() - start)

speedup = loop_ms / numpy_ms
print(f"bucle de Python: {loop_ms:.1f} ms")
print(f"NumPy:           {numpy_ms:.1f} ms")
print(f"NumPy tarda unas {speedup:.0f} veces menos")
# --8<-- [end:velocidad]

# %% TensorFlow: derivar
# --8<-- [start:derivada]
x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    y = x * x
slope = float(tape.gradient(y, x))
print(f"la pendiente de x² en x = 3 es {slope}")
# --8<-- [end:derivada]

# %% Keras: una red entera en pocas líneas
# --8<-- [start:primera]
keras.utils.set_random_seed(42)
model = keras.Sequential([
    keras.Input(shape=(64,)),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy",
              metrics=["accuracy"])

x = images.reshape(-1, 64) / 16
history = model.fit(x, digits, epochs=20, verbose=0).history
before = history["accuracy"][0]
after = history["accuracy"][-1]
print(f"exactitud, primera pasada: {before:.3f}")
print(f"exactitud, última pasada:  {after:.3f}")
# --8<-- [end:primera]

# %% Un módulo que no está
# --8<-- [start:no-esta]
try:
    import tensorlfow

    print(tensorlfow.__version__)
except ModuleNotFoundError as error:
    print(error)
# --8<-- [end:no-esta]

# %% Solución: las licencias
# --8<-- [start:solucion-licencias]
for name in libraries:
    card = metadata(name)
    license_name = card.get("License-Expression") or card.get("License")
    print(f"{name:12s} {license_name.splitlines()[0]}")
# --8<-- [end:solucion-licencias]

# %% Solución: cambiar de motor
# --8<-- [start:solucion-motor]
import os

os.environ["KERAS_BACKEND"] = "jax"
still = keras.config.backend()
print("motor:", still)
# --8<-- [end:solucion-motor]

# %% Solución: la misma cuenta, tres veces
# --8<-- [start:solucion-cuenta]
table = np.arange(6.0).reshape(2, 3)
by_numpy = (table @ np.ones((3, 1))).ravel()
by_tensorflow = tf.matmul(table, tf.ones((3, 1), "float64")).numpy().ravel()
by_keras = keras.ops.convert_to_numpy(layer(table)).ravel()

for name, answer in [("NumPy", by_numpy), ("TensorFlow", by_tensorflow),
                     ("Keras", by_keras)]:
    print(f"{name:10s} {answer} {answer.dtype}")
# --8<-- [end:solucion-cuenta]
