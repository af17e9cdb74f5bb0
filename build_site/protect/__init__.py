"""Small counts never leave. The only place that may make a SafeTable."""

from build_site.protect.small_counts import protect

__all__ = ["protect"]
