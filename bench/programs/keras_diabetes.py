"""Medida: validación cruzada de una regresión con Keras."""

# %% Los datos
# --8<-- [start:datos]
import keras
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.model_selection import KFold

x, y = load_diabetes(return_X_y=True)
print(x.shape, y.shape)
# --8<-- [end:datos]

# %% El modelo
# --8<-- [start:modelo]
def build_model():
    model = keras.Sequential([
        keras.Input(shape=(10,)),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(1),
    ])
    model.compile(optimizer="adam", loss="mse", metrics=["mae"])
    return model
# --8<-- [end:modelo]

# %% La validación cruzada
# --8<-- [start:validar]
curves = []
for train, test in KFold(3, shuffle=True, random_state=42).split(x):
    keras.utils.set_random_seed(42)
    mean, std = x[train].mean(axis=0), x[train].std(axis=0)
    model = build_model()
    history = model.fit(
        (x[train] - mean) / std, y[train], epochs=30, batch_size=32, verbose=0,
        validation_data=((x[test] - mean) / std, y[test]),
    ).history
    curves.append(history["val_mae"])
mean_curve = np.mean(curves, axis=0)
print(f"MAE de validación: {mean_curve[-1]:.1f}")
# --8<-- [end:validar]

# %% Las curvas
# --8<-- [start:curvas]
fig, ax = plt.subplots()
for curve in curves:
    ax.plot(curve, linewidth=1)
ax.plot(mean_curve, label="media")
ax.set(xlabel="Época", ylabel="MAE")
ax.legend()
plt.show()
# --8<-- [end:curvas]
