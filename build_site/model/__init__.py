"""The nouns that travel between the stages. Knows nothing about where they come from or go."""
