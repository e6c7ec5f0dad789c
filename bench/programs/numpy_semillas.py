"""Medida: una red con NumPy aprende XOR desde muchas semillas."""

# %% Los datos
# --8<-- [start:datos]
import matplotlib.pyplot as plt
import numpy as np

x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
y = np.array([[0], [1], [1], [0]], dtype=float)
print(x.shape, y.shape)
# --8<-- [end:datos]

# %% El entrenamiento
# --8<-- [start:entrenar]
def train(seed, epochs=4000, rate=0.5):
    rng = np.random.default_rng(seed)
    w1, b1 = rng.normal(size=(2, 2)), np.zeros(2)
    w2, b2 = rng.normal(size=(2, 1)), np.zeros(1)
    for _ in range(epochs):
        # paso hacia delante
        a1 = np.tanh(x @ w1 + b1)
        a2 = 1 / (1 + np.exp(-(a1 @ w2 + b2)))
        # paso hacia atrás
        d2 = (a2 - y) / len(x)
        d1 = d2 @ w2.T * (1 - a1**2)
        # actualización
        w2, b2 = w2 - rate * a1.T @ d2, b2 - rate * d2.sum(axis=0)
        w1, b1 = w1 - rate * x.T @ d1, b1 - rate * d1.sum(axis=0)
    return float(np.mean((a2 - y) ** 2))


errors = [train(seed) for seed in range(80)]
solved = sum(error < 0.05 for error in errors)
print(f"Aprenden XOR {solved} de {len(errors)} semillas")
# --8<-- [end:entrenar]

# %% Los errores
# --8<-- [start:errores]
fig, ax = plt.subplots()
ax.hist(errors, bins=20)
ax.set(xlabel="Error cuadrático medio", ylabel="Semillas")
plt.show()
# --8<-- [end:errores]
