"""Descenso del gradiente: de la pendiente de una curva a momento, RMSprop y Adam."""

# %% La pendiente entre dos puntos
# --8<-- [start:pendiente]
import matplotlib.pyplot as plt
import numpy as np


def square(x):
    return x**2


def slope(f, x, h):
    """Pendiente de la recta que pasa por los puntos de x y de x + h."""
    return (f(x + h) - f(x)) / h


for h in [2, 1, 0.1, 0.01, 0.001]:
    print(f"h = {h:5}: pendiente {slope(square, 1, h):.3f}")
# --8<-- [end:pendiente]

# %% De la secante a la tangente
# --8<-- [start:secantes]
xs = np.linspace(-1.3, 3.2, 100)
ends = np.array([-0.6, 3.2])

fig, ax = plt.subplots(figsize=(3.75, 3.6))
ax.plot(xs, square(xs))
for h, style, color in [(2, ":", "C1"), (1, "--", "C2")]:
    ax.plot(ends, 1 + slope(square, 1, h) * (ends - 1), style, color=color,
            label=f"h = {h}")
    ax.plot(1 + h, square(1 + h), "o", color=color)
ax.plot(ends, 1 + 2 * (ends - 1), "-.", color="C4", label="tangente")
ax.plot(1, 1, "o", color="C0")
ax.set(xlabel="x", ylabel="f(x) = x²", ylim=(-4, 10.5))
ax.legend(loc="upper left")
plt.show()
# --8<-- [end:secantes]

# %% Continua, pero con esquina
# --8<-- [start:esquinas]
def relu(x):
    return np.maximum(0, x)


xs = np.linspace(-2, 2, 201)
fig, axes = plt.subplots(1, 2, sharey=True, figsize=(3.75, 2.4))
for ax, f, name in zip(axes, [np.abs, relu], ["|x|", "ReLU(x)"]):
    ax.plot(xs, f(xs))
    ax.plot(0, 0, "C1o")
    ax.set(title=name, xlabel="x", xticks=[-2, 0, 2], yticks=[0, 1, 2])
    left, right = slope(f, 0, -0.001), slope(f, 0, 0.001)
    print(f"{name}: izquierda {round(left)}, derecha {round(right)}")
axes[0].set_ylabel("Altura")
plt.show()
# --8<-- [end:esquinas]

# %% Derivadas parciales
# --8<-- [start:parciales]
def bowl(point):
    a, b = point
    return a**2 + 3 * b**2


def bowl_gradient(point):
    a, b = point
    return np.array([2 * a, 6 * b])


def numeric_gradient(f, point, h=1e-5):
    """Mueve las variables de una en una, un poco a cada lado."""
    gradient = np.zeros_like(point)
    for i in range(len(point)):
        step = np.zeros_like(point)
        step[i] = h
        gradient[i] = (f(point + step) - f(point - step)) / (2 * h)
    return gradient


point = np.array([2.0, 1.0])
print(f"con la fórmula: {bowl_gradient(point)}")
print(f"midiendo:       {numeric_gradient(bowl, point).round(6)}")
# --8<-- [end:parciales]

# %% La dirección que más sube
# --8<-- [start:direcciones]
angles = np.arange(360)
radians = np.radians(angles)
directions = np.array([np.cos(radians), np.sin(radians)])  # (2, 360)
around = point[:, None] + 0.001 * directions
changes = bowl(around) - bowl(point)  # (360,)
steepest, deepest = int(changes.argmax()), int(changes.argmin())

a_part, b_part = bowl_gradient(point)
gradient_angle = np.degrees(np.arctan2(b_part, a_part))
print(f"donde más sube: {steepest}°")
print(f"gradiente:      {gradient_angle:.1f}°")
print(f"donde más baja: {deepest}°")
# --8<-- [end:direcciones]

# %% Curvas de nivel y gradientes
# --8<-- [start:mapa]
def draw_map(ax, f, a_values, b_values, levels):
    """Dibuja las curvas de nivel de f, como en un mapa de montaña."""
    a, b = np.meshgrid(a_values, b_values)
    ax.contour(a, b, f([a, b]), levels, colors="C5", linewidths=0.9)


fig, ax = plt.subplots(figsize=(3.75, 3))
draw_map(ax, bowl, np.linspace(-4, 4, 81), np.linspace(-3, 3, 61),
         [1, 3, 7, 12, 19, 28])
for spot in [(2, 1), (-2, 1), (0, -1), (3, -1), (-1, 0), (-3, -1)]:
    ga, gb = bowl_gradient(spot)
    ax.annotate("", (spot[0] + ga / 6, spot[1] + gb / 6), spot,
                arrowprops={"arrowstyle": "->", "color": "C4", "lw": 2})
ax.plot(0, 0, "C0o")
ax.set(xlabel="a", ylabel="b", aspect="equal")
plt.show()
# --8<-- [end:mapa]

# %% Mínimo, máximo y silla
# --8<-- [start:estacionarios]
a, b = np.meshgrid(np.linspace(-1, 1, 15), np.linspace(-1, 1, 15))
surfaces = {"mínimo": a**2 + b**2, "máximo": -(a**2) - b**2,
            "silla": a**2 - b**2}

fig, axes = plt.subplots(3, 1, figsize=(3.75, 6.4),
                         subplot_kw={"projection": "3d"})
for ax, (name, height) in zip(axes, surfaces.items()):
    ax.plot_surface(a, b, height, cmap="viridis", alpha=0.8)
    ax.plot(a[7], b[7], height[7], "C4", lw=3, zorder=5)
    ax.plot(a[:, 7], b[:, 7], height[:, 7], "C1--", lw=3, zorder=5)
    ax.plot(0, 0, 0, "o", color="C3", ms=9, zorder=6)
    ax.set_title(name)
    ax.set_box_aspect((1, 1, 0.5), zoom=1.22)
    ax.axis("off")
plt.show()
# --8<-- [end:estacionarios]

# %% El algoritmo
# --8<-- [start:descender]
def descend(gradient, start, rate, n_steps):
    """Devuelve todos los puntos por los que pasa el descenso."""
    theta = np.array(start, dtype=float)
    path = [theta]
    for _ in range(n_steps):
        theta = theta - rate * gradient(theta)
        path.append(theta)
    return np.array(path)


def square_gradient(x):
    return 2 * x


path = descend(square_gradient, -4, rate=0.2, n_steps=5)
print("paso       x  pendiente     f(x)")
for step, x in enumerate(path):
    print(f"{step:4d} {x:7.4f} {2 * x:10.4f} {x**2:8.4f}")
# --8<-- [end:descender]

# %% Cuatro tasas de aprendizaje
# --8<-- [start:tasas]
xs = np.linspace(-6.5, 6.5, 131)
fig, axes = plt.subplots(2, 2, sharex=True, sharey=True,
                         figsize=(3.75, 4.2))
for ax, rate in zip(axes.flat, [0.01, 0.2, 0.9, 1.05]):
    path = descend(square_gradient, -4, rate, n_steps=10)
    last = descend(square_gradient, -4, rate, n_steps=50)[-1]
    ax.plot(xs, square(xs), color="C5", lw=1)
    ax.plot(path, square(path), "C4o-", lw=1, ms=4)
    ax.set(title=f"η = {rate}", ylim=(-2, 45), xticks=[-5, 0, 5],
           yticks=[0, 20, 40])
    print(f"η = {rate:4}: x = {last:10.5f}")
for ax in axes[1]:
    ax.set_xlabel("x")
for ax in axes[:, 0]:
    ax.set_ylabel("f(x)")
plt.show()
# --8<-- [end:tasas]

# %% Dos valles
# --8<-- [start:dos-valles]
def two_valleys(x):
    return x**4 - 3 * x**2 + x


def two_valleys_gradient(x):
    return 4 * x**3 - 6 * x + 1


xs = np.linspace(-2.05, 2.05, 165)
fig, ax = plt.subplots(figsize=(3.75, 3))
ax.plot(xs, two_valleys(xs), color="C5", lw=1)
for start, style, name in [(-2, "C0o-", "desde la izquierda"),
                           (2, "C1s-", "desde la derecha")]:
    path = descend(two_valleys_gradient, start, rate=0.02, n_steps=60)
    ax.plot(path, two_valleys(path), style, lw=1, ms=5, label=name)
    end = path[-1]
    print(f"desde {start:2}: x = {end:6.3f}, f = {two_valleys(end):.3f}")
ax.set(xlabel="x", ylabel="f(x)")
ax.legend(loc="upper center")
plt.show()
# --8<-- [end:dos-valles]

# %% El camino en el plano
# --8<-- [start:camino-2d]
fig, axes = plt.subplots(2, sharex=True, figsize=(3.75, 4.8))
for ax, rate in zip(axes, [0.05, 0.3]):
    path = descend(bowl_gradient, (-4.0, 2.0), rate, n_steps=15)
    draw_map(ax, bowl, np.linspace(-4.5, 2, 66), np.linspace(-2.2, 2.6, 49),
             [0.3, 1, 3, 7, 13, 21, 31])
    ax.plot(path[:, 0], path[:, 1], "C4o-", lw=1.2, ms=5)
    ax.set(title=f"η = {rate}", ylabel="b", aspect="equal")
    print(f"η = {rate:4}: a = {path[-1, 0]:.3f}, b = {path[-1, 1]:.3f}")
axes[1].set_xlabel("a")
plt.show()
# --8<-- [end:camino-2d]

# %% Datos reales
# --8<-- [start:datos]
from sklearn.datasets import load_diabetes

diabetes = load_diabetes(scaled=False)
bmi = diabetes.data[:, 2]        # índice de masa corporal, kg/m²
progress = diabetes.target       # avance de la enfermedad un año después
n_patients = len(bmi)
x = (bmi - bmi.mean()) / bmi.std()  # media 0 y desviación típica 1

baseline = np.mean((progress - progress.mean()) ** 2)
print(f"pacientes: {n_patients}")
print(f"índice: de {bmi.min():.1f} a {bmi.max():.1f}")
print(f"avance: de {progress.min():.0f} a {progress.max():.0f}")
print(f"MSE de decir siempre la media: {baseline:.0f}")
# --8<-- [end:datos]

# %% La pérdida de una recta y su gradiente
# --8<-- [start:recta]
def loss(theta, x, y):
    w, b = theta
    return np.mean((w * x + b - y) ** 2)


def loss_gradient(theta, x, y):
    w, b = theta
    error = w * x + b - y
    return np.array([2 * np.mean(error * x), 2 * np.mean(error)])


start = np.array([0.0, 0.0])
by_hand = loss_gradient(start, x, progress)
measured = numeric_gradient(lambda t: loss(t, x, progress), start)
print(f"fórmula: {by_hand.round(3)}")
print(f"midiendo: {measured.round(3)}")
# --8<-- [end:recta]

# %% La respuesta exacta
# --8<-- [start:exacta]
columns = np.column_stack([x, np.ones(n_patients)])
best, *_ = np.linalg.lstsq(columns, progress)
best_w, best_b = best
best_loss = loss(best, x, progress)
print(f"w = {best_w:.2f}, b = {best_b:.2f}, MSE = {best_loss:.0f}")
# --8<-- [end:exacta]

# %% Entrenar por lotes
# --8<-- [start:entrenar]
def train(x, y, batch_size, rate, n_epochs):
    rng = np.random.default_rng(42)
    theta = np.array([0.0, 0.0])
    path = [theta]
    for _ in range(n_epochs):
        order = rng.permutation(len(x))  # barajar en cada época
        for first in range(0, len(x), batch_size):
            batch = order[first:first + batch_size]
            gradient = loss_gradient(theta, x[batch], y[batch])
            theta = theta - rate * gradient
            path.append(theta)
    return np.array(path)  # (actualizaciones + 1, 2)
# --8<-- [end:entrenar]

# %% Lote completo, lotes y de uno en uno
# --8<-- [start:comparar]
batch_sizes = {"lote completo": n_patients, "lotes de 32": 32,
               "de uno en uno": 1}
paths = {name: train(x, progress, size, rate=0.05, n_epochs=10)
         for name, size in batch_sizes.items()}

print("               pasos    MSE distancia")
for name, path in paths.items():
    final = loss(path[-1], x, progress)
    distance = np.linalg.norm(path[-1] - best)
    print(f"{name:13s} {len(path) - 1:6d} {final:6.0f} {distance:9.1f}")
batch_mse, mini_mse, one_mse = [loss(path[-1], x, progress)
                                for path in paths.values()]
mini_updates = len(paths["lotes de 32"]) - 1
one_updates = len(paths["de uno en uno"]) - 1
# --8<-- [end:comparar]

# %% Los tres caminos
# --8<-- [start:caminos-lotes]
fig, axes = plt.subplots(3, sharex=True, figsize=(3.75, 6.4))
ws, bs = np.meshgrid(np.linspace(-45, 110, 60), np.linspace(-15, 230, 60))
height = (ws - best_w) ** 2 + (bs - best_b) ** 2 + best_loss
for ax, (name, path) in zip(axes, paths.items()):
    ax.contour(ws, bs, height, colors="C5", linewidths=0.8,
               levels=best_loss + np.array([20, 60, 100, 140]) ** 2)
    ax.plot(path[:, 0], path[:, 1], "C4", lw=0.8, rasterized=True)
    if len(path) < 200:
        ax.plot(path[:, 0], path[:, 1], "C4o", ms=3)
    ax.plot(best_w, best_b, "C0X", ms=9)
    ax.set(title=name, ylabel="b", ylim=(-15, 230))
axes[2].set_xlabel("w")
plt.show()
# --8<-- [end:caminos-lotes]

# %% Las tres curvas
# --8<-- [start:curvas-lotes]
fig, ax = plt.subplots(figsize=(3.75, 3.2))
for (name, path), style in zip(paths.items(), ["o-", "s--", "^:"]):
    per_epoch = (len(path) - 1) // 10
    losses = [loss(theta, x, progress) for theta in path[::per_epoch]]
    ax.plot(range(11), losses, style, ms=5, label=name)
ax.set(xlabel="Época", ylabel="MSE de los 442", yscale="log",
       xticks=range(0, 11, 2), yticks=[5000, 10000, 20000],
       yticklabels=["5000", "10 000", "20 000"])
ax.minorticks_off()
ax.legend()
plt.show()
# --8<-- [end:curvas-lotes]

# %% La media de las partes
# --8<-- [start:sin-sesgo]
whole = loss_gradient(start, x, progress)
halves = np.split(np.random.default_rng(42).permutation(n_patients), 2)
parts = np.array([loss_gradient(start, x[h], progress[h]) for h in halves])

print(f"de los 442:     {whole.round(2)}")
print(f"primera mitad:  {parts[0].round(2)}")
print(f"segunda mitad:  {parts[1].round(2)}")
print(f"media de ambas: {parts.mean(axis=0).round(2)}")
# --8<-- [end:sin-sesgo]

# %% Un valle estrecho
# --8<-- [start:valle]
def valley(point):
    a, b = point
    return 0.5 * (a**2 + 50 * b**2)


def valley_gradient(point):
    return np.array([1.0, 50.0]) * point


origin = (-8.0, 1.5)
for rate in [0.03, 0.045]:
    end = descend(valley_gradient, origin, rate, n_steps=100)[-1]
    print(f"η = {rate}: a = {end[0]:6.3f}, b = {end[1]:.3g}")
# --8<-- [end:valle]

# %% Momento
# --8<-- [start:momento]
def momentum(gradient, start, rate, n_steps, beta=0.9):
    theta = np.array(start, dtype=float)
    velocity = np.zeros_like(theta)
    path = [theta]
    for _ in range(n_steps):
        velocity = beta * velocity - rate * gradient(theta)
        theta = theta + velocity
        path.append(theta)
    return np.array(path)
# --8<-- [end:momento]

# %% RMSprop
# --8<-- [start:rmsprop]
def rmsprop(gradient, start, rate, n_steps, rho=0.9, epsilon=1e-7):
    theta = np.array(start, dtype=float)
    mean_square = np.zeros_like(theta)
    path = [theta]
    for _ in range(n_steps):
        g = gradient(theta)
        mean_square = rho * mean_square + (1 - rho) * g**2
        theta = theta - rate * g / np.sqrt(mean_square + epsilon)
        path.append(theta)
    return np.array(path)
# --8<-- [end:rmsprop]

# %% Adam
# --8<-- [start:adam]
def adam(gradient, start, rate, n_steps, beta_1=0.9, beta_2=0.999,
         epsilon=1e-7):
    theta = np.array(start, dtype=float)
    m, v = np.zeros_like(theta), np.zeros_like(theta)
    path = [theta]
    for t in range(1, n_steps + 1):
        g = gradient(theta)
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat = m / (1 - beta_1**t)  # corrige que m y v empiezan en 0
        v_hat = v / (1 - beta_2**t)
        theta = theta - rate * m_hat / (np.sqrt(v_hat) + epsilon)
        path.append(theta)
    return np.array(path)
# --8<-- [end:adam]

# %% Cada uno con cada tasa
# --8<-- [start:tabla]
optimizers = {"sencillo": descend, "momento": momentum,
              "RMSprop": rmsprop, "Adam": adam}
rates = [0.003, 0.01, 0.03, 0.1, 0.3]
finals = np.zeros((len(rates), len(optimizers)))
for i, rate in enumerate(rates):
    for j, optimizer in enumerate(optimizers.values()):
        path = optimizer(valley_gradient, origin, rate, n_steps=100)
        finals[i, j] = valley(path[-10:].T).mean()  # los diez últimos

print("    η" + "".join(f"{name:>9s}" for name in optimizers))
for rate, row in zip(rates, finals):
    cells = [f"{value:9.4f}" if value < valley(origin) else "  diverge"
             for value in row]
    print(f"{rate:5}" + "".join(cells))
best_rates = [rates[i] for i in finals.argmin(axis=0)]
plain_final, momentum_final, rmsprop_final, adam_final = finals.min(axis=0)
# --8<-- [end:tabla]

# %% Los cuatro caminos
# --8<-- [start:caminos]
best_paths = {name: optimizer(valley_gradient, origin, rate, 100)
              for (name, optimizer), rate in zip(optimizers.items(),
                                                 best_rates)}

fig, axes = plt.subplots(4, sharex=True, figsize=(3.75, 6.6))
for ax, (name, path), rate in zip(axes, best_paths.items(), best_rates):
    draw_map(ax, valley, np.linspace(-9, 4, 66), np.linspace(-2.2, 2.2, 45),
             [1, 5, 15, 30, 60, 100])
    ax.plot(path[:, 0], path[:, 1], "C4o-", lw=1, ms=3)
    ax.plot(0, 0, "C0X", ms=8)
    ax.set(title=f"{name}, η = {rate}", ylabel="b", xlim=(-9, 4),
           ylim=(-2.2, 2.2), xticks=[-8, -4, 0, 4], yticks=[-2, 0, 2])
axes[3].set_xlabel("a")
plt.show()
# --8<-- [end:caminos]

# %% Las cuatro pérdidas
# --8<-- [start:carrera]
fig, ax = plt.subplots(figsize=(3.75, 3.6))
for (name, path), style in zip(best_paths.items(), ["-", "--", ":", "-."]):
    ax.plot(valley(path.T), style, label=name)
ax.set(xlabel="Paso", ylabel="f(a, b)", yscale="log", ylim=(2e-5, 300),
       yticks=[1e-4, 0.01, 1, 100], yticklabels=["0.0001", "0.01", 1, 100])
ax.minorticks_off()
ax.legend(loc="lower left")
plt.show()

plain_race, rmsprop_race = [valley(best_paths[name].T)
                            for name in ("sencillo", "RMSprop")]
behind = int(np.sum(rmsprop_race > plain_race))
jolt = 51 + int(np.diff(rmsprop_race[50:]).argmax())
print(f"RMSprop, por detrás en {behind} pasos; respingo, en el {jolt}")
# --8<-- [end:carrera]

# %% Adam también tiene tasa
# --8<-- [start:adam-tasa]
for rate in [0.003, 0.03, 0.3]:
    path = adam(valley_gradient, origin, rate, 100)
    moved = np.abs(path[-1] - path[0])
    first = np.abs(path[1] - path[0])
    print(f"η = {rate:5}: {first.round(4)}, {moved.round(2)}")
# --8<-- [end:adam-tasa]

# %% Solución: dos pasos a mano
# --8<-- [start:solucion-lapiz]
hand_path = descend(lambda x: 2 * (x - 3), 0, rate=0.25, n_steps=2)
fast_path = descend(lambda x: 2 * (x - 3), 0, rate=0.5, n_steps=2)
print(f"η = 0.25: {hand_path}")
print(f"η = 0.5:  {fast_path}")
# --8<-- [end:solucion-lapiz]

# %% Solución: atascado en la silla
# --8<-- [start:solucion-silla]
def saddle(point):
    a, b = point
    return a**2 / 2 + b**4 / 4 - b**2 / 2


def saddle_gradient(point):
    a, b = point
    return np.array([a, b**3 - b])


fig, ax = plt.subplots(figsize=(3.75, 3))
for b_start, style in [(0.0, "--"), (0.001, "-")]:
    path = descend(saddle_gradient, (2.0, b_start), 0.1, n_steps=150)
    ax.plot(saddle(path.T), style, label=f"b inicial = {b_start}")
    a_end, b_end = path[-1]
    print(f"b = {b_start}: acaba en ({a_end:.2f}, {b_end:.2f})")
ax.set(xlabel="Paso", ylabel="f(a, b)")
ax.legend()
plt.show()
# --8<-- [end:solucion-silla]

# %% Solución: una tasa que se apaga
# --8<-- [start:solucion-apagar]
rng = np.random.default_rng(42)
theta = np.array([0.0, 0.0])
for epoch in range(10):
    rate = 0.05 / (1 + epoch)
    for i in rng.permutation(n_patients):
        theta = theta - rate * loss_gradient(theta, x[i], progress[i])
fading_distance = np.linalg.norm(theta - best)
fixed_distance = np.linalg.norm(paths["de uno en uno"][-1] - best)

print(f"tasa fija:     a {fixed_distance:.1f} del mínimo")
print(f"tasa que baja: a {fading_distance:.1f}, "
      f"MSE {loss(theta, x, progress):.0f}")
# --8<-- [end:solucion-apagar]

# %% Solución: el valle girado
# --8<-- [start:solucion-girado]
turn = np.array([[1.0, -1.0], [1.0, 1.0]]) / np.sqrt(2)  # gira 45 grados


def turned_gradient(point):
    return turn @ valley_gradient(turn.T @ point)


print("           recto   girado")
turned_finals = []
for i, (name, optimizer) in enumerate(optimizers.items()):
    losses = []
    for rate in rates:
        path = optimizer(turned_gradient, turn @ origin, rate, 100)
        losses.append(valley(turn.T @ path[-10:].T).mean())
    turned_finals.append(min(losses))
    print(f"{name:8s} {finals[:, i].min():7.4f}  {min(losses):7.4f}")
turned_rmsprop, turned_adam = turned_finals[2:]
# --8<-- [end:solucion-girado]
