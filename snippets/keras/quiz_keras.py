"""Cuestionario de Keras: programas cortos de los que se pregunta la salida."""

# %% La escala del entrenamiento
# --8<-- [start:escala-de-la-prueba]
import numpy as np

x_train = np.array([0.0, 10.0])
x_test = np.array([10.0, 30.0])
mean, std = x_train.mean(), x_train.std()
print((x_test - mean) / std)
# --8<-- [end:escala-de-la-prueba]

# %% Cinco pliegues
# --8<-- [start:cinco-pliegues]
import numpy as np
from sklearn.model_selection import KFold

seen = np.zeros(10)
sizes = set()
for train, test in KFold(5).split(seen):
    sizes.add(len(train))
    seen[test] += 1
print(sizes, seen.max())
# --8<-- [end:cinco-pliegues]

# %% Un umbral más bajo
# --8<-- [start:umbral-mas-bajo]
import numpy as np

y = np.array([1, 1, 1, 0, 0, 0])
p = np.array([0.9, 0.6, 0.3, 0.4, 0.2, 0.1])
alarm = p > 0.25
recall = alarm[y == 1].mean()
precision = y[alarm].mean()
print(recall, precision)
# --8<-- [end:umbral-mas-bajo]

# %% Dropout a mano
# --8<-- [start:dropout-a-mano]
import numpy as np

a = np.array([2.0, 4.0, 6.0, 8.0])
kept = np.array([1, 0, 1, 0])
rate = 0.5
print(a * kept / (1 - rate))
# --8<-- [end:dropout-a-mano]

# %% Una penalización vacía
# --8<-- [start:penalizacion-vacia]
import keras

W = keras.ops.array([3.0, -4.0])
empty = keras.regularizers.L1L2()
l2 = keras.regularizers.L2(0.01)
print(f"{float(empty(W)):.2f} {float(l2(W)):.2f}")
# --8<-- [end:penalizacion-vacia]

# %% Paciencia
# --8<-- [start:paciencia]
best, waited = 10.0, 0
for epoch, val_loss in enumerate([0.9, 0.5, 0.6, 0.7, 0.4, 0.3]):
    if val_loss < best:
        best, waited = val_loss, 0
    else:
        waited += 1
    if waited == 2:
        break
print(epoch, best)
# --8<-- [end:paciencia]

# %% Unos y ceros
# --8<-- [start:unos-y-ceros]
import numpy as np

words = {"media": 0, "eje": 1, "capa": 2, "figura": 3}
text = ["media", "eje", "media"]
x = np.zeros(4)
for word in text:
    x[words[word]] = 1
print(x)
# --8<-- [end:unos-y-ceros]

# %% Siempre la mayoría
# --8<-- [start:siempre-la-mayoria]
from sklearn.metrics import accuracy_score, f1_score

y = ["a"] * 8 + ["b"] * 2
y_pred = ["a"] * 10
accuracy = accuracy_score(y, y_pred)
macro = f1_score(y, y_pred, average="macro")
print(f"{accuracy:.2f} {macro:.2f}")
# --8<-- [end:siempre-la-mayoria]

# %% Predecir la media
# --8<-- [start:predecir-la-media]
import numpy as np

y = np.array([1.0, 2.0, 6.0])
y_pred = np.full(3, y.mean())
mae = np.abs(y - y_pred).mean()
r2 = 1 - ((y - y_pred) ** 2).sum() / ((y - y.mean()) ** 2).sum()
print(mae, r2)
# --8<-- [end:predecir-la-media]
