"""Comparisons → SVG. One module per chart kind, one theme; the only place that knows Altair."""
