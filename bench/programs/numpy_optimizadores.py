"""Medida: tres optimizadores con NumPy bajan por la función de Rosenbrock."""

# %% La función
# --8<-- [start:funcion]
import matplotlib.pyplot as plt
import numpy as np


def value(p):
    return (1 - p[..., 0]) ** 2 + 100 * (p[..., 1] - p[..., 0] ** 2) ** 2


def gradient(p):
    inner = p[..., 1] - p[..., 0] ** 2
    along_x = -2 * (1 - p[..., 0]) - 400 * p[..., 0] * inner
    return np.stack([along_x, 200 * inner], axis=-1)
# --8<-- [end:funcion]

# %% El descenso
# --8<-- [start:descenso]
def descend(start, rate, momentum=0.0, adaptive=False, steps=130_000):
    p, v, s = start.copy(), np.zeros_like(start), np.zeros_like(start)
    losses = []
    for step in range(1, steps + 1):
        g = gradient(p)
        v = momentum * v + (1 - momentum) * g
        s = 0.999 * s + 0.001 * g**2
        scale = np.sqrt(s / (1 - 0.999**step)) + 1e-8 if adaptive else 1.0
        p = p - rate * v / scale
        if step % 100 == 0:
            losses.append(value(p).mean())
    return losses


start = np.random.default_rng(42).uniform(-1, 1, size=(50, 2))
curves = {
    "descenso": descend(start, 0.0005),
    "momento": descend(start, 0.0005, momentum=0.9),
    "Adam": descend(start, 0.001, momentum=0.9, adaptive=True),
}
for name, curve in curves.items():
    print(f"{name}: {curve[-1]:.5f}")
# --8<-- [end:descenso]

# %% Las curvas
# --8<-- [start:curvas]
fig, ax = plt.subplots()
for name, curve in curves.items():
    ax.semilogy(curve, label=name)
ax.set(xlabel="Centenas de pasos", ylabel="Valor medio")
ax.legend()
plt.show()
# --8<-- [end:curvas]
