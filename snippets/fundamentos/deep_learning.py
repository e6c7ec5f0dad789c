"""Deep learning: características a mano o aprendidas, y sus dos problemas."""

# %% Tres círculos
# --8<-- [start:circulos]
import matplotlib.pyplot as plt
import numpy as np

fig, ax = plt.subplots(figsize=(3.75, 3.75))
rings = [(3, 5.1, "C0", "inteligencia\nartificial"),
         (2.1, 3.3, "C2", "aprendizaje\nautomático"),
         (1.2, 1.2, "C1", "aprendizaje\nprofundo")]
for radius, height, color, name in rings:
    ax.add_patch(plt.Circle((0, radius), radius, color=color, alpha=0.3,
                            lw=0))
    ax.text(0, height, name, ha="center", va="center")
ax.set(xlim=(-3, 3), ylim=(0, 6))
ax.set_aspect("equal")
ax.axis("off")
plt.show()
# --8<-- [end:circulos]

# %% Dos ciclos
# --8<-- [start:ciclos]
def cycle(ax, title, steps, by_person):
    """Dibuja una cadena de pasos; los de una persona llevan borde."""
    for i, step in enumerate(steps):
        face, edge = (("C1", 0.3), 1.5) if i in by_person else (("C0", 0.3), 0)
        ax.add_patch(plt.Rectangle((0, -i), 1, 0.7, lw=edge, edgecolor="C5",
                                   facecolor=face))
        ax.text(0.5, 0.35 - i, step, ha="center", va="center")
        if i:
            ax.annotate("", (0.5, 0.7 - i), (0.5, 1 - i),
                        arrowprops={"arrowstyle": "->", "color": "C5"})
    ax.set(xlim=(-0.03, 1.03), ylim=(-5.05, 0.8), title=title)
    ax.axis("off")


fig, axes = plt.subplots(1, 2, figsize=(3.75, 5.4))
cycle(axes[0], "aprendizaje\nautomático clásico",
      ["mensaje", "limpiar y\nescalar", "inventar\ncaracterísticas",
       "elegir\ncaracterísticas", "clasificador", "respuesta"],
      by_person=[1, 2, 3])
cycle(axes[1], "aprendizaje\nprofundo",
      ["mensaje", "limpiar y\nescalar", "pasarlo a\nnúmeros",
       "capas que\naprenden", "última\ncapa", "respuesta"],
      by_person=[1, 2])
plt.show()
# --8<-- [end:ciclos]

# %% Las piezas de los mensajes
# --8<-- [start:piezas]
openings = ["creo que", "de momento", "la verdad es que", "tras un mes",
            "según parece", "a mi hermana le parece que", "hoy"]
things = ["la batería", "la pantalla", "el teclado", "la cámara",
          "el sonido", "la funda", "el cargador", "la aplicación",
          "el soporte", "el manual"]
praise = ["funciona", "cumple", "ayuda", "convence", "responde",
          "encaja", "aguanta", "compensa", "gusta", "destaca"]
complaint = ["falla", "molesta", "decepciona", "estorba", "cansa",
             "aburre", "fracasa", "preocupa", "chirría", "empeora"]
endings = ["", "en casa", "al viajar", "con el frío", "por la noche",
           "como esperaba"]
# --8<-- [end:piezas]

# %% Fabricar mensajes
# --8<-- [start:mensajes]
def write_messages(n, seed):
    """Devuelve n mensajes y sus etiquetas: 1, contento; 0, descontento."""
    rng = np.random.default_rng(seed)
    texts, labels = [], []
    for _ in range(n):
        nice, denied = rng.random() < 0.5, rng.random() < 0.4
        verb = rng.choice(praise if nice else complaint)
        parts = [rng.choice(openings), rng.choice(things),
                 "no" if denied else "", verb, rng.choice(endings)]
        texts.append(" ".join(part for part in parts if part))
        labels.append(int(nice != denied))  # «no» da la vuelta al verbo
    return texts, np.array(labels)


texts, labels = write_messages(1000, seed=1)
new_texts, new_labels = write_messages(1000, seed=2)
happy_rate = new_labels.mean()
for text, label in zip(texts[:5], labels):
    print(label, text)
print(f"contentos, en los nuevos: {happy_rate:.3f}")
# --8<-- [end:mensajes]

# %% Características a mano
# --8<-- [start:a-mano]
from sklearn.linear_model import LogisticRegression

good_verbs = {"funciona", "cumple", "ayuda", "convence", "encaja", "destaca"}
bad_verbs = {"falla", "molesta", "decepciona", "aburre", "fracasa", "empeora"}


def measure(text):
    """Características que se le ocurren a una persona."""
    words = text.split()
    good = sum(word in good_verbs for word in words)
    bad = sum(word in bad_verbs for word in words)
    return [good, bad, int("no" in words), len(words)]


def hand_score(rule):
    """Exactitud con esas características: al aprender y en los nuevos."""
    rows, new_rows = [[rule(t) for t in many] for many in [texts, new_texts]]
    model = LogisticRegression().fit(rows, labels)
    return model.score(rows, labels), model.score(new_rows, new_labels)


first_own, first_try = hand_score(measure)
print(measure("creo que la batería no falla"))
print(f"exactitud al aprender: {first_own:.3f}")
# --8<-- [end:a-mano]

# %% Mirar los fallos e inventar otra característica
# --8<-- [start:negacion]
def measure_better(text):
    """Las mismas, y una más: el sentido del verbo después de mirar el «no»."""
    good, bad, denied, length = measure(text)
    sense = (bad - good) if denied else (good - bad)
    return [good, bad, denied, length, sense]


second_own, second_try = hand_score(measure_better)
print(measure_better("creo que la batería no falla"))
print(f"exactitud al aprender: {second_own:.3f}")

unknown = [text for text in texts if sum(measure(text)[:2]) == 0]
unknown_rate = len(unknown) / len(texts)
print(f"verbo fuera de las listas: {unknown_rate:.3f}")
print(f"en los nuevos: sin la última, {first_try:.3f}; con ella, "
      f"{second_try:.3f}")
# --8<-- [end:negacion]

# %% Pasar los mensajes a números
# --8<-- [start:numeros]
from sklearn.feature_extraction.text import CountVectorizer

vectorizer = CountVectorizer().fit(texts)


def to_numbers(texts):
    """Una fila por mensaje y una columna por palabra: cuántas veces está."""
    return vectorizer.transform(texts).toarray().astype("float32")


x, x_new = to_numbers(texts), to_numbers(new_texts)
n_words = x.shape[1]
word_model = LogisticRegression().fit(x, labels)
linear_accuracy = word_model.score(x_new, new_labels)
print(x.shape)
print(f"palabras del primer mensaje: {x[0].sum():.0f}")
print(f"modelo lineal: {linear_accuracy:.3f}")
# --8<-- [end:numeros]

# %% La red
# --8<-- [start:red]
import keras


def train_network(x, y, seed=42, **options):
    """Construye una red con una capa oculta, la entrena y la devuelve."""
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.Input(shape=(n_words,)),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01),
                  loss="binary_crossentropy", metrics=["accuracy"])
    history = model.fit(x, y, epochs=30, verbose=0, **options)
    return model, history.history


network, _ = train_network(x, labels)
# --8<-- [end:red]

# %% Preguntar a la red
# --8<-- [start:preguntar]
def ask(model, x):
    """La probabilidad de «contento» de cada mensaje."""
    return keras.ops.convert_to_numpy(model(x)).ravel()


def score(model, x, y):
    """Proporción de aciertos: más de 0.5 es responder «contento»."""
    return ((ask(model, x) > 0.5) == y).mean()


network_accuracy = score(network, x_new, new_labels)
print(f"red: {network_accuracy:.3f}")
# --8<-- [end:preguntar]

# %% Con pocos ejemplos y con muchos
# --8<-- [start:cuantos]
sizes = [30, 100, 300, 1000]
by_hand, learned, memorized = [], [], []
rows = [measure_better(text) for text in texts]
new_rows = [measure_better(text) for text in new_texts]

print("mensajes  a mano    red  red (suyos)")
for n in sizes:
    model = LogisticRegression().fit(rows[:n], labels[:n])
    by_hand.append(model.score(new_rows, new_labels))
    model, _ = train_network(x[:n], labels[:n])
    learned.append(score(model, x_new, new_labels))
    memorized.append(score(model, x[:n], labels[:n]))
    print(f"{n:8d}  {by_hand[-1]:6.3f}  {learned[-1]:.3f}  "
          f"{memorized[-1]:11.3f}")

fig, ax = plt.subplots()
ax.semilogx(sizes, by_hand, "s--", label="características a mano")
ax.semilogx(sizes, learned, "o-", label="red")
ax.axhline(0.5, color="C5", ls=":")  # una moneda
ax.set(xlabel="Mensajes para aprender", ylabel="Exactitud",
       xticks=sizes, xticklabels=sizes, ylim=(0.2, 1.05))
ax.minorticks_off()
ax.legend(loc="lower right")
plt.show()
# --8<-- [end:cuantos]

# %% Dos anillos
# --8<-- [start:anillos]
from sklearn.datasets import make_circles

points, ring = make_circles(400, noise=0.08, factor=0.45, random_state=42)


def draw(ax, points, title):
    for k, marker in enumerate("os"):
        ax.plot(*points[ring == k].T, f"C{k}{marker}", ms=4)
    ax.set(title=title, xticks=[], yticks=[])


def line_score(points):
    """Lo que acierta la mejor recta: toda dirección y todo corte."""
    gains = []
    for angle in np.linspace(0, 2 * np.pi, 720, endpoint=False):
        order = np.argsort(points @ [np.cos(angle), np.sin(angle)])
        gains.append(np.cumsum(2 * ring[order] - 1).max())
    return (np.sum(ring == 0) + max(gains)) / len(ring)


raw_line = line_score(points)
print(f"la mejor recta acierta el {raw_line:.3f}")
fig, ax = plt.subplots(figsize=(3.75, 3.6))
draw(ax, points, "los datos")
plt.show()
# --8<-- [end:anillos]

# %% Una red que se queda con dos números
# --8<-- [start:representar]
keras.utils.set_random_seed(42)
encoder = keras.Sequential([
    keras.Input(shape=(2,)),
    keras.layers.Dense(16, activation="tanh"),
    keras.layers.Dense(2, activation="tanh"),
])
classifier = keras.Sequential([
    encoder,
    keras.layers.Dense(1, activation="sigmoid"),
])
classifier.compile(optimizer=keras.optimizers.Adam(learning_rate=0.02),
                   loss="binary_crossentropy")

before = keras.ops.convert_to_numpy(encoder(points))  # (400, 2)
classifier.fit(points, ring, epochs=40, verbose=0)
after = keras.ops.convert_to_numpy(encoder(points))
before_line, after_line = line_score(before), line_score(after)
print(f"la mejor recta, sin entrenar: {before_line:.3f}")
print(f"la mejor recta, entrenada:    {after_line:.3f}")
# --8<-- [end:representar]

# %% La representación, antes y después
# --8<-- [start:antes-despues]
fig, axes = plt.subplots(1, 2, figsize=(3.75, 2.3))
draw(axes[0], before, "sin entrenar")
draw(axes[1], after, "entrenada")
plt.show()
# --8<-- [end:antes-despues]

# %% Memorizar
# --8<-- [start:sobreajuste]
few, few_labels = x[:100], labels[:100]
_, log = train_network(few, few_labels, validation_data=(x_new, new_labels),
                       validation_batch_size=1000)

fig, ax = plt.subplots()
ax.plot(range(1, 31), log["loss"], label="los 100 suyos")
ax.plot(range(1, 31), log["val_loss"], "--", label="1000 nuevos")
ax.set(xlabel="Pasada por los datos", ylabel="Error (pérdida)",
       ylim=(0, None))
ax.legend()
plt.show()

few_accuracy = log["accuracy"][-1]
few_new_accuracy = log["val_accuracy"][-1]
first_loss, last_loss = log["val_loss"][0], log["val_loss"][-1]
print(f"aciertos en los suyos: {few_accuracy:.3f}")
print(f"aciertos en nuevos:    {few_new_accuracy:.3f}")
# --8<-- [end:sobreajuste]

# %% Dos redes que aciertan lo mismo
# --8<-- [start:gemelas]
twin, _ = train_network(x, labels, seed=7)
twin_accuracy = score(twin, x_new, new_labels)
n_parameters = network.count_params()
print(f"red 1: {network_accuracy:.3f}, red 2: {twin_accuracy:.3f}")
print(f"números en cada una: {n_parameters}")

tables = [model.get_weights()[0] for model in [network, twin]]  # (58, 16)
likeness = np.corrcoef(tables[0].ravel(), tables[1].ravel())[0, 1]
print(f"correlación entre sus pesos: {likeness:.2f}")

fig, axes = plt.subplots(2, figsize=(3.75, 3.4))
for ax, table, name in zip(axes, tables, ["red 1", "red 2"]):
    ax.imshow(table.T, cmap="coolwarm", vmin=-2, vmax=2, aspect="auto")
    ax.set(title=name, xticks=[], yticks=[], ylabel="16 neuronas")
axes[1].set_xlabel(f"{n_words} palabras")
plt.show()
# --8<-- [end:gemelas]

# %% Frases que no se parecen a los ejemplos
# --8<-- [start:raras]
strange = ["la batería", "no", "funciona y falla",
           "no funciona y no falla", "ni falla ni molesta"]
answers = [ask(model, to_numbers(strange)) for model in [network, twin]]
print("red 1  red 2")
for one, two, text in zip(*answers, strange):
    print(f"{one:5.2f}  {two:5.2f}  {text}")
# --8<-- [end:raras]

# %% Quitar palabra a palabra
# --8<-- [start:quitar]
message = "creo que la batería no falla en casa"
words = message.split()
shorter = [" ".join(words[:i] + words[i + 1:]) for i in range(len(words))]
p_whole = ask(network, to_numbers([message]))[0]
p_without = ask(network, to_numbers(shorter))

print(f"entera: {p_whole:.2f}")
for word, p in zip(words, p_without):
    print(f"sin «{word}»: {p:.2f}")
p_without_no = p_without[words.index("no")]
# --8<-- [end:quitar]

# %% Escribir con prisa
# --8<-- [start:con-prisa]
def drop_letter(text, rng):
    """Quita una letra a una de cada cuatro palabras."""
    words = text.split()
    for i, word in enumerate(words):
        if rng.random() < 0.25:
            k = rng.integers(len(word))
            words[i] = word[:k] + word[k + 1:]
    return " ".join(words)
# --8<-- [end:con-prisa]

# %% Mensajes con erratas
# --8<-- [start:erratas]
rng = np.random.default_rng(42)
dirty_texts = [drop_letter(text, rng) for text in new_texts]
dirty_accuracy = score(network, to_numbers(dirty_texts), new_labels)
print(dirty_texts[0])
print(f"bien escritos: {network_accuracy:.3f}")
print(f"con erratas:   {dirty_accuracy:.3f}")
# --8<-- [end:erratas]

# %% Solución: parejas de palabras
# --8<-- [start:solucion-parejas]
pairs = CountVectorizer(ngram_range=(1, 2)).fit(texts)
pair_model = LogisticRegression().fit(pairs.transform(texts), labels)
pair_accuracy = pair_model.score(pairs.transform(new_texts), new_labels)
n_columns = len(pairs.vocabulary_)
print(f"columnas: {n_columns}, exactitud: {pair_accuracy:.3f}")
# --8<-- [end:solucion-parejas]

# %% Solución: etiquetas al azar
# --8<-- [start:solucion-azar]
coins = np.random.default_rng(42).integers(2, size=100)
gullible, _ = train_network(few, coins)
coin_train = score(gullible, few, coins)
coin_new = score(gullible, x_new, new_labels)
print(f"en los suyos: {coin_train:.3f}")
print(f"en los nuevos: {coin_new:.3f}")
# --8<-- [end:solucion-azar]

# %% Solución: etiquetas equivocadas
# --8<-- [start:solucion-etiquetas]
wrong = np.random.default_rng(42).random(len(labels)) < 0.3
careless = np.where(wrong, 1 - labels, labels)
misled, _ = train_network(x, careless)
misled_accuracy = score(misled, x_new, new_labels)
print(f"etiquetas correctas:      {network_accuracy:.3f}")
print(f"tres de cada diez, mal:   {misled_accuracy:.3f}")
# --8<-- [end:solucion-etiquetas]
