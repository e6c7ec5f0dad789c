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
doubled = 2 * len(errors)
for low, seen in zip(y, measured):
    print(f"la recta dice {low:.1f} y se midió {seen:.1f}")
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

# %% Cien errores al azar
# --8<-- [start:ruido]
rng = np.random.default_rng(0)
noise = rng.normal(size=100)
print(f"error más grande: {abs(noise).max():.2f}")
# --8<-- [end:ruido]
