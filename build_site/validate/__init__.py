"""data/ → things and tables, or one error that names every fault. No other stage opens data/."""
