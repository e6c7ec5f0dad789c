"""Medida: una red de dos capas con NumPy separa dos círculos."""

# %% Los datos
# --8<-- [start:datos]
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import make_circles

x, y = make_circles(1000, factor=0.5, noise=0.1, random_state=42)
y = y[:, None]
print(x.shape, y.shape)
# --8<-- [end:datos]

# %% La red
# --8<-- [start:red]
rng = np.random.default_rng(42)
w1, b1 = rng.normal(size=(2, 16)), np.zeros(16)
w2, b2 = rng.normal(size=(16, 1)) / 4, np.zeros(1)


def forward(x):
    a1 = np.tanh(x @ w1 + b1)  # (lote, 16)
    return a1, 1 / (1 + np.exp(-(a1 @ w2 + b2)))  # (lote, 1)
# --8<-- [end:red]

# %% El entrenamiento
# --8<-- [start:entrenar]
losses = []
for _ in range(5000):
    order = rng.permutation(len(x))
    for batch in np.split(order, 20):
        # paso hacia delante
        a1, a2 = forward(x[batch])
        # paso hacia atrás
        d2 = (a2 - y[batch]) / len(batch)
        d1 = d2 @ w2.T * (1 - a1**2)
        # actualización
        w2, b2 = w2 - 0.3 * a1.T @ d2, b2 - 0.3 * d2.sum(axis=0)
        w1, b1 = w1 - 0.3 * x[batch].T @ d1, b1 - 0.3 * d1.sum(axis=0)
    a2 = forward(x)[1]
    losses.append(-np.mean(y * np.log(a2) + (1 - y) * np.log(1 - a2)))
accuracy = float(np.mean((forward(x)[1] > 0.5) == y))
print(f"Exactitud: {accuracy:.3f}")
# --8<-- [end:entrenar]

# %% La frontera
# --8<-- [start:frontera]
grid = np.linspace(-1.5, 1.5, 60)
points = np.stack(np.meshgrid(grid, grid), axis=-1).reshape(-1, 2)
fig, ax = plt.subplots(figsize=(3.75, 3.75))
ax.contour(grid, grid, forward(points)[1].reshape(60, 60), levels=[0.5])
ax.scatter(*x[:200].T, c=np.where(y[:200, 0] == 1, "C0", "C1"), s=12)
plt.show()
# --8<-- [end:frontera]
