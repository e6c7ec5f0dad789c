"""Redes neuronales: qué aprenden de los ejemplos, dónde fallan y su historia."""

# %% Dibujar una red con sus pesos
# --8<-- [start:dibujo]
import matplotlib.pyplot as plt
import numpy as np


def draw_network(ax, weights, names):
    """Dibuja una red: cada línea es un peso y su grosor, el tamaño."""
    sizes = [len(weights[0])] + [table.shape[1] for table in weights]
    top = max(np.abs(table).max() for table in weights)
    for x, table in enumerate(weights):
        for (i, j), w in np.ndenumerate(table):
            ends = [sizes[x] / 2 - i, sizes[x + 1] / 2 - j]
            ax.plot([x, x + 1], ends, "C0-" if w > 0 else "C1--",
                    lw=0.3 + 4 * abs(w) / top)
    for x, size in enumerate(sizes):
        ys = size / 2 - np.arange(size)
        ax.scatter(np.full(size, x), ys, s=200, color="C5", zorder=2)
        ax.text(x, -4.2, f"{names[x]}\n{size}", ha="center", va="top")
    ax.set(xlim=(-0.4, len(sizes) - 0.6), ylim=(-6, 4.6))
    ax.axis("off")
# --8<-- [end:dibujo]

# %% Una red sin entrenar
# --8<-- [start:red]
rng = np.random.default_rng(42)
start = [rng.normal(size=(2, 8)), rng.normal(size=(8, 1))]

fig, ax = plt.subplots(figsize=(3.75, 3.8))
draw_network(ax, start, ["entrada", "oculta", "salida"])
plt.show()
# --8<-- [end:red]

# %% Dos lunas
# --8<-- [start:lunas]
from sklearn.datasets import make_moons

points, labels = make_moons(400, noise=0.2, random_state=42)

fig, ax = plt.subplots(figsize=(3.75, 3.2))
for k, marker in enumerate("os"):
    ax.plot(*points[labels == k].T, f"C{k}{marker}", ms=5, label=f"clase {k}")
ax.set(xlabel="Primera medida", ylabel="Segunda medida", ylim=(-1.2, 2.1))
ax.legend(ncols=2, loc="upper center")
plt.show()
# --8<-- [end:lunas]

# %% Una regla recta y una red pequeña
# --8<-- [start:entrenar]
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

x_train, x_test, y_train, y_test = train_test_split(
    points, labels, test_size=0.5, stratify=labels, random_state=42
)


def new_network(n_hidden):
    """Una red sin entrenar; se retocará tras ver cada diez ejemplos."""
    return MLPClassifier([n_hidden], "tanh", batch_size=10, max_iter=2000,
                         learning_rate_init=0.03, random_state=42)


line = LogisticRegression().fit(x_train, y_train)
network = new_network(8).fit(x_train, y_train)

line_accuracy = line.score(x_test, y_test)
network_accuracy = network.score(x_test, y_test)
majority_rate = max(y_test.mean(), 1 - y_test.mean())

print(f"responder siempre lo mismo: {majority_rate:.3f}")
print(f"regla recta:                {line_accuracy:.3f}")
print(f"red de 8 neuronas ocultas:  {network_accuracy:.3f}")
# --8<-- [end:entrenar]

# %% Punto por punto
# --8<-- [start:punto-por-punto]
line_hits = line.predict(x_test) == y_test
network_hits = network.predict(x_test) == y_test
only_network = np.sum(network_hits & ~line_hits)
only_line = np.sum(line_hits & ~network_hits)
n_passes = network.n_iter_
n_touches = n_passes * len(x_train) // 10

print(f"solo acierta la red:   {only_network}")
print(f"solo acierta la recta: {only_line}")
print(f"pasadas: {n_passes}, retoques: {n_touches}")
# --8<-- [end:punto-por-punto]

# %% Dos fronteras, cara a cara
# --8<-- [start:fronteras]
a, b = np.meshgrid(np.linspace(-2, 3, 200), np.linspace(-1.5, 2, 200))
grid = np.column_stack([a.ravel(), b.ravel()])

fig, axes = plt.subplots(1, 2, figsize=(3.75, 2.6), sharey=True)
for ax, model, name in zip(axes, [line, network], ["regla recta", "red"]):
    answer = model.predict(grid).reshape(a.shape)
    ax.contourf(a, b, answer, levels=1, colors=["C0", "C1"], alpha=0.25)
    ax.contour(a, b, answer, levels=[0.5], colors="C5")
    for k, marker in enumerate("os"):
        ax.plot(*x_test[y_test == k].T, f"C{k}{marker}", ms=3)
    ax.set(title=name, xticks=[], yticks=[])
plt.show()
# --8<-- [end:fronteras]

# %% La red entrenada
# --8<-- [start:pesos]
n_weights = sum(table.size for table in network.coefs_)
n_biases = sum(row.size for row in network.intercepts_)
n_parameters = n_weights + n_biases
print(f"{n_weights} pesos + {n_biases} sesgos = {n_parameters} números")

fig, ax = plt.subplots(figsize=(3.75, 3.8))
draw_network(ax, network.coefs_, ["entrada", "oculta", "salida"])
plt.show()
# --8<-- [end:pesos]

# %% Comparar frases por sus palabras
# --8<-- [start:frases]
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics.pairwise import cosine_similarity

phrases = [
    "¿Cómo pago la factura?",
    "¿De qué manera abono el recibo?",
    "¿Cómo imprimo la factura?",
]
counts = CountVectorizer().fit_transform(phrases)
likeness = cosine_similarity(counts)
same_meaning = likeness[0, 1]
other_meaning = likeness[0, 2]

print(f"{same_meaning:.2f}  pago la factura / abono el recibo")
print(f"{other_meaning:.2f}  pago la factura / imprimo la factura")
# --8<-- [end:frases]

# %% Frases con nombres de persona y de lugar
# --8<-- [start:nombres]
people = [
    "Pedro llamó a su madre", "Lucía cumple años en marzo",
    "Andrés dijo que tiene hambre", "ayer Marta me contó un secreto",
    "mi amiga Elena estudia medicina", "mi hermano Jorge llamó ayer",
    "Nuria tiene un hijo en la escuela", "le di el libro a Hugo",
]
places = [
    "el tren llega a Lima", "viajamos a Quito en verano",
    "en Bogotá llueve mucho", "las calles de Toledo son estrechas",
    "el alcalde de Cádiz inauguró el puente", "vivo cerca de Montevideo",
    "el vuelo a Oslo sale tarde", "hay un museo de arte en París",
]
new_people = [
    "Florencia llamó a su hijo", "mi hermano Santiago cumple años",
    "Victoria me contó que tiene un libro",
]
new_places = [
    "el vuelo a Florencia llega tarde", "en Santiago llueve en verano",
    "hay un puente cerca de Victoria",
]
# --8<-- [end:nombres]

# %% ¿Persona o lugar?
# --8<-- [start:persona-lugar]
words = CountVectorizer().fit(people + places)
kinds = ["persona"] * len(people) + ["lugar"] * len(places)
table = words.transform(people + places)
reader = new_network(8).fit(table, kinds)
linear_reader = LogisticRegression().fit(table, kinds)

new_phrases = words.transform(new_people + new_places)
new_kinds = ["persona"] * len(new_people) + ["lugar"] * len(new_places)
answers = reader.predict(new_phrases)
for phrase, answer in zip(new_people + new_places, answers):
    print(f"{answer:7s} ← {phrase}")

n_new = len(new_kinds)
n_right = sum(answers == new_kinds)
n_linear = sum(linear_reader.predict(new_phrases) == new_kinds)
print(f"aciertos: {n_right} de {n_new} (modelo lineal: {n_linear})")
# --8<-- [end:persona-lugar]

# %% Una frase sin pistas conocidas
# --8<-- [start:sin-pistas]
strange = "Santiago suspendió el examen"
known = words.build_analyzer()(strange)
known = [word for word in known if word in words.vocabulary_]
strange_answer = str(reader.predict(words.transform([strange]))[0])
strange_p = reader.predict_proba(words.transform([strange])).max()
print(f"palabras que conoce: {known}")
print(f"responde «{strange_answer}» con p = {strange_p:.2f}")
# --8<-- [end:sin-pistas]

# %% Preguntar lejos de los ejemplos
# --8<-- [start:lejos]
for point in [(0, 1), (10, -10), (1000, 1000)]:
    p = network.predict_proba([point])[0]
    print(f"{str(point):12s} clase {p.argmax()}, p = {p.max():.4f}")
far_p = p.max()
# --8<-- [end:lejos]

# %% Un grupo con pocos ejemplos
# --8<-- [start:sesgo]
def group(n, turn, seed):
    """Dos lunas giradas; cada grupo tiene su giro, en grados."""
    x, y = make_moons(n, noise=0.2, random_state=seed)
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    return (x - [0.5, 0.25]) @ [[c, s], [-s, c]], y


test_a, test_b = group(1000, 0, seed=1), group(1000, 60, seed=2)
for n_b in [20, 200]:
    (x_a, y_a), (x_b, y_b) = group(400 - n_b, 0, 3), group(n_b, 60, 4)
    shared = new_network(16)
    shared.fit(np.vstack([x_a, x_b]), np.hstack([y_a, y_b]))
    score_a, score_b = shared.score(*test_a), shared.score(*test_b)
    if n_b == 20:
        large_group, small_group = score_a, score_b
        overall = 0.95 * score_a + 0.05 * score_b
        print(f"con  20 de B: {overall:.3f} en conjunto")
    print(f"con {n_b:3d} de B: A {score_a:.3f}, B {score_b:.3f}")
fair_a, fair_b = score_a, score_b
# --8<-- [end:sesgo]

# %% Una red que lee dígitos
# --8<-- [start:digitos]
from sklearn.datasets import load_digits

images, digits = load_digits(return_X_y=True)  # 64 grises, de 0 a 16
images_train, images_test, digits_train, digits_test = train_test_split(
    images, digits, test_size=300, stratify=digits, random_state=42
)

eye = MLPClassifier([32], alpha=1, max_iter=2000, random_state=42)
straight_eye = LogisticRegression(max_iter=5000)
eye_hits, straight_hits = [
    model.fit(images_train, digits_train).predict(images_test) == digits_test
    for model in [eye, straight_eye]
]
clean_accuracy, straight_eye_accuracy = eye_hits.mean(), straight_hits.mean()
only_eye = np.sum(eye_hits & ~straight_hits)
only_straight = np.sum(straight_hits & ~eye_hits)
print(f"{len(images_test)} imágenes nuevas")
print(f"regresión logística: {straight_eye_accuracy:.3f}")
print(f"red:                 {clean_accuracy:.3f}")
# --8<-- [end:digitos]

# %% Un cambio pequeño, con mala intención
# --8<-- [start:adversario]
rows = np.arange(len(images_test))
before = eye.predict_proba(images_test)[rows, digits_test]

effect = np.zeros_like(images_test)
for pixel in range(64):  # ¿qué pasa si oscurezco un tono solo este píxel?
    touched = images_test.copy()
    touched[:, pixel] += 1
    after = eye.predict_proba(touched)[rows, digits_test]
    effect[:, pixel] = after - before

noise = rng.choice([-2, 2], size=images_test.shape)
random_images = np.clip(images_test + noise, 0, 16)
attacked = np.clip(images_test - 2 * np.sign(effect), 0, 16)
random_accuracy = eye.score(random_images, digits_test)
attack_accuracy = eye.score(attacked, digits_test)

print(f"sin tocar:                 {clean_accuracy:.3f}")
print(f"dos tonos, al azar:        {random_accuracy:.3f}")
print(f"dos tonos, con intención:  {attack_accuracy:.3f}")
# --8<-- [end:adversario]

# %% La misma imagen, antes y después
# --8<-- [start:engano]
fooled = (before > 0.99) & (eye.predict(attacked) != digits_test)
victim = np.flatnonzero(fooled & (digits_test == 0))[0]  # el primer 0

fig, axes = plt.subplots(1, 2, figsize=(3.75, 2.5))
for ax, image in zip(axes, [images_test[victim], attacked[victim]]):
    p = eye.predict_proba([image])[0]
    ax.imshow(image.reshape(8, 8), cmap="gray_r", vmin=0, vmax=16)
    ax.set_title(f"responde {p.argmax()}\np = {p.max():.2f}")
    ax.axis("off")
plt.show()
victim_digit, fooled_digit = digits_test[victim], p.argmax()
fooled_p = p.max()
# --8<-- [end:engano]

# %% Cronología
# --8<-- [start:cronologia]
events = {
    1943: "neurona de McCulloch y Pitts",
    1958: "perceptrón",
    1969: "Minsky y Papert: XOR",
    1986: "retropropagación",
    1989: "códigos postales escritos",
    1997: "LSTM, redes con memoria",
    1998: "LeNet-5 lee cheques",
    2012: "AlexNet gana ImageNet",
    2013: "word2vec",
    2015: "ResNet; nace Keras",
    2016: "AlphaGo",
    2017: "Transformer",
    2020: "GPT-3",
    2021: "AlphaFold 2",
    2022: "ChatGPT",
    2024: "Nobel: Hopfield, Hinton",
}
years = np.array(list(events))
rows = np.linspace(years.max(), years.min(), len(years))[::-1]
# --8<-- [end:cronologia]

# %% Dibujar la cronología
# --8<-- [start:linea-tiempo]
fig, ax = plt.subplots(figsize=(3.75, 6))
ax.plot(np.zeros(len(years)), years, "C0o-")
for year, row in zip(years, rows):
    ax.plot([0, 0.5, 0.9], [year, row, row], "C5-", lw=0.8)
    ax.text(1, row, f"{year}  {events[year]}", va="center")
ax.set(xlim=(-0.2, 7), ylim=(2026, 1941))
ax.axis("off")
plt.show()
# --8<-- [end:linea-tiempo]

# %% Solución: datos que se separan con una recta
# --8<-- [start:solucion-recta]
from sklearn.datasets import make_blobs

x, y = make_blobs(400, centers=[[0, 0], [3, 2]], random_state=42)
xa, xb, ya, yb = train_test_split(x, y, test_size=0.5, random_state=42)
straight = LogisticRegression().fit(xa, ya)
bendy = new_network(8).fit(xa, ya)

straight_accuracy = straight.score(xb, yb)
bendy_accuracy = bendy.score(xb, yb)
n_gap = round(len(yb) * abs(straight_accuracy - bendy_accuracy))
print(f"regla recta: {straight_accuracy:.3f}")
print(f"red:         {bendy_accuracy:.3f}")
# --8<-- [end:solucion-recta]

# %% Solución: cuántos ejemplos hacen falta
# --8<-- [start:solucion-ejemplos]
means = {}
print("ejemplos  recta    red")
for n in [10, 20, 50, 100, 200]:
    scores = []
    for seed in range(5):  # cinco lunas distintas, y la media de las cinco
        x, y = make_moons(n, noise=0.2, random_state=seed)
        models = [LogisticRegression().fit(x, y), new_network(8).fit(x, y)]
        scores.append([model.score(x_test, y_test) for model in models])
    means[n] = np.mean(scores, axis=0)
    print(f"{n:8d}  {means[n][0]:.3f}  {means[n][1]:.3f}")
# --8<-- [end:solucion-ejemplos]

# %% Solución: las mismas palabras, otro significado
# --8<-- [start:solucion-orden]
pairs = [
    ("El perro persigue al gato", "El gato persigue al perro"),
    ("Hace frío", "Qué baja está la temperatura"),
]
for first, second in pairs:
    both = CountVectorizer().fit_transform([first, second])
    print(f"{cosine_similarity(both)[0, 1]:.2f}  {first} / {second}")
# --8<-- [end:solucion-orden]

# %% Solución: la energía de un entrenamiento
# --8<-- [start:solucion-energia]
training_kwh = 1_287_000  # GPT-3, según Patterson y otros (2021)
home_kwh = 250            # lo que gasta la casa en un mes: pon el tuyo
home_months = training_kwh / home_kwh
home_years = home_months / 12
print(f"{home_months:.0f} meses, unos {home_years:.0f} años")
# --8<-- [end:solucion-energia]
