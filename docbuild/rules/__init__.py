"""Las reglas del curso, por lo que miran."""
