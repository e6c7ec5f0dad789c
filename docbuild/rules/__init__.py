"""Las reglas: lo que ha de cumplir lo escrito y lo que salió de ejecutarlo."""
