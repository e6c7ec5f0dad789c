"""Examen final: programas cortos de los que se pregunta la salida."""

# %% Dos neuronas
# --8<-- [start:dos-neuronas]
import numpy as np

x = np.array([1.0, 2.0])
W = np.array([[1.0, -1.0],
              [1.0, -1.0]])
b = np.array([-1.0, 1.0])
print(np.maximum(0, x @ W + b))
# --8<-- [end:dos-neuronas]

# %% Épocas y lotes
# --8<-- [start:epocas-y-lotes]
import math

n_samples, batch_size, epochs = 1000, 64, 5
print(math.ceil(n_samples / batch_size) * epochs)
# --8<-- [end:epocas-y-lotes]

# %% Dos pasos
# --8<-- [start:dos-pasos]
w = 3.0
for _ in range(2):
    gradient = 2 * w
    w = w - 0.5 * gradient
print(w)
# --8<-- [end:dos-pasos]

# %% La regla de la cadena
# --8<-- [start:regla-de-la-cadena]
a, b, c = 2.0, 1.0, 4.0
u = b * c
v = a + u
J = v**2
dv = 2 * v
db = dv * c
print(J, db)
# --8<-- [end:regla-de-la-cadena]

# %% Un eje que se conserva
# --8<-- [start:eje-que-se-conserva]
import numpy as np

x = np.ones((32, 10))
total = x.sum(axis=1, keepdims=True)
print((x / total).shape, total.shape)
# --8<-- [end:eje-que-se-conserva]

# %% Parámetros de una red de Keras
# --8<-- [start:parametros-keras]
import keras

model = keras.Sequential([
    keras.Input(shape=(10,)),
    keras.layers.Dense(4, activation="relu"),
    keras.layers.Dropout(0.5),
    keras.layers.Dense(3, activation="softmax"),
])
print(model.count_params())
# --8<-- [end:parametros-keras]

# %% Etiquetas enteras
# --8<-- [start:etiquetas-enteras]
import numpy as np

p = np.array([[0.2, 0.5, 0.3],
              [0.1, 0.1, 0.8]])
y = np.array([1, 0])
print(p[[0, 1], y], (p.argmax(axis=1) == y).mean())
# --8<-- [end:etiquetas-enteras]
