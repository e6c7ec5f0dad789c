"""Cuestionario de NumPy: programas cortos de los que se pregunta la salida."""

# %% Una vista y una copia
# --8<-- [start:vista-y-copia]
import numpy as np

a = np.zeros(4)
b = a.reshape(2, 2)
c = a[[0, 1]]
b[0, 0] = 7
c[1] = 5
print(a)
# --8<-- [end:vista-y-copia]

# %% Media por eje
# --8<-- [start:media-por-eje]
import numpy as np

scores = np.array([[1, 2, 3],
                   [5, 6, 7]])
print(scores.mean(axis=0))
# --8<-- [end:media-por-eje]

# %% Formas que se estiran
# --8<-- [start:formas-que-se-estiran]
import numpy as np

x = np.ones((5, 1, 3))
y = np.ones((4, 1))
print((x + y).shape)
# --8<-- [end:formas-que-se-estiran]

# %% Reshape y traspuesta
# --8<-- [start:reshape-y-traspuesta]
import numpy as np

x = np.array([[1, 2, 3],
              [4, 5, 6]])
print(x.reshape(3, 2)[0], x.T[0])
# --8<-- [end:reshape-y-traspuesta]

# %% Parámetros de una red
# --8<-- [start:parametros-de-una-red]
sizes = [3, 5, 2]
total = 0
for n_in, n_out in zip(sizes, sizes[1:]):
    total += n_in * n_out + n_out
print(total)
# --8<-- [end:parametros-de-una-red]

# %% Un sorteo repetido
# --8<-- [start:sorteo-repetido]
import numpy as np

rng = np.random.default_rng(1)
first = rng.normal(size=3)
second = rng.normal(size=3)
third = np.random.default_rng(1).normal(size=3)
print(np.array_equal(first, second), np.array_equal(first, third))
# --8<-- [end:sorteo-repetido]

# %% Relu sobre la caché
# --8<-- [start:relu-encima]
import numpy as np


def relu(z):
    z[z < 0] = 0
    return z


z = np.array([-2.0, 3.0])
a = relu(z)
print(z, a)
# --8<-- [end:relu-encima]

# %% Cuatro gradientes
# --8<-- [start:media-del-lote]
import numpy as np

x = np.array([[1.0], [2.0], [3.0], [6.0]])  # (4, 1)
a = np.array([[0.5], [0.5], [0.5], [0.5]])  # (4, 1), las respuestas
y = np.array([[1.0], [1.0], [0.0], [0.0]])  # (4, 1)
dz = (a - y) / 4
print(x.T @ dz, dz.sum(axis=0))
# --8<-- [end:media-del-lote]

# %% Cuántas actualizaciones
# --8<-- [start:cuantas-actualizaciones]
updates = 0
for _ in range(3):                # épocas
    for _ in range(0, 130, 50):   # lotes
        updates += 1
print(updates)
# --8<-- [end:cuantas-actualizaciones]
