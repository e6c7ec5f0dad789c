"""Muestra: una suma."""

# %% Sumar
# --8<-- [start:suma]
total = 2 + 3
print(total)
# --8<-- [end:suma]
