"""Medida: una red densa de Keras clasifica dígitos manuscritos."""

# %% Los datos
# --8<-- [start:datos]
import keras
import matplotlib.pyplot as plt
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
x_train, x_test, y_train, y_test = train_test_split(
    digits.data / 16, digits.target, test_size=0.2, random_state=42
)
print(x_train.shape, x_test.shape)
# --8<-- [end:datos]

# %% El entrenamiento
# --8<-- [start:entrenar]
keras.utils.set_random_seed(42)
model = keras.Sequential([
    keras.Input(shape=(64,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(
    optimizer="adam",
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
history = model.fit(
    x_train, y_train, epochs=100, batch_size=32,
    validation_split=0.2, verbose=0,
).history
test_loss, test_accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"Exactitud en prueba: {test_accuracy:.3f}")
# --8<-- [end:entrenar]

# %% Las curvas
# --8<-- [start:curvas]
fig, ax = plt.subplots()
ax.plot(history["loss"], label="entrenamiento")
ax.plot(history["val_loss"], label="validación")
ax.set(xlabel="Época", ylabel="Pérdida")
ax.legend()
plt.show()
# --8<-- [end:curvas]
