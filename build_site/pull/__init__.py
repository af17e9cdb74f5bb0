"""Asking publishers: the only place with a network. What they mean by their answers is the business of sources/."""
