"""La ejecución de los programas y lo que se guarda de ella."""
