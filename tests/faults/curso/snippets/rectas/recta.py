"""La recta: puntos, dibujo y pendiente."""

# %% Cuatro puntos de una recta
# --8<-- [start:puntos]
import numpy as np

x = np.array([0, 1, 2, 3])
y = 2 * x + 1.0
print("x:", x)
print("y:", y)
# --8<-- [end:puntos]

# %% Los números de la prosa
count = len(x)
top = y.max()

# %% La recta dibujada
# --8<-- [start:dibujo]
import matplotlib.pyplot as plt

fig, ax = plt.subplots()
ax.plot(x, y, label="recta")
ax.set_xlabel("paso")
ax.set_ylabel("altura")
ax.legend()
plt.show()
# --8<-- [end:dibujo]

# %% Lo que sube en cada paso
# --8<-- [start:pendiente]
slope = (y[3] - y[0]) / 3
print(f"pendiente: {slope:.1f}")
# --8<-- [end:pendiente]
