"""The settings of the environment: what each is and how it is read."""
