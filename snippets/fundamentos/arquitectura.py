"""Arquitectura: de la neurona a la capa y de la capa a la red."""

# %% Tres neuronas sueltas
# --8<-- [start:tres-neuronas]
import matplotlib.pyplot as plt
import numpy as np

x = np.array([2.0, 1.0])  # un ejemplo con dos entradas

z1 = x @ np.array([1.0, 0.5]) + 0.0
z2 = x @ np.array([-1.0, 2.0]) + 1.0
z3 = x @ np.array([0.5, -1.0]) - 2.0
print(z1, z2, z3)
# --8<-- [end:tres-neuronas]

# %% Una capa
# --8<-- [start:capa]
W = np.array([[1.0, -1.0, 0.5],
              [0.5, 2.0, -1.0]])  # (2, 3): una columna por neurona
b = np.array([0.0, 1.0, -2.0])    # (3,): un sesgo por neurona

z = x @ W + b  # (2,) @ (2, 3) + (3,) -> (3,)
print(z)
# --8<-- [end:capa]

# %% Un lote entero
# --8<-- [start:lote]
X = np.array([[2.0, 1.0], [0.0, 1.0], [1.0, 3.0],
              [4.0, 0.0], [3.0, 2.0]])  # (5, 2): un ejemplo por fila

Z = X @ W + b
print(f"{X.shape} @ {W.shape} + {b.shape} -> {Z.shape}")
print(Z)
# --8<-- [end:lote]

# %% Las formas, dibujadas
# --8<-- [start:formas]
fig, ax = plt.subplots(figsize=(3.75, 2.2))
for name, shape, left, row, column in [
    ("X", (5, 2), 0, 0, None), ("W", (2, 3), 3.6, None, 1),
    ("b", (1, 3), 8.2, 0, 1), ("Z", (5, 3), 12.8, 0, 1),
]:
    for i, j in np.ndindex(shape):
        marked = row in (i, None) and column in (j, None)
        ax.plot(left + j, shape[0] / 2 - i, "s", ms=12, mec="C0",
                mfc="C0" if marked else "none")
    middle = left + (shape[1] - 1) / 2
    ax.text(middle, 3.6, name, ha="center")
    label = b.shape if name == "b" else shape  # b tiene un solo eje
    ax.text(middle, -3.4, str(label), ha="center")
for left, sign in [(2.3, "@"), (6.9, "+"), (11.5, "=")]:
    ax.text(left, 0.5, sign, ha="center", va="center")
ax.set(xlim=(-0.8, 15.6), ylim=(-3.6, 4.6))
ax.axis("off")
plt.show()
# --8<-- [end:formas]

# %% La misma cuenta, casilla a casilla
# --8<-- [start:casilla]
by_hand = X[0, 0] * W[0, 1] + X[0, 1] * W[1, 1] + b[1]
print(f"fila 0 de X:    {X[0]}")
print(f"columna 1 de W: {W[:, 1]}")
print(f"a mano {by_hand}, en Z {Z[0, 1]}")
# --8<-- [end:casilla]

# %% Dos errores de formas
# --8<-- [start:errores-formas]
try:
    X @ W.T
except ValueError as error:
    message = str(error)  # es largo: su principio y su final
    print(f"{message[:54]}…\n…{message[-28:]}")

column = b[:, np.newaxis]  # (3, 1): una columna, no una fila
print("sesgo en fila, bien:")
print(X[:3] @ W + b)
print("sesgo en columna, mal:")
print(X[:3] @ W + column)
# --8<-- [end:errores-formas]

# %% Una red es una lista de capas
# --8<-- [start:red]
def random_layers(sizes, seed=42):
    """Devuelve [(W, b), ...]: una capa por cada par de tamaños seguidos."""
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(n_in, n_out)), rng.normal(size=n_out))
            for n_in, n_out in zip(sizes, sizes[1:])]


layers = random_layers([2, 4, 3, 1])
for i, (weights, biases) in enumerate(layers, start=1):
    print(f"capa {i}: W {weights.shape}, b {biases.shape}")
# --8<-- [end:red]

# %% El paso hacia delante
# --8<-- [start:forward]
def relu(z):
    return np.maximum(0, z)


a = X
print(f"entrada {a.shape}")
for weights, biases in layers[:-1]:
    before = a.shape
    a = relu(a @ weights + biases)  # (5, neuronas)
    print(f"oculta  {before} @ {weights.shape} -> {a.shape}")
weights, biases = layers[-1]
output = a @ weights + biases  # la salida, sin activación
print(f"salida  {a.shape} @ {weights.shape} -> {output.shape}")
# --8<-- [end:forward]

# %% Dibujar una red por sus pesos
# --8<-- [start:dibujo]
def draw_network(ax, layers):
    """Dibuja la red: trazo continuo, peso positivo; a rayas, negativo."""
    sizes = [len(layers[0][0])] + [len(biases) for _, biases in layers]
    heights = [(size - 1) / 2 - np.arange(size) for size in sizes]
    for i, (weights, _) in enumerate(layers):
        thickness = 3 * np.abs(weights) / np.abs(weights).max()
        for j, k in np.ndindex(weights.shape):
            ax.plot([i, i + 1], [heights[i][j], heights[i + 1][k]],
                    "C0-" if weights[j, k] > 0 else "C1--",
                    lw=0.3 + thickness[j, k])
    for i, ys in enumerate(heights):
        ax.plot(np.full(len(ys), i), ys, "o", ms=14, color="C5")
        ax.text(i, -max(sizes) / 2 - 0.2, sizes[i], ha="center", va="top")
    ax.set_ylim(-max(sizes) / 2 - 0.9, max(sizes) / 2)
    ax.axis("off")


fig, ax = plt.subplots(figsize=(3.75, 3))
draw_network(ax, layers)
plt.show()
# --8<-- [end:dibujo]

# %% Contar parámetros
# --8<-- [start:parametros]
def count_parameters(sizes):
    """Suma, capa a capa, los pesos y los sesgos."""
    return sum(n_in * n_out + n_out
               for n_in, n_out in zip(sizes, sizes[1:]))


for sizes in [[2, 4, 3, 1], [64, 64, 10], [784, 128, 10], [784, 1000, 10]]:
    print(f"{count_parameters(sizes):6d}  {sizes}")

counted = sum(W_i.size + b_i.size for W_i, b_i in layers)
print(f"números en la red de antes: {counted}")
digits_parameters = count_parameters([64, 64, 10])
# --8<-- [end:parametros]

# %% Con activación y sin ella
# --8<-- [start:sin-activacion]
def identity(z):
    return z


def forward(a, layers, activation):
    """Paso hacia delante; la última capa no lleva activación."""
    for weights, biases in layers[:-1]:
        a = activation(a @ weights + biases)
    weights, biases = layers[-1]
    return a @ weights + biases


deep = random_layers([1, 8, 8, 8, 1], seed=27)
line = np.linspace(-3, 3, 601)[:, np.newaxis]  # (601, 1)
flat_output = forward(line, deep, identity)
bent_output = forward(line, deep, relu)

fig, (top, bottom) = plt.subplots(2, sharex=True, figsize=(3.75, 4.6))
top.plot(line, flat_output)
top.set(title="Sin activación", ylabel="Salida")
bottom.plot(line, bent_output, "C1")
bottom.set(title="Con ReLU", xlabel="Entrada", ylabel="Salida")
plt.show()
# --8<-- [end:sin-activacion]

# %% Una sola capa equivalente
# --8<-- [start:aplastar]
def collapse(layers):
    """Reduce a una sola capa (W, b) una red sin activaciones."""
    W_all, b_all = layers[0]
    for weights, biases in layers[1:]:
        W_all, b_all = W_all @ weights, b_all @ weights + biases
    return W_all, b_all


W_all, b_all = collapse(deep)
one_layer = line @ W_all + b_all
deep_parameters = count_parameters([1, 8, 8, 8, 1])
same_error = float(np.abs(flat_output - one_layer).max())
relu_error = float(np.abs(bent_output - one_layer).max())

print(f"cuatro capas: {deep_parameters} parámetros")
print(f"una capa:     {W_all.size + b_all.size} parámetros")
print(f"diferencia sin activación: {same_error:.0e}")
print(f"diferencia con ReLU:       {relu_error:.1f}")
# --8<-- [end:aplastar]

# %% Lo que la capa oculta hace con XOR
# --8<-- [start:xor]
corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
W_hidden = np.array([[1, 1], [1, 1]])  # (2, 2): OR y AND
b_hidden = np.array([-0.5, -1.5])
w_out, b_out = np.array([1, -3]), -0.25

z_hidden = corners @ W_hidden + b_hidden
a_hidden = relu(z_hidden)
z_out = a_hidden @ w_out + b_out

print("x1 x2    z1   z2    a1   a2   salida")
for row in np.column_stack([corners, z_hidden, a_hidden, z_out]):
    print("{:2.0f} {:2.0f}  {:4.1f} {:4.1f}  {:4.1f} {:4.1f}  {:6.2f}"
          .format(*row))
# --8<-- [end:xor]

# %% El plano, doblado
# --8<-- [start:xor-plano]
grid = np.stack(np.meshgrid(np.linspace(0, 1, 9), np.linspace(0, 1, 9)),
                axis=-1).reshape(-1, 2)  # (81, 2)
straight = grid @ W_hidden + b_hidden
xor = np.array([0, 1, 1, 0])

fig, axes = plt.subplots(3, figsize=(3.75, 6.2))
for ax, title, name, points, images in [
    (axes[0], "Entrada", "x", grid, corners),
    (axes[1], "Sumas", "z", straight, z_hidden),
    (axes[2], "Tras ReLU", "a", relu(straight), a_hidden),
]:
    ax.plot(*points.T, ".C5")
    ax.plot(*images[xor == 1].T, "oC0", ms=9)
    ax.plot(*images[xor == 0].T, "sC1", ms=9)
    ax.set(title=title, xlabel=f"${name}_1$", ylabel=f"${name}_2$")
axes[2].plot([0.25, 1.75], [0, 0.5], "C2--")  # donde la salida vale 0
plt.show()
# --8<-- [end:xor-plano]

# %% Anchura
# --8<-- [start:anchura]
def interpolating_network(n, low=0, high=2 * np.pi):
    """Una capa oculta de n neuronas ReLU que imita el seno."""
    knots = np.linspace(low, high, n + 1)  # donde se dobla la línea
    slopes = np.diff(np.sin(knots)) / np.diff(knots)
    hidden = np.ones((1, n)), -knots[:-1]
    changes = np.diff(slopes, prepend=0)  # cuánto cambia la pendiente
    return [hidden, (changes[:, np.newaxis], np.sin(knots[:1]))]


turn = np.linspace(0, 2 * np.pi, 2001)[:, np.newaxis]
fig, ax = plt.subplots(figsize=(3.75, 3))
ax.plot(turn, np.sin(turn), "C5", lw=5, alpha=0.5, label="seno")
for n, style in [(3, ":"), (6, "--"), (12, "-")]:
    ax.plot(turn, forward(turn, interpolating_network(n), relu), style,
            label=f"{n} neuronas")
ax.set(xlabel="$x$", ylabel="$y$")
ax.legend()
plt.show()

for n in [3, 6, 12, 24, 48, 96]:
    error = np.sin(turn) - forward(turn, interpolating_network(n), relu)
    print(f"{n:2d} neuronas: error {np.abs(error).max():.4f}")
# --8<-- [end:anchura]

# %% Profundidad
# --8<-- [start:profundidad]
def tent_network(depth):
    """Red con `depth` capas ocultas de dos neuronas ReLU."""
    first = np.array([[1.0, 1.0]]), np.array([0.0, -0.5])
    middle = np.array([[2.0, 2.0], [-4.0, -4.0]]), np.array([0.0, -0.5])
    last = np.array([[2.0], [-4.0]]), np.array([0.0])
    return [first] + [middle] * (depth - 1) + [last]


unit = np.linspace(0, 1, 2**10 + 1)[:, np.newaxis]
fig, axes = plt.subplots(3, sharex=True, figsize=(3.75, 4.6))
for ax, depth in zip(axes, [1, 2, 5]):
    ax.plot(unit, forward(unit, tent_network(depth), relu))
    ax.set(ylabel=f"{depth} oculta{'s' if depth > 1 else ''}")
axes[-1].set_xlabel("$x$")
plt.show()

print("ocultas  neuronas  tramos  con una")
for depth in [1, 2, 5, 8]:
    heights = forward(unit, tent_network(depth), relu)
    rising = np.diff(heights[:, 0]) > 0
    pieces = int(1 + np.sum(rising[1:] != rising[:-1]))
    print(f"{depth:7d} {2 * depth:9d} {pieces:7d} {pieces - 1:8d}")
# --8<-- [end:profundidad]

# %% Solución: formas y parámetros
# --8<-- [start:solucion-formas]
a = np.zeros((32, 10))  # un lote de 32 ejemplos
for weights, biases in random_layers([10, 20, 5]):
    print(f"{a.shape} @ {weights.shape} + {biases.shape}")
    a = a @ weights + biases
print(a.shape)
small_parameters = count_parameters([10, 20, 5])
print(f"parámetros: {small_parameters}")
# --8<-- [end:solucion-formas]

# %% Solución: una activación que no sirve
# --8<-- [start:solucion-afin]
def triple_plus_one(z):
    return 3 * z + 1


tripled = forward(line, deep, triple_plus_one)
slopes = np.diff(tripled[:, 0]) / np.diff(line[:, 0])
relu_slopes = np.diff(bent_output[:, 0]) / np.diff(line[:, 0])
print("pendientes")
print(f"3z + 1: de {slopes.min():.3f} a {slopes.max():.3f}")
print(f"ReLU:   de {relu_slopes.min():.3f} a {relu_slopes.max():.3f}")
# --8<-- [end:solucion-afin]

# %% Solución: otra red para XOR
# --8<-- [start:solucion-xor]
difference = [(np.array([[1.0, -1.0], [-1.0, 1.0]]), np.zeros(2)),
              (np.array([[1.0], [1.0]]), np.array([-0.5]))]
z_difference = forward(corners, difference, relu)[:, 0]
for corner, value in zip(corners, z_difference):
    print(f"{corner}  salida {value:4.1f}  responde {int(value >= 0)}")

fig, ax = plt.subplots(figsize=(3.75, 2.4))
draw_network(ax, difference)
plt.show()
# --8<-- [end:solucion-xor]

# %% Solución: el mismo presupuesto
# --8<-- [start:solucion-presupuesto]
budget = count_parameters([64, 64, 10])
for n_hidden in [1, 2, 3, 4]:
    units = 1
    while count_parameters([64] + [units + 1] * n_hidden + [10]) <= budget:
        units += 1
    sizes = [64] + [units] * n_hidden + [10]
    print(f"{sizes}: {count_parameters(sizes)} parámetros")
# --8<-- [end:solucion-presupuesto]
