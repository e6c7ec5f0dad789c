"""Medida: una red convolucional de Keras clasifica dígitos manuscritos."""

# %% Los datos
# --8<-- [start:datos]
import keras
import matplotlib.pyplot as plt
from sklearn.datasets import load_digits
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import train_test_split

digits = load_digits()
x_train, x_test, y_train, y_test = train_test_split(
    digits.images[..., None] / 16, digits.target, test_size=0.2,
    random_state=42,
)
print(x_train.shape, x_test.shape)
# --8<-- [end:datos]

# %% El entrenamiento
# --8<-- [start:entrenar]
keras.utils.set_random_seed(42)
model = keras.Sequential([
    keras.Input(shape=(8, 8, 1)),
    keras.layers.Conv2D(16, 3, padding="same", activation="relu"),
    keras.layers.MaxPooling2D(),
    keras.layers.Conv2D(32, 3, padding="same", activation="relu"),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(
    optimizer="adam",
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(x_train, y_train, epochs=80, batch_size=32, verbose=0)
test_loss, test_accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"Exactitud en prueba: {test_accuracy:.3f}")
# --8<-- [end:entrenar]

# %% La matriz de confusión
# --8<-- [start:confusion]
predicted = model.predict(x_test, verbose=0).argmax(axis=1)
fig, ax = plt.subplots(figsize=(3.75, 3.75))
ax.imshow(confusion_matrix(y_test, predicted))
ax.set(xlabel="Predicho", ylabel="Real")
plt.show()
# --8<-- [end:confusion]
