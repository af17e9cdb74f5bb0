"""Words → index, and one file of answers per place. The engine that asks them is docs/assets/search/engine.js."""
