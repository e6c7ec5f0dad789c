"""Preguntas: qué imprime cada fragmento."""

# %% Formas
# --8<-- [start:formas]
import numpy as np

a = np.arange(6).reshape(2, 3)
print(a + [10, 20, 30])
# --8<-- [end:formas]
