"""Tensores: formas, ejes, reshape, broadcasting y productos con NumPy."""

# %% Una semana de temperaturas
# --8<-- [start:temperaturas]
import matplotlib.pyplot as plt
import numpy as np

rng = np.random.default_rng(42)
hours = np.arange(24)
cycle = 15 + 6 * np.sin(2 * np.pi * (hours - 9) / 24)  # más calor a las 15
week = np.round(cycle + rng.normal(0, 1, (7, 24)), 1)  # 7 días, 24 horas
# --8<-- [end:temperaturas]

# %% Un número, una serie y una tabla
# --8<-- [start:rangos-bajos]
day = week[0]   # el primer día
noon = day[12]  # su temperatura a las 12

for name, tensor in [("mediodía", noon), ("día", day), ("semana", week)]:
    print(f"{name:8s} rango {tensor.ndim}, forma {tensor.shape}")
print(f"a mediodía: {noon}")
# --8<-- [end:rangos-bajos]

# %% Una foto y un lote de fotos
# --8<-- [start:fotos]
from sklearn.datasets import load_sample_image

china = load_sample_image("china.jpg")
flower = load_sample_image("flower.jpg")
batch = np.stack([china, flower])  # las apila en un eje nuevo, delante

for name, tensor in [("foto", china), ("lote", batch)]:
    print(f"{name:8s} rango {tensor.ndim}, forma {tensor.shape}")
# --8<-- [end:fotos]

# %% Los cinco rangos, dibujados
# --8<-- [start:rangos]
def draw_channels(ax, photo, left):
    """Dibuja los tres canales de una foto, uno detrás de otro."""
    for k, cmap in reversed(list(enumerate(["Reds", "Greens", "Blues"]))):
        x, y = left + 20 * k, 18 * k
        ax.imshow(photo[::8, ::8, k], cmap=f"{cmap}_r",
                  extent=(x, x + 80, y, y + 54))
    ax.set(xlim=(-2, 270), ylim=(-2, 92))


names = ["rango 0: un número", "rango 1: una serie", "rango 2: una tabla",
         "rango 3: una imagen", "rango 4: un lote"]
tensors = [noon, day, week, china, batch]
fig, axes = plt.subplots(5, figsize=(3.75, 6.4),
                         height_ratios=[1, 1, 3.2, 4.6, 4.6])
axes[0].imshow([[noon]], cmap="Oranges", vmin=0, extent=(0, 1, 0, 1))
axes[0].set(xlim=(0, 24))
axes[1].imshow([day], cmap="Oranges", extent=(0, 24, 0, 1))
axes[2].imshow(week, cmap="Oranges", extent=(0, 24, 0, 7), aspect="auto")
draw_channels(axes[3], china, left=0)
for k, photo in enumerate(batch):
    draw_channels(axes[4], photo, left=140 * k)
for ax, name, tensor in zip(axes, names, tensors):
    ax.set_title(f"{name}, {tensor.shape}", loc="left")
    ax.axis("off")
plt.show()
# --8<-- [end:rangos]

# %% La ficha de un tensor
# --8<-- [start:ficha]
def describe(name, tensor):
    """Imprime la forma, el tipo, cuántos números hay y cuánto ocupan."""
    print(f"{name}: {tensor.shape}, {tensor.dtype}, "
          f"{tensor.size} números, {tensor.nbytes} bytes")


describe("semana", week)
describe("foto", china)
describe("lote", batch)
scaled = (batch / 255).astype("float32")  # de 0–255 a 0–1
describe("lote escalado", scaled)
# --8<-- [end:ficha]

# %% Un byte que se desborda
# --8<-- [start:desborde]
corner = china[0, 0]  # el píxel de arriba a la izquierda: rojo, verde, azul
print(corner)
print(corner + np.uint8(100))
print(corner.astype("int64") + 100)
# --8<-- [end:desborde]

# %% Elegir en un eje
# --8<-- [start:elegir]
print(f"un día:            {week[2].shape}")
print(f"las 12 cada día:   {week[:, 12].shape}")
print(f"tres días:         {week[2:5].shape}")
print(f"un día, con eje:   {week[2:3].shape}")
print(f"el rojo del lote:  {batch[:, :, :, 0].shape}")
print(f"lo mismo, con ...: {batch[..., 0].shape}")
# --8<-- [end:elegir]

# %% Resumir un eje
# --8<-- [start:reducir]
by_hour = week.mean(axis=0)  # (7, 24) → (24,): desaparecen los días
by_day = week.mean(axis=1)   # (7, 24) → (7,): desaparecen las horas
colors = batch.mean(axis=(1, 2))  # (2, 427, 640, 3) → (2, 3)
warmest_hour, warmest_day = by_hour.argmax(), by_day.argmax()

print(f"por hora: {by_hour.shape}, la más cálida, las {warmest_hour}")
print(f"por día:  {by_day.shape}, el más cálido, el {warmest_day}")
print(f"todo:     {week.mean().shape}, {week.mean():.2f} grados")
print(f"color medio de cada foto:\n{np.round(colors)}")
# --8<-- [end:reducir]

# %% Dibujar un tensor pequeño
# --8<-- [start:casillas]
def draw_table(ax, table, left=0, top=0, colors="C0", alpha=0.35):
    """Dibuja una tabla: una casilla por número, con la fila 0 arriba."""
    colors = np.broadcast_to(colors, table.shape)
    alpha = np.broadcast_to(alpha, table.shape)
    for (i, j), value in np.ndenumerate(table):
        corner = (left + j, top + i)
        ax.add_patch(plt.Rectangle(corner, 1, 1, alpha=alpha[i, j],
                                   facecolor=colors[i, j]))
        ax.add_patch(plt.Rectangle(corner, 1, 1, fill=False,
                                   edgecolor="C5", lw=0.8))
        ax.text(left + j + 0.5, top + i + 0.52, value, ha="center",
                va="center", alpha=min(1, 0.5 + 2 * alpha[i, j]))


def blank_axes(width, height):
    """Prepara un dibujo de casillas: sin ejes y con la y hacia abajo."""
    fig, ax = plt.subplots(figsize=(3.75, 3.75 * height / width))
    ax.set(xlim=(-0.05, width + 0.05), ylim=(height, 0), aspect="equal")
    ax.axis("off")
    return ax
# --8<-- [end:casillas]

# %% Los ejes de una suma
# --8<-- [start:ejes]
table = np.array([[3, 1, 4, 1],
                  [5, 9, 2, 6],
                  [5, 3, 5, 8]])

ax = blank_axes(8.6, 6.6)
draw_table(ax, table, 1.4, 1)
draw_table(ax, table.sum(axis=0, keepdims=True), 1.4, 5.2, "C1")
draw_table(ax, table.sum(axis=1, keepdims=True), 6.6, 1, "C2")
ax.annotate("", (0.9, 4), (0.9, 1), arrowprops={"arrowstyle": "->"})
ax.text(0.1, 2.5, "eje 0", rotation=90, va="center")
ax.annotate("", (5.4, 0.75), (1.4, 0.75), arrowprops={"arrowstyle": "->"})
ax.text(3.4, 0.35, "eje 1", ha="center", va="center")
ax.text(3.4, 4.6, "↓ sum(axis=0)", ha="center", va="center")
ax.text(6, 2.5, "→", ha="center", va="center")
ax.text(7.1, 0.35, "axis=1", ha="center", va="center")
plt.show()
# --8<-- [end:ejes]

# %% Cambiar de forma
# --8<-- [start:reshape]
numbers = np.arange(12)

print(numbers.reshape(3, 4))
print(f"reshape(2, 6):     {numbers.reshape(2, 6).shape}")
print(f"reshape(2, 3, 2):  {numbers.reshape(2, 3, 2).shape}")
print(f"reshape(4, -1):    {numbers.reshape(4, -1).shape}")
print(f"reshape(-1, 1):    {numbers.reshape(-1, 1).shape}")
# --8<-- [end:reshape]

# %% El orden de los números
# --8<-- [start:orden]
row = numbers.reshape(1, 12)
grid = numbers.reshape(3, 4)
tables = [(row, 0, 0.9, "arange(12)"),
          (grid, 0, 3, "reshape(3, 4)"),
          (numbers.reshape(2, 6), 6, 3, "reshape(2, 6)"),
          (numbers.reshape(4, 3), 0, 7.2, "reshape(4, 3)"),
          (grid.T, 6, 7.2, "reshape(3, 4).T")]

ax = blank_axes(12.1, 11.3)
for table, left, top, name in tables:
    hues = np.array(["C0", "C1", "C2"])[table // 4]  # de cuatro en cuatro
    draw_table(ax, table, left, top, hues)
    ax.text(left, top - 0.2, name, va="bottom")
plt.show()
# --8<-- [end:orden]

# %% Trasponer
# --8<-- [start:trasponer]
print(f"semana:              {week.shape}")
print(f"traspuesta:          {week.T.shape}")
print(f"una serie:           {day.shape}, traspuesta {day.T.shape}")
print(f"lote:                {batch.shape}")
channels_first = batch.transpose(0, 3, 1, 2)
print(f"canales por delante: {channels_first.shape}")
# --8<-- [end:trasponer]

# %% Trasponer no es reshape
# --8<-- [start:confundir]
photo = flower[::4, ::4]                  # (107, 160, 3), una de cada 4
turned = photo.transpose(1, 0, 2)         # (160, 107, 3)
scrambled = photo.reshape(160, 107, 3)    # (160, 107, 3)

fig, axes = plt.subplot_mosaic([["a", "a"], ["b", "c"]],
                               figsize=(3.75, 5.2), height_ratios=[2, 3])
for ax, image, name in zip(axes.values(), [photo, turned, scrambled],
                           ["la foto", "transpose", "reshape"]):
    ax.imshow(image)
    ax.set_title(name)
    ax.axis("off")
plt.show()
# --8<-- [end:confundir]

# %% Una vista escribe en el original
# --8<-- [start:vista]
numbers = np.arange(12)
grid = numbers.reshape(3, 4)
grid[0, 0] = 99
print(f"tras cambiar la vista: {numbers[:4]}")

safe = numbers.reshape(3, 4).copy()
safe[0, 0] = -1
print(f"tras cambiar la copia: {numbers[:4]}")
# --8<-- [end:vista]

# %% ¿Vista o copia?
# --8<-- [start:memoria]
results = {
    "numbers.reshape(3, 4)": numbers.reshape(3, 4),
    "grid.T": grid.T,
    "grid[1:]": grid[1:],
    "grid[:, 2]": grid[:, 2],
    "grid[[0, 2]]": grid[[0, 2]],
    "grid[grid > 5]": grid[grid > 5],
    "grid.T.reshape(12)": grid.T.reshape(12),
    "grid + 0": grid + 0,
}
for name, result in results.items():
    shared = np.shares_memory(numbers, result)
    print(f"{name:21s} {'vista' if shared else 'copia'}")
# --8<-- [end:memoria]

# %% Las reglas del broadcasting
# --8<-- [start:reglas]
pairs = [((7, 24), (24,)), ((7, 24), (7, 1)), ((7, 1), (24,)),
         ((2, 427, 640, 3), (3,)), ((7, 24), ()),
         ((7, 24), (7,)), ((2, 3), (3, 2))]
for one, other in pairs:
    try:
        shape = np.broadcast_shapes(one, other)
        print(f"{one} y {other} → {shape}")
    except ValueError:
        print(f"{one} y {other} → error")
# --8<-- [end:reglas]

# %% El broadcasting, dibujado
# --8<-- [start:broadcasting]
block = np.array([[10, 20, 30], [40, 50, 60]])  # (2, 3)
line = np.array([1, 2, 3])                      # (3,)
column = np.array([[1], [2]])                   # (2, 1)

ax = blank_axes(11, 10.7)
for k, (one, other) in enumerate([(block, line), (block, column),
                                  (column * 10, line)]):
    top = 0.9 + 3.7 * k
    total = one + other
    ax.text(0, top - 0.25, f"{one.shape} + {other.shape} → {total.shape}",
            va="bottom")
    for left, tensor, color in [(0, one, "C0"), (4, other, "C1")]:
        real = np.zeros((2, 3))  # 1 donde el número existe de verdad
        real[:tensor.shape[0] if tensor.ndim == 2 else 1,
             :tensor.shape[-1]] = 1
        stretched = np.broadcast_to(tensor, (2, 3))
        draw_table(ax, stretched, left, top, color, 0.08 + 0.3 * real)
    draw_table(ax, total, 8, top, "C2")
    ax.text(3.5, top + 1, "+", ha="center", va="center")
    ax.text(7.5, top + 1, "=", ha="center", va="center")
plt.show()
# --8<-- [end:broadcasting]

# %% Restar la media de cada día
# --8<-- [start:centrar]
try:
    week - week.mean(axis=1)  # (7, 24) y (7,)
except ValueError as error:
    print(str(error).strip())

daily = week.mean(axis=1, keepdims=True)  # (7, 1), no (7,)
centered = week - daily                   # (7, 24) y (7, 1)
print(f"{daily.shape} → {centered.shape}")
print(f"medias: {np.round(centered.mean(axis=1), 6) + 0.0}")  # sin «−0.»
# --8<-- [end:centrar]

# %% Añadir un eje
# --8<-- [start:eje-nuevo]
by_day = week.mean(axis=1)
print(f"{by_day.shape} → {by_day[:, None].shape}")
print(f"{by_day.shape} → {by_day[None, :].shape}")
print(f"{by_day.shape} → {by_day.reshape(-1, 1).shape}")
print(f"y de vuelta: {by_day[:, None].squeeze(axis=1).shape}")
# --8<-- [end:eje-nuevo]

# %% El eje del lote
# --8<-- [start:lote]
from sklearn.datasets import load_digits

images = load_digits().images         # (1797, 8, 8)
flat = images.reshape(len(images), -1)

print(f"el lote:               {images.shape}")
print(f"aplanado:              {flat.shape}")
print(f"lote de 32:            {flat[:32].shape}")
print(f"un ejemplo suelto:     {flat[0].shape}")
print(f"un lote de un ejemplo: {flat[:1].shape}")
print(f"lo mismo, con [None]:  {flat[0][None].shape}")
# --8<-- [end:lote]

# %% El producto, fila por columna
# --8<-- [start:producto]
X = np.array([[1, 0, 2],
              [0, 1, 1],
              [3, 1, 0],
              [1, 1, 1]])  # (4, 3): 4 ejemplos, 3 características
W = np.array([[1, 2],
              [0, 1],
              [3, 0]])     # (3, 2): 3 entradas, 2 neuronas
Z = X @ W                  # (4, 3) @ (3, 2) → (4, 2)
print(Z)
print(f"fila 2 por columna 1: {(X[2] * W[:, 1]).sum()}")
# --8<-- [end:producto]

# %% El producto, dibujado
# --8<-- [start:formas-producto]
ax = blank_axes(8.4, 9.3)
draw_table(ax, W, 5.2, 0.9, alpha=[[0.08, 0.5]] * 3, colors="C1")
draw_table(ax, X, 1, 5, alpha=[[0.08], [0.08], [0.5], [0.08]])
hit = np.zeros(Z.shape)
hit[2, 1] = 1
draw_table(ax, Z, 5.2, 5, "C2", 0.08 + 0.5 * hit)
ax.text(6.2, 0.7, f"W {W.shape}", ha="center", va="bottom")
ax.text(2.5, 4.8, f"X {X.shape}", ha="center", va="bottom")
ax.text(6.2, 4.8, f"Z {Z.shape}", ha="center", va="bottom")
ax.annotate("", (5.1, 7.5), (4.1, 7.5), arrowprops={"arrowstyle": "->"})
ax.annotate("", (7.5, 4.8), (7.5, 4), arrowprops={"arrowstyle": "->"})
plt.show()
# --8<-- [end:formas-producto]

# %% Las formas de un producto
# --8<-- [start:formas-capa]
weights, biases = np.zeros((64, 10)), np.zeros(10)
print(f"capa:      {(flat @ weights + biases).shape}")
print(f"un dígito: {(flat[0] @ weights).shape}")
print(f"dos filas: {(flat[0] @ flat[1]).shape}")
print(f"fotos:     {(scaled @ np.zeros((3, 1))).shape}")
# --8<-- [end:formas-capa]

# %% Los mensajes de error
# --8<-- [start:errores]
import textwrap


def show_error(code):
    """Ejecuta el código, que falla, e imprime el mensaje en líneas cortas."""
    try:
        eval(code)
    except (ValueError, IndexError) as error:
        print(f">>> {code}")
        print(textwrap.fill(str(error), 42, initial_indent="    ",
                            subsequent_indent="    "))


show_error("np.arange(12).reshape(5, -1)")
show_error("week - by_day")
show_error("flat[:32] @ np.zeros((32, 10))")
show_error("week.mean(axis=2)")
show_error("np.stack([week, week.T])")
show_error("np.array([[1, 2, 3], [4, 5]])")
# --8<-- [end:errores]

# %% Las curas
# --8<-- [start:curas]
print(np.arange(10).reshape(5, -1).shape)           # 10 sí se reparte
print((week - by_day[:, None]).shape)               # columna, no fila
print((flat[:32] @ np.zeros((64, 10))).shape)       # 64 entradas
print(week.mean(axis=-1).shape)                     # el último eje
print(np.stack([week, week[::-1]]).shape)           # formas iguales
print(np.array([[1, 2, 3], [4, 5, 0]]).shape)       # filas completas
# --8<-- [end:curas]

# %% Solución: predecir formas
# --8<-- [start:solucion-formas]
answers = [
    week[:, 6:12], week[3], week.T[12], batch[0, ..., 2],
    batch.reshape(2, -1), week[None].repeat(4, axis=0),
    day[:, None] - day, scaled.mean(axis=(0, 1, 2)),
]
for answer in answers:
    print(answer.shape)
# --8<-- [end:solucion-formas]

# %% Solución: estandarizar
# --8<-- [start:solucion-estandarizar]
from sklearn.datasets import load_iris
from sklearn.preprocessing import StandardScaler

flowers = load_iris().data            # (150, 4)
means = flowers.mean(axis=0)          # (4,), una por característica
deviations = flowers.std(axis=0)      # (4,)
standard = (flowers - means) / deviations  # (150, 4) y (4,)

print(f"medias:       {np.round(standard.mean(axis=0), 6) + 0.0}")
print(f"desviaciones: {np.round(standard.std(axis=0), 6)}")
reference = StandardScaler().fit_transform(flowers)
print(f"¿como scikit-learn? {np.allclose(standard, reference)}")
# --8<-- [end:solucion-estandarizar]

# %% Solución: un mosaico
# --8<-- [start:solucion-mosaico]
framed = np.pad(images[:20], ((0, 0), (1, 1), (1, 1)))  # (20, 10, 10)
tiles = framed.reshape(4, 5, 10, 10)  # (fila, columna, alto, ancho)
right = tiles.transpose(0, 2, 1, 3).reshape(40, 50)
wrong = tiles.reshape(40, 50)

fig, axes = plt.subplots(2, figsize=(3.75, 6.4))
for ax, picture, name in zip(axes, [right, wrong],
                             ["transpose y reshape", "solo reshape"]):
    ax.imshow(picture, cmap="gray_r")
    ax.set_title(name)
    ax.axis("off")
plt.show()
# --8<-- [end:solucion-mosaico]

# %% Solución: distancias
# --8<-- [start:solucion-distancias]
towns = np.array([[0.0, 0.0], [3.0, 4.0], [6.0, 0.0]])  # (3, 2)
gaps = towns[:, None, :] - towns[None, :, :]  # (3, 1, 2) y (1, 3, 2)
distances = np.sqrt((gaps**2).sum(axis=-1))   # (3, 3, 2) → (3, 3)

print(gaps.shape)
print(distances)
# --8<-- [end:solucion-distancias]
