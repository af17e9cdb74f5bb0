"""Jämförbart: from the data/ folder to a searchable static site about Swedish health care."""
