"""Figures → judgements. One module per method, pure functions; never sees a cell that is hidden."""
