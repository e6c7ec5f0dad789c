"""Reuters: de qué trata una noticia, entre cuarenta y seis temas."""

# %% [markdown]
# # Reuters: noticias por temas
#
# ¿Va de petróleo, de trigo o de tipos de interés? Es clasificación múltiple,
# como la de las lecciones 3.6 y 3.7, con dos dificultades nuevas: hay 46
# clases y son muy desiguales.
#
# **Vas a practicar**
#
# - ver qué pasa cuando una clase tiene miles de ejemplos y otra, una docena;
# - etiquetas enteras y pérdida `sparse_categorical_crossentropy`;
# - comparar la red con un modelo lineal y con la línea base;
# - medir con la exactitud y también con la macro-F1, que cuenta igual todas
#   las clases.
#
# Tarda alrededor de un minuto en un solo núcleo (lo medimos con datos
# inventados del mismo tamaño). La primera vez descarga unos 3 MB, que es lo
# que anuncia Keras al hacerlo.

# %% [markdown]
# ## Los datos
#
# Son 11 228 teletipos en inglés de la agencia Reuters, de 1987, repartidos en
# 46 temas: 8982 para entrenar y 2246 para la prueba. Salen de la colección
# Reuters-21578, que prepararon el Carnegie Group y Reuters y que David D.
# Lewis puso en orden. Los textos son de Reuters, que los cede para
# investigar; las condiciones están en [la página de la
# colección](https://archive.ics.uci.edu/dataset/137/reuters+21578+text+categorization+collection).
#
# El formato es el de las críticas de IMDB: cada noticia es una lista de
# números y cada número, una palabra.

# %% Cargar
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras.datasets import reuters

N_WORDS, N_CLASSES = 10_000, 46
(texts, y_all), (test_texts, y_test) = reuters.load_data(
    num_words=N_WORDS
)
topics = reuters.get_label_names()

print(f"entrenamiento: {len(texts)} noticias, prueba: {len(test_texts)}")
print(f"temas: {len(topics)}, por ejemplo {', '.join(topics[:6])}")

# %% [markdown]
# Para leer una noticia hay que invertir el diccionario y restar 3: el 0 es
# relleno, el 1 marca el principio, el 2 es «palabra que no está» y el 3 no se
# usa.

# %% Leer una noticia
word_index = reuters.get_word_index()
words = {number + 3: word for word, number in word_index.items()}
words |= {1: "[principio]", 2: "[?]"}

print(f"tema: {topics[y_all[0]]}")
print(" ".join(words[number] for number in texts[0][:40]))

# %% [markdown]
# ¿Cuántas noticias hay de cada tema? Mira la escala: es logarítmica, cada
# marca grande es diez veces la anterior.

# %% Noticias por tema
counts = np.bincount(y_all, minlength=N_CLASSES)
order = counts.argsort()[::-1]

fig, ax = plt.subplots(figsize=(3.75, 3))
ax.bar(np.arange(N_CLASSES), counts[order])
ax.set(yscale="log", ylim=(1, 10_000), ylabel="Noticias",
       xlabel="Tema, de más a menos")
ax.minorticks_off()
plt.show()

for i in [*order[:3], order[-1]]:
    print(f"{topics[i]:12s} {counts[i]:5d}")

# %% [markdown]
# «earn» son resultados de empresas y «acq», compras de unas por otras.
#
# ## Preparar
#
# Una columna por palabra, con un 1 si aparece (*multi-hot*). Las etiquetas se
# quedan como enteros. Y apartamos la novena parte del entrenamiento para
# validar, unas mil noticias, como en el libro de Chollet.

# %% Multi-hot y validación
def multi_hot(texts):
    """Una fila por texto: un 1 en cada palabra que aparece."""
    table = np.zeros((len(texts), N_WORDS), dtype="uint8")
    for row, text in zip(table, texts):
        row[text] = 1
    return table


x_all, x_test = multi_hot(texts), multi_hot(test_texts)
n_val = len(x_all) // 9
x_val, y_val = x_all[:n_val], y_all[:n_val]
x_train, y_train = x_all[n_val:], y_all[n_val:]

print(f"entrenar {x_train.shape}, validar {x_val.shape}")

# %% [markdown]
# ## El listón
#
# Con clases tan desiguales hay dos notas. La **exactitud** cuenta aciertos:
# responder siempre el tema más frecuente ya da una nota alta. La **macro-F1**,
# la de la lección 3.6, calcula una F1 por tema y hace la media sin mirar cuántas
# noticias tiene cada uno: quien solo conoce un tema saca casi cero.

# %% Línea base
from sklearn.metrics import f1_score


def grade(y, answers):
    """La exactitud y la macro-F1 de unas respuestas."""
    f1 = f1_score(y, answers, average="macro", zero_division=0)
    return float((y == answers).mean()), float(f1)


most_common = np.bincount(y_train).argmax()
baseline = grade(y_val, np.full(len(y_val), most_common))
print(f"siempre «{topics[most_common]}»: exactitud {baseline[0]:.3f}, "
      f"macro-F1 {baseline[1]:.3f}")

# %% [markdown]
# ## Un modelo lineal y una red
#
# La red es la del libro: dos capas de 64 neuronas, RMSprop y lotes de 512.
# Con 46 salidas, capas de 16 neuronas como las de IMDB serían un embudo: lo
# que una capa tira, la siguiente no lo recupera.

# %% Construir
def build(hidden):
    """Una red con las capas ocultas dadas; sin ninguna, es lineal."""
    keras.utils.set_random_seed(42)
    model = keras.Sequential([
        keras.Input(shape=(N_WORDS,)),
        *[keras.layers.Dense(n, activation="relu") for n in hidden],
        keras.layers.Dense(N_CLASSES, activation="softmax"),
    ])
    model.compile(
        optimizer="rmsprop",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


models = {"lineal": build([]), "red": build([64, 64])}
for name, model in models.items():
    print(f"{name:7s} {model.count_params():7d} parámetros")

# %% Entrenar
logs = {}
for name, model in models.items():
    history = model.fit(
        x_train,
        y_train,
        epochs=30,
        batch_size=512,
        validation_data=(x_val, y_val),
        verbose=0,
    )
    logs[name] = history.history
    best = int(np.argmin(logs[name]["val_loss"]))
    print(f"{name:7s} mejor época {best + 1:2d}: "
          f"pérdida {logs[name]['val_loss'][best]:.3f}, "
          f"exactitud {logs[name]['val_accuracy'][best]:.3f}")

# %% Curvas
fig, axes = plt.subplots(2, sharex=True, figsize=(3.75, 5))
for ax, (name, log) in zip(axes, logs.items()):
    epochs = np.arange(1, len(log["loss"]) + 1)
    ax.plot(epochs, log["loss"], label="entrenamiento")
    ax.plot(epochs, log["val_loss"], "--", label="validación")
    ax.set(title=name.capitalize(), ylabel="Pérdida", ylim=(0, None))
    ax.grid()
axes[0].legend()
axes[1].set_xlabel("Época")
plt.show()

# %% [markdown]
# Si el mínimo de la validación del modelo lineal está en la última época, aún
# no había terminado: dale más y compara otra vez, en la validación.
#
# ## La prueba, una sola vez

# %% El examen
right, scores = {}, {}
for name, hidden in [("lineal", []), ("red", [64, 64])]:
    n_epochs = int(np.argmin(logs[name]["val_loss"])) + 1
    final = build(hidden)
    final.fit(x_all, y_all, epochs=n_epochs, batch_size=512, verbose=0)
    answers = final.predict(x_test, verbose=0).argmax(axis=1)
    right[name] = answers == y_test
    scores[name] = grade(y_test, answers)
    print(f"{name:7s} {n_epochs:2d} épocas, exactitud "
          f"{scores[name][0]:.4f}, macro-F1 {scores[name][1]:.4f}")

# %% [markdown]
# ## Lo que está publicado
#
# **La misma red**, nueve épocas y sin las mil noticias de la validación:
# **0.797**. F. Chollet, *Deep Learning with Python*, 1.ª ed., Manning, 2017,
# sección 3.5, y lo repiten las dos siguientes. Su
# [cuaderno](https://github.com/fchollet/deep-learning-with-python-notebooks/tree/master/first_edition)
# 3.6, con ocho épocas, da **0.777**: dos puntos menos con casi la misma receta.
# El libro la compara con repartir las etiquetas al azar, que acierta un 19 %.
# Nuestra línea base es más exigente: el tema más frecuente.

# %% Comparar
network_score = scores["red"][0]
error = (network_score * (1 - network_score) / len(y_test)) ** 0.5

print("                   exactitud  macro-F1")
print(f"línea base         {baseline[0]:9.3f}  {baseline[1]:8.3f}")
for name, (accuracy, f1) in scores.items():
    print(f"{name:18s} {accuracy:9.3f}  {f1:8.3f}")
print("publicado (red)        0.797 (libro), 0.777 (cuaderno)")
print(f"error típico de la exactitud: {error:.3f}")
only_network = int((right["red"] & ~right["lineal"]).sum())
only_linear = int((right["lineal"] & ~right["red"]).sum())
coins = (only_network + only_linear) ** 0.5
print(f"solo acierta la red: {only_network}; solo el lineal: {only_linear}; "
      f"√n = {coins:.1f}")

# %% [markdown]
# La macro-F1 suele quedar muy por debajo de la exactitud: hay temas de los que
# la red apenas ha visto ejemplos.
#
# La red y el modelo lineal han leído las mismas noticias. La última línea cuenta
# los **desacuerdos**, como en la lección 3.3: si los dos modelos fueran igual de
# buenos, su diferencia tendría una desviación de √n. Si pasa mucho del doble,
# no es suerte.
#
# ## Dónde se equivoca
#
# De cada tema con noticias en la prueba, qué parte encuentra la red (su
# exhaustividad), según cuántas noticias de ese tema había para aprender.

# %% Exhaustividad por tema
present = np.unique(y_test)
recalls = np.array([(answers[y_test == t] == t).mean() for t in present])

fig, ax = plt.subplots(figsize=(3.75, 3.2))
ax.plot(counts[present], recalls, "o")
ax.set(xscale="log", xlim=(5, 10_000), ylim=(-0.05, 1.05),
       xlabel="Noticias para aprender", ylabel="Exhaustividad")
ax.minorticks_off()
ax.grid()
plt.show()
print(f"temas que no encuentra nunca: {(recalls == 0).sum()}")

# %% [markdown]
# ## Ejercicios
#
# **1. El embudo.** Cambia la segunda capa de 64 neuronas por una de 4.
# ¿Cuánto cae la exactitud de validación?
#
# <details><summary>Solución</summary>
#
# Con `build([64, 4])`. En el libro, con lotes de 128, cae del 79 al 71 % más
# o menos: cuatro números no bastan para distinguir 46 temas.
#
# </details>
#
# **2. Clases con pesos.** Da más importancia a los temas raros con el
# argumento `class_weight` de `fit`. ¿Qué pasa con la exactitud? ¿Y con la
# macro-F1?
#
# <details><summary>Pista</summary>
#
# Por ejemplo, `{t: (counts.max() / counts[t]) ** 0.5 for t in
# range(N_CLASSES)}`. Suele subir una nota a costa de la otra: decide antes
# cuál te importa.
#
# </details>
#
# **3. Con *one-hot*.** Convierte las etiquetas con
# `keras.utils.to_categorical` y usa `categorical_crossentropy`. ¿Cambia algo?
#
# <details><summary>Solución</summary>
#
# No: es la misma pérdida escrita de otra forma. Con la misma semilla salen
# los mismos números, salvo diferencias en las últimas cifras.
#
# </details>
