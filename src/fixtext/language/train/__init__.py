"""Training of the model: ``python -m fixtext.language.train`` rebuilds the shipped file."""
