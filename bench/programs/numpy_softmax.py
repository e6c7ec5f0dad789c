"""Medida: regresión softmax con NumPy y validación cruzada sobre dígitos."""

# %% Los datos
# --8<-- [start:datos]
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits

digits = load_digits()
x, y = digits.data / 16, np.eye(10)[digits.target]
print(x.shape, y.shape)
# --8<-- [end:datos]

# %% El entrenamiento
# --8<-- [start:entrenar]
def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def train(x, y, rate, epochs=150):
    rng = np.random.default_rng(42)
    w, b = np.zeros((64, 10)), np.zeros(10)
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for batch in np.array_split(order, len(x) // 32):
            d = (softmax(x[batch] @ w + b) - y[batch]) / len(batch)
            w, b = w - rate * x[batch].T @ d, b - rate * d.sum(axis=0)
    return w, b
# --8<-- [end:entrenar]

# %% La validación cruzada
# --8<-- [start:validar]
folds = np.array_split(np.random.default_rng(42).permutation(len(x)), 5)
scores = {}
for rate in (0.01, 0.03, 0.1, 0.3, 1.0):
    hits = []
    for test in folds:
        rest = np.setdiff1d(np.arange(len(x)), test)
        w, b = train(x[rest], y[rest], rate)
        predicted = (x[test] @ w + b).argmax(axis=1)
        hits.append(np.mean(predicted == digits.target[test]))
    scores[rate] = np.mean(hits)
best_rate = max(scores, key=scores.get)
print(f"Mejor tasa: {best_rate}, exactitud {scores[best_rate]:.3f}")
# --8<-- [end:validar]

# %% La exactitud
# --8<-- [start:exactitud]
fig, ax = plt.subplots()
ax.semilogx(list(scores), list(scores.values()), marker="o")
ax.set(xlabel="Tasa de aprendizaje", ylabel="Exactitud")
plt.show()
# --8<-- [end:exactitud]
