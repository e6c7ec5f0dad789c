"""Cuestionario de fundamentos: programas cortos de los que se pregunta la salida."""

# %% Aplanar diez imágenes
# --8<-- [start:aplanar-imagenes]
import numpy as np

images = np.zeros((10, 28, 28))
x = images.reshape(10, 28 * 28)
print(x.shape, x[0].shape)
# --8<-- [end:aplanar-imagenes]

# %% Una neurona con las cuatro entradas
# --8<-- [start:cuatro-entradas]
import numpy as np

x1 = np.array([0, 0, 1, 1])
x2 = np.array([0, 1, 0, 1])
z = -1 * x1 - 1 * x2 + 1.5
print((z >= 0).astype(int))
# --8<-- [end:cuatro-entradas]

# %% Dos capas de unos
# --8<-- [start:capas-de-unos]
import numpy as np

X = np.ones((5, 4))
W1 = np.ones((4, 3))
W2 = np.ones((3, 2))
A1 = np.maximum(0, X @ W1)
Z2 = A1 @ W2
print(Z2.shape, Z2[0, 0])
# --8<-- [end:capas-de-unos]

# %% Softmax con cien más
# --8<-- [start:cien-mas]
import numpy as np

z = np.array([3.0, 3.0])
a = np.exp(z)
b = np.exp(z + 100)
print(a / a.sum(), b / b.sum())
# --8<-- [end:cien-mas]

# %% Una columna menos una fila
# --8<-- [start:columna-menos-fila]
import numpy as np

y = np.array([1.0, 2.0])
p = np.array([[1.0], [2.0]])
error = p - y
mse = (error**2).mean()
print(error.shape, mse)
# --8<-- [end:columna-menos-fila]

# %% Tres pasos por una parábola
# --8<-- [start:tres-pasos]
x, path = 4.0, []
for _ in range(3):
    slope = 2 * x
    x = x - 0.75 * slope
    path.append(x)
print(path)
# --8<-- [end:tres-pasos]

# %% Una variable y dos caminos
# --8<-- [start:dos-caminos]
def J(x):
    u = x * x
    return u + 2 * x


h = 0.00001
rise = J(3 + h) - J(3 - h)
print(round(rise / (2 * h), 4))
# --8<-- [end:dos-caminos]
