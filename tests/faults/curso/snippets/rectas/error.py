"""El error: la distancia entre la recta y las medidas."""

# %% El error medio
# --8<-- [start:media]
import numpy as np

x = np.array([0, 1, 2, 3])
y = 2 * x + 1.0
measured = np.array([1.0, 3.5, 5.0, 6.9])
errors = abs(measured - y)
mean_error = errors.mean()
hit_rate = (errors < 0.2).mean()
print(f"error medio: {mean_error:.2f}")
print(f"aciertos: {hit_rate:.0%}")
# --8<-- [end:media]

# %% Las medidas y la recta
# --8<-- [start:medidas]
import matplotlib.pyplot as plt

fig, ax = plt.subplots()
ax.plot(x, y, label="recta")
ax.plot(x, measured, "o", color="C1", label="medidas")
ax.set_xlabel("paso")
ax.set_ylabel("altura")
ax.legend()
plt.show()
# --8<-- [end:medidas]
