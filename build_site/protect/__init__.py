"""Small counts never leave. The only place that may make a SafeTable."""
